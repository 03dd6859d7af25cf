# Written by syzc. Edit the site, not this file, and build again.
"""Says which of Docker's networks are in the way of what this host reaches now.

Arguments: the address that the operator comes from, or an empty one; then
KEY=RANGE for each network, with the key of the site that sets it. Ends with 3
and a sentence for each network that would cut somebody off. Changes nothing.
"""

import ipaddress
import json
import re
import subprocess
import sys

# What Docker made itself may have these addresses.
OWN = re.compile(r"docker0|br-[0-9a-f]{12}|veth.*|" + re.escape("br-hub"))
RESOLVERS = ("/run/systemd/resolve/resolv.conf", "/etc/resolv.conf")
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


def main():
    operator, *arguments = sys.argv[1:]
    networks = {
        key: ipaddress.ip_network(value)
        for key, _, value in (argument.partition("=") for argument in arguments)
    }
    reached = list(found(operator))
    sentences = []
    for key, network in list(networks.items()):
        in_the_way = [
            f"{what} {other.with_prefixlen.removesuffix('/32')}"
            for what, other in reached
            if network.overlaps(other)
        ]
        if in_the_way:
            others = [other for name, other in networks.items() if name != key]
            free = free_range(network, others + [other for _, other in reached])
            advice = f"write another {key}"
            if free:
                advice = f'write {key} = "{free}"'
                networks[key] = free
            sentences.append(
                f"Docker would keep {network} to itself, but this host reaches "
                f"{', '.join(in_the_way)} there. In the site, {advice} under "
                "[runtime.docker], or another range that is free, and build again."
            )
    if sentences:
        print(" ".join(sentences), "Nothing was changed.")
        sys.exit(3)


def found(operator):
    """What this host reaches now, each with what it is."""
    listed = subprocess.run(
        ["ip", "-json", "-4", "route", "show", "table", "all"],
        check=True,
        stdout=subprocess.PIPE,
    )
    for route in json.loads(listed.stdout or b"[]"):
        hops = route.get("nexthops", [route])
        devices = {hop["dev"] for hop in hops if "dev" in hop}
        if not devices or all(OWN.fullmatch(device) for device in devices):
            continue
        where = "/".join(sorted(devices))
        for hop in hops:
            yield from address("the gateway", hop.get("gateway", ""))
        # The way to everywhere says nothing about private addresses.
        for network in address(f"by {where} the range", route.get("dst", "")):
            if network[1].prefixlen > 0:
                yield network
    for path in RESOLVERS:
        try:
            with open(path, encoding="utf-8") as lines:
                words = [line.split() for line in lines]
        except OSError:
            continue
        for word in words:
            if len(word) > 1 and word[0] == "nameserver":
                yield from address("the name server", word[1])
    yield from address("you at", operator)


def address(what, text):
    """An IPv4 address or range, where the text is one; Docker has no others."""
    try:
        yield what, ipaddress.IPv4Network(text)
    except ValueError:
        pass


def free_range(network, taken):
    """A private range of the same size that overlaps none of these."""
    for block in map(ipaddress.ip_network, PRIVATE):
        if block.prefixlen > network.prefixlen:
            continue
        for candidate in block.subnets(new_prefix=network.prefixlen):
            if not any(candidate.overlaps(other) for other in taken):
                return candidate
    return None


main()
