# Written by syzc. Edit the site, not this file, and build again.
"""JupyterHub, which speaks people's languages, and holds their rights to the site: before it answers, and every half a minute after."""

import syzc_pages
from jupyterhub.app import JupyterHub
from syzc_rights import Rights
from tornado.ioloop import PeriodicCallback
from traitlets import Any

PERIOD_SECONDS = 30


class Hub(JupyterHub):
    name = "jupyterhub"
    servers = Any(config=True, help="What people choose from and what their servers get: a `syzc_servers.Servers`.")

    async def initialize(self, *arguments, **named):
        await super().initialize(*arguments, **named)
        self.rights = Rights(self, self.servers)
        await self.rights.hold()

    def init_handlers(self):
        super().init_handlers()
        self.handlers = syzc_pages.spoken(self.handlers)

    def init_tornado_settings(self):
        super().init_tornado_settings()
        syzc_pages.speak_in(self.tornado_settings)

    async def start(self):
        await super().start()
        self._periodic_callbacks["rights"] = PeriodicCallback(self.rights.hold_on, PERIOD_SECONDS * 1000)
        self._periodic_callbacks["rights"].start()


if __name__ == "__main__":
    Hub.launch_instance()
