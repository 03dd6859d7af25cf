"""Parts are killed while people work: what comes back by itself and how soon, and what an operator reads of it."""

import os
import signal
import subprocess
import time

from rig import machines, operator, outage
from rig.person import Person
from rig.places import BUILT
from rig.steps import hold, record, step, until

# Seconds within which a part is back. Measured on an idle machine: hub 5, proxy 4; the rest is room for a busy one.
HUB_BACK = 30
PROXY_BACK = 30
DOCKER_BACK = 60
MACHINE_BACK = 180
# The hub looks at servers that often; then it knows that one is gone.
POLL = 30


def run(rig):
    rig.up()
    alice = Person("alice")
    with step("a person works"):
        alice.begin("minimal")
        alice.put("before.txt", "written before the faults")
        alice.run("x = 0")
    hub_killed(rig, alice)
    outage.who_does_not_answer(rig)
    proxy_killed(rig, alice)
    server_killed(rig, alice)
    docker_killed(rig, alice)
    machine_killed(rig, alice)
    play_killed(alice)
    outage.full_disk(rig)
    outage.wrong_secret(rig)
    outage.no_identity_provider(rig)


def hub_killed(rig, alice):
    with step(f"the hub is killed: notebooks go on, the hub is back within {HUB_BACK} s"):
        kill(rig, "jupyterhub")
        computes(alice)
        record("hub killed, answers again after", back(rig, HUB_BACK), "s")
        computes(alice)


def proxy_killed(rig, alice):
    with step(f"the proxy is killed: notebooks are reached again within {PROXY_BACK} s, with what they had computed"):
        kill(rig, "hub-proxy")
        began = time.monotonic()
        until(lambda: reachable(alice), PROXY_BACK, "alice's notebook is not reached any more", pause=0.2)
        record("proxy killed, notebooks are reached again after", time.monotonic() - began, "s")
        # The browser connects again; the kernel is the one of before.
        alice.kernels[-1].close()
        computes(alice)


def server_killed(rig, alice):
    with step("a user's container is killed: the hub notices, and its owner starts another"):
        rig.on_host("docker", "kill", "jupyter-alice")
        began = time.monotonic()
        until(lambda: not alice.has_server(), POLL + 30, "the hub still believes in a server that was killed")
        record("server killed, the hub knows after", time.monotonic() - began, "s")
        alice.kernels = []
        alice.spawn("minimal")
        hold(alice.get("before.txt") == "written before the faults", "alice's file is gone")
        alice.run("x = 0")


def docker_killed(rig, alice):
    with step(f"Docker is killed: notebooks go on, and new ones start within {DOCKER_BACK} s"):
        before = rig.on_host("docker", "inspect", "--format", "{{.Id}} {{.State.StartedAt}}", "jupyter-alice")
        rig.on_host("systemctl", "kill", "--signal=KILL", "docker.service")
        began = time.monotonic()
        computes(alice)
        until(
            lambda: machines.answers(rig.machine(), "docker", "info"), DOCKER_BACK, "Docker does not come back", pause=0.2
        )
        record("Docker killed, answers again after", time.monotonic() - began, "s")
        back(rig, DOCKER_BACK)
        after = rig.on_host("docker", "inspect", "--format", "{{.Id}} {{.State.StartedAt}}", "jupyter-alice")
        hold(before == after, "alice's server is another than before")
        computes(alice)
        bob = Person("bob")
        bob.begin("minimal")
        bob.stop_server()


def machine_killed(rig, alice):
    with step(f"the machine is switched off under everybody, and on: the hub is back within {MACHINE_BACK} s, by itself"):
        machines.restart(rig.machine())
        record("machine switched on, the hub answers after", back(rig, MACHINE_BACK), "s")
        failed = rig.shell("systemctl list-units --failed --no-legend --plain --type=service,mount,timer,path")
        hub_s = [line for line in failed.splitlines() if not line.startswith("cloud-")]
        hold(not hub_s, "failed units after the start:\n" + "\n".join(hub_s))
    with step("the person is still logged in, and starts again with the same file"):
        until(lambda: not alice.has_server(), POLL + 30, "the hub believes in a server of before")
        alice.kernels = []
        alice.spawn("minimal")
        hold(alice.get("before.txt") == "written before the faults", "alice's file is gone")
        alice.run("x = 0")
        computes(alice)
        alice.stop_server()


ANNOUNCEMENT = "Written before the playbook was killed."
CHANGE = f"""
[hub]
announcement = "{ANNOUNCEMENT}"
"""


def play_killed(alice):
    with step("a playbook that dies between a new configuration and the restart is finished by the next run"):
        operator.change(CHANGE)
        kill_play()
        hold(not announced(alice), "the playbook got further than it was meant to: the announcement is there already")
        operator.play()
        hold(announced(alice), "the next run of the playbook left the hub with its old configuration")
    with step("the run after that has nothing to do"):
        operator.unchanged(operator.play())
        operator.change("")
        operator.play()


def kill_play():
    """Run site.yml and kill it as soon as it says that the hub's configuration was written."""
    process = subprocess.Popen(
        [str(word) for word in operator.play_words()], cwd=BUILT / "ansible",
        env={**os.environ, **operator.environment(), "PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )
    reached = written = False
    for line in process.stdout:
        reached = reached or "TASK [hub : The hub's configuration]" in line
        written = reached and line.startswith("changed:")
        if written:
            break
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    hold(written, "the playbook ended before it wrote the hub's configuration")


def announced(person):
    return ANNOUNCEMENT in person.session.get(f"{person.hub}/hub/home").text


def kill(rig, unit):
    rig.on_host("systemctl", "kill", "--signal=KILL", "--kill-whom=main", f"{unit}.service")


def back(rig, seconds):
    """Return after how many seconds the hub answers through the whole front."""
    began = time.monotonic()
    # What was killed a moment ago may still answer from a buffer.
    time.sleep(0.5)
    rig.healthy(seconds)
    return time.monotonic() - began


def reachable(person):
    try:
        return person.api("GET", "status", timeout=5).status_code == 200
    except OSError:
        return False


def computes(person):
    """The kernel goes on counting from what it held: it is the same."""
    before = int(person.run("print(x)"))
    after = int(person.run("x += 1; print(x)"))
    hold(after == before + 1, f"the kernel counts {after} after {before}")
