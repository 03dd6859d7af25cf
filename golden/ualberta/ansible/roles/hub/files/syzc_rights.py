# Written by syzc. Edit the site, not this file, and build again.
"""What the site no longer gives, people no longer have: held when the hub starts, before it answers anybody.

JupyterHub only adds: whoever was an administrator stays one, a session outlives the rule
that let its owner in, a server keeps the folders it was started with. Here all of it is
compared with the site, and what is too much is taken away. Whoever lost nothing notices
nothing.
"""

import asyncio

import syzc_admission
from jupyterhub import orm, roles

# How long a server may take to stop, and Docker to answer.
PATIENCE_SECONDS = 60


class Rights:
    """The rights of everybody on a hub (`app`) whose servers get what `servers` says."""

    def __init__(self, app, servers):
        self.app = app
        self.db = app.db
        self.servers = servers
        self.log = app.log
        # Whether something could not be taken away, so that it has to be tried again.
        self.unfinished = False
        syzc_admission.make_table(app.db.bind)

    async def hold(self):
        """Take away all that the site does not give."""
        self.end_unknown_sessions()
        await self.hold_administrators()
        await self.hold_admissions()
        await self.hold_servers()

    async def hold_on(self):
        """Take away what is given on the pages or on the host while the hub runs, and is not the site's."""
        again, self.unfinished = self.unfinished, False
        await self.hold_administrators()
        logins = syzc_admission.logins_of(self.app.authenticator)
        if again or any(getattr(login, "changes_while_running", False) for login in logins):
            await self.hold_admissions()
        if again:
            await self.hold_servers()

    # Administrators ----------------------------------------------------------

    async def hold_administrators(self):
        named = {self.app.authenticator.normalize_username(name) for name in self.app.authenticator.admin_users}
        role = orm.Role.find(self.db, "admin")
        for user in self.db.query(orm.User).filter(orm.User.admin | orm.User.roles.any(id=role.id)).all():
            if user.name not in named:
                await self.demote(user, role)

    async def demote(self, user, role):
        """Take away what an administrator has, the right itself last: if this is cut off, it begins anew."""
        self.log.warning("%s is no administrator any more", user.name)
        # Nothing else closes what they have open in a server of somebody else.
        opened = {token.client_id for token in user.api_tokens if token.client_id}
        for spawner in self.running():
            if spawner.user.name != user.name and spawner.oauth_client_id in opened:
                await self.stop(spawner, f"{user.name}, who was an administrator, had it open")
        own = {spawner.oauth_client_id for spawner in user.orm_spawners.values()}
        for token in list(user.api_tokens):
            if token.client_id not in own and not (token.note or "").startswith("Server at "):
                self.db.delete(token)
        # What they made for others they may have kept a copy of.
        made = orm.APIToken.note.endswith(f" by user {user.name}", autoescape=True)
        for token in self.db.query(orm.APIToken).filter(made):
            self.db.delete(token)
        for share in self.db.query(orm.Share).filter(orm.Share.user_id == user.id):
            self.db.delete(share)
        for code in self.db.query(orm.ShareCode):
            self.db.delete(code)
        user.admin = False
        roles.strip_role(self.db, user, role, commit=False)
        self.db.commit()

    # Those who were let in ---------------------------------------------------

    def end_unknown_sessions(self):
        """Let people log in anew of whom nobody knows what let them in; what of theirs runs goes on."""
        rules = self.rules()
        if rules is None:
            return
        known = self.db.query(syzc_admission.Admission.name)
        for user in self.db.query(orm.User).filter(orm.User.name.not_in(known)):
            user.cookie_id = orm.new_token()
        self.db.commit()

    async def hold_admissions(self):
        rules = self.rules()
        if rules is None:
            return
        # What was changed from outside of the hub counts too.
        found = self.db.query(syzc_admission.Admission).populate_existing().all()
        out = [admission for admission in found if not syzc_admission.is_let_in(admission, rules)]
        await asyncio.gather(*(self.shut_out(admission) for admission in out))

    def rules(self):
        return syzc_admission.rules_of(self.app.authenticator, self.app.cookie_secret, self.db)

    async def shut_out(self, admission):
        """End everything that somebody came by; what was kept of it goes last."""
        user = orm.User.find(self.db, admission.name)
        if user is not None:
            self.log.warning("%s is not let in any more", user.name)
            if not await end_everything(self.app, user):
                self.unfinished = True
                return
        self.db.delete(admission)
        self.db.commit()

    # Servers -----------------------------------------------------------------

    def running(self):
        """Return the servers that run."""
        return running(self.app, self.db.query(orm.Spawner).filter(orm.Spawner.server_id.is_not(None)))

    async def hold_servers(self):
        await asyncio.gather(*(self.hold_server(spawner) for spawner in self.running()))

    async def hold_server(self, spawner):
        """End a server that has what its owner is not given; hold it to what they may take."""
        try:
            container = await asyncio.wait_for(spawner.get_object(), PATIENCE_SECONDS)
            if container is None:
                return
            reason = self.servers.excess(spawner, container)
            if reason:
                await self.stop(spawner, reason)
                return
            limits = self.servers.lowered(spawner, container)
            if limits:
                self.log.warning("server of %s: held to %s", spawner.user.name, limits)
                await asyncio.wait_for(spawner.docker("update_container", container["Id"], **limits), PATIENCE_SECONDS)
        except Exception:  # One server that cannot be asked must not keep the hub from everybody.
            self.log.exception("server of %s: not compared with the site", spawner.user.name)
            self.unfinished = True

    async def stop(self, spawner, reason):
        if not await stop(self.app, spawner, reason):
            self.unfinished = True


async def end_everything(app, user, reason="its owner is not let in any more"):
    """End sessions, tokens and servers of somebody (a user of the database); return whether all of it ended."""
    user.cookie_id = orm.new_token()
    for token in list(user.api_tokens):
        app.db.delete(token)
    for code in list(user.oauth_codes):
        app.db.delete(code)
    app.db.commit()
    servers = running(app, app.db.query(orm.Spawner).filter(orm.Spawner.user_id == user.id))
    return all([await stop(app, spawner, reason) for spawner in servers])


def running(app, found):
    spawners = (app.users[orm_spawner.user].spawners[orm_spawner.name] for orm_spawner in found.all())
    return [spawner for spawner in spawners if spawner.active]


async def stop(app, spawner, reason):
    """Stop a server: first nobody is led to it any more, and then it ends. Return whether it did."""
    user = spawner.user
    app.log.warning("server of %s: stopped, %s", user.name, reason)
    try:
        await asyncio.wait_for(settled(spawner), PATIENCE_SECONDS)
        await app.proxy.delete_user(user, spawner.name)
    except Exception:  # A proxy that is away has no route either, and the server ends all the same.
        app.log.exception("server of %s: its route could not be taken out", user.name)
    try:
        await asyncio.wait_for(user.stop(spawner.name), PATIENCE_SECONDS)
    except Exception:  # The others come next all the same.
        app.log.exception("server of %s: could not be stopped", user.name)
        return False
    return True


async def settled(spawner):
    """Wait until the hub itself does nothing with a server."""
    while spawner.pending:
        await asyncio.sleep(0.1)
