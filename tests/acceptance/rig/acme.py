"""A certificate authority that gives out certificates by ACME, as Let's Encrypt does: pebble, on the machine itself.

It validates for real: it asks the rig's name server for the domain, and the web server there for its token. It forgets
everything when it ends, its root included, so each root is kept: a hub goes on with the certificate that it has.
"""

import json
import os

import requests

from checks.command import install, tool
from rig import authority, network, processes
from rig.places import WORK
from rig.steps import until

DOMAIN = "acme.rig.example"
PORT = 14000
DIRECTORY = f"https://{DOMAIN}:{PORT}/dir"
MANAGEMENT = 15000

PLACE = WORK / "acme"
SETTINGS = PLACE / "pebble.json"
ROOTS = PLACE / "roots.pem"


def up():
    install("pebble")
    PLACE.mkdir(parents=True, exist_ok=True)
    certificate, key = authority.issue(DOMAIN)
    network.name(DOMAIN, network.GATEWAY)
    settings = {
        "listenAddress": f"{network.GATEWAY}:{PORT}",
        "managementListenAddress": f"127.0.0.1:{MANAGEMENT}",
        "certificate": str(certificate),
        "privateKey": str(key),
        # The hub is asked where the world would ask it.
        "httpPort": 80,
        "tlsPort": 443,
        "ocspResponderURL": "",
        "externalAccountBindingRequired": False,
        "keyAlgorithm": "ecdsa",
        "retryAfter": {"authz": 1, "order": 1},
        "profiles": {"default": {"description": "as long as Let's Encrypt's", "validityPeriod": 90 * 86400}},
    }
    SETTINGS.write_text(json.dumps({"pebble": settings}, indent=2), encoding="utf-8")
    processes.start(
        "acme", tool("pebble"), "-config", SETTINGS, "-dnsserver", f"{network.GATEWAY}:53",
        # No made-up delays, and no made-up errors: they are there to test clients.
        environment={"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"},
    )
    keep(until(root, 20, lambda: f"pebble does not answer:\n{processes.tail('acme')}"))


def down():
    processes.stop("acme")


def roots():
    """Return the file with every root so far; it is not there before the first start."""
    return ROOTS


def root():
    """Return the root of the pebble that runs, or nothing while it starts."""
    # Asked by its address on the loopback; its certificate is still that of its name.
    client = requests.Session()
    client.trust_env = False
    client.mount("https://", ByName())
    client.verify = str(authority.CERTIFICATE)
    try:
        answer = client.get(f"https://127.0.0.1:{MANAGEMENT}/roots/0", timeout=5)
    except requests.ConnectionError:
        return None
    answer.raise_for_status()
    return answer.text.strip() + "\n"


class ByName(requests.adapters.HTTPAdapter):
    """Expects pebble's certificate where it is asked by address."""

    def init_poolmanager(self, *arguments, **keywords):
        super().init_poolmanager(*arguments, **keywords, server_hostname=DOMAIN, assert_hostname=DOMAIN)


def keep(found):
    known = ROOTS.read_text(encoding="ascii") if ROOTS.exists() else ""
    if found not in known:
        draft = ROOTS.with_suffix(f".{os.getpid()}")
        draft.write_text(known + found, encoding="ascii")
        draft.rename(ROOTS)
