"""The pages of accounts of the hub's own: log in, choose a password, ask for an account, look after accounts."""

import asyncio
import re

import native_accounts as accounts
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.scopes import needs_scope
from jupyterhub.utils import url_path_join
from syzc_words import Refusal, say
from tornado import web

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
# What one administrator can look through; no more is kept of what anybody in the world can send.
MOST_WHO_ASK = 200


class NativePage(BaseHandler):
    """What the pages have in common."""

    refusal = None
    # Whether somebody is right, but with a password for one use, and chooses their own now.
    chooses = False

    def typed(self, field):
        return self.get_body_argument(field, "", strip=False)

    def typed_name(self):
        return self.authenticator.normalize_username(self.get_body_argument("username", "", strip=True))

    def page(self, name):
        return url_path_join(self.hub.base_url, self.authenticator.pages, name)

    async def show(self, part, status=200, **values):
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        html = await self.render_template(
            "native.html",
            part=part,
            page=self.page,
            may_ask=self.authenticator.enable_signup,
            shortest=self.authenticator.minimum_password_length,
            **values,
        )
        self.finish(html)

    async def enter(self, name, password):
        """Log in with a password that was just set."""
        user = await self.login_user({"username": name, "password": password})
        if user is None:
            await self.show("login", 403, person=name, problem=self.refusal or say("native_wrong"))
            return
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))


class NativeLoginPage(NativePage):
    async def get(self):
        if self.current_user:
            self.redirect(self.get_next_url(self.current_user))
            return
        await self.show("login", next=self.get_argument("next", ""))

    async def post(self):
        name = self.typed_name()
        user = await self.login_user({"username": name, "password": self.typed("password")})
        if user:
            self._jupyterhub_user = user
            self.redirect(self.get_next_url(user))
        elif self.chooses:
            await self.show("password", person=name, note=self.refusal)
        else:
            problem = self.refusal or say("native_wrong")
            await self.show("login", 403, person=name, problem=problem, next=self.get_argument("next", ""))


class PasswordPage(NativePage):
    """Turns a password into another: the person's own, or one for one use that somebody gave them."""

    async def get(self):
        await self.show("password")

    async def post(self):
        name, old, new = self.typed_name(), self.typed("password"), self.typed("new")
        problem = await self.authenticator.refusal_of(self, name, old)
        problem = problem or self.authenticator.weakness_of(name, new)
        if not problem and new != self.typed("again"):
            problem = say("native_not_twice")
        if not problem and new == old:
            problem = say("native_same")
        if problem:
            await self.show("password", 403, person=name, problem=problem)
            return
        accounts.set_password(self.db, name, new)
        await self.authenticator.end_everything(self, name)
        await self.enter(name, new)


class AskPage(NativePage):
    """Somebody asks for an account. Nothing here says whether there is one of that name."""

    def prepare(self):
        if not self.authenticator.enable_signup:
            raise Refusal(404, "native_by_hand")
        return super().prepare()

    async def get(self):
        await self.show("ask")

    async def post(self):
        name, password = self.typed_name(), self.typed("new")
        address = self.request.remote_ip
        problem = None if NAME.fullmatch(name) else say("native_name_rule")
        problem = problem or self.authenticator.weakness_of(name, password)
        if not problem and password != self.typed("again"):
            problem = say("native_first_not_twice")
        if not problem and self.authenticator.of_address.wait(address):
            problem = say("native_too_many")
        if not problem and accounts.asking(self.db) >= MOST_WHO_ASK:
            problem = say("native_too_many_ask")
        if problem:
            await self.show("ask", 403, person=name, problem=problem)
            return
        self.authenticator.of_address.begin(address)
        # Made for a name that is taken too, so that it takes as long.
        stored = await asyncio.to_thread(accounts.hashed, password)
        # An administrator's account is made on the host, or by another administrator: never for whoever asks first.
        if not accounts.find(self.db, name) and not self.authenticator.is_administrator(name):
            accounts.ask(self.db, name, stored)
        await self.show("asked")


class AccountsPage(NativePage):
    """An administrator makes accounts, authorises those who asked, and gives passwords for one use."""

    @web.authenticated
    @needs_scope("admin:users")
    async def get(self):
        await self.show_accounts()

    @needs_scope("admin:users")
    async def post(self):
        name, does = self.typed_name(), self.typed("does")
        account = accounts.find(self.db, name)
        if does == "make" and not NAME.fullmatch(name):
            await self.show_accounts(problem=say("native_name_rule"), status=400)
        elif does == "make" and account:
            await self.show_accounts(problem=say("native_exists", name=name), status=400)
        elif does == "make" or (does == "password" and account):
            password = accounts.give_temporary_password(self.db, name)
            self.authenticator.of_account.forget(name)
            await self.authenticator.end_everything(self, name)
            self.log.info("%s gave %s a password for one use", self.current_user.name, name)
            await self.show_accounts(given=name, password=password)
        elif does == "authorise" and account:
            accounts.authorise(self.db, name)
            self.log.info("%s authorised %s", self.current_user.name, name)
            await self.show_accounts()
        elif does == "remove" and account:
            accounts.remove(self.db, name)
            await self.authenticator.end_everything(self, name)
            self.log.info("%s removed the account of %s", self.current_user.name, name)
            await self.show_accounts()
        else:
            raise Refusal(404, "native_none")

    async def show_accounts(self, status=200, **values):
        listed = [
            {
                "name": account.username,
                "authorised": account.is_authorized,
                "temporary": accounts.temporary(self.db, account.username),
                "locked": bool(self.authenticator.of_account.wait(account.username)),
            }
            for account in accounts.everyone(self.db)
        ]
        await self.show("accounts", status, accounts=listed, **values)
