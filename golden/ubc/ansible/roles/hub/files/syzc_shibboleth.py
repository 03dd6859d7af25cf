# Written by syzc. Edit the site, not this file, and build again.
"""Login by Shibboleth: who the web server says a person is, and whether they may come in.

Apache asks the university's identity provider and hands on the answer in
headers, on one path only. A notebook can reach this hub too, past Apache, and
could send the same headers. So they count only together with a secret that
Apache alone knows.
"""

import hmac
import re

from jupyterhub.auth import Authenticator
from jupyterhub.handlers import BaseHandler
from jupyterhub.handlers.login import LogoutHandler
from syzc_words import Refusal
from tornado.httputil import url_concat
from traitlets import Bool, Enum, Set, Unicode

# Names without a dash or an underscore have one spelling only: some programs
# take the two for the same, and a second spelling is a way past a filter.
FRONT_HEADER = "HubFrontSecret"
PERSON_HEADER = "HubLoginPerson"
PROVIDER_HEADER = "HubLoginProvider"
VALUES_HEADER = "HubLoginValues"
ENTITLEMENTS_HEADER = "HubLoginEntitlements"

LOGIN_PATH = "/shibboleth-login"

# What Apache writes where there is nothing.
NOTHING = {"", "(null)"}

# One part before and one after a single @, plain letters only. No case can be
# told apart here that the university could not: these ids ignore case. Of
# subject-id and pairwise-id (SAML V2.0 Subject Identifier Attributes Profile),
# the first part is up to 127 long and may hold an equals sign, as base32 ends in.
PERSON = re.compile(r"([a-z0-9][a-z0-9._=-]{0,126})@([a-z0-9](?:[a-z0-9.-]{0,60}[a-z0-9])?)", re.ASCII)


class ShibbolethAuthenticator(Authenticator):
    """Turns the answer of the identity provider into a user of the hub, or into nobody."""

    username_rule = Enum(
        ["local-part", "whole"],
        default_value="whole",
        config=True,
        help="""What becomes the user's name: the whole id (name@scope), or only the part before the @.
        The second needs exactly one accepted scope: with two, two people could get one home.""",
    )
    accepted_scopes = Set(
        Unicode(),
        config=True,
        help="Scopes (after the @ of the id) of the people who may come in; empty for every scope that the SP lets through.",
    )
    identity_providers = Set(
        Unicode(),
        config=True,
        help="The identity providers whose people may come in; empty for every one that the SP lets through.",
    )
    admitted_values = Set(
        Unicode(),
        config=True,
        help="A person comes in with one of these values, for example student@uni.example.",
    )
    admitted_entitlements = Set(
        Unicode(),
        config=True,
        help="A person comes in with one of these entitlements, letter for letter.",
    )
    admitted_people = Set(
        Unicode(),
        config=True,
        help="People who come in without such a value, as user names of the hub.",
    )
    admit_everyone = Bool(
        False,
        config=True,
        help="Lets everybody in whom the identity provider knows. Without it, nobody comes in who is not named above.",
    )
    front_secret = Unicode(config=True, help="What Apache sends along to prove that it was Apache.")
    logout_path = Unicode(config=True, help="Where the web server ends the Shibboleth session.")
    signed_out_url = Unicode(config=True, help="The page that a person sees in the end.")

    def __init__(self, **arguments):
        super().__init__(**arguments)
        if self.username_rule == "local-part" and len(self.accepted_scopes) != 1:
            raise ValueError("the rule `local-part` needs exactly one accepted scope")
        if len(self.front_secret) < 32:
            raise ValueError("the front secret is missing or too short")

    def login_url(self, base_url):
        return base_url.rstrip("/") + LOGIN_PATH

    def get_handlers(self, app):
        return [(LOGIN_PATH, ShibbolethLogin), ("/logout", ShibbolethLogout)]

    async def authenticate(self, handler, data):
        """Return the user's name, or None for a person who may not come in."""
        name = self.name_of(data["person"])
        if name is None:
            self.log.warning("login refused: no usable id in %r", data["person"])
            if self.is_of_others(data["person"]):
                raise Refusal(403, "elsewhere", leave=True)
            raise Refusal(403, "unusable_name", leave=True, name=data["person"])
        if not self.admits(name, data["values"], data["entitlements"]):
            self.log.warning("login refused: %s has none of the admitted values", name)
            return None
        return {"name": name, "shown": self.shown_by(name, **data)}

    def rules_of_admission(self, database):
        """Return what lets people in, as `syzc_admission` compares it with what they showed."""
        who = [
            *(f"person {name}" for name in self.admitted_people),
            *(f"value {value.lower()}" for value in self.admitted_values),
            *(f"entitlement {value}" for value in self.admitted_entitlements),
        ]
        return [
            {
                "provider": self.identity_providers or None,
                "scope": self.accepted_scopes or None,
                "who": None if self.admit_everyone else who,
            }
        ]

    def shown_by(self, name, person, provider, values, entitlements):
        who = [
            f"person {name}",
            *(f"value {value.lower()}" for value in several(values)),
            *(f"entitlement {value}" for value in several(entitlements)),
        ]
        return {"provider": [provider], "scope": [person.lower().rpartition("@")[2]], "who": who}

    def name_of(self, person):
        """Return the user's name for an id, or None if the id is not one that counts."""
        found = PERSON.fullmatch(person.lower()) if person.isascii() else None
        if found is None:
            return None
        local, scope = found.groups()
        if self.accepted_scopes and scope not in self.accepted_scopes:
            return None
        return local if self.username_rule == "local-part" else f"{local}@{scope}"

    def is_of_others(self, person):
        """Say whether an id is of a scope that is not accepted here."""
        _, at, scope = person.lower().rpartition("@")
        return bool(at and self.accepted_scopes) and scope not in self.accepted_scopes

    def admits(self, name, values, entitlements):
        if self.admit_everyone or name in self.admitted_people:
            return True
        if not self.admitted_entitlements.isdisjoint(several(entitlements)):
            return True
        held = {value.lower() for value in several(values)}
        return not held.isdisjoint({value.lower() for value in self.admitted_values})


def several(header):
    """Return the values of an attribute, as Shibboleth joins them: with semicolons, their own behind a backslash."""
    values = {value.replace("\\;", ";").strip() for value in re.split(r"(?<!\\);", header)}
    return values - NOTHING


class ShibbolethLogin(BaseHandler):
    """The one page whose headers count. It takes no form and no cookie for an answer."""

    async def get(self):
        secret = self.only(FRONT_HEADER)
        if not hmac.compare_digest(secret.encode(), self.authenticator.front_secret.encode()):
            self.log.warning("login refused: not through the web server, from %s", self.request.remote_ip)
            raise Refusal(403, "front_page")
        person = self.only(PERSON_HEADER)
        if person in NOTHING:
            self.log.warning("login refused: the identity provider sent no id")
            raise Refusal(403, "no_identifier", leave=True)
        answer = {
            "person": person,
            "provider": self.only(PROVIDER_HEADER),
            "values": self.only(VALUES_HEADER),
            "entitlements": self.only(ENTITLEMENTS_HEADER),
        }
        user = await self.login_user(answer)
        if user is None:
            raise Refusal(403, "not_included_here", leave=True)
        self.redirect(self.get_next_url(user))

    def only(self, header):
        """Return a header that came once, nothing for one that did not come, and refuse two."""
        found = self.request.headers.get_list(header)
        if len(found) > 1:
            raise Refusal(400, "front_page")
        return found[0] if found else ""


class ShibbolethLogout(LogoutHandler):
    """Leaves the hub, then the Shibboleth session: else the next click would log in again."""

    async def render_logout_page(self):
        authenticator = self.authenticator
        self.redirect(url_concat(authenticator.logout_path, {"return": authenticator.signed_out_url}))
