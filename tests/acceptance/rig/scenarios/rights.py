"""What the site gives, and takes back: each right is gone after the next run of the playbook, from what runs too.

People use what they were given all the while: a session, a token, an open server, an open connection. Somebody who
loses nothing works beside them, and must not notice.
"""

import html
import re
import subprocess
from dataclasses import dataclass, field

from checks import command
from rig import network, operator
from rig.pages import Page, shown
from rig.person import Person
from rig.places import BUILT, WORK
from rig.scenarios.courses import limits
from rig.steps import hold, step, until

MIB = 2**20
GIB = 2**30
SITE_MEMORY = 2 * GIB
GROUP_MEMORY = 3 * GIB
OWN_QUOTA = GIB
ENTITLEMENT = "urn:mace:ubc.ca:entitlement:hub"
KEY = WORK / "operator" / "leaver"
COURSE = "courses/mechanics"

GIVEN = """
[hub.admin]
bob = true

[homes.quotas]
dave = "1 GiB"

[login.shibboleth]
admit_entitled = ["{entitlement}"]
admit_people   = ["visitor"]

[group.mechanics]
members = ["alice", "s4"]
memory  = "3 GiB"
cpu     = 2

[group.readers]
members = ["alice", "s1"]

[image.r]
groups = ["mechanics"]

[course.mechanics]
groups      = ["readers"]
instructors = ["carol"]
quota       = "64 MiB"

[access.ssh_key]
leaver = "{key}"
"""
# The group and the course stay, so that it is the people who are taken out of them; s1 stays in both.
TAKEN = """
[group.mechanics]
members = ["s1"]
memory  = "3 GiB"
cpu     = 2

[group.readers]
members = ["carol", "s1"]

[image.r]
groups = ["mechanics"]

[course.mechanics]
groups      = ["readers"]
instructors = ["ada.admin"]
quota       = "64 MiB"
"""


@dataclass
class Held:
    """What people hold on to when their rights go."""

    alice: Person = field(default_factory=lambda: Person("alice"))
    bob: Person = field(default_factory=lambda: Person("bob"))
    carol: Person = field(default_factory=lambda: Person("carol"))
    dave: Person = field(default_factory=lambda: Person("dave"))
    erin: Person = field(default_factory=lambda: Person("erin"))
    visitor: Person = field(default_factory=lambda: Person("visitor"))
    # Who loses nothing; in whose server an administrator looked; who has more memory by a group.
    same: Person = field(default_factory=lambda: Person("s1"))
    seen: Person = field(default_factory=lambda: Person("s3"))
    large: Person = field(default_factory=lambda: Person("s4"))
    tokens: dict = field(default_factory=dict)
    # An SSH connection by a key that goes.
    connection: subprocess.Popen = None


def run(rig):
    rig.up()
    with step("the site is the one of before"):
        hold(not operator.GROWN.read_text(encoding="utf-8"), "the hub has grown; this starts from a hub that `journey` left")
    held = Held()
    try:
        give(rig)
        use(rig, held)
        take(rig)
        gone(rig, held)
        with step("the hub is restarted"):
            rig.on_host("systemctl", "restart", "jupyterhub.service")
            rig.healthy(60)
        gone(rig, held)
        by_hand(rig, held)
    finally:
        put_back(rig, held)


def give(rig):
    with step("rights are given: syzc build, ansible-playbook site.yml"):
        for old in (KEY, KEY.with_suffix(".pub")):
            old.unlink(missing_ok=True)
        command.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "who leaves", "-f", KEY)
        key = KEY.with_suffix(".pub").read_text(encoding="ascii").strip()
        operator.change(GIVEN.format(key=key, entitlement=ENTITLEMENT))
        operator.play()
        rig.healthy(60)


def use(rig, held):
    with step("an administrator has a token, the page, and somebody's server open"):
        held.seen.begin("minimal")
        held.bob.begin("minimal")
        hold(page(held.bob, "/hub/admin") == 200, "bob, an administrator, has no page for it")
        token(held, held.bob, scopes=["admin:users"])
        hold(asked(held, held.bob, "users") == 200, "bob's token does not list users")
        look_into(held.bob, "s3")
        hold(page(held.bob, "/user/s3/api/contents") == 200, "bob does not see the files of s3")
    with step("a member of two groups has an image, memory and a folder by them"):
        held.alice.begin("r")
        hold(limits(rig, held.alice) == (GROUP_MEMORY, 2), f"alice's server has {limits(rig, held.alice)}")
        hold(held.alice.shell("ls -d /courses/mechanics")[0] == 0, "alice has no folder of the course")
        held.large.begin("minimal")
        hold(limits(rig, held.large) == (GROUP_MEMORY, 2), f"the server of s4 has {limits(rig, held.large)}")
        held.large.run("x = 41")
    with step("an instructor writes into the folder"):
        held.carol.begin("minimal")
        held.carol.put(f"{COURSE}/lecture.txt", "F = m a")
    with step("people whom a rule lets in have a token and a server"):
        for person in (held.erin, held.visitor):
            person.begin("minimal")
            token(held, person)
            hold(asked(held, person, "user") == 200, f"the token of {person.name} is not taken")
    with step("a home is held to a quota of its own"):
        held.dave.begin("minimal")
        hold(quota(rig, "dave") == OWN_QUOTA, f"dave's home may hold {quota(rig, 'dave')} bytes")
    with step("somebody who loses nothing computes"):
        held.same.begin("minimal")
        token(held, held.same)
        held.same.run("x = 41")
    with step("a connection by a key of the team stays open"):
        held.connection = subprocess.Popen(
            ssh("sh", "-c", "'echo in; exec sleep 3600'"), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        hold(held.connection.stdout.readline() == "in\n", "the key of the team opens nothing")


def take(rig):
    with step("they are taken out of the site: syzc build"):
        operator.change(TAKEN)
    with step("ansible-playbook site.yml"):
        operator.play()
        rig.healthy(60)
    with step("a second run changes nothing"):
        operator.unchanged(operator.play())


def gone(rig, held):
    with step("the administrator is none: page, token, somebody's server, the hub's own word"):
        hold(page(held.bob, "/hub/admin") == 403, "bob is still shown the page of administrators")
        hold(asked(held, held.bob, "users") in (401, 403), "bob's token still lists users")
        known = held.bob.known_to_the_hub()
        hold(known and not known["admin"], f"the hub says of bob {known}")
        hold(page(held.bob, "/user/s3/api/contents") != 200, "bob still sees the files of s3")
        answer = held.bob.hub_api("PATCH", "users/bob", json={"admin": True})
        hold(answer.status_code == 403, f"bob made himself an administrator: {answer.status_code}")
    with step("who stays an administrator is one"):
        ada = Person("ada.admin")
        ada.log_in()
        hold(page(ada, "/hub/admin") == 200, "ada is no administrator")
    with step("no group: image, folder and server are gone, and are not to be had again"):
        hold(not server(rig, held.alice), "alice's server of the group's image still runs")
        answer = held.alice.hub_api("POST", "users/alice/server", json={"image": "r"})
        hold(answer.status_code == 403, f"alice asked for the group's image and was told {answer.status_code}")
    with step("no group: its memory and processors are gone from a server that goes on"):
        hold(limits(rig, held.large) == (SITE_MEMORY, 1), f"the server of s4 has {limits(rig, held.large)}")
        hold(held.large.run("x + 1").strip() == "42", "the notebook of s4 has lost what it computed")
    with step("no instructor: nothing writes into the folder"):
        hold(not server(rig, held.carol), "carol's server, which writes, still runs")
        answer = held.carol.api("PUT", f"contents/{COURSE}/late.txt", json={"type": "file", "format": "text", "content": "late"})
        hold(answer.status_code >= 400, f"carol still saves into the folder: {answer.status_code}")
        hold("late.txt" not in rig.shell("ls /srv/hub/courses/mechanics"), "carol's file is in the folder")
    with step("not let in: session, token and server are gone, and logging in is refused"):
        for person in (held.erin, held.visitor):
            hold(not person.known_to_the_hub(), f"{person.name} still has a session")
            hold(asked(held, person, "user") in (401, 403), f"the token of {person.name} is still taken")
            hold(not server(rig, person), f"the server of {person.name} still runs")
            answer = Person(person.name).try_to_log_in()
            hold(answer.status_code == 403, f"{person.name} was shown {shown(answer)}")
    with step("no quota of its own: the home is held to everybody's"):
        hold(quota(rig, "dave") == quota(rig, "s1") != OWN_QUOTA, f"dave's home may hold {quota(rig, 'dave')} bytes")
        hold(held.dave.known_to_the_hub() and held.dave.shell("echo on")[1] == "on\n", "dave's server did not go on")
    with step("no key: the connection is closed, and there is no other"):
        until(lambda: held.connection.poll() is not None, 10, "the connection by a key that was taken out is open")
        said = subprocess.run(ssh("true"), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        hold(said.returncode == 255 and "Permission denied" in said.stderr, f"the key still opens the account: {said}")
    with step("whoever lost nothing has session, token, server and what was computed"):
        hold(held.same.run("x + 1").strip() == "42", "the notebook of s1 has lost what it computed")
        hold(held.same.known_to_the_hub() and asked(held, held.same, "user") == 200, "session or token of s1 is gone")


def by_hand(rig, held):
    with step("an administrator whom another one makes on the page is none after half a minute"):
        ada = Person("ada.admin")
        ada.log_in()
        answer = ada.hub_api("PATCH", "users/dave", json={"admin": True})
        hold(answer.status_code == 200, f"ada could not make dave an administrator: {shown(answer)}")
        until(lambda: not held.dave.known_to_the_hub()["admin"], 60, "dave, whom the site does not name, stays an administrator")
    with step("one who only reads now gets the folder so"):
        held.carol.spawn("minimal")
        hold(held.carol.get(f"{COURSE}/lecture.txt") == "F = m a", "carol does not read the lecture")
        said = held.carol.shell(f"echo no > /{COURSE}/lecture.txt")
        hold(said[0] != 0 and "Read-only" in said[1], f"carol still writes: {said}")


def put_back(rig, held):
    with step("the site is put back"):
        if held.connection and held.connection.poll() is None:
            held.connection.kill()
        operator.change("")
        operator.play()
        rig.healthy(60)
        for person in (held.alice, held.bob, held.carol, held.dave, held.same, held.seen, held.large):
            if person.known_to_the_hub() and person.has_server():
                person.stop_server()
        rig.shell("btrfs subvolume delete /srv/hub/courses/mechanics /srv/hub/course-snapshots/mechanics/* 2>/dev/null || true")


def look_into(person, owner):
    """Open somebody else's server, as an administrator, and say yes where the hub asks whether that is meant."""
    answer = person.session.get(f"{person.hub}/user/{owner}/lab")
    form = Page(answer).form_with("scopes")
    hold(form, f"{person.name} was not asked whether to open the server of {owner}: {shown(answer)}")
    # Several fields of one name.
    asked_for = [html.unescape(scope) for scope in re.findall(r'name="scopes" value="([^"]*)"', answer.text)]
    fields = {**form.fields, "scopes": asked_for}
    answer = person.session.post(answer.url, data=fields, headers={"Referer": answer.url})
    hold(answer.status_code == 200, f"{person.name} cannot open the server of {owner}: {shown(answer)}")


def page(person, path):
    return person.session.get(person.hub + path).status_code


def token(held, person, **what):
    answer = person.hub_api("POST", f"users/{person.user}/tokens", json={"note": "kept", **what})
    person.expect(answer, 201, "make a token")
    held.tokens[person.name] = answer.json()["token"]


def asked(held, person, path):
    """Return what the hub answers to nothing but a token."""
    stranger = Person(person.name)
    headers = {"Authorization": f"token {held.tokens[person.name]}"}
    return stranger.session.get(f"{person.hub}/hub/api/{path}", headers=headers).status_code


def server(rig, person):
    """Say whether Docker runs a server of this person."""
    name = f"jupyter-{person.user}"
    return name in rig.on_host("docker", "ps", "--format", "{{.Names}}").split()


def quota(rig, name):
    said = rig.shell(f"btrfs qgroup show --raw -re -f /srv/hub/homes/{name}").splitlines()[-1].split()
    return int(said[3])


def ssh(*words):
    """Return the command of somebody of the team who has nothing but the key that goes."""
    options = ["-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={BUILT / 'ansible' / 'known_hosts'}"]
    return network.inside("ssh", "-i", str(KEY), *options, f"hubadmin@{operator.output('public_address')}", *words)
