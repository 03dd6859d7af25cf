"""Somebody who works on the same machine while others do harm, and must notice nothing of it."""

import time

from rig.person import Person
from rig.steps import hold

# A cell of one line takes some milliseconds; on a machine that is busy, a little more.
PATIENCE = 15


class Bystander(Person):
    """Logs in, starts a server and counts: the count shows that the kernel was never another one."""

    def settle(self):
        self.begin()
        self.kernel()
        self.run("count = 0")
        self.count = 0

    def unhurt(self, by):
        """Hold that everything of this person goes on as before."""
        began = time.monotonic()
        self.count += 1
        text = self.run("count += 1; print(count)", PATIENCE)
        hold(text.strip() == str(self.count), f"{self.name}'s kernel is not what it was after {by}: it counts {text.strip()}")
        self.put("count.txt", str(self.count))
        hold(self.get("count.txt") == str(self.count), f"{self.name} cannot keep a file after {by}")
        self.lab()
        seconds = time.monotonic() - began
        hold(seconds < 2 * PATIENCE, f"{self.name} could hardly work after {by}: a cell, a file and a page took {seconds:.0f} s")
