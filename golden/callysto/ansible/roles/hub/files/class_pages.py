# Written by syzc. Edit the site, not this file, and build again.
"""The page on which people take a seat in a class, or come back to theirs."""

from jupyterhub.handlers.base import BaseHandler
from jupyterhub.utils import url_path_join


class SeatPage(BaseHandler):
    refusal = None
    words = None

    async def get(self):
        if self.current_user:
            self.redirect(self.get_next_url(self.current_user))
            return
        await self.show("come")

    async def post(self):
        # A second press of the button must not take a second seat.
        if self.current_user:
            self.redirect(self.get_next_url(self.current_user))
            return
        code = self.typed("code")
        user = await self.login_user({"code": code} if code else {"seat": self.typed("seat"), "words": self.typed("words")})
        if user is None:
            await self.show("come", 403, problem=self.refusal, seat=self.typed("seat"))
            return
        self._jupyterhub_user = user
        if self.words:
            await self.show("seat", taken=user.name, words=self.words, goes_to=self.get_next_url(user))
        else:
            self.redirect(self.get_next_url(user))

    def typed(self, field):
        return self.get_body_argument(field, "", strip=True)

    async def show(self, part, status=200, **values):
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        address = url_path_join(self.hub.base_url, self.authenticator.pages, "login")
        html = await self.render_template(
            "class-code.html", part=part, address=address, next=self.get_argument("next", ""), **values
        )
        self.finish(html)
