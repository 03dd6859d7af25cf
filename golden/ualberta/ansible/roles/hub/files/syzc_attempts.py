# Written by syzc. Edit the site, not this file, and build again.
"""Counts wrong answers, so that guessing takes longer than anybody lives.

In memory only: a restart of the hub forgets the counts, and happens rarely enough.
"""

import time

from syzc_words import say

# So many keys are remembered before those that are over are forgotten.
MOST_KEYS = 10_000


class Attempts:
    """Allows `most` wrong answers for a key, then none until `seconds` have passed since the last.

    A key is whatever is guessed at or whoever guesses: an account, an address.
    """

    def __init__(self, most, seconds, clock=time.monotonic):
        self.most = most
        self.seconds = seconds
        self.clock = clock
        self.counts = {}

    def wait(self, key):
        """Return for how many seconds nothing is accepted for this key; 0 when it may be tried."""
        count, last = self._count(key)
        return max(0, self.seconds - (self.clock() - last)) if count >= self.most else 0

    def begin(self, key):
        """Count a try as wrong. It is counted before it is looked at, so that many at once are not one."""
        if len(self.counts) >= MOST_KEYS:
            self.counts = {old: value for old, value in self.counts.items() if self._count(old)[0]}
        self.counts[key] = (self._count(key)[0] + 1, self.clock())

    def take_back(self, key):
        """The try was right: it does not count, but those before it do."""
        count, last = self._count(key)
        self.counts[key] = (max(0, count - 1), last)

    def forget(self, key):
        """The try was right, and by the one whom the key belongs to: those before it do not count either."""
        self.counts.pop(key, None)

    def _count(self, key):
        count, last = self.counts.get(key, (0, 0.0))
        return (0, 0.0) if count and self.clock() - last >= self.seconds else (count, last)


def minutes(seconds):
    """Return a length of time as people say it: whole minutes, at least one."""
    number = max(1, -(-int(seconds) // 60))
    return say("minutes", number=number) if number > 1 else say("one_minute")
