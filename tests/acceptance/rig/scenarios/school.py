"""A school's hub: it knows nobody by name, and a class comes in by a code until its last day."""

import re

from rig import operator
from rig.pages import Page, shown
from rig.person import Person
from rig.scenarios import growing
from rig.scenarios.rights import server
from rig.steps import hold, step, until

SCHOOL = """
[users]
pseudonyms = true

[users.class.walk-in]
size = 20

[login.class-code]
prefix = "class-"

[hub.admin]
"ada.admin" = false
"""
# What `growing` may have left, and nobody on such a hub is called. A seat has the larger home instead, for a data volume
# cannot shrink.
WITHOUT_BOB = """
[homes.quotas]
bob              = false
class-walk-in-01 = "5 GiB"
"""
SEATS = 2
# In the identity provider's list. Nothing else is called so.
INSIDER = "wilhelmina.pseudonymous"
UNAFFILIATED = "hieronymus.unaffiliated"
OUTSIDER = "eulalia.elsewhere"
WRONG_CODES = 60
# Where a name could have been left.
PLACES = "/srv/hub /var/log /etc /var/lib/docker/containers /var/lib/shibboleth /run/shibboleth"


class Pupil(Person):
    """Somebody whom nobody asks who they are."""

    def __init__(self, name):
        super().__init__(name)
        self.words = None

    def send(self, **fields):
        answer = self.session.get(f"{self.hub}/hub/class/login?next=/hub/home")
        form = Page(answer).form_with(*fields)
        hold(form, f"{self.name} found no form with {', '.join(fields)}: {shown(answer)}")
        return self.session.post(form.action, data={**form.fields, **fields})

    def take_seat(self, code):
        answer = self.send(code=code)
        seat, words = (re.search(rf'id="{what}">([^<]+)<', answer.text) for what in ("seat", "words"))
        hold(seat and words, f"{self.name} was given no seat: {shown(answer)}")
        self.user, self.words = seat[1], words[1]

    def come_back(self, seat, words):
        self.user = seat
        return self.send(seat=seat, words=words)


def run(rig):
    rig.up()
    with step("pseudonyms are refused until they are said to be meant"):
        before = growing.flavor()
        # So that the manifest is this syzc's, which knows what people are called there.
        operator.build()
        operator.change_login(SCHOOL + (WITHOUT_BOB if "bob" in operator.GROWN.read_text(encoding="utf-8") else ""))
    try:
        with step("terraform apply, ansible-playbook site.yml"):
            operator.apply()
            if growing.flavor() != before:
                growing.switch_off_and_on(rig)
            operator.play()
            rig.healthy(60)
        people(rig)
        secrets = a_class(rig)
        nothing_is_told(rig, secrets)
        the_key(rig)
    finally:
        with step("the site is put back"):
            operator.change_login("")
            # Without the class, the server may be a smaller one again.
            before = growing.flavor()
            operator.apply()
            if growing.flavor() != before:
                growing.switch_off_and_on(rig)
            operator.play()
            rig.healthy(60)


def by_name(name):
    """A person whom the university knows; on this hub they choose that login themselves."""
    found = Person(name)
    return found, found.try_to_log_in("/hub/shibboleth-login?next=/hub/home")


def called(rig, name):
    """Return what root is told that somebody is called here."""
    return rig.shell(f"echo {name} | hub-pseudonym 2>/dev/null").strip()


def people(rig):
    with step("the page for logging in offers both ways"):
        words = Page(Person("anybody").session.get(f"{Person('anybody').hub}/hub/login")).words
        hold("a class code" in words and "British Columbia" in words, f"the page says: {words[:300]}")
    with step("somebody the university knows: log in, start, compute 6*7, under a name that tells nothing"):
        insider, answer = by_name(INSIDER)
        known = insider.known_to_the_hub()
        hold(known, f"{INSIDER} is not in: {shown(answer)}")
        insider.user = known["name"]
        hold(re.fullmatch(r"p[a-z2-7]{16}", insider.user), f"the hub calls them {insider.user}")
        insider.spawn("minimal")
        said = insider.run("6*7").strip()
        hold(said == "42", f"6*7 gave {said!r}")
        insider.put("kept.txt", "kept")
        insider.stop_server()
        insider.log_out()
    with step("on the host, root finds out what somebody is called"):
        said = called(rig, INSIDER)
        hold(said == insider.user, f"hub-pseudonym says {said}, the hub {insider.user}")
        rig.shell(f"test -d /srv/hub/homes/{insider.user}")
    with step("they come back to the same home"):
        again, _ = by_name(INSIDER)
        hold(again.known_to_the_hub()["name"] == insider.user, "the second time they are called otherwise")
    with step("somebody of another district, and somebody without the affiliation, are refused"):
        for name in (OUTSIDER, UNAFFILIATED):
            stranger, answer = by_name(name)
            hold(answer.status_code == 403 and not stranger.known_to_the_hub(), f"{name} was shown {shown(answer)}")


def a_class(rig):
    with step("on the host, a class is opened; what cannot be is refused"):
        for words, reason in (
            ("open chemistry --until $(date +%F --date=tomorrow)", "the site has no class chemistry"),
            ("open walk-in --until $(date +%F --date='3 days ago')", "is over"),
            ("open walk-in --until $(date +%F --date=tomorrow) --seats 21", "has 20 seats"),
        ):
            said = rig.shell(f"hub-class-code {words} 2>&1", accept=(2,))
            hold(reason in said, f"`hub-class-code {words}` says {said}")
        code = open_class(rig)
    pupils = [Pupil(f"pupil {number}") for number in range(SEATS + 1)]
    first, second, late = pupils
    with step("pupils take seats: start, compute 6*7, keep a file"):
        first.take_seat(code)
        second.take_seat(code.upper().replace("-", " "))
        hold(first.user == "class-walk-in-01" and second.user == "class-walk-in-02", f"seats are {first.user} and {second.user}")
        first.spawn("minimal")
        said = first.run("6*7").strip()
        hold(said == "42", f"6*7 gave {said!r}")
        first.put("kept.txt", "a pupil's work")
        first.stop_server()
        first.log_out()
    with step("a full class, a wrong code, another's seat are refused"):
        refused(late.send(code=code), "Every seat of this class is taken")
        refused(late.send(code="abcd-efgh"), "no class with this code")
        refused(late.come_back(first.user, second.words), "Seat or words are wrong")
    with step("a pupil comes back to the seat and finds the file"):
        back = Pupil("pupil 0 on another computer")
        answer = back.come_back(first.user, first.words)
        hold(back.known_to_the_hub(), f"the pupil was shown {shown(answer)}")
        back.spawn("minimal")
        hold(back.get("kept.txt") == "a pupil's work", "the file is gone")
    with step("guesses at a seat lock it; new words from the host open it"):
        for _ in range(5):
            answer = late.come_back(second.user, "zebra-zebra")
        refused(late.come_back(second.user, second.words), "Too many wrong words")
        said = rig.on_host("hub-class-code", "words", second.user)
        hold(re.search(r"words [a-z]+-[a-z]+$", said.strip()), f"hub-class-code says {said}")
    with step("after its last day the code and the seats let nobody in, and the hub says so"):
        rig.on_host("hub-class-code", "close", "walk-in")
        refused(late.send(code=code), "This class ended on")
        refused(late.come_back(first.user, first.words), "This class ended on")
        until(lambda: not server(rig, first), 60, "a pupil's server goes on after the class")
        hold(not back.known_to_the_hub(), "a pupil is still in after the class")
        hold("over since" in rig.on_host("hub-class-code", "list"), "the list does not say that the class is over")
    with step("a class that is opened again gives no seat a second time"):
        newer = open_class(rig)
        refused(late.come_back(first.user, first.words), "is over")
        late.take_seat(newer)
        hold(late.user == "class-walk-in-03", f"the seat is {late.user}")
    with step(f"after {WRONG_CODES} wrong codes, whoever guesses has to wait, and says nothing of who they are"):
        guesser = Pupil("guesser")
        for number in range(WRONG_CODES):
            answer = guesser.send(code=f"guess-{number}")
        refused(answer, "Too many wrong codes")
        refused(guesser.send(code=newer), "Too many wrong codes")
    return [code, newer, first.words]


def open_class(rig):
    said = rig.shell(f"hub-class-code open walk-in --until $(date +%F --date=tomorrow) --seats {SEATS}")
    hold(re.match(r"[a-z0-9]{4}-[a-z0-9]{4}\s", said), f"hub-class-code says {said}")
    return said.split()[0]


def nothing_is_told(rig, secrets):
    """Search everywhere for who came in, and for what let pupils in; and for what must be found, so that the search counts."""
    pseudonym = called(rig, INSIDER)
    with step("a search finds the pseudonym where the name would be: in the database, the journal, the homes"):
        places = found(rig, pseudonym)
        hold(f"/srv/hub/homes/{pseudonym}" in places, f"no home is called {pseudonym}: {places}")
        hold("jupyterhub.sqlite" in places and "journal:" in places, f"the pseudonym is only in {places}")
    with step("a search for names, addresses, codes and words finds nothing"):
        for wanted in (INSIDER, UNAFFILIATED, OUTSIDER, *secrets):
            places = found(rig, wanted)
            hold(not places, f"`{wanted}` is found in\n{places}")


def found(rig, wanted):
    """Return the lines that say where a word is: in files and their names, in the journal, in what Docker knows."""
    return rig.shell(
        f"grep --recursive --files-with-matches --text --ignore-case --fixed-strings -e '{wanted}' {PLACES} 2>/dev/null; "
        f"find {PLACES} -iname '*{wanted}*' 2>/dev/null; "
        f"journalctl --no-pager --output=cat | grep --ignore-case --fixed-strings -e '{wanted}' | sed 's/^/journal: /'; "
        f"docker ps --all --no-trunc --quiet | xargs --no-run-if-empty docker inspect | "
        f"grep --ignore-case --fixed-strings -e '{wanted}' | sed 's/^/docker: /'; true"
    )


def the_key(rig):
    key = "/srv/hub/state/secrets/pseudonym-key"
    with step("the key can be taken along, and is not replaced by another while people have homes by it"):
        kept = rig.on_host("hub-pseudonym", "--export").strip()
        hold(re.fullmatch(r"[0-9a-f]{64}", kept), "what is exported is no key")
        said = rig.shell(f"echo {'0' * 64} | hub-pseudonym --import 2>&1", accept=(1,))
        hold("homes here already" in said, f"hub-pseudonym says {said}")
    with step("a lost key is not made anew in silence; put back, everybody is called as before"):
        rig.shell(f"mv {key} /run/pseudonym-key")
        try:
            said = rig.shell("hub-secrets 2>&1", accept=(1,))
            hold("put it back from your copy" in said, f"hub-secrets says {said}")
            rig.shell(f"echo {kept} | hub-pseudonym --import --homes-too")
        finally:
            rig.shell(f"test -e {key} || mv /run/pseudonym-key {key}; rm -f /run/pseudonym-key")
        rig.healthy(60)
        again, _ = by_name(INSIDER)
        known = again.known_to_the_hub()
        hold(known and known["name"] == called(rig, INSIDER), "with the key put back they are called otherwise")


def refused(answer, reason):
    hold(answer.status_code == 403 and reason in Page(answer).words, f"not refused with `{reason}`: {shown(answer)}")
