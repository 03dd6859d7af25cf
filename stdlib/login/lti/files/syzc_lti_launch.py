"""The pages of a login from a course: its beginning, its end, and what people see who come without one.

A launch goes through the person's browser. The platform sends it to the first
page, which notes a state and a number in cookies and sends it back; the platform
answers with a signed token, posted to the second page. The second belongs to
the first only if the cookies say so.
"""

import asyncio
import html
import secrets

import jwt
from jupyterhub.handlers import BaseHandler
from ltiauthenticator.lti13.error import TokenError, ValidationError
from ltiauthenticator.lti13.handlers import LTI13CallbackHandler, LTI13LoginInitHandler
from ltiauthenticator.lti13.validator import LTI13LaunchValidator
from syzc_words import Refusal, say
from tornado import web

# How long a person may take between the two pages: the platform may ask for a password first.
LAUNCH_SECONDS = 600
# How far the clocks of platform and hub may differ.
CLOCK_SECONDS = 60
TARGET = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri"
MESSAGE = "https://purl.imsglobal.org/spec/lti/claim/message_type"


def refusal(sentence, status=403, again=False, **values):
    """Return a refusal; with `again`, it ends in how to begin anew."""
    made = Refusal(status, sentence, **values)
    if again:
        made.jupyterhub_message = f"{made.jupyterhub_message} {say('lti_again')}"
    return made


class Page(BaseHandler):
    """A page of this login; all of them lie beneath one path."""

    @property
    def place(self):
        return f"{self.hub.base_url}{self.authenticator.pages}/"

    async def show(self, words):
        """Show a page of the hub with these words, in HTML."""
        self.finish(await self.render_template("login.html", custom_html=words))


class Welcome(Page):
    """For people who come to the hub without a launch: the way in is in their course."""

    async def get(self):
        if self.current_user:
            self.redirect(self.get_next_url(self.current_user))
            return
        where = self.authenticator.courses_url
        course = html.escape(say("lti_course"))
        courses = f'<a href="{html.escape(where)}">{course}</a>' if where else course
        await self.show(f"<p>{html.escape(say('lti_welcome', course='{course}')).replace('{course}', courses)}</p>")


class KeySet(BaseHandler):
    """The hub's keys for the platform, which wants an address of them: none, since the hub asks it for nothing."""

    async def get(self):
        self.finish({"keys": []})


class LaunchCookies(Page):
    """The two cookies of a launch, under the names by which the library asks for them.

    The platform's answer is posted from another site, and a browser sends with
    that only cookies that say so (SameSite=None). They go to the pages of this
    login alone, never to a person's server.
    """

    def _set_oauth_cookie(self, key, value):
        self._set_cookie(
            self.authenticator.cookie_name(key, self._state),
            value,
            encrypted=True,
            expires_days=None,
            max_age=LAUNCH_SECONDS,
            path=self.place,
            samesite="None",
        )

    def _get_oauth_cookie(self, name):
        name = self.authenticator.cookie_name(name, self._get_state_from_url())
        value = self.get_secure_cookie(name, max_age_days=LAUNCH_SECONDS / 86400)
        self.clear_cookie(name, path=self.place)
        return (value or b"").decode("utf8", "replace")


class LaunchBegin(LaunchCookies, LTI13LoginInitHandler):
    """Where the platform sends a person first."""

    async def post(self):
        # Says so if one of them is not text.
        arguments = {name: self.get_argument(name) for name in self.request.arguments}
        if "iss" not in arguments:
            self.redirect(self.place)
            return
        if arguments["iss"] != self.authenticator.issuer:
            self.log.warning("launch refused: issuer %r is not %r", arguments["iss"], self.authenticator.issuer)
            raise refusal("lti_platform", issuer=arguments["iss"])
        missing = [name for name in ("login_hint", "target_link_uri") if not arguments.get(name)]
        if missing:
            self.log.warning("launch refused: no %s", " and no ".join(missing))
            raise refusal("lti_incomplete", 400, missing=", ".join(missing))
        clients = self.authenticator.client_id
        client = arguments.get("client_id") or (min(clients) if len(clients) == 1 else "")
        if client not in clients:
            self.log.warning("launch refused: client %r is not one of this hub's", client)
            raise refusal("lti_client", client=client or say("lti_no_client"))
        # The platform may leave it out where it knows one only.
        self.request.arguments["client_id"] = [client.encode()]
        if self.request.headers.get("Sec-Fetch-Dest") in ("iframe", "frame", "embed", "object"):
            await self.offer_window(arguments)
            return
        super().post()

    get = post

    def get_state(self):
        self._state = self._state or secrets.token_urlsafe(32)
        return self._state

    async def offer_window(self, arguments):
        """Inside a page of the platform a browser keeps the hub's cookies back: let the person open a window instead."""
        self.set_header("Content-Security-Policy", "frame-ancestors https:")
        fields = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in arguments.items()
        )
        await self.show(
            f'<form action="{self.place}oauth_login" method="post" target="_blank">{fields}'
            f'<button type="submit" class="btn btn-jupyter btn-lg">{html.escape(say("lti_window"))}</button></form>'
        )

    def get_redirect_uri(self):
        """Return where the platform answers to, whatever name this request carried."""
        public = self.settings["public_url"]
        return f"{public.scheme}://{public.netloc}{self.authenticator.callback_url(self.hub.base_url)}"


class LaunchEnd(LaunchCookies, LTI13CallbackHandler):
    """Where the platform's signed token arrives."""

    target = ""

    async def get(self):
        """Somebody opens the address once more, without what was posted."""
        self.redirect(self.place)

    async def post(self):
        token = await self.read_token()
        self.target = str(token[TARGET])
        user = await self.login_user(token)
        if user is None:
            raise refusal("lti_name_refused")
        self.redirect(self.get_next_url(user))

    async def read_token(self):
        """Return the claims of a token that the platform signed for this launch in this browser, just now."""
        validator = LTI13LaunchValidator(parent=self.app, time_leeway=CLOCK_SECONDS)
        arguments = {name: self.get_argument(name) for name in self.request.arguments}
        if "error" in arguments:
            self.log.warning("launch refused by the platform: %r", arguments["error"])
            raise refusal("lti_no_answer", again=True)
        try:
            validator.validate_auth_response(arguments)
            self.check_state()
            token = await self.verify(arguments["id_token"])
            if token.get(MESSAGE) == "LtiDeepLinkingRequest":
                raise refusal("lti_nothing")
            validator.validate_id_token(token)
            validator.validate_azp_claim(token, self.authenticator.client_id)
            self.check_nonce(token)
        except TokenError as error:
            raise self.too_old(error) from error
        except ValidationError as error:
            self.log.warning("launch refused: %s", error)
            raise refusal("lti_half", 400, again=True) from error
        except web.HTTPError as error:
            if error.status_code != 400:
                raise
            self.log.warning("launch refused: %s", error.log_message)
            raise refusal("lti_strange", 400, again=True) from error
        if not self.authenticator.use(token["nonce"]):
            self.log.warning("launch refused: its number was used before")
            raise refusal("lti_used", 400, again=True)
        return token

    async def verify(self, encoded):
        """Return the claims of a token that one of the platform's keys signed for this hub, and that is not too old."""
        keys, loop = self.authenticator.keys, asyncio.get_running_loop()
        try:
            key = await loop.run_in_executor(self.authenticator.waiting, keys.get_signing_key_from_jwt, encoded)
            return jwt.decode(
                encoded,
                key,
                algorithms=self.authenticator.jwks_algorithms,
                audience=self.authenticator.client_id,
                issuer=self.authenticator.issuer,
                leeway=CLOCK_SECONDS,
                options={"require": ["aud", "exp", "iat", "iss", "nonce"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise self.too_old(error) from error
        except jwt.ImmatureSignatureError as error:
            self.log.warning("launch refused: %s: the clocks of the platform and of this host differ", error)
            raise refusal("lti_clock") from error
        except (jwt.InvalidAudienceError, jwt.InvalidIssuerError) as error:
            self.log.warning("launch refused: %s", error)
            raise refusal("lti_not_for_us") from error
        except (jwt.PyJWKClientConnectionError, ValueError) as error:
            self.log.error("launch not checked: no keys from %s: %s", keys.uri, error)
            raise refusal("lti_silent", 502) from error
        except jwt.PyJWTError as error:
            self.log.warning("launch refused: %s", error)
            raise refusal("lti_forged") from error

    def too_old(self, error):
        self.log.warning("launch refused: %s", error)
        return refusal("lti_too_long", again=True)

    def get_next_url(self, user=None):
        """Return the page of the hub that the link in the course names, else where people begin."""
        target = self._validate_next_url(self.target)
        if target in ("", "/") or target.startswith(self.place):
            return BaseHandler.get_next_url(self, user)
        return target
