"""Rights that the site gave and gives no more, against JupyterHub's own database."""

import asyncio
import logging
import unittest
from types import SimpleNamespace

import syzc_admission as admission
import syzc_rights as rights
from jupyterhub import orm, roles
from jupyterhub.auth import Authenticator
from traitlets.config import Config

KEY = b"a key of the hub"


class Login(Authenticator):
    """A login whose rule a test changes."""

    rules = [{"who": ["staff"]}]

    def rules_of_admission(self, database):
        return self.rules


class Spawner:
    """A server that runs until it is stopped."""

    name = ""
    pending = None

    def __init__(self, user, app, container=None):
        self.user, self.app, self.container = user, app, container
        self.oauth_client_id = f"jupyterhub-user-{user.name}"
        self.active = True
        self.updates = []

    async def get_object(self):
        if isinstance(self.container, Exception):
            raise self.container
        return self.container

    async def docker(self, method, number, **limits):
        self.updates.append((method, number, limits))


class Proxy:
    def __init__(self):
        self.deleted = []

    async def delete_user(self, user, name):
        self.deleted.append(user.name)


class Users(dict):
    """The hub's users, each with a server where the database says so."""

    def __init__(self, app):
        self.app = app

    def __missing__(self, orm_user):
        user = SimpleNamespace(name=orm_user.name, orm_user=orm_user)
        user.spawners = {spawner.name: Spawner(user, self.app) for spawner in orm_user.orm_spawners.values()}

        async def stop(name):
            user.spawners[name].active = False

        user.stop = stop
        self[orm_user] = user
        return user


class Servers:
    """What servers get, as a test says."""

    reasons = {}
    limits = {}

    def excess(self, spawner, container):
        return self.reasons.get(spawner.user.name)

    def lowered(self, spawner, container):
        return self.limits.get(spawner.user.name, {})


class RightsTest(unittest.TestCase):
    def setUp(self):
        logging.disable(logging.CRITICAL)
        self.db = orm.new_session_factory("sqlite:///:memory:")()
        for role in roles.get_default_roles():
            roles.create_role(self.db, role)
        self.db.add(orm.OAuthClient(identifier="jupyterhub"))
        self.login = Login(config=Config({"Authenticator": {"admin_users": {"ada"}}}))
        self.login.rules = Login.rules
        self.app = SimpleNamespace(db=self.db, log=logging.getLogger("test"), authenticator=self.login, cookie_secret=KEY, proxy=Proxy())
        self.app.users = Users(self.app)
        self.servers = Servers()
        self.servers.reasons, self.servers.limits = {}, {}
        self.rights = rights.Rights(self.app, self.servers)

    def tearDown(self):
        logging.disable(logging.NOTSET)

    def person(self, name, admin=False, shown=("staff",), running=False):
        user = orm.User(name=name, admin=admin)
        self.db.add(user)
        self.db.commit()
        roles.assign_default_roles(self.db, user)
        if shown is not None:
            admission.keep(self.db, KEY, self.login, name, {"who": list(shown)})
        client = orm.OAuthClient(identifier=f"jupyterhub-user-{name}")
        spawner = orm.Spawner(name="", user=user, oauth_client=client, server=orm.Server() if running else None)
        self.db.add_all([client, spawner])
        self.db.commit()
        return user

    def token(self, user, opened=None, **keywords):
        """Make a token; one for the server of a person whom the user has `opened` in a browser."""
        if opened is not None:
            keywords["oauth_client"] = opened.orm_spawners[""].oauth_client
        return user.new_api_token(**keywords)

    def alive(self, token):
        return orm.APIToken.find(self.db, token) is not None

    def hold(self):
        asyncio.run(self.rights.hold())
        self.db.expire_all()

    def server(self, user):
        return self.app.users[user].spawners[""]

    # Administrators ----------------------------------------------------------

    def test_only_administrators_of_the_site_stay(self):
        ada, bob = self.person("ada", admin=True), self.person("bob", admin=True)
        self.hold()
        self.assertTrue(ada.admin)
        self.assertFalse(bob.admin)
        self.assertIn("admin", [role.name for role in ada.roles])
        self.assertEqual(["user"], [role.name for role in bob.roles])

    def test_the_role_alone_is_taken_too(self):
        bob = self.person("bob")
        roles.grant_role(self.db, bob, orm.Role.find(self.db, "admin"))
        self.hold()
        self.assertEqual(["user"], [role.name for role in bob.roles])

    def test_one_made_on_the_pages_is_taken_while_the_hub_runs(self):
        bob = self.person("bob")
        self.hold()
        bob.admin = True
        roles.assign_default_roles(self.db, bob)
        asyncio.run(self.rights.hold_on())
        self.assertFalse(bob.admin)

    def test_who_was_an_administrator_keeps_no_token_and_no_share(self):
        ada, bob, carol = self.person("ada", admin=True), self.person("bob", admin=True), self.person("carol", running=True)
        kept = [self.token(ada), self.token(carol), self.token(carol, note="mine"), self.token(bob, note="Server at /user/bob/")]
        kept.append(self.token(bob, opened=bob))
        gone = [self.token(bob), self.token(bob, scopes=["admin:users"]), self.token(carol, note="Requested via api by user bob")]
        orm.Share.grant(self.db, carol.orm_spawners[""], bob)
        orm.Share.grant(self.db, carol.orm_spawners[""], ada)
        orm.ShareCode.new(self.db, carol.orm_spawners[""], scopes=["access:servers!server=carol/"])
        self.hold()
        self.assertEqual([True] * len(kept), [self.alive(token) for token in kept])
        self.assertEqual([False] * len(gone), [self.alive(token) for token in gone])
        self.assertEqual(["ada"], [share.user.name for share in self.db.query(orm.Share)])
        self.assertEqual(0, self.db.query(orm.ShareCode).count())

    def test_a_server_that_an_administrator_had_open_ends_with_the_right(self):
        bob = self.person("bob", admin=True, running=True)
        carol, dave = self.person("carol", running=True), self.person("dave", running=True)
        self.token(bob, opened=carol)
        self.hold()
        self.assertEqual([True, False, True], [self.server(person).active for person in (bob, carol, dave)])
        self.assertEqual(["carol"], self.app.proxy.deleted)

    def test_a_cut_off_demotion_begins_anew(self):
        bob, carol = self.person("bob", admin=True), self.person("carol", running=True)
        self.token(bob, opened=carol)

        async def killed(*_):
            raise KeyboardInterrupt

        self.rights.stop = killed
        with self.assertRaises(KeyboardInterrupt):
            self.hold()
        self.db.rollback()
        self.assertTrue(bob.admin)
        del self.rights.stop
        self.hold()
        self.assertFalse(bob.admin or self.server(carol).active)

    # Those who were let in ---------------------------------------------------

    def test_who_is_still_let_in_notices_nothing(self):
        bob = self.person("bob", shown=["staff", "student"], running=True)
        token, cookie = self.token(bob), bob.cookie_id
        self.login.rules = [{"who": ["student", "guest"]}]
        self.hold()
        self.assertTrue(self.alive(token) and self.server(bob).active)
        self.assertEqual(cookie, bob.cookie_id)

    def test_who_is_let_in_no_more_loses_session_tokens_and_server(self):
        bob = self.person("bob", running=True)
        token, cookie = self.token(bob), bob.cookie_id
        self.db.add(orm.OAuthCode(user=bob, client_id="jupyterhub-user-bob", code="c", expires_at=2**40))
        self.login.rules = [{"who": ["student"]}]
        self.hold()
        self.assertFalse(self.alive(token) or self.server(bob).active)
        self.assertNotEqual(cookie, bob.cookie_id)
        self.assertEqual(0, self.db.query(orm.OAuthCode).count())
        self.assertEqual(0, self.db.query(admission.Admission).count())

    def test_every_kind_counts(self):
        bob = self.person("bob")
        for rule, stays in (
            ({"who": None}, True),
            ({"who": None, "scope": ["uni.example"]}, False),
            ({"who": ["staff"], "scope": None}, True),
            ({"who": []}, False),
        ):
            self.login.rules = [rule]
            found = self.rights.rules()
            kept = self.db.get(admission.Admission, "bob")
            self.assertEqual(stays, admission.is_let_in(kept, found), rule)
        self.assertIsNotNone(bob)

    def test_another_login_or_another_prefix_is_another_way_in(self):
        bob = self.person("bob")
        self.login.prefix = "guest-"
        cookie = bob.cookie_id
        self.hold()
        self.assertNotEqual(cookie, bob.cookie_id)

    def test_a_server_ends_even_if_the_proxy_is_away(self):
        async def away(*_):
            raise OSError("nobody answers")

        bob = self.person("bob", running=True)
        self.app.proxy.delete_user = away
        self.login.rules = []
        self.hold()
        self.assertFalse(self.server(bob).active)

    def test_what_could_not_be_taken_away_is_tried_again(self):
        bob = self.person("bob", running=True)
        stop = self.app.users[bob].stop

        async def fails(name):
            raise OSError("Docker does not answer")

        self.app.users[bob].stop = fails
        self.login.rules = []
        self.hold()
        self.assertTrue(self.server(bob).active)
        self.app.users[bob].stop = stop
        asyncio.run(self.rights.hold_on())
        self.assertFalse(self.server(bob).active)
        self.assertEqual(0, self.db.query(admission.Admission).count())

    def test_of_whom_nothing_is_known_the_session_ends_and_the_server_goes_on(self):
        bob = self.person("bob", shown=None, running=True)
        token, cookie = self.token(bob), bob.cookie_id
        self.hold()
        self.assertNotEqual(cookie, bob.cookie_id)
        self.assertTrue(self.alive(token) and self.server(bob).active)

    def test_a_login_that_says_nothing_of_its_rules_is_left_alone(self):
        bob = self.person("bob", shown=None)
        cookie = bob.cookie_id
        self.app.authenticator = Authenticator()
        self.hold()
        self.assertEqual(cookie, bob.cookie_id)

    def test_nothing_that_was_shown_can_be_read(self):
        self.person("bob", shown=["value student@uni.example"])
        kept = self.db.get(admission.Admission, "bob").shown
        self.assertNotIn("student", kept)
        self.assertNotIn("uni.example", kept)

    def test_a_log_in_is_remembered_under_the_name_that_the_hub_uses(self):
        async def rename(login, handler, person):
            return {"name": "pseudonym"} if person["name"] == "bob" else None

        remember = admission.remembering(rename, key=lambda handler: KEY)
        handler = SimpleNamespace(db=self.db)
        person = asyncio.run(remember(self.login, handler, {"name": "bob", "shown": {"who": ["staff"]}}))
        self.assertEqual({"name": "pseudonym"}, person)
        self.assertIsNone(asyncio.run(remember(self.login, handler, {"name": "eve", "shown": {"who": ["staff"]}})))
        self.assertEqual(["pseudonym"], [kept.name for kept in self.db.query(admission.Admission)])

    # Servers -----------------------------------------------------------------

    def test_only_servers_with_too_much_end_or_are_held(self):
        people = [self.person(name, running=True) for name in ("bob", "carol", "dave", "eve")]
        bob, carol, dave, eve = map(self.server, people)
        for server in (bob, carol, dave):
            server.container = {"Id": server.user.name}
        eve.container = OSError("Docker does not answer")
        self.servers.reasons = {"bob": "no course"}
        self.servers.limits = {"carol": {"mem_limit": "1024m"}}
        self.hold()
        self.assertEqual([False, True, True, True], [server.active for server in (bob, carol, dave, eve)])
        self.assertEqual([("update_container", "carol", {"mem_limit": "1024m"})], carol.updates)
        self.assertEqual([], dave.updates)


if __name__ == "__main__":
    unittest.main()
