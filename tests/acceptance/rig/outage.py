"""Things that a hub needs are away: what people read, what the operator reads, and that nothing is lost."""

import re

from rig import identity, operator
from rig.pages import Page, shown
from rig.person import Person
from rig.steps import hold, step, until

INSTITUTION = "University of British Columbia"
FILLER = "/srv/hub/filler"
FRONT_SECRET = "/etc/apache2/hub-secrets/front.conf"


def full_disk(rig):
    alice, bob = Person("alice"), Person("bob")
    with step("a person works, and the data volume fills up to the last byte"):
        alice.begin("minimal")
        alice.put("before.txt", "written before the disk was full")
        bob.log_in()
        if bob.has_server():
            bob.stop_server()
        rig.shell(f"{fill()}; sync")
    try:
        with step("who wants to start a server reads why not"):
            answer = bob.choose(None)
            hold(answer.status_code == 507, f"bob was shown {shown(answer)}")
            hold("full" in answer.text and "Nothing" in answer.text, f"bob reads nothing of a full disk: {shown(answer)}")
        with step("the operator reads it in the journal"):
            said = rig.shell("systemctl start hub-disk-watch.service || true; journalctl --unit=hub-disk-watch --lines=20 --output=cat")
            hold("/srv/hub is 100 % full" in said, f"the journal says\n{said}")
        with step("what was saved can be read, and the hub goes on"):
            hold(alice.get("before.txt") == "written before the disk was full", "alice's file is gone")
            rig.healthy(10)
    finally:
        rig.shell(f"rm -f {FILLER}; sync")
    with step("there is room again: everybody starts, and the hub's database is whole"):
        until(lambda: bob.choose(None).status_code == 200, 60, "bob cannot start a server although there is room")
        bob.wait(120)
        bob.lab()
        bob.put("after.txt", "written when there was room again")
        bob.stop_server()
        alice.stop_server()
        check = "import sqlite3; print(sqlite3.connect(\"/srv/hub/state/jupyterhub/jupyterhub.sqlite\").execute(\"pragma integrity_check\").fetchone()[0])"
        verdict = rig.on_host("python3", "-c", check).strip()
        hold(verdict == "ok", f"the hub's database is not whole: {verdict}")


def who_does_not_answer(rig):
    """What a person reads while the hub is away, and while only their own server is."""
    carol = Person("carol")
    with step("a server is gone and the hub has not noticed yet: its owner reads that it is their own server"):
        carol.begin("minimal")
        rig.on_host("docker", "kill", "jupyter-carol")
        answer = carol.session.get(f"{carol.hub}/user/carol/lab", allow_redirects=False)
        read(answer, "Your server does not answer")
        hold(any(link.endswith("/hub/home") for link in Page(answer).links.values()), f"no way to the home page: {shown(answer)}")
        until(lambda: not carol.has_server(), 60, "the hub still believes in a server that was killed")
    with step("the hub is stopped: whoever comes reads that the hub is away, and at which institution"):
        rig.on_host("systemctl", "stop", "jupyterhub.service")
        try:
            for path in ("/hub/home", "/user/carol/lab"):
                answer = carol.session.get(f"{carol.hub}{path}", allow_redirects=False)
                read(answer, "The hub is away for a moment")
                hold("http-equiv" not in answer.text.lower(), "the page loads itself anew")
        finally:
            rig.on_host("systemctl", "start", "jupyterhub.service")
        rig.healthy(30)
    with step("the proxy is stopped: the same page"):
        rig.on_host("systemctl", "stop", "hub-proxy.service")
        try:
            read(carol.session.get(f"{carol.hub}/hub/home", allow_redirects=False), "The hub is away for a moment")
        finally:
            rig.on_host("systemctl", "start", "hub-proxy.service")
        rig.healthy(30)


def read(answer, sentence):
    words = Page(answer).words
    hold(answer.status_code == 503 and sentence in words, f"instead of {sentence!r}: {shown(answer)}")
    hold(INSTITUTION in words, f"the page does not say whose hub it is: {shown(answer)}")


def fill():
    """Return the command that takes all room there is, in smaller and smaller pieces."""
    return (
        f"for size in 1T 256G 64G 16G 4G 1G 256M 64M 16M 4M 1M 256K 64K; do "
        f"while fallocate --offset \"$(stat --format=%s {FILLER} 2>/dev/null || echo 0)\" --length $size {FILLER} 2>/dev/null; do :; done; done"
    )


def wrong_secret(rig):
    carol = Person("carol")
    with step("Apache sends a wrong secret: nobody gets in, and the hub says why in a sentence"):
        began = rig.shell("date '+%Y-%m-%d %H:%M:%S'").strip()
        rig.shell(f"cp -p {FRONT_SECRET} /run/front.conf && sed -i 's/[0-9a-f]\\{{64\\}}/{'0' * 64}/' {FRONT_SECRET} && systemctl reload apache2")
        try:
            answer = carol.try_to_log_in()
            hold(answer.status_code == 403, f"carol was shown {shown(answer)}")
            said = rig.shell(f"journalctl --unit=jupyterhub --since='{began}' --output=cat")
            hold("login refused: not through the web server" in said, f"the hub says\n{said}")
            hold("Traceback" not in said, f"the hub shows a trace:\n{said}")
        finally:
            rig.shell(f"cp -p /run/front.conf {FRONT_SECRET} && rm /run/front.conf && systemctl reload apache2")
    with step("with the right one she gets in again"):
        Person("carol").log_in()


def no_identity_provider(rig):
    with step("the identity provider is away, and shibd has to start: it goes on with what it knew"):
        identity.stop()
        rig.shell("systemctl restart shibd.service")
    try:
        with step("the play says in a sentence that the identity provider cannot be reached, and goes on"):
            rig.shell("rm -f /var/cache/shibboleth/idp-metadata.xml* && systemctl restart shibd.service")
            said = operator.play()
            found = re.search(r"the metadata of https://authentication.ubc.ca cannot be fetched", re.sub(r"\s+", " ", said))
            hold(found, f"the play says nothing of it:\n{said[-3000:]}")
            hold("Traceback" not in said, "the play shows a trace")
    finally:
        identity.start()
    with step("it is back: people log in"):
        rig.shell("systemctl restart shibd.service")
        until(lambda: Person("carol").try_to_log_in().status_code == 200, 60, "nobody can log in although the identity provider is back")
