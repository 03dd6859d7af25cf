"""From an empty project to a person who logged in, ran a cell, and finds the file again."""

import time

from rig import browser
from rig.person import Person
from rig.places import LOGS
from rig.steps import hold, record, step

GOAL_MINUTES = 15


def run(rig):
    LOGS.mkdir(parents=True, exist_ok=True)
    with step("nothing is left of an earlier project"):
        rig.wipe()
    rig.surroundings()
    began = time.monotonic()
    rig.deploy()
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
