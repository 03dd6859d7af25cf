"""What many people do to a data volume. Runs beside it, by itself, with the Python of a host.

    people.py homes FIRST END        make homes, by the functions of hub-home
    people.py work DAY               change something in every home
    people.py snapshots              hub-snapshots, but asking the kernel itself for each snapshot
    people.py save HOME              write 4 KiB and 100 MB and wait until the disk has them; print the seconds of both
"""

import fcntl
import importlib.machinery
import importlib.util
import os
import struct
import sys
import time
from pathlib import Path

HOMES = Path("/srv/hub/homes")
# Bytes of what lies in each home; in every LARGE_EACH-th there are LARGE_FILES more.
FILES = (300, 4_000, 20_000)
LARGE_EACH = 600
LARGE_FILES = 5_000
MEGABYTE = 10**6

# struct btrfs_ioctl_vol_args_v2: the source, a transaction, flags, a union, a name.
SNAPSHOT = 0x50009417
ARGUMENTS = "=qQQ32x4040s"
READ_ONLY = 2


def homes(first, end):
    helper = load("hub-home")
    for number in range(int(first), int(end)):
        home = HOMES / f"person{number:05}"
        helper.create(str(home))
        helper.limit(str(home), helper.DEFAULT_QUOTA)
        for file, size in enumerate(FILES):
            write(home / f"file{file}", size)
        if number % LARGE_EACH == 0:
            (home / "large").mkdir()
            for file in range(LARGE_FILES):
                write(home / "large" / str(file), FILES[1])


def work(day):
    for home in sorted(HOMES.iterdir()):
        write(home / "file1", FILES[1])
        write(home / f"day{day}", FILES[1])
        if (home / "large").exists():
            for file in range(0, LARGE_FILES, 10):
                write(home / "large" / str(file), FILES[1])


def snapshots():
    program = load("hub-snapshots")
    ask = program.btrfs

    def btrfs(*words, **options):
        if words[:3] == ("subvolume", "snapshot", "-r"):
            return snapshot(*words[3:])
        return ask(*words, **options)

    program.btrfs = btrfs
    program.main()


def snapshot(source, target):
    directory, name = os.path.split(target)
    opened = [os.open(path, os.O_RDONLY | os.O_DIRECTORY) for path in (source, directory)]
    try:
        fcntl.ioctl(opened[1], SNAPSHOT, bytearray(struct.pack(ARGUMENTS, opened[0], 0, READ_ONLY, name.encode())))
    finally:
        for descriptor in opened:
            os.close(descriptor)


def save(home):
    for size in (4096, 100 * MEGABYTE):
        # Not one block again and again: the volume compresses.
        content = os.urandom(min(size, MEGABYTE))
        path = HOMES / home / "saved"
        began = time.monotonic()
        with open(path, "wb") as file:
            for _ in range(size // len(content)):
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        print(time.monotonic() - began)
        path.unlink()


def write(path, size):
    path.write_bytes(os.urandom(size))


def load(name):
    """Load a program of the site without starting it."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), f"/usr/local/sbin/{name}")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


VERBS = {verb.__name__: verb for verb in (homes, work, snapshots, save)}
VERBS[sys.argv[1]](*sys.argv[2:])
