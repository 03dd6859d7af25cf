"""A learning platform whose courses have links to the hub, and what its administrators do: they register tools.

`learning_platform/` holds it: Open edX's platform side of LTI 1.3 in the smallest application around it, on the machine
itself. Its key is made once and kept, as a platform keeps it.
"""

import json
import secrets
import uuid

import requests

from checks.command import CACHE, install, run
from rig import authority, network, processes, web
from rig.places import ACCEPTANCE, DOMAIN as HUB_DOMAIN, WORK
from rig.steps import until

DOMAIN = "courses.rig.example"
PORT = 14443
ISSUER = f"https://{DOMAIN}:{PORT}"

PLACE = WORK / "learning_platform"
SETTINGS = PLACE / "settings.json"
KEY = PLACE / "key.pem"
SECRET = PLACE / "secret"

# Links to the hub in every course: the plain one, one that names a page, one of another deployment, and one that
# another client is registered for.
TOOLS = {
    "hub": {"client_id": "hub-client", "deployment_id": "1"},
    "notebook": {"client_id": "hub-client", "deployment_id": "1", "page": "hub/user-redirect/lab/tree/kept.txt"},
    "elsewhere": {"client_id": "hub-client", "deployment_id": "2"},
    "stranger": {"client_id": "other-client", "deployment_id": "1"},
}
COURSES = ["calculus", "history"]
# Open edX's words for what somebody is in a course; None for one who is nothing there.
PEOPLE = {"alice": "student", "bob": "student", "tessa": "instructor", "nora": None}

# The hub serves the students of one course, through one of the links.
LOGIN = f"""
[login]
shibboleth = false

[login.lti]
issuer        = "{ISSUER}"
client_ids    = ["hub-client"]
authorize_url = "{ISSUER}/authorize"
jwks_url      = "{ISSUER}/keys"
courses_url   = "{ISSUER}/courses/calculus"
deployments   = ["1"]
courses       = ["calculus"]
admit         = ["Learner"]
"""


def identifier(name):
    """Return the platform's own id of a person, which never changes."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{ISSUER}/{name}"))


def up():
    install("learning_platform")
    PLACE.mkdir(parents=True, exist_ok=True)
    if not KEY.exists():
        run("openssl", "genrsa", "-out", KEY, "2048")
    if not SECRET.exists():
        SECRET.write_text(secrets.token_hex(32), encoding="ascii")
    hub = f"https://{HUB_DOMAIN}"
    settings = {
        "issuer": ISSUER,
        "key": KEY.read_text(encoding="ascii"),
        "key_id": "rig",
        "secret": SECRET.read_text(encoding="ascii"),
        # What the generated README says to enter.
        "target_link_uri": f"{hub}/",
        "initiation_url": f"{hub}/hub/lti/oauth_login",
        "redirect_url": f"{hub}/hub/lti/oauth_callback",
        "tools": TOOLS,
        "courses": COURSES,
        "people": {
            name: {"id": identifier(name), "role": role, "email": f"{name}@rig.example"} for name, role in PEOPLE.items()
        },
    }
    SETTINGS.write_text(json.dumps(settings, indent=2), encoding="utf-8")
    certificate, key = authority.issue(DOMAIN)
    network.name(DOMAIN, network.GATEWAY)
    start(network.GATEWAY, certificate, key)
    until(answers, 60, lambda: f"the learning platform does not answer:\n{processes.tail('learning_platform')}")


def start(address, certificate, key):
    processes.start(
        "learning_platform", CACHE / "learning_platform" / "bin" / "gunicorn", "--chdir", ACCEPTANCE / "learning_platform",
        "--no-control-socket",
        # One process, since it remembers in its own memory which launches have begun.
        "--workers", "1", "--worker-class", "gthread", "--threads", "8",
        "--certfile", certificate, "--keyfile", key, "--bind", f"{address}:{PORT}", "application:application",
        environment={"LEARNING_PLATFORM_SETTINGS": str(SETTINGS), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def down():
    processes.stop("learning_platform")


def answers():
    try:
        return web.session().get(f"{ISSUER}/keys", timeout=10).status_code == 200
    except requests.ConnectionError:
        return False
