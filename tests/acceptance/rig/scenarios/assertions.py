"""The university's answers, forged or used a second time: none of them lets anybody in."""

import base64
from xml.etree import ElementTree

from rig import identity
from rig.pages import Page, shown
from rig.person import Person
from rig.places import DOMAIN
from rig.steps import hold, step

ENTITY = f"https://{DOMAIN}/shibboleth"
CLAIMED = "alice@ubc.ca"
# What is wrong with an answer (../../identity/forge.php), and what the service provider says of it: so that it is this
# which was refused. Where a forgery may be taken for several things, nothing is asked of the words.
FORGERIES = {
    "signature": ("signed with a key of somebody else's", "could not be verified"),
    "unsigned": ("without a signature", "Unable to establish security"),
    "altered": ("changed after it was signed", "could not be verified"),
    "issuer": ("of another identity provider", ""),
    "audience": ("meant for another service", "unacceptable AudienceRestriction"),
    "expired": ("that has expired", ""),
    "late": ("issued an hour ago", "issued too long ago"),
    "destination": ("sent to another address", "incorrect server URL"),
    "recipient": ("to be handed over at another address", ""),
}
# What is said where this browser asked for nothing, or for something else.
ELSEWHERE = "correlation failed"
# A forged assertion that borrows the signature of another beside or inside it, in the same answer. The service provider may
# believe the one that is signed.
WRAPPED = {"wrapped": "beside", "wrapped-inside": "inside"}


def run(rig):
    rig.up()
    forged()
    replayed(rig)


def forged():
    with step("an answer made by hand, with nothing wrong in it, lets in whom it names"):
        someone, answer = send("nothing")
        known = someone.known_to_the_hub()
        hold(known and known["name"] == "alice", f"the hub knows {known} and shows {shown(answer)}: the other trials prove nothing")
    for fault, (what, words) in FORGERIES.items():
        with step(f"refused: an answer {what}"):
            someone, answer = send(fault)
            refused(someone, answer, words)
    for fault, place in WRAPPED.items():
        with step(f"a forged assertion with a signed one {place} it lets in nobody but whom the signed one names"):
            someone, answer = send(fault)
            known = someone.known_to_the_hub()
            hold(not known or known["name"] == someone.name, f"the hub knows {known} and shows {shown(answer)}")
    with step("the same person comes in with the university's own answer"):
        Person("bob").log_in()


def send(fault):
    """Log in as bob, and put a forged answer that names alice in the place of the university's; return him and the page."""
    bob = Person("bob")
    form = bob.university_form()
    genuine = ElementTree.fromstring(base64.b64decode(form.fields["SAMLResponse"]))
    hold(genuine.get("Destination") == form.action, f"the answer is for {genuine.get('Destination')} and goes to {form.action}")
    form.fields["SAMLResponse"] = identity.forged_answer(fault, CLAIMED, genuine.get("InResponseTo"), ENTITY, form.action)
    return bob, use(bob, form)


def replayed(rig):
    with step("refused: an answer that was asked for in another browser"):
        alice = Person("alice")
        form = alice.university_form()
        stranger = Person("bob")
        refused(stranger, use(stranger, form), ELSEWHERE)
    with step("refused: an answer that was used, with all that the browser had"):
        thief = robber_of(alice)
        answer = use(alice, form)
        hold(alice.known_to_the_hub(), f"alice did not come in by the answer that is to be replayed: {shown(answer)}")
        refused(thief, use(thief, form), "replayed message")
    with step("refused: the same answer again, sent by her whose it was"):
        answer = use(alice, form)
        hold(ELSEWHERE in Page(answer).words, f"alice was shown {shown(answer)}")
    with step("refused: an answer that was used before the service provider was restarted"):
        rig.on_host("systemctl", "restart", "shibd.service")
        stranger = Person("bob")
        refused(stranger, use(stranger, form), ELSEWHERE)
    with step("two windows of one browser, opened at once, both come in"):
        bob = Person("bob")
        first = bob.university_form()
        second = Page(bob.ask_to_come_in("/hub/home")).form_with("SAMLResponse")
        hold(second, "the second window was not let through by the university")
        for form in (second, first):
            answer = use(bob, form)
            hold(answer.status_code == 200 and answer.url.startswith(f"{bob.hub}/hub/"), f"one of two windows was shown {shown(answer)}")


def use(person, form):
    return person.session.post(form.action, data=form.fields)


def robber_of(person):
    """Return somebody with all that a browser has of the hub's host."""
    thief = Person("bob")
    for cookie in person.session.cookies:
        if cookie.domain == DOMAIN:
            thief.session.cookies.set_cookie(cookie)
    return thief


def refused(person, answer, words):
    """Hold that somebody stayed outside, and was told so by the service provider."""
    hold(answer.status_code >= 400 and answer.url.startswith(f"{person.hub}/Shibboleth.sso/"), f"{person.name} was shown {shown(answer)}")
    hold(words in Page(answer).words, f"{person.name} does not read “{words}” but {shown(answer)}")
    hold(f"{person.hub}/hub/" in Page(answer).links.values(), f"{person.name} finds no way to begin again, but is shown {shown(answer)}")
    sessions = [cookie.name for cookie in person.session.cookies if cookie.name.startswith("_shibsession_")]
    hold(not sessions, f"{person.name} was refused and has the session {sessions}")
    hold(not person.known_to_the_hub(), f"{person.name} was refused and is known to the hub")
