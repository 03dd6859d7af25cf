"""The table of a run, for a terminal and for docs/acceptance.md."""

import os
import platform
import re

from checks.command import Failed, run
from rig.places import ACCEPTANCE, REPOSITORY

PAGE = REPOSITORY / "docs" / "acceptance.md"
INTRODUCTION = ACCEPTANCE / "data" / "acceptance.md"


def table(journal):
    lines = ["", f"{'scenario':12} {'seconds':>8} {'result':7} step"]
    for step in journal.steps:
        lines.append(f"{step.scenario:12} {step.seconds:8.1f} {'FAILED' if step.failure else 'passed':7} {step.name}")
    for figure in journal.figures:
        lines.append(f"{figure.scenario:12} {figure.value:8.4g} {figure.unit:7} {figure.name}")
    return "\n".join(lines)


def write(journal, complete):
    """Write the page; a run of chosen scenarios says that it is one."""
    commit = run("git", "-C", REPOSITORY, "rev-parse", "--short=12", "HEAD").strip()
    changed = run("git", "-C", REPOSITORY, "status", "--porcelain", "--untracked-files=no").strip()
    names = list(dict.fromkeys(step.scenario for step in journal.steps))
    lines = [
        INTRODUCTION.read_text(encoding="utf-8").rstrip(), "",
        "## The run", "",
        f"Measured commit: `{commit}`{' and changes that were not committed' if changed else ''}. "
        f"{'All scenarios, from nothing' if complete else f'Chosen scenarios: {chr(44).join(names)}'}. "
        f"Machine: {os.cpu_count()} processors, {memory()} GiB, Linux {platform.release()}.", "",
        "    " + ("tests/acceptance/run --all --report" if complete else "tests/acceptance/run --report " + " ".join(f"--only {name}" for name in names)), "",
        "| scenario | step | seconds | result |", "|---|---|---:|---|",
    ]
    lines += [
        f"| {step.scenario} | {cell(step.name)} | {step.seconds:.1f} | {'**failed**' if step.failure else 'passed'} |"
        for step in journal.steps
    ]
    lines += ["", "## Figures", "", "| scenario | figure | value |", "|---|---|---:|"]
    lines += [f"| {figure.scenario} | {cell(figure.name)} | {figure.value:.4g} {figure.unit} |" for figure in journal.figures]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def cell(text):
    return text.replace("|", "\\|")


def memory():
    with open("/proc/meminfo", encoding="ascii") as lines:
        kibibytes = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal:"))
    return round(kibibytes / 2**20)


def age():
    """Say how many commits came since the table was measured."""
    if not PAGE.exists():
        return f"{PAGE.relative_to(REPOSITORY)} was never written: tests/acceptance/run --all --report"
    commit = re.search(r"Measured commit: `([0-9a-f]+)`", PAGE.read_text(encoding="utf-8"))
    if not commit:
        raise Failed(f"{PAGE} does not say which commit it measured")
    count = run("git", "-C", REPOSITORY, "rev-list", "--count", f"{commit[1]}..HEAD").strip()
    return f"{PAGE.relative_to(REPOSITORY)} was measured {count} commits ago, at {commit[1]}"
