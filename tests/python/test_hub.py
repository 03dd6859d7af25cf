"""The hub itself, as far as it starts without a proxy: rights are held before it answers."""

import asyncio
import logging
import os
import tempfile
import unittest

import syzc_admission as admission
from jupyterhub import orm
from syzc_hub import Hub

CONFIG = """
c.JupyterHub.authenticator_class = "jupyterhub.auth.DummyAuthenticator"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {{"ada"}}
c.JupyterHub.db_url = "sqlite:///{directory}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{directory}/cookie_secret"
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.auth_token = "none"
c.Hub.servers = None
import syzc_admission
c.Authenticator.post_auth_hook = syzc_admission.remembering(
    c.Authenticator.get("post_auth_hook"), key=lambda handler: handler.settings["cookie_secret"]
)
"""


class HubTest(unittest.TestCase):
    def setUp(self):
        logging.disable(logging.CRITICAL)
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.config = os.path.join(scratch.name, "config.py")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(directory=scratch.name))

    def start(self):
        hub = Hub()
        asyncio.run(hub.initialize([f"--config={self.config}"]))
        return hub

    def test_an_administrator_is_one_until_the_hub_starts_without(self):
        hub = self.start()
        self.assertTrue(orm.User.find(hub.db, "ada").admin)
        hub.db.close()
        with open(self.config, "a", encoding="utf-8") as file:
            file.write('c.Authenticator.admin_users = {"eve"}\n')
        hub = self.start()
        ada, eve = (orm.User.find(hub.db, name) for name in ("ada", "eve"))
        self.assertEqual((False, True), (ada.admin, eve.admin))
        self.assertNotIn("admin", [role.name for role in ada.roles])
        hub.db.close()

    def test_the_table_of_admissions_is_there(self):
        hub = self.start()
        self.assertEqual(0, hub.db.query(admission.Admission).count())
        hub.db.close()


if __name__ == "__main__":
    unittest.main()
