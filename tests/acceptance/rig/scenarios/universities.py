"""What universities need of Shibboleth beside the usual: entitlements and single people, requests that are signed and
encrypted, a portal, a page of their own for leaving, and ADFS known by a file.
"""

import base64
import zlib
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from rig import identity, operator
from rig.pages import Page, shown
from rig.person import Person
from rig.scenarios.oauth_sites import INSTEAD
from rig.steps import hold, step

GOODBYE = f"{identity.ENTITY}/simplesamlphp/logout.php"
CAMPUS = f"""
[login.shibboleth]
admit            = ["faculty@ubc.ca"]
admit_entitled   = ["urn:mace:ubc.ca:entitlement:hub"]
admit_people     = ["visitor"]
encrypt_requests = true
unsolicited      = true
logout_url       = "{GOODBYE}"
"""

# As sites/layers/adfs.toml has it, for the university's own scope and people.
ADFS_FILE = "adfs.xml"
ADFS = f"""
[login.shibboleth]
identity_provider  = "http://adfs.ubc.ca/adfs/services/trust"
metadata_file      = "{ADFS_FILE}"
metadata_validated = false
identifier         = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"
entitlement        = "http://schemas.xmlsoap.org/claims/Group"
username           = "local-part"
scopes             = ["ubc.ca"]
scopes_in_metadata = false
admit_entitled     = ["Hub Users"]
"""


class Colleague(Person):
    """Somebody who gives the password to ADFS."""

    provider = identity.ADFS


def run(rig):
    rig.up()
    campus(rig)
    try:
        adfs(rig)
    finally:
        rig.put_back()


def deploy(rig, build):
    """Build the site by this function, apply it, and let the identity team know."""
    build()
    operator.play()
    rig.healthy(120)
    rig.register()


# One identity provider, with more rules ----------------------------------------------


def campus(rig):
    with step("a site with entitlements, encrypted requests, a portal and a page for leaving: built, applied, registered"):
        deploy(rig, lambda: operator.change(CAMPUS))
    try:
        rights()
        portal()
        requests()
        leaving()
    finally:
        with step("the site is put back to affiliations"):
            deploy(rig, lambda: operator.change(""))


def rights():
    with step("an entitlement lets in: start a server, compute 6*7"):
        erin = Person("erin")
        erin.begin()
        hold(erin.run("6*7").strip() == "42", "6*7 is not 42")
        erin.stop_server()
    with step("who is named comes in without any"):
        Person("visitor").log_in()
    for name, what in (("emil", "another entitlement"), ("alice", "only an affiliation that does not count")):
        with step(f"refused: somebody with {what}"):
            refused(Person(name), 403, "does not include this service")
    with step("who was refused can leave, and come as somebody else"):
        emil = Person("emil")
        way = Page(emil.try_to_log_in()).links.get("Sign in as somebody else", "")
        hold(way.endswith("/hub/logout"), f"the way out leads to {way or 'nowhere'}")
        emil.follow(emil.session.get(way))
        answer = emil.follow(emil.ask_to_come_in("/hub/home"))
        hold(Page(answer).form_with("username", "password"), f"emil left, came back and was shown {shown(answer)}")
    with step("whom the university knows already is not asked for the password again"):
        erin.forget_the_hub()
        erin.follow(erin.ask_to_come_in("/hub/home"))
        hold(erin.known_to_the_hub(), "erin is not in: the trial of those who are asked again proves nothing")


def portal():
    with step("where the site allows it, whom the university sends unasked comes in"):
        erin = Person("erin")
        answer = erin.come_unasked()
        hold(answer.status_code == 200 and erin.known_to_the_hub(), f"erin was shown {shown(answer)}")


def requests():
    """The identity provider of the rig answers nobody whose request is not signed."""
    with step("the hub signs its requests: without the signature, the identity provider refuses them"):
        someone = Person("erin")
        asked = sent(someone.ask_to_come_in("/hub/home"))
        hold("Signature=" in asked, f"the request is not signed: {asked[:200]}")
        parts = urlsplit(asked)
        words = {name: value for name, value in parse_qs(parts.query).items() if name not in ("SigAlg", "Signature")}
        bare = urlunsplit(parts._replace(query=urlencode(words, doseq=True)))
        for address, asks in ((asked, True), (bare, False)):
            answer = Person("erin").session.get(address)
            form = Page(answer).form_with("username", "password")
            hold(bool(form) == asks, f"a request {'with' if asks else 'without'} its signature leads to {shown(answer)}")


def leaving():
    with step("leaving tells the identity provider in encrypted words, and ends at the university's page"):
        erin = Person("erin")
        erin.log_in()
        answer = erin.log_out()
        hold(answer.url.startswith(GOODBYE), f"erin left and was shown {shown(answer)}")
        asked = parse_qs(urlsplit(sent(answer)).query)["SAMLRequest"][0]
        words = zlib.decompress(base64.b64decode(asked), -zlib.MAX_WBITS).decode()
        hold("EncryptedID" in words and ":NameID" not in words, f"the request to log out says {words[:400]}")
    with step("the next visit asks for the password again"):
        answer = erin.ask_to_come_in("/hub/home")
        hold(Page(answer).form_with("username", "password"), f"erin left, came back and was shown {shown(answer)}")
    with step("a link that would lead from there to somewhere else is refused"):
        answer = erin.session.get(f"{erin.hub}/Shibboleth.sso/Logout?return=https%3A%2F%2Fother.example%2F", allow_redirects=False)
        hold(answer.status_code >= 400, f"the link leads to {answer.headers.get('Location')}")


# ADFS ----------------------------------------------------------------------------------


def adfs(rig):
    with step("a site whose people log in at ADFS, known by a file: built, applied, registered"):
        found = identity.adfs_metadata(operator.SITES / "given" / "metadata" / "bcit.xml")
        (operator.SITES / ADFS_FILE).write_text(found, encoding="utf-8")
        deploy(rig, lambda: operator.change_login(ADFS, INSTEAD))
    with step("a member of the group comes in by the name before the @: start a server, compute 6*7"):
        alice = Colleague("alice")
        alice.begin()
        hold(alice.run("6*7").strip() == "42", "6*7 is not 42")
        alice.stop_server()
    with step("refused: somebody who is in other groups"):
        refused(Colleague("dave"), 403, "does not include this service")
    with step("refused: a name of a scope that the site does not accept"):
        refused(Colleague("evil"), 403, "did not tell us who you are")


# What each has in common -----------------------------------------------------------------


def refused(person, status, words):
    answer = person.try_to_log_in()
    hold(answer.status_code == status and words in Page(answer).words, f"{person.name} was shown {shown(answer)}")
    hold(not person.known_to_the_hub(), f"{person.name} was refused and is known to the hub")


def sent(answer):
    """Return the address with the service provider's request, on the way to this page."""
    found = [page.url for page in (*answer.history, answer) if "SAMLRequest=" in page.url]
    hold(found, f"no request went to an identity provider on the way to {shown(answer)}")
    return found[-1]
