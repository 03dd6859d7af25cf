"""A data volume as a site's hub has it, in a mount namespace of its own, with the site's own programs beside it.

The machine that runs the rig sees nothing of it. All mounts hang on one process: when that ends, they are gone, and the
kernel lets go of the loop device by itself.
"""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from checks.command import Failed, run
from checks.site import Site
from checks.staging import stage
from rig import machines, processes
from rig.places import ACCEPTANCE, WORK
from rig.steps import until

PLACE = WORK / "volume"
HOST = PLACE / "host"
DISK = PLACE / "disk"
SAID = PLACE / "said"
# A file with holes: what is not written takes no room.
SIZE = 40 * 2**30
# The process that all mounts hang on.
HOLDER = "volume"
# Another label than the hub's: the rig has that one mounted as well.
LABEL = "rig-homes"
PEOPLE = ACCEPTANCE / "rig" / "people.py"


def up(built):
    """Make an empty volume with the layout that the playbook gives it, and lay the site's files out around it."""
    down()
    PLACE.mkdir(parents=True)
    stage(Site(built.name, built), HOST)
    DISK.touch()
    os.truncate(DISK, SIZE)
    run("mkfs.btrfs", "--label", LABEL, DISK)
    machines.make_nodes()
    processes.start(HOLDER, "unshare", "--mount", "--propagation", "private", "sleep", "infinity")
    until(apart, 10, "no mount namespace was made")
    for directory in ("/etc", "/usr/local"):
        layers = f"lowerdir={HOST}{directory}:{directory}"
        inside("mount", "-t", "overlay", "-o", layers, "overlay", directory)
    inside("mount", "-t", "tmpfs", "tmpfs", "/run/lock")
    inside("mount", "-t", "tmpfs", "tmpfs", "/srv")
    inside("mkdir", "/srv/hub")
    mount()
    # As the tasks of the storage role: layout.yml, and the end of volume.yml.
    inside("btrfs", "subvolume", "create", "/srv/hub/state")
    inside("mkdir", "--mode=0711", "/srv/hub/homes")
    inside("mkdir", "--mode=0700", "/srv/hub/snapshots")
    inside("btrfs", "quota", "enable", "/srv/hub")


def mount():
    unit = (HOST / "etc/systemd/system/srv-hub.mount").read_text(encoding="utf-8")
    options = next(line.removeprefix("Options=") for line in unit.splitlines() if line.startswith("Options="))
    inside("mount", "-t", "btrfs", "-o", f"loop,{options}", DISK, "/srv/hub")


def unmount():
    inside("umount", "/srv/hub")


def down():
    """End what still runs beside the volume, which would hold its mounts, and remove all of it."""
    if processes.running(HOLDER) and apart():
        namespace = os.readlink(namespace_of(processes.running(HOLDER)))
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # Gone, or of the system itself.
                if os.readlink(namespace_of(path.name)) == namespace:
                    os.kill(int(path.name), signal.SIGKILL)
    processes.stop(HOLDER)
    shutil.rmtree(PLACE, ignore_errors=True)


def apart():
    """Say whether the holder has left this machine's mount namespace; before, a mount would be seen here."""
    return os.readlink(namespace_of(processes.running(HOLDER))) != os.readlink(namespace_of("self"))


def namespace_of(process):
    return f"/proc/{process}/ns/mnt"


def inside(*words):
    """Run words as root beside the volume."""
    return run(*enter(words))


def people(*words):
    """Do what many people do in a while; what is not measured may take its time."""
    return inside("nice", "/usr/bin/python3", PEOPLE, *words)


def start(*words):
    """Start words beside the volume, and go on. What they say goes to a file: nobody reads a pipe until they are done."""
    with open(SAID, "wb") as said:
        return subprocess.Popen(enter(words), stdin=subprocess.DEVNULL, stdout=said, stderr=said)


def finish(process):
    process.wait()
    said = SAID.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise Failed(f"$ {' '.join(process.args)}\n{said.strip()}\n(exit {process.returncode})")
    return said


def enter(words):
    return ["nsenter", f"--mount={namespace_of(processes.running(HOLDER))}", "--", *map(str, words)]
