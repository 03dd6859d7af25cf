"""Lists the checks, quick ones first, and the tools that each needs."""

from dataclasses import dataclass, field
from typing import Callable

from checks import ansible, files, images, services, staging, terraform
from checks.command import install


@dataclass(frozen=True)
class Check:
    # What --only takes.
    name: str
    judge: Callable
    # Groups of tools/install, beyond those that every check has.
    needs: tuple = field(default=())
    # For a check that takes long: the files that it reads. It is made on as few sites as have every form of line in
    # them (cover.py); without, on every site.
    reads: tuple = field(default=())

    def of(self, site):
        for group in self.needs:
            install(group)
        return self.judge(site)


PLAYBOOKS = ("ansible/*.yml", "ansible/roles/**/*.yml", "ansible/ansible.cfg")
INVENTORY = ("ansible/inventory/*", "terraform/outputs.tf")
HOST = ("ansible/roles/*/files/**/*",)
# The same modules on every site, so that one is enough.
HUB_PACKAGES = ("ansible/roles/hub/files/requirements.txt",)
IMAGES = ("images/**/*",)

CHECKS = [
    Check("json", files.json_files),
    Check("xmllint", files.xml),
    Check("yamllint", files.yaml),
    Check("hadolint", files.dockerfiles),
    Check("suppressions", files.suppressions),
    Check("terraform-fmt", terraform.formatted),
    Check("role-files", staging.role_files),
    Check("ansible-inventory", ansible.inventory, reads=INVENTORY),
    Check("ansible-syntax", ansible.syntax, reads=PLAYBOOKS),
    Check("ansible-lint", ansible.lint, reads=PLAYBOOKS),
    Check("host-scripts", services.scripts, ("debian",), HOST),
    Check("host-sudo", services.sudo_rules, ("debian",), HOST),
    Check("host-firewall", services.firewall, ("debian",), HOST),
    Check("host-sshd", services.ssh_server, ("debian",), HOST),
    Check("systemd-verify", services.units, ("debian",), HOST),
    Check("hub-config", services.hub_configuration, ("debian",), HOST),
    Check("hub-modules", services.hub_modules, ("debian",), HUB_PACKAGES),
    Check("apache", services.web_server, ("debian",), HOST),
    Check("shibboleth", services.shibboleth, ("debian",), HOST),
    Check("terraform-validate", terraform.terraform_accepts, ("provider",)),
    Check("docker-build", images.build, ("debian",), IMAGES),
    Check("image-use", images.use, ("debian",), IMAGES),
    Check("opentofu-validate", terraform.opentofu_accepts, ("provider", "opentofu")),
]
