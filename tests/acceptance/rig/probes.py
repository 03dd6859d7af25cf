"""What is tried from inside a notebook, as its owner would: code for a cell, and what it reports."""

import json

# A refusal of the firewall comes at once or never; both are no answer.
SECONDS = 3


def reachable(person, places):
    """Return those of the places (address, port) that a notebook can open a connection to."""
    code = f"""
import asyncio, json
async def opens(place):
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(*place), {SECONDS})
    except (OSError, asyncio.TimeoutError):
        return False
    writer.close()
    return True
async def look(places):
    answers = []
    # No more at once than there are files to open.
    for start in range(0, len(places), 500):
        answers += await asyncio.gather(*map(opens, places[start:start + 500]))
    return [place for place, answer in zip(places, answers) if answer]
print(json.dumps(await look({list(places)!r})))
"""
    return [tuple(place) for place in json.loads(person.run(code, seconds=60 + len(places) * SECONDS // 100))]


def address(person):
    """Return the address of a person's own container."""
    return person.run("import socket; print(socket.gethostbyname(socket.gethostname()))").strip()


def local_address(person):
    """Return the address of IPv6 that a person's container has on its own network, where every device has one."""
    code = """
import ipaddress
for line in open("/proc/net/if_inet6"):
    number, *_, device = line.split()
    if device == "eth0":
        print(ipaddress.IPv6Address(int(number, 16)))
"""
    return person.run(code).split()[0]


def fill(person, path, most, seconds=300):
    """Write a file until something stops it, or at most so many bytes; return bytes and what stopped it."""
    code = f"""
import json, os
block, written, reason = os.urandom(1 << 20), 0, "nothing"
try:
    with open({path!r}, "wb", buffering=0) as file:
        while written < {most}:
            written += file.write(block)
            if written % (64 << 20) == 0:
                os.fsync(file.fileno())
        os.fsync(file.fileno())
except OSError as error:
    reason = error.strerror
print(json.dumps([written, reason]))
"""
    return tuple(json.loads(person.run(code, seconds)))


def crowd_with_files(person, directory, most):
    """Make empty files until something stops it; return how many there were and what stopped it. They are gone then."""
    code = f"""
import json, os
made, reason = [], "nothing"
try:
    while len(made) < {most}:
        path = f"{directory}/trial-{{len(made)}}"
        open(path, "x").close()
        made.append(path)
except OSError as error:
    reason = error.strerror
print(json.dumps([len(made), reason]))
for path in made:
    os.unlink(path)
"""
    return tuple(json.loads(person.run(code)))


def writable(person):
    """Return where a person can write at all: file systems (mount point, bytes in all), and directories of no such one."""
    code = """
import json, os
mounts = {line.split()[4].encode().decode("unicode_escape") for line in open("/proc/self/mountinfo")}
found, strange = {}, []
for directory, names, _ in os.walk("/"):
    if directory in ("/proc", "/sys"):
        names.clear()
        continue
    if not os.access(directory, os.W_OK | os.X_OK):
        continue
    mount = directory
    while mount not in mounts:
        mount = os.path.dirname(mount)
    trial = os.path.join(directory, ".trial")
    try:
        open(trial, "x").close()
        os.unlink(trial)
    except OSError:
        continue
    if mount == "/":
        strange.append(directory)
    elif mount not in found:
        size = os.statvfs(mount)
        found[mount] = size.f_blocks * size.f_frsize
print(json.dumps([found, strange]))
"""
    found, strange = json.loads(person.run(code, seconds=120))
    return found, strange


def status(person, url, headers=None):
    """Ask for a page from inside the notebook, following nothing; return status, headers and the start of the body."""
    code = f"""
import http.client, json
from urllib.parse import urlsplit
url = urlsplit({url!r})
connection = http.client.HTTPConnection(url.netloc, timeout=10)
connection.request("GET", url.path + ("?" + url.query if url.query else ""), headers={headers or {}!r})
answer = connection.getresponse()
print(json.dumps([answer.status, dict(answer.getheaders()), answer.read(2000).decode(errors="replace")]))
"""
    return tuple(json.loads(person.run(code)))
