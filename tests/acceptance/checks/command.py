"""Runs the real tools, and says what they said. A tool that is missing fails the check."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

CACHE = Path(os.environ["SYZC_CACHE"])
HERE = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """What a tool said against the output."""


class NothingToCheck(Exception):
    """This site has nothing of the kind; some site must have."""


def install(group):
    """Bring a group of tools, once; what failed once is not tried again."""
    failure = install_or_failure(group)
    if failure:
        raise failure


@cache
def install_or_failure(group):
    try:
        run(HERE / "tools" / "install", group)
    except Failed as failure:
        return failure
    return None


def tool(name):
    """Return the path of a tool: the pinned one, else the machine's."""
    for path in [CACHE / "bin" / name, CACHE / "venv" / "bin" / name]:
        if path.exists():
            return str(path)
    found = shutil.which(name)
    if not found:
        raise Failed(f"`{name}` is not installed")
    return found


def run(*words, directory=None, environment=None, accept=(0,)):
    """Run a command and return what it printed, or fail with it."""
    words = [str(word) for word in words]
    result = subprocess.run(
        [words[0] if "/" in words[0] else tool(words[0]), *words[1:]],
        cwd=directory,
        env={**os.environ, "NO_COLOR": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode not in accept:
        # A whole script among the words would hide what went wrong.
        shown = " ".join(word if "\n" not in word else "(script)" for word in words)
        raise Failed(f"$ {shown}\n{result.stdout.strip()}\n(exit {result.returncode})")
    return result.stdout


def forbid(output, *phrases):
    """Fail when a tool that exits 0 says one of the phrases."""
    bad = [line for line in output.splitlines() if any(phrase in line for phrase in phrases)]
    if bad:
        raise Failed("\n".join(bad))


def some(things, kind):
    """Return the things, or say that this site has none of the kind."""
    if not things:
        raise NothingToCheck(f"no {kind}")
    return things
