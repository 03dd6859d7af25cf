"""Read pairs of files, and report where a hostile value is more than a value.

    python -m readers PAIRS

PAIRS is what `cargo test --test it -- a_hostile_value` writes where `SYZC_INJECTION_PAIRS` says: a JSON object a line.
"""

import json
import sys
import time
from collections import Counter

from . import apache, compare, programs
from .languages import READERS, Unreadable


def main():
    began = time.monotonic()
    read, findings = Counter(), []
    lines, whole = apache.Arguments(), programs.Files()
    with open(sys.argv[1], encoding="utf-8") as pairs:
        for line in pairs:
            pair = json.loads(line)
            found = judge(pair)
            read[pair["dialect"]] += 1
            lines.add(pair)
            whole.add(pair)
            if found:
                findings.append((pair, found))
    findings += lines.ask() + whole.ask()
    for pair, found in findings:
        print(f"{pair['position']} = {pair['value'][:80]!r}: {pair['path']}: {found}")
    total = sum(read.values())
    if not total:
        print("no pair of files was there to read")
    print(", ".join(f"{count} {dialect}" for dialect, count in sorted(read.items())))
    print(f"{lines.asked} arguments asked of Apache, {whole.asked} files of programs; {time.monotonic() - began:.0f} s")
    print(f"{total - len(findings)} passed, {len(findings)} failed")
    sys.exit(1 if findings or not total else 0)


def judge(pair):
    """What is wrong with a pair of files; None where nothing is."""
    reader = READERS.get(pair["dialect"])
    if not reader:
        return None
    harmless, hostile = (compare.undigested(pair[name]) for name in ("harmless", "hostile"))
    try:
        found = reader(hostile)
    except Unreadable as reason:
        return f"is not read: {reason}"
    return compare.difference(reader(harmless), found, pair["word"], pair["value"])


main()
