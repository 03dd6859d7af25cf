"""A site in a team's own project: built beside the site under test, applied, and left as its README says.

Nothing boots there: what is tried is what Terraform makes of the cloud.
"""

import os
import re
import shutil
import subprocess

from checks.command import Failed, install, run
from rig import cloud, operator
from rig.places import REPOSITORY, WORK
from rig.steps import step

# An operator's project of the sites that are tried so.
PLACE = WORK / "teams"


def begin():
    """Have a cloud, lay out the repository's sites, and forget what an earlier run built from them."""
    with step("OpenStack answers"):
        for group in ("provider", "rig"):
            install(group)
        cloud.up()
    shutil.rmtree(PLACE, ignore_errors=True)
    shutil.copytree(REPOSITORY / "sites", PLACE / "sites" / "given")


def write_site(site, changes=""):
    (PLACE / "sites" / f"{site}.toml").write_text(f'extends = "given/{site}.toml"\n{changes}', encoding="utf-8")


def syzc(*words):
    return run(operator.SYZC, "-C", PLACE, *words)


def build(site):
    return syzc("build", f"sites/{site}.toml")


def apply(site):
    """Plan, then apply that plan."""
    terraform(site, "init", "-no-color")
    terraform(site, "plan", "-no-color", "-out=plan.tfplan")
    terraform(site, "apply", "-no-color", "plan.tfplan")


def plan_is_empty(site, user="operator"):
    """Fail with the plan unless nothing is left to do."""
    terraform(site, "plan", "-no-color", "-detailed-exitcode", user=user)


def output(site, name):
    return terraform(site, "output", "-raw", name).strip()


def leave(site):
    """Type what the README says under Leave, all of it in one shell."""
    text = (PLACE / "build" / site / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Leave\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)[1]
    blocks = re.findall(r"^```sh\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    environment = {name: value for name, value in environment_of(site).items() if name != "TF_INPUT"}
    typed = subprocess.run(
        ["bash", "-e", "-c", "".join(blocks)],
        cwd=directory(site), env={**os.environ, **environment}, input="yes\n",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if typed.returncode:
        raise Failed(f"{site}: leaving ended with {typed.returncode}:\n{typed.stdout[-2000:]}")


def terraform(site, *words, user="operator"):
    return run("terraform", *words, directory=directory(site), environment=environment_of(site, user))


def environment_of(site, user="operator"):
    return operator.environment(user) | cloud.environment(user, team_of(site))


def directory(site):
    return PLACE / "build" / site / "terraform"


def team_of(site):
    return f"team-{site}"
