"""Judges the playbooks as Ansible and its linter see them, with an inventory as after `terraform apply`."""

import json
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from checks.command import HERE, Failed, run, some

OUTPUTS = HERE / "data" / "terraform-outputs.json"


def playbooks(site):
    return some(sorted(path.name for path in site.ansible.glob("*.yml") if is_playbook(path)), "playbooks")


def is_playbook(path):
    return any(line.startswith(("  hosts:", "- hosts:", "- name:")) for line in path.read_text().splitlines())


@contextmanager
def copy_of(site):
    """Ansible and its linter leave files where they work, so they work on a copy."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / site.name
        shutil.copytree(site.path, copy, ignore=shutil.ignore_patterns(".terraform", ".ansible"))
        yield copy / "ansible"


def environment(directory):
    return {"HUB_OUTPUTS": str(OUTPUTS), "ANSIBLE_HOME": str(directory / ".ansible"), "ANSIBLE_NOCOLOR": "1"}


def inventory(site):
    """The inventory gives one host with everything Terraform's outputs hold, and fails in a sentence without them."""
    with copy_of(site) as directory:
        outputs = json.loads(OUTPUTS.read_text())
        found = json.loads(run("ansible-inventory", "--list", directory=directory, environment=environment(directory)))
        hosts = found["_meta"]["hostvars"]
        for name, variables in hosts.items():
            missing = sorted(set(outputs) - set(variables))
            if missing:
                raise Failed(f"{name} lacks {', '.join(missing)}")
            if "StrictHostKeyChecking=yes" not in variables.get("ansible_ssh_common_args", ""):
                raise Failed(f"{name} would be reached without checking its host key")
        said = run("inventory/hub.py", "--list", directory=directory, environment={"HUB_OUTPUTS": ""}, accept=(1,))
        if "Traceback" in said or "first" not in said:
            raise Failed(f"without a state the inventory says:\n{said}")
    return f"{len(hosts)} host"


def syntax(site):
    with copy_of(site) as directory:
        for playbook in playbooks(site):
            run("ansible-playbook", "--syntax-check", playbook, directory=directory, environment=environment(directory))
    return f"{len(playbooks(site))} playbooks"


def lint(site):
    with copy_of(site) as directory:
        said = run(
            "ansible-lint", "--offline", "--strict", "--profile", "production", "--nocolor", "--format", "pep8",
            *playbooks(site), "roles", directory=directory, environment=environment(directory),
        )
    if "Passed: 0 failure(s), 0 warning(s)" not in said:
        raise Failed(said)
    return said.split(" processed of ")[0].split("warning(s) in ")[-1].strip() if "processed of" in said else ""
