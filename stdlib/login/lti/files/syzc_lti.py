"""Login from a course: a learning platform (Moodle, Canvas, Brightspace) says who a person is and where they come from.

The platform sends people here with a signed word about them, as LTI 1.3
describes it (https://www.imsglobal.org/spec/lti/v1p3). The pages that take it
are in syzc_lti_launch.py; here is who may come in, and under which name.
"""

import hashlib
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import jwt
from ltiauthenticator.lti13.auth import LTI13Authenticator
from syzc_logins import OwnPages
from syzc_lti_launch import LAUNCH_SECONDS, KeySet, LaunchBegin, LaunchEnd, Welcome, refusal
from syzc_words import say
from traitlets import Bool, Enum, Set, Unicode

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
# Roles in a course, as the vocabulary of LTI writes them; older platforms send the last word alone. Roles in the
# platform or the institution have other names and do not count: an administrator is not everybody's teacher.
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"

# What the hub takes for a user name. A parameter that the platform does not know comes as its own name, with a $ in
# front; so no two people get one name by that.
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,127}", re.ASCII)

# How long the platform may take to answer with its keys.
KEYS_SECONDS = 10


class LaunchedAuthenticator(LTI13Authenticator):
    """The library's authenticator, with this project's pages in place of its own."""

    def login_url(self, base_url):
        return base_url

    def get_handlers(self, app):
        return [
            ("/", Welcome),
            ("/oauth_login", LaunchBegin),
            ("/oauth_callback", LaunchEnd),
            ("/jwks", KeySet),
        ]


class LtiAuthenticator(OwnPages, LaunchedAuthenticator):
    """Turns a launch from a course into a user of the hub, or into nobody."""

    pages = "lti"

    deployments = Set(
        Unicode(),
        config=True,
        help="Deployments of the hub in the platform whose people may come in; empty for every one.",
    )
    courses = Set(
        Unicode(),
        config=True,
        help="Courses whose people may come in, by the id that the platform gives them; empty for every one.",
    )
    admitted_roles = Set(
        Unicode(),
        config=True,
        help="A person comes in with one of these roles in the course, for example Learner.",
    )
    admitted_people = Set(
        Unicode(),
        config=True,
        help="People who come in whatever their role is, as user names of the hub without a prefix.",
    )
    admit_everyone = Bool(
        False,
        config=True,
        help="Lets everybody in whom the platform sends. Without it, nobody comes in who is not named above.",
    )
    username_rule = Enum(
        ["sub", "email", "custom"],
        default_value="sub",
        config=True,
        help="""What becomes the user's name: the platform's own id of the person (the claim `sub`), which never changes
        and is never given to somebody else; the e-mail address; or a custom parameter of the launch.""",
    )
    username_parameter = Unicode(config=True, help="The custom parameter, where it is one.")
    courses_url = Unicode(
        allow_none=True,
        config=True,
        help="Where people find their courses, for those who come to the hub by themselves.",
    )

    def __init__(self, **arguments):
        super().__init__(**arguments)
        # One set of the platform's keys for all launches: asked for again after some minutes, or for a key that is
        # not among them, and then once in half a minute at most.
        self.keys = jwt.PyJWKClient(self.jwks_endpoint, timeout=KEYS_SECONDS)
        # The library waits for the platform; the hub goes on meanwhile.
        self.waiting = ThreadPoolExecutor(max_workers=2, thread_name_prefix="lti-keys")
        self._process = secrets.token_hex(16)
        self._used = {}

    def callback_url(self, base_url):
        return f"{base_url.rstrip('/')}/{self.pages}/oauth_callback"

    async def authenticate(self, handler, data=None):
        """Return the user's name for a launch whose signature was checked; raise for a person who may not come in."""
        token = data
        deployment = token.get(f"{CLAIM}deployment_id")
        if self.deployments and deployment not in self.deployments:
            self.log.warning("login refused: deployment %r is not one of this hub's", deployment)
            raise refusal("lti_deployment", deployment=deployment)
        course = (token.get(f"{CLAIM}context") or {}).get("id")
        if self.courses and course not in self.courses:
            self.log.warning("login refused: course %r is not one of this hub's", course)
            raise refusal("lti_courses", course=course or say("lti_no_course"))
        name = self.name_of(token)
        if not self.admits(name, token):
            self.log.warning("login refused: %s has none of the admitted roles", name)
            raise refusal("lti_role")
        roles = (role_name(role) for role in token.get(f"{CLAIM}roles") or [])
        who = [f"person {name}", *(f"role {role}" for role in roles if role)]
        meant_for = token.get("aud")
        shown = {
            "platform": [self.issuer],
            "client": meant_for if isinstance(meant_for, list) else [meant_for],
            "deployment": [deployment],
            "course": [course],
            "who": who,
        }
        return {"name": name, "shown": shown}

    def rules_of_admission(self, database):
        """Return what lets people in, as `syzc_admission` compares it with what they showed."""
        who = [*(f"person {name}" for name in self.admitted_people), *(f"role {role}" for role in self.admitted_roles)]
        return [
            {
                "platform": [self.issuer],
                "client": self.client_id,
                "deployment": self.deployments or None,
                "course": self.courses or None,
                "who": None if self.admit_everyone else who,
            }
        ]

    def name_of(self, token):
        """Return the user's name; raise where the platform sends none, or one that is no user name."""
        if self.username_rule == "custom":
            source, what = self.username_parameter, say("lti_parameter", name=self.username_parameter)
            found = (token.get(f"{CLAIM}custom") or {}).get(self.username_parameter)
        else:
            source, what = self.username_rule, say("lti_claim", name=self.username_rule)
            found = token.get(self.username_rule)
        if not found or not isinstance(found, str):
            # Never another claim in its place: that would be another home, or somebody else's.
            self.log.warning("login refused: the platform does not send %s", source)
            raise refusal("lti_no_name", what=what)
        # Addresses and login names ignore case; the platform's own ids do not, so one with capitals is somebody else.
        name = found if self.username_rule == "sub" or not found.isascii() else found.lower()
        if not NAME.fullmatch(name):
            self.log.warning("login refused: %s is no user name: %r", source, found)
            raise refusal("lti_odd_name", what=what)
        return name

    def admits(self, name, token):
        if self.admit_everyone or name in self.admitted_people:
            return True
        held = token.get(f"{CLAIM}roles") or []
        return not {role_name(role) for role in held}.isdisjoint(self.admitted_roles)

    def cookie_name(self, kind, state):
        """Return the name of a launch's cookie. Each launch has its own, so that two windows do not disturb each other.

        The name is part of what the hub signs. It holds a mark of this process, since what was used is remembered in
        memory: a launch that began before the hub was restarted cannot end after it, and so not twice.
        """
        return f"{kind}-{hashlib.sha256((self._process + state).encode()).hexdigest()[:32]}"

    def use(self, nonce):
        """Take a launch's number for used; return whether it was not used before."""
        now = time.monotonic()
        while self._used and next(iter(self._used.values())) < now:
            del self._used[next(iter(self._used))]
        if nonce in self._used:
            return False
        # Its cookies are older than this, and end earlier.
        self._used[nonce] = now + LAUNCH_SECONDS
        return True


def role_name(role):
    """Return the name of a role in a course as the site writes it, or nothing for what is none."""
    if not isinstance(role, str):
        return None
    if role == ASSISTANT:
        return "TeachingAssistant"
    name = role.removeprefix(ROLE)
    return name if name.isalpha() else None
