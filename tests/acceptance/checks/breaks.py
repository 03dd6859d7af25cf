"""Lists ways to break a site, at least one for each check.

Each names a check, a file of the site, a text in it and what replaces it, and
words that the failure must hold. An empty text means: put the new one at the
end of the file, which is made when it is not there.
"""

from dataclasses import dataclass

ROLES = "ansible/roles"
HUB = f"{ROLES}/hub/files"


@dataclass(frozen=True)
class Break:
    check: str
    file: str
    old: str
    new: str
    expected: str


BREAKS = [
    Break("json", f"{HUB}/configurable-http-proxy/package.json", "{", "{,", "package.json"),
    Break("xmllint", f"{ROLES}/login/files/shibboleth2.xml", "</SPConfig>", "</SPConf>", "SPConf"),
    Break("yamllint", f"{ROLES}/hub/tasks/main.yml", "", "- name: twice\n  name: twice\n", "duplication"),
    Break("hadolint", "images/minimal/Dockerfile", "", "RUN cd /tmp && sudo true\n", "DL30"),
    Break("suppressions", "ansible/site.yml", "", "# noqa: name[casing]\n", "suppressions.toml"),
    Break("suppressions", f"{HUB}/hub-home", "", "# shellcheck disable=all\n", "suppressions.toml"),
    Break("terraform-fmt", "terraform/machine.tf", "  name        =", "  name =", "machine.tf"),
    Break("role-files", f"{ROLES}/hub/tasks/configuration.yml", "src: jupyterhub_config.py", "src: jupyterhub_conf.py", "not there"),
    Break("role-files", f"{ROLES}/web/files/forgotten.conf", "", "Listen 81\n", "no task copies it"),
    Break("ansible-inventory", "ansible/inventory/hub.py", "StrictHostKeyChecking=yes", "StrictHostKeyChecking=no", "host key"),
    Break("ansible-inventory", "ansible/inventory/hub.py", "sys.exit(f", "raise RuntimeError(f", "inventory says"),
    Break("ansible-inventory", "terraform/outputs.tf", 'output "server_id"', 'output "server"', "server"),
    Break("ansible-syntax", "ansible/site.yml", "role: storage", "role: storrage", "storrage"),
    Break("ansible-lint", f"{ROLES}/hub/tasks/main.yml", "", "- name: no module name\n  command: /bin/true\n", "fqcn"),
    Break("host-scripts", f"{HUB}/hub-home", "import", "imp ort", "hub-home"),
    Break("host-sudo", f"{HUB}/hub-home.sudoers", "", "jupyterhub ALL=(root NOPASSWD: ALL\n", "sudoers"),
    Break("host-firewall", f"{ROLES}/host/files/host.nft", "dport", "dportt", "dportt"),
    Break("host-sshd", f"{ROLES}/host/files/10-hub.conf", "", "PermitRootLogn no\n", "PermitRootLogn"),
    Break("systemd-verify", f"{HUB}/jupyterhub.service", "[Service]\n", "[Service]\nRestartSek=3\n", "RestartSek"),
    Break("systemd-verify", f"{HUB}/jupyterhub.service", "bin/python ", "bin/pythonn ", "pythonn"),
    Break("hub-config", f"{HUB}/jupyterhub_config.py", "", "c.JupyterHub.no_such_setting = 1\n", "not recognized"),
    Break("hub-config", f"{HUB}/jupyterhub_config.py", "", "c.DockerSpawner.mem_limitt = 1\n", "not recognized"),
    Break("hub-config", f"{HUB}/jupyterhub_config.py", "", "c.NoSuchSpawner.setting = 1\n", "not recognized"),
    Break("hub-config", f"{HUB}/jupyterhub_config.py", 'default="', 'default="no-such-', "chosen beforehand"),
    Break("hub-modules", f"{HUB}/syzc_rights.py", "user.admin = False", "user.admin = True", "FAIL: test_only_administrators"),
    Break("apache", f"{ROLES}/web/files/hub.conf", "RequestHeader", "RequestHeadr", "RequestHeadr"),
    Break("apache", f"{ROLES}/web/tasks/server.yml", '    - "shib"\n', "", "Invalid command"),
    Break("shibboleth", f"{ROLES}/login/files/attribute-map.xml", "<Attribute ", "<Atribute ", "attribute-map"),
    Break("terraform-validate", "terraform/machine.tf", "flavor_name", "flavour_name", "flavour_name"),
    Break("terraform-validate", "terraform/network.tf", "networking_port_v2", "networking_porte_v2", "porte"),
    Break("docker-build", "images/minimal/Dockerfile", "/base:", "/base:0", "no task"),
    Break("docker-build", "images/minimal/Dockerfile", "", "RUN exit 3\n", "returned a non-zero code: 3"),
    Break("image-use", "images/minimal/Dockerfile", "", 'ENTRYPOINT ["false"]\n', "is not running"),
    Break("opentofu-validate", "terraform/storage.tf", "instance_v2.hub.id", "instance_v2.missing.id", "missing"),
]
