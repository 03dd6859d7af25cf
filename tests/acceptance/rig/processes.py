"""Starts programs that go on beside the rig, and ends exactly those."""

import os
import signal
import subprocess
import time

from checks.command import Failed
from rig.places import LOGS, PROCESSES


def start(name, *words, environment=None):
    """Start a program in a session of its own unless it runs; its words go to a log."""
    if running(name):
        return
    PROCESSES.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    with open(LOGS / f"{name}.log", "ab") as log:
        process = subprocess.Popen(
            [str(word) for word in words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    time.sleep(0.2)
    if process.poll() is not None:
        raise Failed(f"{name} ended at once:\n{tail(name)}")
    record_of(name).write_text(f"{process.pid} {birth(process.pid)}\n", encoding="ascii")


def running(name):
    """Return the process id if the process that was started still runs; a number used again does not count."""
    try:
        number, born = record_of(name).read_text(encoding="ascii").split()
    except (FileNotFoundError, ValueError):
        return None
    return int(number) if birth(int(number)) == born else None


def signal_to(name, number):
    process = running(name)
    if not process:
        raise Failed(f"{name} does not run:\n{tail(name)}")
    os.kill(process, number)


def stop(name):
    """End the process and what it started itself."""
    process = running(name)
    if process:
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process, number)
            except ProcessLookupError:
                break
            if ended(process):
                break
    record_of(name).unlink(missing_ok=True)


def ended(process):
    for _ in range(50):
        try:
            os.waitpid(process, os.WNOHANG)
        except ChildProcessError:
            pass
        if birth(process) is None:
            return True
        time.sleep(0.1)
    return False


def record_of(name):
    return PROCESSES / name


def birth(process):
    """Return when a living process started, in the kernel's count; None for one that is gone or a zombie."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except FileNotFoundError:
        return None
    return None if fields[0] == "Z" else fields[19]


def tail(name, lines=20):
    try:
        return "\n".join((LOGS / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log)"
