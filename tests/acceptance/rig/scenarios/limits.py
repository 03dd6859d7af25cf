"""Limits are real: whatever one person does, it is theirs alone; and a notebook reaches what it may, nothing else."""

import json
import time
from pathlib import Path

from checks.command import Failed
from rig import borders, probes
from rig.bystander import Bystander
from rig.kernel import KernelDied
from rig.person import Person
from rig.steps import hold, step, until

MIB = 2**20
GIB = 2**30

# What the site promises each server; the golden files hold the same figures.
MEMORY = 2 * GIB
QUOTA = 2 * GIB
PROCESSES = 512
# How long the others work beside a fork bomb.
BOMB_SECONDS = 15
# Everywhere a person can write, and how much fits there; the home has its quota.
ROOM = {"/tmp": 512 * MIB, "/var/tmp": 64 * MIB, "/dev/shm": 64 * MIB}
HOME = "/home/jovyan"
# Message queues are files too; the kernel bounds their number, and what is in them.
QUEUES = "/dev/mqueue"
MOST_QUEUES = 256
LOG = 2 * 5 * MIB


def run(rig):
    rig.up()
    alice, bob = Person("alice"), Bystander("bob")
    with step("two people work side by side"):
        bob.settle()
        alice.begin()
        alice.kernel()
    memory(alice, bob)
    room(alice, bob, rig.on_host)
    processes(alice, bob, rig.on_host)
    alice = quota(alice, bob)
    borders.run(rig, alice, bob)


def memory(alice, bob):
    with step("a person may use half of the memory limit"):
        alice.run(f"block = b'x' * {MEMORY // 2}", 60)
        alice.run("del block")
    with step("over the memory limit, the kernel that wanted too much dies"):
        try:
            alice.run(f"block = b'x' * {MEMORY * 3 // 2}", 120)
        except KernelDied:
            pass
        else:
            raise Failed(f"a kernel took {MEMORY * 3 // 2} bytes where {MEMORY} are allowed")
        bob.unhurt("a neighbour's use of too much memory")
    with step("the same person goes on with a new kernel"):
        alice.kernel()
        hold(alice.run("6*7") == "42", "alice's new kernel does not compute")


def room(alice, bob, host):
    with step("a person can write in the places that have a bound, and nowhere else"):
        found, strange = probes.writable(alice)
        hold(not strange, f"alice can write into the image: {', '.join(strange[:10])}")
        expected = {*ROOM, HOME, QUEUES}
        hold(set(found) == expected, f"alice can write to {', '.join(sorted(found))} instead of {', '.join(sorted(expected))}")
    for place, most in ROOM.items():
        with step(f"{place} full: she is told so, and nobody else notices"):
            written, reason = probes.fill(alice, f"{place}/filled", 2 * most + GIB)
            hold(reason == "No space left on device", f"writing to {place} ended with: {reason}, after {written} bytes")
            hold(written <= most, f"{written} bytes fitted into {place}, which has room for {most}")
            bob.unhurt(f"a neighbour filled {place}")
            hold(alice.run("6*7") == "42", f"alice cannot compute with {place} full")
            alice.run(f"import os; os.unlink('{place}/filled')")
    with step("message queues end at the kernel's bound, and nobody else notices"):
        made, reason = probes.crowd_with_files(alice, QUEUES, 10 * MOST_QUEUES)
        hold(made <= MOST_QUEUES, f"alice made {made} message queues, and then: {reason}")
        bob.unhurt("a neighbour's message queues")
    with step("endless output of a server is cut off on the host, and nobody else notices"):
        alice.run(
            "line = b'x' * 1023 + b'\\n'\n"
            "with open('/proc/1/fd/1', 'wb', buffering=0) as output:\n"
            f"    for _ in range({20 * LOG // 1024}):\n"
            "        output.write(line)",
            120,
        )
        log = json.loads(host("docker", "inspect", container(alice)))[0]["LogPath"]
        kept = sum(map(int, host("sh", "-c", f"stat --format=%s {log}*").split()))
        # The output is there at all, so that the bound was what held it.
        hold(kept > LOG // 4, f"only {kept} bytes of alice's output came to the host: the trial proves nothing")
        hold(kept < LOG * 1.1, f"alice's output takes {kept} bytes on the host, more than {LOG}")
        bob.unhurt("a neighbour's endless output")


def processes(alice, bob, host):
    with step("a fork bomb stops at the limit, and nobody else notices"):
        # The kernel's own count, read from outside the machine: whoever enters it waits, once for each of cgroup v1's
        # controllers, until all forks that have begun are through, and that takes the better part of a minute.
        number = host("docker", "inspect", "--format", "{{.Id}}", container(alice)).strip()
        counters = list(Path("/sys/fs/cgroup").rglob(f"*{number}*/pids.current"))
        hold(counters, "the kernel counts alice's processes nowhere")
        count = lambda: int(counters[0].read_text(encoding="ascii"))
        # It does not give up where it fails: each of them tries again and again.
        bomb = "import os, time\nwhile True:\n try: os.fork()\n except OSError: time.sleep(0.01)"
        alice.kernels[-1].send(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {bomb!r}])")
        until(lambda: count() > PROCESSES * 0.95, 60, lambda: f"the bomb only makes {count()} processes: the trial proves nothing")
        end = time.monotonic() + BOMB_SECONDS
        while time.monotonic() < end:
            bob.unhurt("a neighbour's fork bomb")
            hold(count() <= PROCESSES, f"alice has {count()} processes, more than {PROCESSES}")
    with step("its owner stops the server herself and starts another"):
        alice.stop_server()
        alice.spawn()
        alice.kernel()
        hold(alice.run("6*7") == "42", "alice's new server does not compute")


def quota(alice, bob):
    with step("over the quota, a person is told that it is the quota"):
        written, reason = probes.fill(alice, "/home/jovyan/filled", 2 * QUOTA, 600)
        hold(reason == "Disk quota exceeded", f"writing to a home ended with: {reason}, after {written} bytes")
        hold(QUOTA * 0.9 < written <= QUOTA, f"{written} bytes fitted into a home of {QUOTA}")
        bob.unhurt("a neighbour's full home")
    with step("saving in JupyterLab says so too"):
        answer = alice.api("PUT", "contents/more.txt", json={"type": "file", "format": "text", "content": "x" * 3 * MIB})
        hold(answer.status_code >= 400, f"a text was saved into a full home: {answer.status_code}")
        hold("quota" in answer.text.lower(), f"saving into a full home is refused without a word of the quota: {answer.text[:300]}")
    with step("with a full home she can still log in, start a server and find a note"):
        alice.stop_server()
        alice.log_out()
        alice = again(alice)
        alice.log_in()
        alice.spawn()
        alice.lab()
        alice.kernel()
        hold(alice.run("6*7") == "42", "alice cannot compute in a full home")
        names = [entry["name"] for entry in alice.api("GET", "contents/").json()["content"]]
        hold("HOME-IS-NEARLY-FULL.txt" in names, f"no note in the full home, only {', '.join(names)}")
    with step("she makes room herself, and saves again"):
        alice.delete("filled")
        until(lambda: saves(alice), 60, "alice deleted the large file and still cannot save")
        bob.unhurt("a neighbour's full home")
    with step("the note is gone at the next start"):
        alice.stop_server()
        alice.spawn()
        names = [entry["name"] for entry in alice.api("GET", "contents/").json()["content"]]
        hold("HOME-IS-NEARLY-FULL.txt" not in names, "the note is still in a home with room")
        alice.kernel()
    return alice


def again(person):
    """The same person with another browser."""
    return Person(person.name)


def saves(person):
    answer = person.api("PUT", "contents/room.txt", json={"type": "file", "format": "text", "content": "x" * MIB})
    return answer.status_code in (200, 201)


def container(person):
    return f"jupyter-{person.user}"
