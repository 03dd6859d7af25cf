"""Chooses the sites that a dear check is made on, so that together they have every line that any site has.

Sites of one kind differ in names and numbers, and a tool that takes seconds would say the same of each. What
decides is the form of a line: the line of a file without what a site fills in. A check is made on as few sites as
have every form among the files that it reads; cheap checks are made on all.
"""

import re
from functools import cache

# What sites fill in: addresses, texts in quotes, time zones, numbers and hashes.
FILLED_IN = [
    re.compile(r"\b(?:https?|urn):[^\s<>\"']+"),
    re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\''),
    re.compile(r"\b(?:[A-Z][a-z]+/)+[A-Z][A-Za-z_]+\b"),
    re.compile(r"[0-9a-f]*[0-9][0-9a-f]*"),
]
# A list of texts has one form, however many they are; so has a table of them.
SEVERAL = re.compile(r"~(?:: ~)?(?:, ~(?:: ~)?)+")
# A sentence for people: comments, and how a docstring begins.
SENTENCE = re.compile(r'^(\s*(?:#|//|;|""")).*')
# Text that is a value as a whole: certificates, pages, locks of packages.
VALUES = (".crt", ".html", ".txt", ".lock")


def cover(sites, patterns):
    """Return the sites to judge, those with most forms first; the same every time."""
    missing = set().union(*(forms(site, patterns) for site in sites))
    chosen = []
    while missing:
        best = max(sites, key=lambda site: len(forms(site, patterns) & missing))
        chosen.append(best)
        missing -= forms(best, patterns)
    return chosen


@cache
def forms(site, patterns):
    """Return every form of line that the site's files of these patterns have, each with its file."""
    own = re.compile(rf"\b{re.escape(site.name)}\b")
    paths = {path for pattern in patterns for path in site.path.glob(pattern) if path.is_file()}
    # Every file counts, if only for being there.
    found = {(str(path.relative_to(site.path)), "") for path in paths}
    for path in paths:
        if path.suffix in VALUES:
            continue
        name = str(path.relative_to(site.path))
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            found.add((name, form(own.sub("~", line))))
    return frozenset(found)


def form(line):
    line = SENTENCE.sub(r"\1", line)
    for pattern in FILLED_IN:
        line = pattern.sub("~", line)
    return SEVERAL.sub("~", line)
