"""The hub's machine is destroyed and made again: who the hub is, and what people have, stays."""

import ssl
import time

from checks import command
from rig import machines, operator, web
from rig.person import Person
from rig.places import BUILT, DOMAIN
from rig.steps import hold, record, step


def run(rig):
    rig.up()
    alice = Person("alice")
    with step("a person leaves a file"):
        alice.begin("minimal")
        alice.put("before.txt", "written on the first machine")
        alice.stop_server()
    before = identity_of(rig)
    first = rig.machine()
    began = time.monotonic()
    with step("README, Rebuild: the server is stopped and replaced"):
        openstack("server", "stop", rig.SERVER)
        server = operator.output("server_id")
        operator.terraform(
            "apply", "-no-color", "-auto-approve", "-replace=openstack_blockstorage_volume_v3.boot",
            "-replace=openstack_compute_instance_v2.hub",
        )
        hold(operator.output("server_id") != server, "the server is the same")
    with step("the new server boots; this time its disks are on the bus scsi"):
        machines.follow(bus="scsi")
        hold(rig.machine() != first, "the machine is the same")
        links = machines.links_of(rig.machine())
        hold(any(name.startswith("scsi-0QEMU_QEMU_HARDDISK_") for name in links), f"udev named the disks {', '.join(links)}")
    with step("first contact"):
        operator.playbook("first-contact.yml")
    with step("ansible-playbook site.yml"):
        operator.play()
    with step("the hub answers"):
        rig.healthy(120)
    record("from stopping the server to a hub that answers", (time.monotonic() - began) / 60, "min")
    with step("host keys, service provider, certificate, secrets and accounts are those of before"):
        after = identity_of(rig)
        changed = [name for name in before if before[name] != after[name]]
        hold(not changed, f"changed: {', '.join(changed)}")
    with step("the same person, without another word to the identity provider's staff, sees the same file"):
        alice = Person("alice")
        alice.begin("minimal")
        hold(alice.get("before.txt") == "written on the first machine", "the file is gone")
        hold(alice.run("6*7").strip() == "42", "alice cannot compute")
        alice.stop_server()
    with step("nothing is left to do"):
        operator.terraform("plan", "-no-color", "-detailed-exitcode")
        operator.unchanged(operator.play())


def identity_of(rig):
    """Return what makes this hub this hub, each as text that can be compared."""
    return {
        "SSH host keys": rig.shell("cat /etc/ssh/ssh_host_ed25519_key.pub /etc/ssh/ssh_host_rsa_key.pub /etc/ssh/ssh_host_ecdsa_key.pub"),
        "known_hosts": first_lines(),
        "keys of the service provider": rig.shell("sha256sum /srv/hub/state/shibboleth/*.pem"),
        "the hub's secrets": rig.shell("sha256sum /srv/hub/state/secrets/* /srv/hub/state/jupyterhub/cookie_secret"),
        "certificate": certificate(),
        "accounts": rig.shell(
            "python3 -c 'import sqlite3; print(sorted(sqlite3.connect(\"/srv/hub/state/jupyterhub/jupyterhub.sqlite\")"
            ".execute(\"select name, id, cookie_id from users\")))'"
        ),
        "homes": rig.shell("ls -ln /srv/hub/homes | awk '{print $1, $3, $4, $9}'"),
    }


def first_lines():
    """Whoever knew the first machine recognises the second: its lines stay, others may come after them."""
    lines = (BUILT / "ansible" / "known_hosts").read_text(encoding="ascii").splitlines()
    return "\n".join(lines[:3])


def certificate():
    with web.connect_tls(DOMAIN) as connection:
        return ssl.DER_cert_to_PEM_cert(connection.getpeercert(binary_form=True))


def openstack(*words):
    return command.run("openstack", *words, environment=operator.environment())
