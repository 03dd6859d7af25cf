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

    def of(self, site):
        for group in self.needs:
            install(group)
        return self.judge(site)


CHECKS = [
    Check("json", files.json_files),
    Check("xmllint", files.xml),
    Check("yamllint", files.yaml),
    Check("hadolint", files.dockerfiles),
    Check("suppressions", files.suppressions),
    Check("terraform-fmt", terraform.formatted),
    Check("role-files", staging.role_files),
    Check("ansible-inventory", ansible.inventory),
    Check("ansible-syntax", ansible.syntax),
    Check("ansible-lint", ansible.lint),
    Check("host-scripts", services.scripts, ("debian",)),
    Check("host-sudo", services.sudo_rules, ("debian",)),
    Check("host-firewall", services.firewall, ("debian",)),
    Check("host-sshd", services.ssh_server, ("debian",)),
    Check("systemd-verify", services.units, ("debian",)),
    Check("hub-config", services.hub_configuration, ("debian",)),
    Check("apache", services.web_server, ("debian",)),
    Check("shibboleth", services.shibboleth, ("debian",)),
    Check("terraform-validate", terraform.terraform_accepts, ("provider",)),
    Check("docker-build", images.build, ("debian",)),
    Check("image-use", images.use, ("debian",)),
    Check("opentofu-validate", terraform.opentofu_accepts, ("provider", "opentofu")),
]
