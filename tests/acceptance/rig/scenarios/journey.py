"""From an empty project to a person who logged in, ran a cell, and finds the file again."""

import time

from checks import command
from rig import acme, browser, network, operator
from rig.person import Person
from rig.places import DOMAIN, LOGS
from rig.steps import hold, record, step

GOAL_MINUTES = 15

ANOTHER_HOST = f"""
[cloud]
release     = "debian-13"
docker_disk = "volume"

[network.existing-router]
ipv6_range = "{network.RANGE_6}"
"""
DISKS = ["/", "/var/lib/docker", "/srv/hub"]


def run(rig):
    travel(rig)


def another_host(rig):
    """The same on another kind of host, which goes afterwards: the other scenarios have the usual one."""
    try:
        travel(rig, ANOTHER_HOST)
        with step("the host is Debian 13"):
            release = rig.shell(". /etc/os-release && echo $ID-$VERSION_ID").strip()
            hold(release == "debian-13", f"the host is {release}")
        with step("Docker has its own disk"):
            disks = {rig.shell(f"findmnt --noheadings --output=SOURCE --target={path}").strip() for path in DISKS}
            hold(len(disks) == len(DISKS), f"{', '.join(DISKS)} are on {', '.join(disks)}")
        with step("the hub answers over IPv6, with the certificate that was asked for over it"):
            address = operator.addresses()[1]
            said = command.run(
                "curl", "--silent", "--show-error", "--fail", "--cacert", acme.roots(),
                "--resolve", f"{DOMAIN}:443:[{address}]", "--write-out", "%{remote_ip}", "--output", "/dev/null",
                f"https://{DOMAIN}/hub/health",
            )
            hold(said == address, f"{said} answered, not {address}")
        with step("a second plan is empty"):
            operator.terraform("plan", "-no-color", "-detailed-exitcode")
        with step("a second run of the playbook changes nothing"):
            operator.unchanged(operator.play())
        with step("no unit of the host has failed"):
            failed = rig.shell("systemctl list-units --failed --plain --no-legend")
            hold(not failed, failed)
    finally:
        with step("nothing is left of this project"):
            rig.wipe()


def travel(rig, changes=""):
    LOGS.mkdir(parents=True, exist_ok=True)
    with step("nothing is left of an earlier project"):
        rig.wipe()
    rig.surroundings()
    began = time.monotonic()
    rig.deploy(changes)
    with step("the hub answers"):
        rig.healthy(60)
    with step("a browser: log in, choose an image, start, compute 6*7"):
        seen = browser.journey("alice", "Scientific Python")
    minutes = (time.monotonic() - began) / 60
    record("time to first notebook, package downloads included", minutes, "min")
    hold(minutes < GOAL_MINUTES, f"the first notebook took {minutes:.1f} min; the goal is {GOAL_MINUTES}")
    for what, seconds in seen.items():
        record(f"browser: {what}", seconds, "s")
    bob = Person("bob")
    with step("a script: log in, start, compute, keep a file"):
        bob.log_in()
        bob.spawn("scipy")
        bob.lab()
        answer = bob.run("6*7")
        hold(answer.strip() == "42", f"6*7 gave {answer!r}")
        bob.put("kept.txt", "written by bob")
        found = bob.run("print(open('/home/jovyan/kept.txt').read())").strip()
        hold(found == "written by bob", f"the kernel reads {found!r} from the file that was saved")
    with step("the file is there when the server is started again, from another image"):
        bob.stop_server()
        bob.spawn("minimal")
        hold(bob.get("kept.txt") == "written by bob", "the file is gone")
        bob.stop_server()
