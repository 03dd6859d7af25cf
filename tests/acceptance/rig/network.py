"""The world between the parts: a network of containers with public addresses, and a name server for it.

198.51.100.0/24 is reserved for documentation, so no real host has such an address. The machine itself is its gateway.
Should the network be away, a route of last resort drops what is meant for it, so that nothing leaves the machine.
"""

import signal
import subprocess

from checks.command import run
from rig import processes
from rig.places import WORK

NAME = "syzc-rig"
BRIDGE = "br-syzc-rig"
RANGE = "198.51.100.0/24"
GATEWAY = "198.51.100.1"
# What routers advertise where a server has IPv6; of the documentation range too. The bridge's address is the router's.
RANGE_6 = "2001:db8:c0de:1::/64"
GATEWAY_6 = "2001:db8:c0de:1::1"
NAMES = WORK / "names"
# The same names once more: what has no IPv6 address here has none in the world, so nobody is asked for one.
ONLY_HERE = WORK / "names-only-here"
# The name server of everything in the rig, in the form of a file that programs can be given.
RESOLVER = WORK / "resolv.conf"


def up():
    WORK.mkdir(parents=True, exist_ok=True)
    run("ip", "route", "replace", "blackhole", RANGE, "metric", "4000")
    if not answers("docker", "network", "inspect", NAME):
        run(
            "docker", "network", "create", f"--subnet={RANGE}", f"--gateway={GATEWAY}",
            f"--opt=com.docker.network.bridge.name={BRIDGE}", NAME,
        )
    RESOLVER.write_text(f"nameserver {GATEWAY}\n", encoding="ascii")
    NAMES.touch()
    ONLY_HERE.touch()
    processes.start(
        "names", "dnsmasq", "--keep-in-foreground", "--no-daemon", "--conf-file=/dev/null", "--bind-interfaces",
        f"--listen-address={GATEWAY}", "--no-hosts", f"--addn-hosts={NAMES}", f"--servers-file={ONLY_HERE}", "--cache-size=1000", "--local-ttl=1",
        "--user=root", "--pid-file=",
    )


def down():
    processes.stop("names")
    if answers("docker", "network", "inspect", NAME):
        run("docker", "network", "rm", NAME)
    subprocess.run(["ip", "route", "del", "blackhole", RANGE, "metric", "4000"], capture_output=True, check=False)


def name(domain, *addresses):
    """Let a domain lead to these addresses, as the keepers of its zone would; without any, to none."""
    lines = [line for line in NAMES.read_text(encoding="ascii").splitlines() if line.split()[1] != domain]
    lines += [f"{address} {domain}" for address in addresses]
    NAMES.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    ONLY_HERE.write_text("".join(f"server=/{line.split()[1]}/\n" for line in lines), encoding="ascii")
    processes.signal_to("names", signal.SIGHUP)


def give_ipv6(process, address):
    """Let a container, by a process in it, have an address of IPv6: what it would have made of a router's advertisement."""
    length = RANGE_6.rpartition("/")[2]
    run("ip", "-6", "address", "replace", f"{GATEWAY_6}/{length}", "dev", BRIDGE, "nodad")
    inside_it = ["nsenter", f"--target={process}", "--net"]
    run(*inside_it, "sysctl", "--quiet", "--write", "net.ipv6.conf.all.disable_ipv6=0")
    run(*inside_it, "ip", "-6", "address", "replace", f"{address}/{length}", "dev", "eth0", "nodad")
    run(*inside_it, "ip", "-6", "route", "replace", "default", "via", GATEWAY_6, "dev", "eth0")


def inside(*words):
    """Return a command that sees the rig's names, and leaves the machine's own name server as it is."""
    script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "--propagation=private", "sh", "-c", script, RESOLVER, *words]


def answers(*words):
    return subprocess.run(words, capture_output=True, check=False).returncode == 0
