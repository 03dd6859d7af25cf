# Written by syzc. Edit the site, not this file, and build again.
"""Pseudonyms: people are known to the hub by names that tell nobody who they are.

A login says who a person is. Before the hub hears of it, that name becomes a
keyed hash (HMAC with SHA-256, RFC 2104) of which 80 bits are kept, in base32.
Without the key, a list of such names cannot be compared with a list of people.
With a million people, the chance that any two get one name is below 1 in 10^12.

The hub keeps nothing else of what the login told: no e-mail address, no token.
What it logs goes through a filter, for the login's own code speaks of people by
their real names.
"""

import base64
import hashlib
import hmac
import logging
import re
import traceback
from pathlib import Path

from jupyterhub.metrics import prometheus_log_method
from jupyterhub.utils import maybe_future

# Of the hash, in base32: 16 characters of 5 bits.
CHARACTERS = 16
# No name of a login with a prefix and a dash in it can look like one of these.
INITIAL = "p"

ADDRESS = re.compile(r"[^\s<>\"'()\[\]{},;:/?&=]+(?:@|%40)[^\s<>\"'()\[\]{},;:/?&=]+")
WITHHELD = "(withheld)"
# Of a path that leads to somebody's server, only whose it is: what follows may be the name of a file.
WITHIN_SERVER = re.compile(r"(/user/[^/\s]+/)\S+")

# Who speaks of servers and requests, and not of who logs in.
PLAIN = {
    "jupyterhub",
    "jupyterhub_idle_culler",
    "dockerspawner",
    "traitlets",
    "asyncio",
    "syzc_homes",
    "syzc_hub",
    "syzc_rights",
    "syzc_servers",
    "syzc_turns",
    "syzc_pseudonyms",
}
# What in the hub itself speaks of who logs in.
LOGIN_FILES = {("jupyterhub", "auth.py"), ("handlers", "login.py")}
LOGIN_FUNCTIONS = {"login_user", "auth_to_user", "log_exception"}


def pseudonym(key, name):
    """Return what a person is called here. `name` is what they would be called otherwise, with the prefix of their login.

    `key` is the secret, in hexadecimal digits.
    """
    code = hmac.new(bytes.fromhex(key), name.encode(), hashlib.sha256).digest()
    return INITIAL + base64.b32encode(code).decode("ascii").lower()[:CHARACTERS]


def call_people(config, key):
    """Set in the hub's configuration what pseudonyms need."""
    config.Authenticator.post_auth_hook = renamed_with(key)
    # It would hold what the login told, and be kept in the database.
    config.Authenticator.enable_auth_state = False
    config.JupyterHub.logging_config = {
        "filters": {"people": {"()": "syzc_pseudonyms.Withholding"}},
        "handlers": {"console": {"filters": ["people"]}},
    }
    config.JupyterHub.tornado_settings["log_function"] = log_request


def renamed_with(key):
    """Return what gives people their other name, once their login has let them in."""

    async def rename(authenticator, handler, person):
        if getattr(authenticator, "gives_pseudonyms", False):
            return person
        name = pseudonym(key, person["name"])
        # Whoever is shut out, and whoever is an administrator, is named by a pseudonym too.
        if name in authenticator.blocked_users:
            authenticator.log.warning("login refused: %s is shut out", name, extra={"tells_of_nobody": True})
            return None
        admin = person["admin"] or await maybe_future(authenticator.is_admin(handler, {**person, "name": name}))
        kept = {"name": name, "admin": admin, "auth_state": None, "user_info": {}}
        if "groups" in person:
            kept["groups"] = person["groups"]
        return kept

    return rename


class Withholding(logging.Filter):
    """Takes out of a line of the log what could say who somebody is."""

    def filter(self, record):
        if speaks_of_people(record):
            # The sentence stays, without what would be put into it.
            sentence = str(record.msg) if record.args else f"something about a log-in {WITHHELD}"
            record.msg = re.sub(r"%(?:\([^)]*\))?[#0 +-]*[\d.*]*[a-zA-Z]", WITHHELD, sentence)
            record.args = ()
        record.msg = WITHIN_SERVER.sub(rf"\1{WITHHELD}", ADDRESS.sub(WITHHELD, record.getMessage()))
        record.args = ()
        if record.exc_info and record.exc_info[0]:
            kind, error, trace = record.exc_info
            # Where it happened, but not what was in it.
            where = "".join(traceback.format_tb(trace))
            record.exc_text = f"{where}{kind.__name__}: {WITHHELD}" if speaks_of_people(record) else (
                ADDRESS.sub(WITHHELD, "".join(traceback.format_exception(kind, error, trace)).rstrip())
            )
        return True


def speaks_of_people(record):
    """Say whether a line comes from code that knows who people are.

    Code that is not known counts as such, but for a line that says of itself that it `tells_of_nobody`.
    """
    if getattr(record, "tells_of_nobody", False):
        return False
    path = Path(record.pathname)
    if path.parts[-2:] in LOGIN_FILES:
        return True
    # "User logged in" comes after a person was renamed, and is worth having.
    if record.funcName in LOGIN_FUNCTIONS and record.levelno >= logging.WARNING:
        return True
    return package_of(path) not in PLAIN


def package_of(path):
    """Return the package that a file belongs to; for a module of its own, its name."""
    places = [index for index, part in enumerate(path.parts[:-1]) if part == "site-packages" or part.startswith("python3")]
    return Path(path.parts[places[-1] + 1]).stem if places else path.stem


def log_request(handler):
    """Log a request as the hub does, without the address it came from, its query and its headers."""
    status = handler.get_status()
    if status < 300 or status == 304:
        level = logging.DEBUG
    elif status < 400:
        level = logging.INFO
    else:
        level = logging.WARNING if status < 500 else logging.ERROR
    try:
        user = getattr(handler.current_user, "name", "")
    except Exception:  # Who asks is not known where asking for it failed; the answer is logged all the same.
        user = ""
    request = handler.request
    milliseconds = 1000 * request.request_time()
    logging.getLogger("tornado.access").log(
        level, "%d %s %s (%s) %.2fms", status, request.method, request.path, user, milliseconds
    )
    prometheus_log_method(handler)
