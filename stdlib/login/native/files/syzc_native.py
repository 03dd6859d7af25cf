"""Login with accounts of the hub's own, made by its administrators.

Built on NativeAuthenticator: its table of accounts, its settings and its list of common passwords. Its pages are
replaced, for they need what JupyterHub no longer has, change accounts by following a link, and let whoever first asks
for an administrator's name become one.
"""

import asyncio
import string
from datetime import datetime

import native_accounts as accounts
from jupyterhub.orm import User
from nativeauthenticator import NativeAuthenticator
from native_pages import AccountsPage, AskPage, NativeLoginPage, PasswordPage
from syzc_attempts import Attempts, minutes
from syzc_logins import OwnPages
from syzc_rights import end_everything
from syzc_words import say

# Many people may share an address, so it is allowed more than an account is.
FAILURES_OF_AN_ADDRESS = 50


class NativeAccounts(OwnPages, NativeAuthenticator):
    """Lets in whoever has an account that an administrator made or authorised."""

    pages = "native"
    title_sentence = "native_login"
    # Accounts are removed on a page, and passwords given on the host too.
    changes_while_running = True

    def __init__(self, **arguments):
        # The tables are made when the hub has its database; a mere look at the configuration has none.
        super().__init__(add_new_table=False, **arguments)
        for setting in ("open_signup", "allow_2fa", "allow_self_approval_for", "import_from_firstuse"):
            if getattr(self, setting):
                raise ValueError(f"NativeAccounts does without `{setting}`")
        self.of_account = Attempts(self.allowed_failed_logins, self.seconds_before_next_try)
        self.of_address = Attempts(FAILURES_OF_AN_ADDRESS, self.seconds_before_next_try)

    def get_handlers(self, app):
        accounts.make_tables(app.db.bind)
        own = [
            ("/login", NativeLoginPage),
            ("/password", PasswordPage),
            ("/ask", AskPage),
            ("/accounts", AccountsPage),
        ]
        return [(f"/{self.pages}{path}", handler) for path, handler in own]

    def full_name(self, name):
        """Return the user's name on the hub, with the login's prefix if it has one."""
        return (getattr(self, "prefix", None) or "") + name

    def is_administrator(self, name):
        return self.full_name(name) in self.admin_users

    async def authenticate(self, handler, data):
        """Return the name, or None with the reason as `handler.refusal`, in words for the person."""
        name = self.normalize_username(data.get("username", ""))
        reason = await self.refusal_of(handler, name, data.get("password", ""))
        if reason is None and accounts.temporary(handler.db, name):
            handler.chooses = True
            reason = say("native_was_temporary")
        handler.refusal = reason
        return None if reason else {"name": name, "shown": {"who": [accounts.seen_in(accounts.find(handler.db, name))]}}

    def rules_of_admission(self, database):
        """Return the accounts that can be used, as `syzc_admission` compares them with what people showed."""
        usable = [accounts.seen_in(account) for account in accounts.everyone(database) if account.is_authorized]
        return [{"who": usable}]

    async def refusal_of(self, handler, name, password):
        """Look at name and password; return why they are refused, or None. Counts what is wrong."""
        address = handler.request.remote_ip
        wait = max(self.of_account.wait(name), self.of_address.wait(address))
        if wait:
            return say("native_wait", minutes=minutes(wait))
        self.of_account.begin(name)
        self.of_address.begin(address)
        account = accounts.find(handler.db, name)
        stored = account.password if account else None
        # Takes a quarter of a second on purpose; the hub has others to serve meanwhile.
        if not await asyncio.to_thread(accounts.is_password, stored, password):
            if self.of_account.wait(name):
                self.log.warning("an account was locked after %d wrong passwords, the last from %s", self.allowed_failed_logins, address)
            return say("native_wrong")
        self.of_account.forget(name)
        self.of_address.take_back(address)
        if not account.is_authorized:
            return say("native_unauthorised")
        ends = accounts.temporary(handler.db, name)
        if ends and ends < datetime.utcnow():
            return say("native_ended")
        return None

    def weakness_of(self, name, password):
        """Return why a password cannot be taken, or None."""
        if len(password) < self.minimum_password_length:
            return say("native_too_short", shortest=self.minimum_password_length)
        if len(password.encode()) > accounts.LONGEST_PASSWORD_BYTES or "\0" in password:
            return say("native_too_long", longest=accounts.LONGEST_PASSWORD_BYTES)
        if len(set(password)) < 5:
            return say("native_too_simple")
        if any(map(self.is_password_common, guesses_at(password))):
            return say("native_common")
        if len(name) > 2 and name in password.lower():
            return say("native_has_name")
        return None

    async def end_everything(self, handler, name):
        """Whoever is in by the old password is out, with tokens and a server that runs."""
        user = User.find(handler.db, self.full_name(name))
        if user is not None:
            await end_everything(handler.app, user, "the account of its owner has changed")

    def delete_user(self, user):
        """The hub forgets somebody; so does this login."""
        name = user.name.removeprefix(self.full_name(""))
        accounts.remove(user.db, name)
        self.allowed_users.discard(user.name)


def guesses_at(password):
    """Return what a guesser would make this password of: itself, without digits and signs around it, or repeated."""
    plain = password.lower()
    bare = plain.strip(string.digits + string.punctuation + string.whitespace)
    period = (bare + bare).find(bare, 1)
    return {plain, bare, bare[:period]}
