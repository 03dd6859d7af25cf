"""A class begins: many people log in, start servers and compute at the same moment, and none of them fails."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from checks.command import Failed
from rig.person import Person
from rig.steps import hold, record, step

# What an idle server with a kernel takes, and what the rest of the rig needs; measured, with room.
MEMORY_EACH = 200 * 2**20
MEMORY_OF_OTHERS = 6 * 2**30
FEWEST = 20
# So many students are known to the identity provider.
MOST = 60

PATIENCE = 600


def run(rig):
    rig.up()
    people = [Person(f"s{number}") for number in range(1, size() + 1)]
    record("people", len(people), "")
    with step(f"{len(people)} people log in at the same moment"):
        together(people, Person.log_in)
    figures(people, "log in")
    with step("nobody has a server left from before"):
        for person in people:
            if person.has_server():
                person.stop_server()
    with step("they all start a server and open JupyterLab"):
        together(people, lambda person: person.spawn(seconds=PATIENCE))
    figures(people, "spawn")
    turned_away = [person.name for person in people if person.turned_away]
    hold(not turned_away, f"{len(turned_away)} people were told to try again later: {', '.join(turned_away)}")
    figures(people, "lab")
    with step("they all compute"):
        together(people, compute)
    figures(people, "kernel")
    figures(people, "run")
    with step("everybody's server is still theirs, with everything they computed"):
        together(people, still_there)
    record("memory of the machine that is left", available() / 2**30, "GiB")
    with step("they all stop their servers"):
        together(people, lambda person: person.stop_server(PATIENCE))
        left = rig.on_host("docker", "ps", "--quiet", "--filter", "name=jupyter-s").split()
        hold(not left, f"{len(left)} containers are left")


def size():
    """Return how many the machine holds, of those the rig knows."""
    fits = int((available() - MEMORY_OF_OTHERS) // MEMORY_EACH)
    if fits < FEWEST:
        raise Failed(f"there is memory for {fits} people only, and a crowd has {FEWEST}")
    return min(fits, MOST)


def available():
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable:"))


def together(people, deed):
    """Let everybody do it at the same moment; fail with everybody's failures."""
    ready = threading.Barrier(len(people))

    def act(person):
        ready.wait(60)
        deed(person)

    with ThreadPoolExecutor(len(people)) as pool:
        attempts = {person.name: pool.submit(act, person) for person in people}
    failures = [f"{name}: {attempt.exception()}" for name, attempt in attempts.items() if attempt.exception()]
    if failures:
        raise Failed(f"{len(failures)} of {len(people)} failed:\n" + "\n".join(failures[:5]))


def compute(person):
    person.kernel()
    # Each computes something of their own, for as long as others do.
    person.run(f"mine = {person.name!r}")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        answer = person.run("sum(n * n for n in range(100_000))")
        hold(answer == "333328333350000", f"{person.name} computed {answer}")
    person.put("mine.txt", person.name)


def still_there(person):
    hold(person.run("mine") == repr(person.name), f"{person.name} has another kernel")
    hold(person.get("mine.txt") == person.name, f"{person.name} has another file")


def figures(people, what):
    times = sorted(person.times[what] for person in people)
    cuts = quantiles(times, n=20, method="inclusive")
    record(f"{what}, p50", cuts[9], "s")
    record(f"{what}, p95", cuts[18], "s")
