"""Runs every check, the dear ones on sites that stand for the others, prints a table, and counts.

What fails does not stop the rest: one run shows everything that is wrong.
"""

import argparse
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from checks import files
from checks.command import Failed, NothingToCheck
from checks.cover import cover
from checks.host import hosts
from checks.site import sites_under
from checks.table import CHECKS


@dataclass(frozen=True)
class Result:
    check: str
    site: str
    verdict: str
    seconds: float
    note: str


def main():
    options = parse()
    sites = [site for site in sites_under(options.root) if options.site in (None, site.name)]
    if not sites:
        sys.exit(f"no site's directory under {options.root}; build first")
    checks = [check for check in CHECKS if not options.only or check.name in options.only]
    checks = [check for check in checks if check.name not in options.leave]
    results = []
    with hosts():
        for check in checks:
            for site in judged(check, sites, options):
                results.append(judge(check, site))
                print(f"{results[-1].verdict:7} {results[-1].seconds:7.1f} s  {site.name:12} {check.name}", flush=True)
    if options.site is None:
        results += idle(results)
        if "suppressions" in {check.name for check in checks}:
            results += leftover(files.LIBRARY)
    table(results)
    for check in checks:
        few = judged(check, sites, options)
        if len(few) < len(sites):
            print(f"{check.name}: {len(few)} of {len(sites)} sites, which have every form of line that the others have")
    failed = [result for result in results if result.verdict == "FAILED"]
    for result in failed:
        print(f"\n--- {result.site}: {result.check}\n{result.note}")
    passed = sum(result.verdict == "passed" for result in results)
    print(f"\n{passed} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


def parse():
    parser = argparse.ArgumentParser(prog="static", description="Judge generated directories with the real tools.")
    parser.add_argument("root", nargs="?", type=Path, default=Path("build"), help="where the sites' directories are")
    parser.add_argument(
        "--only", action="append", choices=[check.name for check in CHECKS], metavar="CHECK",
        help="run this check (may be repeated): %(choices)s",
    )
    parser.add_argument(
        "--except", dest="leave", action="append", default=[], choices=[check.name for check in CHECKS], metavar="CHECK",
        help="leave this check out (may be repeated)",
    )
    parser.add_argument("--site", help="judge this site")
    parser.add_argument("--each", action="store_true", help="make every check on each site, the dear ones too")
    options = parser.parse_args()
    if not options.root.is_dir():
        parser.error(f"{options.root} is not a directory; run `syzc build` first")
    options.root = options.root.resolve()
    return options


def judged(check, sites, options):
    """Return the sites that a check is made on."""
    if options.each or not check.reads:
        return sites
    return cover(sites, check.reads)


def judge(check, site):
    began = time.monotonic()
    try:
        verdict, note = "passed", check.of(site)
    except NothingToCheck as reason:
        verdict, note = "none", str(reason)
    except Failed as failure:
        verdict, note = "FAILED", str(failure)
    except Exception:  # A check that breaks is a check that failed; the others still run.
        verdict, note = "FAILED", "\n".join(traceback.format_exc().splitlines()[-6:])
    return Result(check.name, site.name, verdict, time.monotonic() - began, note)


def idle(results):
    """A check that found nothing in any site checks nothing: that is a failure of the check."""
    busy = {result.check for result in results if result.verdict != "none"}
    return [
        Result(name, "(all)", "FAILED", 0.0, "no site has anything for this check; did the files move?")
        for name in sorted({result.check for result in results} - busy)
    ]


def leftover(library):
    """A listed suppression that no unit writes would excuse a later mistake."""
    return [
        Result("suppressions", "(all)", "FAILED", 0.0, f"in data/suppressions.toml, but in no unit: {mark}")
        for mark in files.unused_suppressions(library)
    ]


def table(results):
    print(f"\n{'check':20} {'site':12} {'verdict':8} {'seconds':>8}  note")
    for result in results:
        first = result.note.splitlines()[0] if result.note else ""
        print(f"{result.check:20} {result.site:12} {result.verdict:8} {result.seconds:8.1f}  {first[:110]}")
