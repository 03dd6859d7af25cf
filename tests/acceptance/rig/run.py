"""Runs scenarios one after the other, prints the table, and counts.

A scenario that fails does not stop the others: one run shows everything that is wrong. What machines and services
said is kept beside the rig's own logs.
"""

import argparse
import sys
import traceback

from checks.command import Failed
from rig import hub, machines, report
from rig.places import LOGS
from rig.scenarios.table import SCENARIOS
from rig.steps import JOURNAL, Step


def main():
    options = parse()
    failures = {}
    for name in options.only or SCENARIOS:
        JOURNAL.scenario = name
        print(f"== {name}", flush=True)
        try:
            SCENARIOS[name](hub)
        except Failed as failure:
            failures[name] = str(failure)
        except Exception:  # A scenario that breaks has failed; the others still run.
            failures[name] = traceback.format_exc()
        if name in failures:
            print(failures[name], flush=True)
            close(name)
            keep_logs()
        report.keep(JOURNAL, name)
    print(report.table(JOURNAL))
    for name, words in failures.items():
        print(f"\n--- {name}\n{words}")
    if failures:
        print(f"\nwhat machines and services said is in {LOGS}")
    if options.report:
        report.write(SCENARIOS)
    failed = sum(bool(step.failure) for step in JOURNAL.steps)
    print(f"\n{len(JOURNAL.steps) - failed} passed, {failed} failed")
    sys.exit(1 if failures else 0)


def keep_logs():
    """Leave what machines said beside the rig's own logs; where Docker is away, they cannot be asked."""
    try:
        for container in machines.machines().values():
            machines.keep_logs(container)
    except Failed as failure:
        print(f"what machines said is not kept: {failure}", flush=True)


def close(name):
    """A failure outside of any step is a step that failed, so that no count hides it."""
    if not any(step.failure for step in JOURNAL.steps if step.scenario == name):
        JOURNAL.steps.append(Step(name, "between two steps", 0.0, "failed"))


def parse():
    parser = argparse.ArgumentParser(prog="run", description="Prove a hub on real parts.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--all", action="store_true", help="every scenario, from nothing")
    what.add_argument("--only", action="append", choices=SCENARIOS, metavar="NAME", help="this one (may be repeated): %(choices)s")
    what.add_argument("--list", action="store_true", help="name the scenarios")
    what.add_argument("--age", action="store_true", help="say how many commits ago the table in docs/ was measured")
    parser.add_argument("--report", action="store_true", help="write the table to docs/acceptance.md")
    options = parser.parse_args()
    if options.list:
        print("\n".join(SCENARIOS))
        sys.exit()
    if options.age:
        print(report.age())
        sys.exit()
    return options
