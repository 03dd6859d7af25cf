# Written by syzc. Edit the site, not this file, and build again.
"""Whose server starts next: a few at a time, everybody else in the order in which they came.

A class starts in the same minute. Servers that start together share the processors; too many of them, and all are
slow enough to fail. JupyterHub's own limit turns the others away, and each has to press the button again. Here they
wait, on the page that says that their server is starting.
"""

import asyncio
from collections import deque

PAUSE_SECONDS = 0.5


def in_turn(at_once, prepare):
    """Return what runs before a server starts: it waits for its turn, and then prepares.

    The time that a server has for its start does not run meanwhile.
    """
    waiting = deque()
    starting = []

    async def before_start(spawner):
        waiting.append(spawner)
        try:
            while waiting[0] is not spawner or len(still(starting)) >= at_once:
                await asyncio.sleep(PAUSE_SECONDS)
            starting.append(spawner)
        finally:
            waiting.remove(spawner)
        await prepare(spawner)

    return before_start


def still(starting):
    """Forget the servers that have started, or have failed to."""
    starting[:] = [spawner for spawner in starting if spawner.pending == "spawn"]
    return starting
