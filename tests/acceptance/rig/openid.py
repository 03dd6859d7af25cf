"""The services that people sign in with, under their own names: OpenID providers, and GitHub.

They are stand-ins (`openid/`): the certified oidc-provider answers under each service's name, which the rig's name
server leads to it, with a certificate of the campus authority. So the generated hub needs no change.
"""

import json
import secrets

import requests

from checks.command import Failed, install, tool
from rig import authority, network, processes, web
from rig.places import ACCEPTANCE, CACHE, WORK
from rig.steps import until

PLACE = WORK / "openid"
SETTINGS = PLACE / "settings.json"
FORGERY = PLACE / "forgery"

ADDRESS = network.GATEWAY
TENANT = "11111111-2222-4333-8444-555555555555"
CLIENT = "hub-of-the-rig"
# A secret may hold any character that can be printed; whoever handles it on its way to the hub has to keep it.
SECRET = "rig \"quoted\" $HOME `id` {x} \\ 'secret'"

# Whether an issuer puts all that it says into the ID token, or much only into userinfo.
ISSUERS = {
    "https://id.ubc.ca": False,
    "https://cilogon.org": True,
    "https://accounts.google.com": True,
    f"https://login.microsoftonline.com/{TENANT}/v2.0": True,
}
NAMES = [issuer.split("/")[2] for issuer in ISSUERS] + ["github.com", "api.github.com"]


def up(domain):
    """Let the services answer, with the hub of this domain registered at each."""
    install("openid")
    PLACE.mkdir(parents=True, exist_ok=True)
    certificates = {name: dict(zip(("certificate", "key"), map(str, authority.issue(name)))) for name in NAMES}
    for name in NAMES:
        network.name(name, ADDRESS)
    settings = {
        "address": ADDRESS,
        "port": 443,
        "packages": str(CACHE / "openid"),
        "cookie_key": secrets.token_hex(16),
        "forgery_file": str(FORGERY),
        "certificates": certificates,
        "issuers": [{"issuer": issuer, "complete": complete} for issuer, complete in ISSUERS.items()],
        "client": {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_post",
            "redirect_uris": [
                f"https://{domain}/hub/{login}/oauth_callback" for login in ("oidc", "cilogon", "google", "microsoft", "github")
            ],
        },
    }
    forge("")
    SETTINGS.write_text(json.dumps(settings, indent=2), encoding="utf-8")
    down()
    processes.start("openid", tool("node"), ACCEPTANCE / "openid" / "provider.mjs", SETTINGS)
    until(answers, 30, lambda: f"the OpenID providers do not answer:\n{processes.tail('openid')}")


def down():
    processes.stop("openid")


def answers():
    client = web.session()
    for issuer in ISSUERS:
        try:
            answer = client.get(f"{issuer}/.well-known/openid-configuration", timeout=5)
        except requests.ConnectionError:
            return False
        if answer.status_code != 200 or answer.json()["issuer"] != issuer:
            raise Failed(f"{issuer} says of itself {answer.status_code}: {answer.text[:300]}")
    return True


def forge(way):
    """Let the providers hand out ID tokens that are forged in this way (`openid/forgeries.mjs`); an empty one for good ones."""
    FORGERY.write_text(way, encoding="utf-8")
