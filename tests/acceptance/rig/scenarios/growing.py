"""More users, larger homes, another image and a class: applied to the running hub, with everything that people have kept."""

import re

from rig import cloud, machines, operator
from rig.person import Person
from rig.steps import hold, step

GIB = 2**30

MORE_USERS = """
[users]
total = 12000

[homes]
quota = "3 GiB"

[homes.quotas]
bob = "5 GiB"

[image.maths]
title       = "Mathematics"
description = "Minimal, with computer algebra"
base        = "minimal"
pip         = ["sympy==1.14.0"]
size        = "100 MiB"
"""
A_CLASS = """
[users.class.calculus]
size = 300
"""


def run(rig):
    rig.up()
    with step("the site is the one of before"):
        hold(not operator.GROWN.read_text(encoding="utf-8"), "the hub has grown already; this starts from a hub that `journey` left")
    alice, bob = Person("alice"), Person("bob")
    with step("two people work; one of them does not stop"):
        for person in (alice, bob):
            person.begin("scipy")
            person.put("before.txt", f"{person.name} before the hub grew")
        alice.run("x = 41")
        bob.stop_server()
    before = volume_size(rig)
    without_a_restart(rig, alice, bob, before)
    with_a_restart(rig, alice)


def without_a_restart(rig, alice, bob, before):
    with step("8000 users become 12000, homes may hold more, an image is added: syzc build"):
        operator.grow(MORE_USERS)
        operator.build()
    with step("terraform apply: nothing is replaced, the data volume grows in use"):
        server = operator.output("server_id")
        said = operator.apply()
        hold(re.search(r"Plan: 0 to add, \d+ to change, 0 to destroy", said), f"the plan is another:\n{said[-1500:]}")
        hold(operator.output("server_id") == server, "the server was replaced")
        machines.follow()
    with step("ansible-playbook site.yml"):
        operator.play()
    with step("the file system fills the larger volume"):
        grown = volume_size(rig)
        hold(grown > before, f"/srv/hub holds {grown} bytes, as before")
        disk = int(rig.shell("blockdev --getsize64 $(findmnt --noheadings --output SOURCE /srv/hub)"))
        hold(abs(disk - grown) < 16 * 2**20, f"the disk has {disk} bytes, the file system {grown}")
    with step("a notebook that ran, goes on, with what it had computed"):
        answer = alice.run("x + 1").strip()
        hold(answer == "42", f"x + 1 gave {answer!r}")
    with step("a larger home and the new image at the next start"):
        bob.spawn("maths")
        hold(bob.get("before.txt") == "bob before the hub grew", "bob's file is gone")
        answer = bob.run("import sympy; sympy.factorint(2021)").strip()
        hold(answer == "{43: 1, 47: 1}", f"the new image answers {answer!r}")
        hold(quota(rig, "bob") == 5 * GIB, f"bob's home may hold {quota(rig, 'bob')} bytes, not 5 GiB")
        alice.stop_server()
        alice.spawn("scipy")
        hold(quota(rig, "alice") == 3 * GIB, f"alice's home may hold {quota(rig, 'alice')} bytes, not 3 GiB")
        bob.stop_server()


def with_a_restart(rig, alice):
    with step("a class of 300: syzc build and terraform apply resize the server"):
        operator.grow(MORE_USERS + A_CLASS)
        operator.build()
        before = flavor()
        operator.apply()
        hold(flavor() != before, f"the server still is a {before}")
        switch_off_and_on(rig)
    with step("ansible-playbook site.yml"):
        operator.play()
    with step("the hub carries more people, and homes are what they were"):
        rig.healthy(120)
        limit = re.search(r"active_server_limit = (\d+)", rig.shell("cat /etc/jupyterhub/jupyterhub_config.py"))
        hold(int(limit[1]) >= 510, f"only {limit[1]} servers may run")
        # She is still logged in: the machine was away, not what the hub remembers.
        alice.spawn("scipy")
        hold(alice.get("before.txt") == "alice before the hub grew", "alice's file is gone")
        alice.stop_server()


def switch_off_and_on(rig):
    """What a resize does to a server: it stops, and starts on other hardware."""
    machines.follow()
    machines.restart(rig.machine())
    rig.healthy(180)


def volume_size(rig):
    return int(rig.shell("df --block-size=1 --output=size /srv/hub | tail -n 1"))


def quota(rig, name):
    """Return what the file system itself holds a home to, in bytes."""
    said = rig.shell(f"btrfs qgroup show --raw -re -f /srv/hub/homes/{name}").splitlines()[-1].split()
    return int(said[3])


def flavor():
    return cloud.servers()[0].flavor
