"""Asks Terraform and OpenTofu, with the real OpenStack provider."""

import shutil
import tempfile
from pathlib import Path

from checks.command import CACHE, Failed, forbid, run, tool

SETTINGS = {"TF_CLI_CONFIG_FILE": str(CACHE / "terraform.rc"), "TF_IN_AUTOMATION": "1"}


def formatted(site):
    run("terraform", "fmt", "-check", "-diff", site.terraform, environment=SETTINGS)
    return ""


def terraform_accepts(site):
    return validate(site, "terraform")


def opentofu_accepts(site):
    run("tofu", "fmt", "-check", "-diff", site.terraform, environment=SETTINGS)
    return validate(site, "tofu")


def validate(site, program):
    """Initialise a copy from the local mirror and validate it, backend included."""
    tool(program)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "terraform"
        shutil.copytree(site.terraform, copy, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        said = run(program, "init", "-backend=false", "-input=false", "-no-color", directory=copy, environment=SETTINGS)
        if "terraform-provider-openstack/openstack v3." not in said:
            raise Failed(f"the real OpenStack provider was not used:\n{said}")
        said = run(program, "validate", "-no-color", directory=copy, environment=SETTINGS)
        forbid(said, "Warning:")
        return run(program, "version", directory=copy, environment=SETTINGS).splitlines()[0]
