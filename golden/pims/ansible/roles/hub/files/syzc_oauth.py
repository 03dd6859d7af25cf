# Written by syzc. Edit the site, not this file, and build again.
"""What logins through OAuth have in common: how an answer is verified, and which sentence people read when they are refused.

The flow itself is oauthenticator's. Here the answer of an OpenID provider counts only
with its signature, made for this hub and for this very sign-in. Each login's own
module says what differs; syzc_oauth_rules.py decides names and who may come in.
"""

import asyncio
import hashlib
import json

import jwt
from oauthenticator.oauth2 import OAuthCallbackHandler, OAuthenticator, OAuthLoginHandler
from tornado import web
from tornado.httpclient import HTTPClientError
from tornado.httputil import url_concat
from traitlets import Bool, Enum, Set, Unicode, default

from syzc_logins import OwnPages
from syzc_oauth_rules import Refused, Rule
from syzc_words import Refusal

# Signatures that only the issuer can make. Those by a shared secret (HS256) are not among them.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
# By how many seconds the clocks of the issuer and of this host may differ.
LEEWAY = 60


def nonce_of(state):
    """Return what ties an answer to the browser that began: the state in its cookie, which the hub has signed."""
    return hashlib.sha256(state.encode()).hexdigest()


class SignIn(OAuthLoginHandler):
    """Sends people to the sign-in service."""

    async def get(self):
        try:
            await self.authenticator.prepare()
        except (Refused, HTTPClientError, OSError) as error:
            raise self.authenticator.page_of(error, self) from None
        super().get()

    def set_state_cookie(self, state_cookie_value):
        self.nonce = nonce_of(state_cookie_value)
        super().set_state_cookie(state_cookie_value)

    def authorize_redirect(self, *, extra_params, **named):
        # Whoever was refused and comes back as somebody else is asked who they are, though the service knows them.
        anew = {"prompt": self.authenticator.prompt_anew} if self.get_argument("anew", "") else {}
        super().authorize_redirect(extra_params={**extra_params, **anew, "nonce": self.nonce}, **named)


class ComeBack(OAuthCallbackHandler):
    """Takes people back, with sentences for them in place of the protocol's words."""

    def check_error(self):
        if self.get_argument("error", ""):
            self.log.warning("login refused: the sign-in service says %r", self.get_argument("error"))
            raise Refusal(403, "stopped")

    def check_state(self):
        try:
            self.check_code()
            super().check_state()
        except web.HTTPError as error:
            self.log.warning("login refused: %s", error.log_message)
            raise Refusal(400, "again") from None

    def check_arguments(self):
        self.check_error()
        self.check_state()

    async def get(self):
        self.check_arguments()
        user = await self.login_user()
        if user is None:
            raise Refusal(403, "not_included", leave=self.authenticator.way_out(self))
        self.redirect(self.get_next_url(user))


class OAuthLogin(OwnPages, OAuthenticator):
    """A login through OAuth whose refusals are sentences, and whose own rules alone decide who comes in."""

    login_handler = SignIn
    callback_handler = ComeBack
    # How the service is told to ask again who somebody is (OpenID Connect Core, section 3.1.2.1).
    prompt_anew = "login"

    @default("any_allow_config")
    def _has_rules_of_its_own(self):
        return True

    def way_out(self, handler):
        """Return where somebody who was refused begins anew, as somebody else."""
        return url_concat(self.login_url(handler.hub.base_url), {"anew": "1"})

    def page_of(self, error, handler):
        """Write down why somebody was not let in; return the page that they are shown."""
        if isinstance(error, HTTPClientError):
            used = error.response is not None and oauth_error(error.response.body) == "invalid_grant"
            away = error.code >= 500
            error = Refused("again" if used else "login_away" if away else "login_broken", str(error), 400 if used else 503 if away else 502)
        elif isinstance(error, OSError):
            error = Refused("login_away", str(error), 503)
        self.log.warning("login refused: %s", error)
        leave = self.way_out(handler) if error.status == 403 else False
        return Refusal(error.status, error.sentence, leave=leave, **error.values)

    async def prepare(self):
        """Do what has to be done before the first sign-in."""

    async def authenticate(self, handler, data=None, **named):
        try:
            await self.prepare()
            return await super().authenticate(handler, data, **named)
        except (Refused, HTTPClientError, OSError) as error:
            raise self.page_of(error, handler) from None

    async def update_auth_model(self, auth_model):
        # The hub decides by the whole name. Here it may lack the prefix that sets it apart from an administrator's.
        shown = self.shown_by(auth_model["name"], auth_model["auth_state"][self.user_auth_state_key])
        return {**auth_model, "admin": None, "shown": shown}


class OpenIDConnectLogin(OAuthLogin):
    """A login by an OpenID provider, known by its issuer."""

    issuer = Unicode(config=True, help="The issuer, exactly as its tokens name it.")
    keys_url = Unicode(config=True, help="Where the issuer's keys are; asked of the issuer unless written, as the other addresses are.")
    username_rule = Enum(["whole", "local-part"], default_value="whole", config=True, help="What becomes the user's name.")
    name_claim = Unicode("sub", config=True, help="The claim that names a person.")
    accepted_domains = Set(Unicode(), config=True, help="What may stand after the @ of the name; anything when empty.")
    admit_claim = Unicode(config=True, help="The claim that says what a person belongs to.")
    admitted_values = Set(Unicode(), config=True, help="A person comes in with one of these values of it.")
    admitted_people = Set(Unicode(), config=True, help="People who come in without, as user names without a prefix.")
    admit_everyone = Bool(False, config=True, help="Lets everybody in whom the issuer knows.")

    # Whether the issuer's userinfo completes the ID token, which at some issuers holds little.
    completes = False
    keys = None

    def __init__(self, **arguments):
        super().__init__(**arguments)
        if not self.issuer.startswith("https://"):
            raise ValueError(f"the issuer {self.issuer!r} is no address with https")
        # A rule that contradicts itself is found when the hub starts, and not when somebody logs in.
        self.rules()

    def rules(self):
        """Return every rule of this login."""
        return [self.rule()]

    def rule(self, **differing):
        given = {
            "claim": self.name_claim,
            "domains": frozenset(self.accepted_domains),
            "local_part": self.username_rule == "local-part",
            "admit_claim": self.admit_claim,
            "admitted": frozenset(self.admitted_values),
            "people": frozenset(self.admitted_people),
            "everyone": self.admit_everyone,
        }
        return Rule(**{**given, **differing})

    def rule_for(self, claims):
        """Return the rule that holds for a person. Raises Refused for a person for whom none does."""
        return self.rule()

    def user_info_to_username(self, user_info):
        return self.rule_for(user_info).name_of(user_info)

    async def check_allowed(self, username, auth_model):
        claims = auth_model["auth_state"][self.user_auth_state_key]
        return self.rule_for(claims).admits(username, claims)

    def rules_of_admission(self, database):
        """Return what lets people in, as `syzc_admission` compares it with what they showed."""
        return [{"issuer": [self.source], **rule.kinds()} for rule in self.rules()]

    def shown_by(self, name, claims):
        return {"issuer": [self.source], **self.rule_for(claims).shown_by(name, claims)}

    @property
    def source(self):
        """Return who speaks for people here."""
        return self.issuer

    async def prepare(self):
        """Learn from the issuer where its pages and keys are, once. The hub starts without it, and running servers go on."""
        if not (self.authorize_url and self.token_url and self.keys_url):
            place = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
            found = await self.httpfetch(place, "asking the issuer for its addresses", method="GET")
            if not isinstance(found, dict) or found.get("issuer") != self.issuer:
                raise Refused("login_broken", f"{place} does not speak for {self.issuer}", 502)
            addresses = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
            if not all(isinstance(address, str) and address.startswith("https://") for address in addresses):
                raise Refused("login_broken", f"{place} names addresses without https: {addresses}", 502)
            self.authorize_url, self.token_url, self.keys_url = addresses
            self.userdata_url = found.get("userinfo_endpoint") or ""
            # What an issuer takes that does not say is set by RFC 8414, section 2.
            taken = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
            self.basic_auth = "client_secret_post" not in taken
        if self.keys is None:
            # A token comes from the issuer, so a key that is not known yet is a new one, and no flood of questions.
            self.keys = jwt.PyJWKClient(self.keys_url, timeout=10, cooldown_duration=0)

    async def get_token_info(self, handler, params):
        token_info = await super().get_token_info(handler, params)
        token_info["claims"] = await self.verified(token_info.get("id_token"), nonce_of(handler.get_state_cookie()))
        return token_info

    async def verified(self, id_token, nonce):
        """Return the claims of an ID token that this issuer made for this hub and for this sign-in."""
        try:
            key = await asyncio.to_thread(self.keys.get_signing_key_from_jwt, id_token or "")
            claims = jwt.decode(
                id_token, key, algorithms=ALGORITHMS, audience=self.client_id, issuer=self.issuer, leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise Refused("login_away", str(error), 503) from None
        except jwt.PyJWTError as error:
            raise Refused("login_broken", f"the ID token does not hold: {error}", 502) from None
        if claims.get("nonce") != nonce:
            raise Refused("again", "the ID token was made for another sign-in", 400)
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.client_id:
            raise Refused("login_broken", "the ID token was made for another party", 502)
        return claims

    async def token_to_user(self, token_info):
        claims = token_info["claims"]
        if not (self.completes and self.userdata_url):
            return claims
        more = await super().token_to_user(token_info)
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise Refused("login_broken", "userinfo speaks of another person", 502)
        return {**more, **claims}


def oauth_error(body):
    """Return the error by its name in OAuth, or nothing."""
    try:
        return json.loads(body).get("error")
    except (TypeError, ValueError, AttributeError):
        return None
