"""Breaks a copy of a site in each way of breaks.py, and sees the check fail.

Also sees that a check without its tool fails, that one which finds nothing in
any site fails, that a listed suppression which no unit writes is reported, and
that a dear check leaves out no site that has something of its own.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from checks import command, run
from checks.breaks import BREAKS
from checks.cover import cover
from checks.host import hosts
from checks.site import Site, sites_under
from checks.table import CHECKS

BY_NAME = {check.name: check for check in CHECKS}


def main():
    options = parse()
    sites = sites_under(options.root.resolve())
    if not sites:
        sys.exit(f"no site's directory under {options.root}; build first")
    breaks = [case for case in BREAKS if not options.only or case.check in options.only]
    with hosts():
        outcomes = [refused(case, sites) for case in breaks]
    outcomes += [missing_tool_is_refused(sites[0]), idle_check_is_refused(), leftover_is_refused(), nothing_new_is_left_out()]
    outcomes += [unbreakable(check) for check in CHECKS if check.name not in {case.check for case in BREAKS}]
    wrong = [outcome for outcome in outcomes if outcome]
    print("", *wrong, f"{len(outcomes) - len(wrong)} passed, {len(wrong)} failed", sep="\n")
    sys.exit(1 if wrong else 0)


def parse():
    parser = argparse.ArgumentParser(prog="prove", description="Break copies of a site, and see every check fail.")
    parser.add_argument("root", nargs="?", type=Path, default=Path("build"), help="where the sites' directories are")
    parser.add_argument("--only", action="append", choices=list(BY_NAME), metavar="CHECK", help="prove this check")
    return parser.parse_args()


def refused(case, sites):
    """Return nothing when the broken copy is refused for the right reason, else what is wrong."""
    site = next((site for site in sites if holds(site.path / case.file, case.old)), None)
    if site is None:
        return f"CANNOT BREAK {case.check}: in no site does {case.file} hold {case.old!r}"
    with tempfile.TemporaryDirectory() as scratch:
        broken = Site(site.name, Path(scratch) / site.name)
        shutil.copytree(site.path, broken.path, ignore=shutil.ignore_patterns(".terraform"))
        path = broken.path / case.file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(text.replace(case.old, case.new, 1) if case.old else text + case.new, encoding="utf-8")
        result = run.judge(BY_NAME[case.check], broken)
    if result.verdict == "FAILED" and case.expected in result.note:
        print(f"refused {result.seconds:7.1f} s  {case.check:18} {site.name}/{case.file}", flush=True)
        return None
    return f"NOT REFUSED {case.check}, {case.file}: {result.verdict}, expected {case.expected!r} in:\n{result.note}"


def holds(path, text):
    return path.parent.is_dir() and (not text or (path.exists() and text in path.read_text(encoding="utf-8")))


def missing_tool_is_refused(site):
    whole, command.tool = command.tool, absent
    try:
        verdict = run.judge(BY_NAME["hadolint"], site).verdict
    finally:
        command.tool = whole
    return None if verdict == "FAILED" else "NOT REFUSED a missing tool"


def absent(name):
    raise command.Failed(f"`{name}` is not installed")


def idle_check_is_refused():
    nothing = run.Result("xmllint", "a", "none", 0.0, ""), run.Result("xmllint", "b", "none", 0.0, "")
    some = run.Result("xmllint", "c", "passed", 0.0, "")
    if run.idle(nothing) and not run.idle([*nothing, some]):
        return None
    return "NOT REFUSED a check that finds nothing in any site"


def leftover_is_refused():
    with tempfile.TemporaryDirectory() as empty:
        return None if run.leftover(Path(empty)) else "NOT REFUSED a suppression that no unit writes"


def nothing_new_is_left_out():
    texts = {
        "alone": 'c.name = "Alone"\nc.limit = 12\n',
        "same": 'c.name = "Same"\nc.limit = 7\n',
        "more": 'c.name = "More"\nc.limit = 9\nc.more = ["one", "two"]\n',
        "other": 'c.other = {"a": 1}\n',
    }
    with tempfile.TemporaryDirectory() as scratch:
        sites = [Site(name, Path(scratch) / name) for name in texts]
        for site in sites:
            site.path.mkdir()
            (site.path / "config.py").write_text(texts[site.name], encoding="utf-8")
        chosen = [site.name for site in cover(sites, ("*.py",))]
    return None if chosen == ["more", "other"] else f"NOT REFUSED a line that no judged site has: {chosen}"


def unbreakable(check):
    return f"CANNOT BREAK {check.name}: breaks.py has no way to"


if __name__ == "__main__":
    main()
