#!/usr/bin/env python3
# Written by syzc. Edit the site, not this file, and build again.
"""Tell Ansible where the hub is, from Terraform's outputs.

Nothing is copied by hand: every run asks `terraform output -json` in
../../terraform. OpenTofu serves when Terraform is not installed. Two
environment variables change where the answer comes from:

HUB_TERRAFORM  the program to ask, for example tofu
HUB_OUTPUTS    a file that holds the output of `terraform output -json`, for a
               machine that has no access to the state
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ANSIBLE = Path(__file__).resolve().parent.parent
TERRAFORM = ANSIBLE.parent / "terraform"
KNOWN_HOSTS = ANSIBLE / "known_hosts"

HOST = "pims"
NEEDED = [
    "private_address",
    "public_address",
    "server_id",
    "admin_user",
    "data_volume_id",
]


class Problem(Exception):
    """Something a person has to do first, in a sentence."""


def main():
    if sys.argv[1:2] == ["--host"]:
        print("{}")
        return
    try:
        outputs = check(read_outputs())
    except Problem as problem:
        sys.exit(f"hub {HOST}: {problem}")
    json.dump(inventory(outputs), sys.stdout, indent=2, sort_keys=True)
    print()


def read_outputs():
    """Return the outputs as Terraform prints them."""
    saved = os.environ.get("HUB_OUTPUTS")
    if saved:
        try:
            return parse(Path(saved).read_text(encoding="utf-8"), saved)
        except OSError as error:
            raise Problem(f"cannot read HUB_OUTPUTS: {error}") from error

    program = terraform_program()
    if not (TERRAFORM / ".terraform").is_dir():
        raise Problem(f"Terraform is not set up yet; run `{program} init` in terraform/ first")
    answer = subprocess.run(
        [program, f"-chdir={TERRAFORM}", "output", "-json", "-no-color"],
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise Problem(f"`{program} output` failed in terraform/:\n{answer.stderr.strip()}")
    return parse(answer.stdout, f"the answer of `{program} output -json`")


def terraform_program():
    """Return the program to ask: the one named, else the first installed."""
    named = os.environ.get("HUB_TERRAFORM")
    for program in [named] if named else ["terraform", "tofu"]:
        if shutil.which(program):
            return program
    raise Problem(f"{named or 'neither terraform nor tofu'} is not installed here")


def parse(text, source):
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Problem(f"{source} is not JSON: {error}") from error


def check(outputs):
    """Return plain values, or say what has to happen first."""
    values = {name: entry.get("value") for name, entry in outputs.items()}
    missing = [name for name in NEEDED if not values.get(name)]
    if not values:
        raise Problem("there is no hub yet; run `terraform apply` in terraform/ first")
    if missing:
        names = ", ".join(missing)
        raise Problem(f"the state lacks {names}; run `terraform apply` in terraform/ to the end first")
    return values


def ssh_path(path):
    """Return a path as ssh reads it in an option: quoted, with its `%` no token of ssh's."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"'


def inventory(values):
    """Return what Ansible reads: one host, reached with the site's own known_hosts.

    Every output of Terraform is a variable of the same name.
    """
    connection = {
        "ansible_host": values["public_address"],
        "ansible_user": values["admin_user"],
        "ansible_ssh_common_args": " ".join(
            [
                f"-o {shlex.quote(f'UserKnownHostsFile={ssh_path(KNOWN_HOSTS)}')}",
                "-o GlobalKnownHostsFile=/dev/null",
                "-o StrictHostKeyChecking=yes",
            ]
        ),
    }
    return {
        "hub": {"hosts": [HOST]},
        "_meta": {"hostvars": {HOST: values | connection}},
    }


if __name__ == "__main__":
    main()
