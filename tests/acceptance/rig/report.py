"""The table of a run, for a terminal and for docs/acceptance.md."""

import json
import os
import platform
import re

from checks.command import Failed, run
from rig.places import ACCEPTANCE, REPOSITORY, WORK

PAGE = REPOSITORY / "docs" / "acceptance.md"
RESULTS = WORK / "results.json"
INTRODUCTION = ACCEPTANCE / "data" / "acceptance.md"


def table(journal):
    lines = ["", f"{'scenario':12} {'seconds':>8} {'result':7} step"]
    for step in journal.steps:
        lines.append(f"{step.scenario:12} {step.seconds:8.1f} {'FAILED' if step.failure else 'passed':7} {step.name}")
    for figure in journal.figures:
        lines.append(f"{figure.scenario:12} {figure.value:8.4g} {figure.unit:7} {figure.name}")
    return "\n".join(lines)


def keep(journal, name):
    """Remember what came out of a scenario, and of which commit, until it is tried again."""
    commit = run("git", "-C", REPOSITORY, "rev-parse", "--short=12", "HEAD").strip()
    changed = run("git", "-C", REPOSITORY, "status", "--porcelain", "--untracked-files=no").strip()
    results = kept()
    results[name] = {
        "commit": commit,
        "changed": bool(changed),
        "steps": [[step.name, step.seconds, step.failure] for step in journal.steps if step.scenario == name],
        "figures": [[figure.name, figure.value, figure.unit] for figure in journal.figures if figure.scenario == name],
    }
    RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")


def kept():
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def write(names):
    """Write the page from what was kept; each scenario says which commit it measured, or that it was not tried."""
    results = kept()
    lines = [INTRODUCTION.read_text(encoding="utf-8").rstrip(), "", "## The runs", ""]
    lines += [f"Machine: {os.cpu_count()} processors, {memory()} GiB, Linux {platform.release()}.", ""]
    lines += ["| scenario | measured commit | steps | seconds | result |", "|---|---|---:|---:|---|"]
    for name in names:
        lines.append(summary(name, results.get(name)))
    for title, rows in (("Steps", "steps"), ("Figures", "figures")):
        lines += ["", f"## {title}", "", "| scenario | what | value |", "|---|---|---:|"]
        for name in names:
            lines += [row(name, rows, values) for values in results.get(name, {}).get(rows, [])]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def summary(name, result):
    if not result:
        return f"| {name} | | | | **not tried** |"
    failed = sum(bool(failure) for _, _, failure in result["steps"])
    commit = f"`{result['commit']}`{' and changes not committed' if result['changed'] else ''}"
    seconds = sum(seconds for _, seconds, _ in result["steps"])
    verdict = f"**{failed} failed**" if failed else "passed"
    return f"| {name} | {commit} | {len(result['steps'])} | {seconds:.0f} | {verdict} |"


def row(name, rows, values):
    if rows == "steps":
        what, seconds, failure = values
        return f"| {name} | {cell(what)} | {seconds:.1f} s{', **failed**' if failure else ''} |"
    what, value, unit = values
    return f"| {name} | {cell(what)} | {value:.4g} {unit} |"


def cell(text):
    return text.replace("|", "\\|")


def memory():
    with open("/proc/meminfo", encoding="ascii") as lines:
        kibibytes = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal:"))
    return round(kibibytes / 2**20)


def age():
    """Say how many commits came since the oldest row of the table was measured."""
    shown = PAGE.relative_to(REPOSITORY)
    if not PAGE.exists():
        return f"{shown} was never written: tests/acceptance/run --all --report"
    commits = set(re.findall(r"^\| \w+ \| `([0-9a-f]{12})`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    if not commits:
        raise Failed(f"{shown} does not say which commits it measured")
    counts = [int(run("git", "-C", REPOSITORY, "rev-list", "--count", f"{commit}..HEAD")) for commit in commits]
    return f"{shown} was measured {max(counts)} commits ago"
