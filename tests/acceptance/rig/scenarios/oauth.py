"""Logins through OAuth: each let in and refused by its rule, and forged answers that count for nothing.

The hub's own login gives way to each in turn, as an operator would change it, and comes back at the end.
"""

import os
from contextlib import contextmanager

from rig import openid, operator
from rig.member import Member
from rig.pages import Page, shown
from rig.person import Person
from rig.places import DOMAIN
from rig.scenarios.oauth_sites import LOGINS, TWO_LOGINS
from rig.steps import hold, step

# What people read (stdlib/language/en.toml), as far as it tells one refusal from another.
SENTENCES = {
    "again": "was not begun in this browser",
    "away": "does not answer",
    "broken": "cannot rely on",
    "nameless": "did not tell us who you are",
    "name_of_others": "are kept for people who come in by another way",
    "unverified": "is not confirmed",
    "elsewhere": "does not serve the institution",
    "not_included": "does not include this service",
}
FORGERIES = ["issuer", "audience", "expired", "signature", "unsigned", "shared-secret"]
# The university's name, which is also the title of its login.
UNIVERSITY = "University of British Columbia"


def scenario(name):
    """Return the scenario of one login."""

    def run(rig):
        login = LOGINS[name]
        rig.up()
        services(login.service)
        with site_with(rig, login.site, login.variable, operator.change_login):
            admitted(login)
            refused(login)
            callbacks(login)
            if login.verified:
                forgeries(login)
            away(login)

    return run


def services(name):
    with step(f"{name} answers, and has the hub registered"):
        openid.up(DOMAIN)


@contextmanager
def site_with(rig, changes, variable, build):
    """Deploy the site with these changes and the client secret; then put it back as it was."""
    with step("syzc build with another login"):
        build(changes)
    try:
        # The hub keeps what it was given, from an earlier run too.
        rig.on_host("rm", "--force", f"/srv/hub/state/secrets/{variable.lower().replace('_', '-')}")
        with step("the play says early that a client secret is missing"):
            said = operator.play(accept=(2,))
            hold(variable in said, f"nothing was said of {variable}:\n{said[-1500:]}")
        with step("ansible-playbook site.yml, with the client secret in the environment"):
            os.environ[variable] = openid.SECRET
            operator.play()
            rig.healthy(120)
        with step("a second play needs no secret, and changes nothing"):
            del os.environ[variable]
            operator.unchanged(operator.play())
        yield
    finally:
        os.environ.pop(variable, None)
        rig.put_back()
        openid.down()


def admitted(login):
    for number, (name, user) in enumerate(login.admitted.items()):
        with step(f"{name} comes in as {user}"):
            person = Member(name, login.service, server_name=user)
            person.log_in()
            known = person.known_to_the_hub()
            hold(known["name"] == user, f"the hub calls {name} {known['name']}, not {user}")
        if number == 0:
            with step(f"{user} starts a server and computes"):
                if person.has_server():
                    person.stop_server()
                person.spawn()
                hold(person.run("6*7") == "42", "6*7 is not 42")
                person.stop_server()
            with step(f"{user} leaves"):
                answer = person.log_out()
                hold(answer.url.endswith("/signed-out.html") and not person.known_to_the_hub(), f"{user} left and was shown {shown(answer)}")


def refused(login):
    for name, sentence in login.refused.items():
        with step(f"{name} is refused: {sentence}"):
            person = Member(name, login.service)
            turned_away(person, person.try_to_log_in(), sentence)


def turned_away(person, answer, sentence):
    hold(answer.status_code in (400, 403, 502, 503), f"{person.name} was not refused, but shown {shown(answer)}")
    hold(SENTENCES[sentence] in Page(answer).words, f"{person.name} did not read why, but {shown(answer)}")
    hold(not person.known_to_the_hub(), f"the hub knows {person.name}")


def callbacks(login):
    """What an attacker does with the address that a service sends people back to."""
    name = next(iter(login.admitted))
    with step("a callback of somebody else's sign-in lets nobody in"):
        victim, other = Member(name, login.service), Member(name, login.service)
        place = victim.way_back()
        turned_away(other, other.session.get(place), "again")
        # With a sign-in of their own begun, their browser has a state, but another one.
        other.session.get(f"{other.hub}/hub/home")
        turned_away(other, other.session.get(place), "again")
    with step("a callback counts once"):
        hold(victim.session.get(place).status_code == 200 and victim.known_to_the_hub(), "the one that began it was not let in")
        again = Member(name, login.service)
        again.session.cookies.update(victim.session.cookies)
        again.log_out()
        turned_away(again, again.session.get(place), "again")
    with step("a code that was used is not taken again, with a good state either"):
        fresh = Member(name, login.service)
        new = fresh.way_back()
        turned_away(fresh, fresh.session.get(with_code_of(new, place)), "again")
    with step("a callback without a code or with an error lets nobody in"):
        page = place.partition("?")[0]
        for query in ("", "?state=x", "?error=access_denied&error_description=%3Cb%3Ehello"):
            stranger = Member(name, login.service)
            answer = stranger.session.get(page + query)
            hold(answer.status_code in (400, 403) and "hello" not in answer.text, f"{query!r} was answered by {shown(answer)}")
            hold(not stranger.known_to_the_hub(), f"{query!r} let somebody in")


def with_code_of(place, other):
    """Return a callback with its own state, and the code of another."""
    page, _, query = place.partition("?")
    codes = [part for part in other.partition("?")[2].split("&") if part.startswith("code=")]
    return f"{page}?{'&'.join(codes + [part for part in query.split('&') if not part.startswith('code=')])}"


def forgeries(login):
    name = next(iter(login.admitted))
    try:
        for way in FORGERIES:
            with step(f"a forged ID token lets nobody in: {way}"):
                openid.forge(way)
                person = Member(name, login.service)
                turned_away(person, person.try_to_log_in(), "broken")
        with step("an ID token of another sign-in lets nobody in"):
            openid.forge("nonce")
            person = Member(name, login.service)
            turned_away(person, person.try_to_log_in(), "again")
    finally:
        openid.forge("")


def away(login):
    name = next(iter(login.admitted))
    with step("while the service is away, people read so, and those who are in stay in"):
        inside, person = Member(name, login.service), Member(name, login.service)
        inside.log_in()
        place = person.way_back()
        openid.down()
        turned_away(person, person.session.get(place), "away")
        hold(inside.known_to_the_hub(), f"{name} was thrown out")
    with step("when it is back, with other keys, people come in again"):
        openid.up(DOMAIN)
        Member(name, login.service).log_in()


def two_logins(rig):
    """The university's people by Shibboleth, guests by CILogon with a prefix, on one hub."""
    rig.up()
    services("cilogon.org")
    # A login beside the one that is there changes nobody's name.
    with site_with(rig, TWO_LOGINS, "CILOGON_CLIENT_SECRET", operator.change):
        both_come_in()
        names_stay_apart()


def both_come_in():
    buttons = {"alice": f"Sign in with {UNIVERSITY}", "guest-alice": "Sign in with CILogon"}
    with step("the login page offers both"):
        page = Page(Person("alice").session.get(f"https://{DOMAIN}/hub/home"))
        hold(set(buttons.values()) <= set(page.links), f"only {', '.join(page.links)} can be pressed")
    alice = Person("alice", button=buttons["alice"])
    guest = Member("alice", "cilogon.org", server_name="guest-alice", button=buttons["guest-alice"])
    for person in (alice, guest):
        with step(f"{person.user} comes in, starts a server and computes"):
            person.begin()
            hold(person.known_to_the_hub()["name"] == person.user, f"the hub does not call them {person.user}")
            hold(person.run("6*7") == "42", "6*7 is not 42")
    with step("alice of the university and alice the guest have homes of their own"):
        alice.put("mine.txt", "the university's alice")
        answer = guest.api("GET", "contents/mine.txt")
        hold(answer.status_code == 404, f"the guest sees the other's file: {answer.status_code}")
    for person in (alice, guest):
        person.stop_server()
    with step("logging out ends the session with the university too"):
        alice.log_out()
        answer = alice.follow(alice.ask_to_come_in("/hub/home"))
        hold(Page(answer).form_with("username", "password"), f"alice is not asked for a password, but shown {shown(answer)}")


def names_stay_apart():
    with step("one of the university whose name looks like a guest's is refused"):
        person = Person("guest-alice", button=f"Sign in with {UNIVERSITY}")
        answer = person.try_to_log_in()
        hold(answer.status_code == 403 and not person.known_to_the_hub(), f"guest-alice was shown {shown(answer)}")
    with step("a guest with an administrator's name is none"):
        guest = Member("ada.admin", "cilogon.org", server_name="guest-ada.admin", button="Sign in with CILogon")
        guest.log_in()
        known = guest.known_to_the_hub()
        hold(known["name"] == "guest-ada.admin" and not known["admin"], f"the hub says of the guest {known}")
