"""Judges the playbooks as Ansible and its linter see them, with an inventory as after `terraform apply`."""

import json
import re
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
    with copy_of(site) as directory, tempfile.TemporaryDirectory() as scratch:
        outputs = Path(scratch) / "outputs.json"
        outputs.write_text(json.dumps(outputs_of(site)), encoding="utf-8")
        variables = {**environment(directory), "HUB_OUTPUTS": str(outputs)}
        found = json.loads(run("ansible-inventory", "--list", directory=directory, environment=variables))
        hosts = found["_meta"]["hostvars"]
        if len(hosts) != 1:
            raise Failed(f"{len(hosts)} hosts, not one")
        for name, variables in hosts.items():
            missing = sorted(set(outputs_of(site)) - set(variables))
            if missing:
                raise Failed(f"{name} lacks {', '.join(missing)}")
            if "StrictHostKeyChecking=yes" not in variables.get("ansible_ssh_common_args", ""):
                raise Failed(f"{name} would be reached without checking its host key")
        said = run("inventory/hub.py", "--list", directory=directory, environment={"HUB_OUTPUTS": ""}, accept=(1,))
        if "Traceback" in said or "first" not in said:
            raise Failed(f"without a state the inventory says:\n{said}")
    return f"{len(outputs_of(site))} outputs"


def outputs_of(site):
    """Return a value for each output that the site's Terraform declares, and no other."""
    declared = re.findall(r'^output "(\w+)"', (site.terraform / "outputs.tf").read_text(encoding="utf-8"), re.MULTILINE)
    values = json.loads(OUTPUTS.read_text(encoding="utf-8"))
    unknown = sorted(set(declared) - set(values))
    if unknown:
        raise Failed(f"data/{OUTPUTS.name} has no value for {', '.join(unknown)}")
    return {name: values[name] for name in declared}


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
