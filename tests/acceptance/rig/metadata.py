"""The cloud's metadata address, as a server of a real cloud can reach it: it gives out the server's own secrets.

The rig's machines have none, so that a notebook which cannot reach it would prove nothing. A container answers at the
address while a trial needs it, and the hub's machine gets a route to it, as OpenStack's routers give one.
"""

import json
from contextlib import contextmanager

from checks.command import run
from rig import identity, network

ADDRESS = "169.254.169.254"
PORT = 80
CONTAINER = "syzc-rig-metadata"
OWN_ADDRESS = "198.51.100.9"
WORDS = "the metadata of the rig"


@contextmanager
def answering(host):
    """Let the metadata address answer the host; `host` runs a command on the hub's machine."""
    run("docker", "rm", "--force", CONTAINER)
    # Any image with a small web server will do, and the identity provider's has one.
    run(
        "docker", "run", "--detach", "--name", CONTAINER, "--network", network.NAME, "--ip", OWN_ADDRESS, "--init",
        "--sysctl", "net.ipv4.ip_nonlocal_bind=1", identity.IMAGE,
        "sh", "-c", f"mkdir /page && echo '{WORDS}' >/page/index.html && exec php -S {ADDRESS}:{PORT} -t /page",
    )
    try:
        process = json.loads(run("docker", "inspect", CONTAINER))[0]["State"]["Pid"]
        run("nsenter", f"--net=/proc/{process}/ns/net", "ip", "address", "add", f"{ADDRESS}/32", "dev", "eth0")
        host("ip", "route", "replace", ADDRESS, "via", OWN_ADDRESS)
        yield f"http://{ADDRESS}:{PORT}/"
    finally:
        host("ip", "route", "del", ADDRESS, "via", OWN_ADDRESS)
        run("docker", "rm", "--force", CONTAINER)
