"""Gives every server of the cloud a machine: a container that runs systemd, with the server's first-boot data and volumes.

The cloud's own hypervisor only says that servers run. `follow` looks at what the cloud says and does the rest: it
starts machines for new servers, removes those of servers that are gone, shows volumes to their machines, and lets
volumes that were extended be seen in their new size.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path

from checks import docker
from checks.command import Failed, install, run
from rig import authority, cloud, network
from rig.places import ACCEPTANCE, LOGS
from rig.steps import until

# Containers of the rig are told from others by this label; its value is the server's id.
LABEL = "syzc-rig-server"
# What makes the Debian of a release, and its name: ../tools/install.
BASES = {"debian-12": ("debian", "local/debian:bookworm"), "debian-13": ("debian-13", "local/debian:trixie")}
SPARE_NODES = range(16, 64)
HOST_KEYS_END = "-----END SSH HOST KEY KEYS-----"


def follow(bus="virtio"):
    """Bring machines to what the cloud says; new disks are shown on this bus."""
    servers = [server for server in cloud.servers() if server.status == "ACTIVE"]
    present = machines()
    for identity in sorted(set(present) - {server.id for server in servers}):
        remove(present[identity])
    for server in servers:
        if server.public_address is None:
            raise Failed(f"no public address leads to {server.name}")
        if server.id not in present:
            start(server)
        if server.ipv6_address:
            network.give_ipv6(process_of(machines()[server.id]), server.ipv6_address)
        attach(server, bus)
        await_first_boot(server)


def machines():
    """Return the container of each server, by the server's id."""
    lines = run("docker", "ps", "--all", "--filter", f"label={LABEL}", "--format", f'{{{{.Label "{LABEL}"}}}} {{{{.Names}}}}')
    return dict(line.split() for line in lines.splitlines())


def machine_of(name):
    """Return the container of the server with this name."""
    found = [machines().get(server.id) for server in cloud.servers() if server.name == name]
    if len(found) != 1 or not found[0]:
        raise Failed(f"there is no machine {name}")
    return found[0]


def image(release):
    """Return the image that machines of this release boot."""
    group, base = BASES[release]
    install(group)
    with tempfile.TemporaryDirectory() as scratch:
        context = Path(scratch)
        for path in (ACCEPTANCE / "machine").iterdir():
            (context / path.name).write_bytes(path.read_bytes())
            (context / path.name).chmod(path.stat().st_mode)
        (context / "campus.crt").write_bytes(authority.CERTIFICATE.read_bytes())
        made, _ = docker.build_once(context, "local/rig-machine", base, "--build-arg", f"DEBIAN={base}")
    return made


def start(server):
    """Start a machine as the cloud would: its name, its address, and its first-boot data on a disk of their own."""
    container = f"syzc-rig-{server.name}-{server.id[:8]}"
    run(
        "docker", "create", "--name", container, "--label", f"{LABEL}={server.id}", "--hostname", server.name, "--tty",
        "--network", network.NAME, "--ip", server.public_address, "--volume", f"{network.RESOLVER}:/etc/resolv.conf:ro",
        "--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE", "--security-opt", "seccomp=unconfined",
        "--security-opt", "apparmor=unconfined", "--device", "/dev/loop-control", "--device-cgroup-rule", "b 7:* rwm",
        "--device", "/dev/btrfs-control",
        "--tmpfs", "/run", "--tmpfs", "/run/lock", "--tmpfs", "/tmp:exec", "--volume", "/var/lib/docker",
        "--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw", image(server.release),
    )
    with tempfile.TemporaryDirectory() as scratch:
        latest = Path(scratch) / "config_drive" / "openstack" / "latest"
        latest.mkdir(parents=True)
        about = {"uuid": server.id, "name": server.name, "hostname": server.name, "meta": server.metadata}
        (latest / "meta_data.json").write_text(json.dumps(about), encoding="utf-8")
        (latest / "user_data").write_text(server.user_data, encoding="utf-8")
        run("docker", "cp", Path(scratch) / "config_drive", f"{container}:/var/lib/cloud/seed/config_drive")
    # What a cloud would put at the place of the machine's name server, so that a rebuilt machine starts the same.
    run("docker", "start", container)


def attach(server, bus):
    """Show the machine its volumes beyond the first, which it boots from."""
    container = machines()[server.id]
    lines = [f"{node_of(volume)} {bus_of(container, volume) or bus} {volume}" for volume in server.volumes[1:]]
    wanted = "".join(f"{line}\n" for line in lines)
    if wanted == disks_of(container):
        return
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "machine-devices"
        file.write_text(wanted, encoding="ascii")
        run("docker", "cp", file, f"{container}:/var/lib/machine-devices")
    settle(container)


def settle(container):
    """As when a disk is plugged in: nodes are made, and udev names them."""
    until(lambda: answers(container, "udevadm", "control", "--ping"), 60, f"udev does not run in {container}")
    run("docker", "exec", container, "/usr/local/sbin/machine-devices", "--settle")


def process_of(container):
    return int(run("docker", "inspect", "--format", "{{.State.Pid}}", container))


def disks_of(container):
    found = subprocess.run(
        ["docker", "exec", container, "cat", "/var/lib/machine-devices"], capture_output=True, text=True, check=False
    )
    return found.stdout if found.returncode == 0 else ""


def bus_of(container, volume):
    """Return the bus that the machine has this volume on already."""
    return next((line.split()[1] for line in disks_of(container).splitlines() if line.split()[2] == volume), None)


def node_of(volume):
    """Return the number of the loop device that is this volume, in the size that the volume has now."""
    path = cloud.volume_file(volume)
    found = run("losetup", "--noheadings", "--output", "NAME", "--associated", path).split()
    if found:
        run("losetup", "--set-capacity", found[0])
        return int(found[0].removeprefix("/dev/loop"))
    make_nodes()
    device = run("losetup", "--find", "--show", path).strip()
    return int(device.removeprefix("/dev/loop"))


def make_nodes():
    """The kernel makes loop devices when asked; a machine without udev lacks their nodes."""
    for number in range(SPARE_NODES.stop):
        path = Path(f"/dev/loop{number}")
        if not path.exists():
            run("mknod", "-m", "660", path, "b", "7", number)


def await_first_boot(server):
    """Wait until the machine has written its host keys to its console, and hand the console to the cloud."""
    container = machines()[server.id]
    console = until(
        lambda: said if HOST_KEYS_END in (said := run("docker", "logs", container)) else None,
        120, lambda: f"{server.name} wrote no host keys to its console:\n{run('docker', 'logs', '--tail', '40', container)}",
    )
    server.console.parent.mkdir(parents=True, exist_ok=True)
    server.console.write_text(console, encoding="utf-8")


def restart(container):
    """Switch the machine off and on; what was not on a disk is lost."""
    run("docker", "kill", container)
    run("docker", "start", container)


def remove(container):
    """The machine goes, with the disk that it boots from; other volumes stay as they are."""
    keep_logs(container)
    disks = disks_of(container)
    run("docker", "rm", "--force", "--volumes", container)
    for line in disks.splitlines():
        release(line.split()[0])


def release(number):
    subprocess.run(["losetup", "--detach", f"/dev/loop{number}"], capture_output=True, check=False)


def remove_all():
    for container in machines().values():
        remove(container)


def keep_logs(container):
    """Leave what the machine said where a person looks after a failure."""
    LOGS.mkdir(parents=True, exist_ok=True)
    for name, words in {"console": ["docker", "logs", container], "journal": execute(container, "journalctl", "--no-pager")}.items():
        with open(LOGS / f"{container}-{name}.log", "wb") as file:
            subprocess.run(words, stdout=file, stderr=subprocess.STDOUT, check=False)


def execute(container, *words):
    """Return the command that runs words on the machine as root."""
    return ["docker", "exec", container, *words]


def answers(container, *words):
    return subprocess.run(execute(container, *words), capture_output=True, check=False).returncode == 0


def links_of(container):
    """Return the names that udev gave the machine's disks, each with the device."""
    said = run(*execute(container, "sh", "-c", "cd /dev/disk/by-id && ls -l"))
    return dict(re.findall(r"(\S+) -> \.\./\.\./(\S+)", said))
