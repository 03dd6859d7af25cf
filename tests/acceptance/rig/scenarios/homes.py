"""Many homes: 12,000 with 7 snapshots each, by the site's own programs; each of 20 more takes under a second.

The volume is made for this and is apart from the hub's. Only the clock of hub-snapshots is set, from outside.
"""

import itertools
import json
import re
import shutil
import statistics
import time
from datetime import date, timedelta
from pathlib import Path

from checks.command import install, run as command
from rig import operator, volume
from rig.places import REPOSITORY, SITE, WORK
from rig.steps import hold, record, step

HOMES = 12_000
DAYS = 7
TRIES = 20
GOAL_SECONDS = 1.0
# While the night's work goes on, half of the new homes must still be under the goal, and nobody who saves may think that
# something is broken.
PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 3
FIRST_DAY = date(2026, 3, 1)
# These nights go by the site's program as it is; on those between, the kernel is asked for each snapshot without `btrfs`
# being started, which takes half the time.
MEASURED_NIGHTS = (1, DAYS)

PROJECT = WORK / "homes"
WRITER = "writer"
NAMES = (f"new{number:05}" for number in itertools.count())


def run(_rig):
    try:
        with step("an empty data volume, the site's programs beside it"):
            install("rig")
            volume.up(build())
            volume.inside("hub-home", "ensure", WRITER)
        fill()
        with step("the number that hub-home gives is the one that btrfs counts"):
            the_number_is_true()
        with step(f"one more of {HOMES} homes with {DAYS} snapshots each"):
            one_more("at rest")
        with step("what lists all of them"):
            look()
        with step(f"night {DAYS + 2}: no home has changed, one day of snapshots goes"):
            delete()
    finally:
        volume.down()


def build():
    shutil.rmtree(PROJECT, ignore_errors=True)
    shutil.copytree(REPOSITORY / "sites", PROJECT / "sites")
    command(operator.SYZC, "-C", PROJECT, "build", f"sites/{SITE}.toml")
    return PROJECT / "build" / SITE


def fill():
    with step(f"{HOMES} homes"):
        volume.people("homes", 0, HOMES)
        one_more("without snapshots")
    for day in range(1, DAYS + 1):
        measured = day in MEASURED_NIGHTS
        with step(f"day {day}: every home changes; night: every home gets a snapshot"):
            volume.people("work", day)
            night(day) if measured else volume.inside(*clock(day), "/usr/bin/python3", volume.PEOPLE, "snapshots")
    with step("each home has a snapshot of each day"):
        hold_snapshots(DAYS)


def night(day):
    # A day's work was done in seconds; that it still has to reach the disk is not to be measured.
    volume.inside("btrfs", "filesystem", "sync", "/srv/hub")
    began = time.monotonic()
    said = meanwhile(f"in night {day}", *clock(day), *unit("hub-snapshots"))
    seconds = time.monotonic() - began
    made, removed = counted(said)
    hold(made >= HOMES and removed == 0, f"hub-snapshots said: {said}")
    record(f"night {day}: {made} snapshots", seconds, "s")
    record(f"night {day}: one snapshot", 1000 * seconds / made, "ms")


def delete():
    began = time.monotonic()
    said = meanwhile("while snapshots are deleted", *clock(DAYS + 2), *unit("hub-snapshots"))
    deleted = time.monotonic()
    meanwhile("while the file system clears up", "btrfs", "subvolume", "sync", "/srv/hub")
    cleared = time.monotonic()
    made, removed = counted(said)
    hold(removed >= HOMES > made, f"hub-snapshots said: {said}")
    hold_snapshots(DAYS - 1)
    record(f"{removed} snapshots deleted", deleted - began, "s")
    record("then cleared up in the background", cleared - deleted, "s")


def clock(day):
    """Start what follows in the night after a day."""
    return ("faketime", f"{FIRST_DAY + timedelta(days=day - 1)} 03:15:00")


def unit(name):
    """Return the words that start a unit's program as the unit starts it."""
    text = (volume.HOST / f"etc/systemd/system/{name}.service").read_text(encoding="utf-8")
    settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    hold(settings["IOSchedulingClass"] == "idle", f"{name}.service is not started as it is here: {text}")
    return ("nice", f"--adjustment={settings['Nice']}", "ionice", "--class=idle", settings["ExecStart"])


def counted(said):
    return [int(number) for number in re.search(r"(\d+) homes and courses had changed .*; (\d+) snapshots older", said).groups()]


def one_more(when):
    tries = [make_one() for _ in range(TRIES)]
    tell(f"one more home, {when}", tries)
    hold(max(tries) < GOAL_SECONDS, f"one more home, {when}, took {max(tries):.2f} s, not under {GOAL_SECONDS} s")


def make_one():
    """Return the seconds that one more home takes, until it is on the disk: kernels before 6.5 wait for that, newer ones do not."""
    began = time.monotonic()
    volume.inside("hub-home", "ensure", next(NAMES))
    volume.inside("btrfs", "filesystem", "sync", "/srv/hub")
    return time.monotonic() - began


def meanwhile(when, *words):
    """Run words; until they are done, somebody new comes and somebody else saves, again and again."""
    process = volume.start(*words)
    makes, saves = [], []
    while not saves or process.poll() is None:
        makes.append(make_one())
        saves.append([float(seconds) for seconds in volume.inside("/usr/bin/python3", volume.PEOPLE, "save", WRITER).split()])
        time.sleep(PAUSE_SECONDS)
    said = volume.finish(process)
    waits = {"one more home": makes} | dict(zip(("saving 4 KiB", "saving 100 MB"), zip(*saves), strict=True))
    for what, seconds in waits.items():
        tell(f"{what}, {when}", seconds)
        hold(max(seconds) < PATIENCE_SECONDS, f"{what}, {when}, took {max(seconds):.1f} s")
    hold(statistics.median(makes) < GOAL_SECONDS, f"one more home, {when}, takes over {GOAL_SECONDS} s: {makes}")
    return said


def tell(what, seconds):
    record(f"{what}: median of {len(seconds)}", statistics.median(seconds), "s")
    record(f"{what}: slowest", max(seconds), "s")


def hold_snapshots(number):
    """Names begin as people.py gives them: those that came later do not count."""
    have = volume.inside("sh", "-c", "cd /srv/hub/snapshots && for home in person*; do ls $home | wc -l; done").split()
    hold(have == [str(number)] * HOMES, f"{len(have)} homes have snapshots, in numbers {sorted(set(have))}; wanted: {number} each")


def the_number_is_true():
    volume.inside("btrfs", "filesystem", "sync", "/srv/hub")
    for home in ("person00000", "person00001"):
        said = json.loads(volume.inside("hub-home", "ensure", home))["used"]
        row = volume.inside("btrfs", "qgroup", "show", "--raw", "-f", f"/srv/hub/homes/{home}").split()[-4:]
        hold(said == int(row[1]) > 16384, f"{home}: hub-home says {said}, btrfs {row[1]} bytes")


def look():
    for words in (["qgroup", "show", "/srv/hub"], ["subvolume", "list", "/srv/hub"]):
        record(f"btrfs {' '.join(words[:2])}", timed(volume.inside, "btrfs", *words), "s")
    volume.unmount()
    before = kernel_memory()
    record("mounting", timed(volume.mount), "s")
    record("kernel memory that the mount takes", kernel_memory() - before, "MiB")


def timed(function, *words):
    began = time.monotonic()
    function(*words)
    return time.monotonic() - began


def kernel_memory():
    fields = dict(line.split(":") for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    return int(fields["SUnreclaim"].split()[0]) / 1024
