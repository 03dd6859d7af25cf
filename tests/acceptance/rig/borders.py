"""What a notebook can reach, what its owner can see of others, and whether somebody can come in as another."""

import json
import re
import time
from contextlib import contextmanager

from checks.command import run as run_command
from rig import forgery, identity, metadata, probes
from rig.person import Person
from rig.places import DOMAIN
from rig.steps import hold, step

HUB_API = ("10.40.0.1", 8081)
PROXY_API = 8001
NOTEBOOK = 8888

# Whom the university knows and the hub must not let in.
LEAVER = "alum"
VISITOR = "visitor"
NAMELESS = "noeppn"
FOREIGNER = "evil"


def run(rig, alice, bob):
    with ipv6(rig.machine()):
        with step("from a notebook, the host answers on the Hub API port only"):
            host_ports(alice, rig.on_host)
        with step("from a notebook, other people's containers do not answer"):
            neighbours(alice, bob, rig.on_host)
    with step("from a notebook, the metadata address does not answer, though it does for the host"):
        metadata_address(alice, rig.on_host)
    with step("homes are private"):
        homes(alice, bob)
    with step("a notebook that sends the login's headers to the hub itself is refused"):
        from_inside(alice, rig.on_host)
    with step("a forged identity from outside is ignored in every spelling"):
        strangers()
        for name in (NAMELESS, LEAVER, VISITOR):
            refused(name, "alice@ubc.ca")
        remains("bob", "alice@ubc.ca")
    with step("an identity of another university's scope is not believed"):
        hold_out(FOREIGNER)


@contextmanager
def ipv6(machine):
    """Give the users' bridge its address of IPv6, which it has on a real host, and which Docker denies this machine."""
    process = run_command("docker", "inspect", "--format", "{{.State.Pid}}", machine).strip()

    def deny(value):
        words = ["sysctl", "--quiet", "--write", f"net.ipv6.conf.br-hub.disable_ipv6={value}"]
        run_command("nsenter", f"--net=/proc/{process}/ns/net", *words)

    deny(0)
    try:
        # An address counts only when nobody else has answered to it for a while.
        time.sleep(3)
        yield
    finally:
        deny(1)


def host_ports(alice, host):
    """Try every TCP port that something listens on, at every address of the host."""
    addresses = set(re.findall(r"inet ([0-9.]+)/", host("ip", "-oneline", "-4", "address")))
    ports = {int(line.split()[3].rpartition(":")[2]) for line in host("ss", "--tcp", "--listening", "--numeric", "--no-header").splitlines()}
    for port in (22, 80, 443, 8000, PROXY_API, HUB_API[1]):
        hold(port in ports, f"nothing listens on port {port} of the host: the trial proves nothing")
    hold(HUB_API[0] in addresses and len(addresses - {"127.0.0.1"}) >= 2, f"the host has only the addresses {sorted(addresses)}")
    # Every device on a bridge has an address of IPv6 too, whether or not anybody uses it.
    bridge = re.findall(r"inet6 (fe80[0-9a-f:]+)/", host("ip", "-oneline", "-6", "address", "show", "br-hub"))
    hold(bridge, "the users' bridge has no address of IPv6: the trial proves nothing")
    everywhere = sorted(addresses - {"127.0.0.1"}) + [f"{address}%eth0" for address in bridge]
    places = [(address, port) for address in everywhere for port in sorted(ports)]
    found = probes.reachable(alice, places)
    hold(found == [HUB_API], f"from a notebook, the host answers at {found}, not only at {HUB_API}")
    # What is outside can be reached, by the same probe.
    outside = (identity.ADDRESS, 443)
    hold(probes.reachable(alice, [outside]) == [outside], f"a notebook does not even reach {outside}: the trial proves nothing")


def metadata_address(alice, host):
    with metadata.answering(host) as url:
        text = host("curl", "--silent", "--show-error", "--max-time", "10", url)
        hold(metadata.WORDS in text, f"the metadata address says to the host: {text[:200]}")
        found = probes.reachable(alice, [(metadata.ADDRESS, metadata.PORT)])
        hold(not found, "a notebook reaches the metadata address")


def neighbours(alice, bob, host):
    """Try bob's server, and a port that bob opens himself, by TCP and UDP."""
    own = 8999
    bob.run(
        "import socket\n"
        f"tcp = socket.create_server(('::', {own}), family=socket.AF_INET6, dualstack_ipv6=True)\n"
        f"udp = socket.socket(type=socket.SOCK_DGRAM); udp.bind(('0.0.0.0', {own})); udp.settimeout(3)"
    )
    theirs, local = probes.address(bob), probes.local_address(bob)
    places = [(theirs, NOTEBOOK), (theirs, own), ("jupyter-bob", NOTEBOOK), (f"{local}%eth0", own)]
    for port in (NOTEBOOK, own):
        host("timeout", "5", "bash", "-c", f": </dev/tcp/{theirs}/{port}")
    itself = [(f"{local}%eth0", own)]
    hold(probes.reachable(bob, itself) == itself, "bob does not reach his own address of IPv6: the trial proves nothing")
    found = probes.reachable(alice, places)
    hold(not found, f"from a notebook, a neighbour's container answers at {found}")
    send = f"import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'hello', ('{theirs}', {own}))"
    heard = "try: print(udp.recv(100))\nexcept OSError: print('silence')"
    alice.run(f"try: {send}\nexcept OSError: pass")
    hold(bob.run(heard).strip() == "silence", "a neighbour's datagram comes through")
    bob.run(send)
    hold("hello" in bob.run(heard), "bob does not hear even himself: the trial proves nothing")
    bob.run("tcp.close(); udp.close()")


def homes(alice, bob):
    secret = "what only alice may read"
    alice.put("secret.txt", secret)
    hold(alice.get("secret.txt") == secret, "alice cannot read her own file")

    # Through the web, with bob's log-in.
    for path in ("files/secret.txt", "api/contents/secret.txt", "lab", "api/kernels"):
        answer = bob.session.get(f"{bob.hub}/user/alice/{path}")
        hold(secret not in answer.text, f"bob reads alice's file at {path}")
        hold(answer.status_code in (403, 404), f"bob asks for alice's {path} and is answered {answer.status_code}")

    # From bob's notebook, with what the hub gave his server.
    token = bob.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()
    api = bob.run("print(os.environ['JUPYTERHUB_API_URL'])").strip()
    headers = {"Authorization": f"token {token}"}
    status, _, text = probes.status(bob, f"{api}/user", headers)
    hold(status == 200 and json.loads(text)["name"] == "bob", f"bob's own token is worth nothing: {status}: the trial proves nothing")
    for path in ("users", "users/alice", "users/alice/server/progress", "proxy", "services", "groups"):
        status, _, text = probes.status(bob, f"{api}/{path}", headers)
        hold(status in (403, 404), f"bob's server may ask the hub for {path}: {status} {text[:200]}")

    # From the container: nothing of the host's homes is there, by whatever path.
    hold("/home/jovyan/secret.txt" in search(alice, secret), "alice herself does not find her file: the trial proves nothing")
    found = search(bob, secret)
    hold(not found, f"bob finds alice's file at {found}")
    alice.delete("secret.txt")


def search(person, words):
    """Return the files in a person's server, wherever they are, that have the words."""
    # In two parts: else the person's own record of what was run would have them.
    return person.run(
        f"import subprocess\nwords = {words[:8]!r} + {words[8:]!r}\n"
        "command = ['grep', '--recursive', '--files-with-matches', '--no-messages', '--exclude-dir=proc', '--exclude-dir=sys',"
        " '--exclude-dir=dev', '--exclude-dir=usr', '--exclude-dir=conda', words, '/']\n"
        "print(subprocess.run(command, capture_output=True, text=True).stdout)",
        120,
    ).split()


def from_inside(alice, host):
    secret = front_secret(host)
    url = f"http://{HUB_API[0]}:{HUB_API[1]}/hub/shibboleth-login"
    words = {"HubLoginPerson": "bob@ubc.ca", "HubLoginValues": "student@ubc.ca"}
    for guess in (None, "", "(null)", "x" * len(secret), secret[:-1]):
        headers = words if guess is None else {**words, "HubFrontSecret": guess}
        status, answer, _ = probes.status(alice, url, headers)
        hold(status == 403 and "jupyterhub-hub-login" not in answer.get("Set-Cookie", ""), f"a notebook comes in as bob with the secret {guess!r}: {status}")
    # With the right one it would be let in: so that it is the secret which held.
    status, _, text = probes.status(alice, url, {**words, "HubFrontSecret": secret})
    hold(status == 302, f"even with the secret the hub answers {status}: the trial proves nothing: {text[:200]}")


def front_secret(host):
    found = re.search(r'HubFrontSecret\s+"?([^"\s]+)"?', host("cat", "/etc/apache2/hub-secrets/front.conf"))
    hold(found, "the host's front.conf has no secret")
    return found.group(1)


LOGIN = "/hub/shibboleth-login"


def strangers():
    """Without any log-in, every attempt ends at the identity provider or is refused."""
    for what, lines in forgery.forged("alice@ubc.ca", "student@ubc.ca").items():
        for path in (LOGIN, f"{LOGIN}?next=%2Fhub%2Fhome", "/hub/shibboleth-login/", "/hub//shibboleth-login", "/hub/api/user"):
            status, headers, text = forgery.ask(DOMAIN, path, lines)
            let_in(status, headers, f"a stranger with {what} at {path}")


def refused(name, person):
    """Somebody who logged in at the university, and lacks what the hub asks for, comes in by no forgery either."""
    someone = hold_out(name)
    for what, lines in forgery.forged(person, "student@ubc.ca").items():
        status, headers, text = forgery.ask(DOMAIN, LOGIN, lines, someone.session)
        let_in(status, headers, f"{name} with {what}")
        # They do get as far as the hub, which then says no; or Apache refuses the request as such.
        hold(status in (400, 403), f"{name} with {what} is answered {status} {headers.get('location')}: the trial proves nothing")
    lines, body = forgery.trailers(person, "student@ubc.ca")
    status, headers, text = forgery.ask(DOMAIN, LOGIN, lines, someone.session, body)
    let_in(status, headers, f"{name} with a trailer")


def remains(name, person):
    """Somebody who may come in does so as nobody else."""
    someone = Person(name)
    someone.log_in()
    # What the hub gave is thrown away; the log-in at the university is left, and the hub has to say anew who this is.
    for cookie in list(someone.session.cookies):
        if not cookie.name.startswith("_shib"):
            someone.session.cookies.clear(cookie.domain, cookie.path, cookie.name)
    entered = 0
    for what, lines in forgery.forged(person, "student@ubc.ca").items():
        status, headers, _ = forgery.ask(DOMAIN, LOGIN, lines, someone.session)
        if status in (400, 403):
            continue
        given = re.search(r"jupyterhub-hub-login=([^;]+)", " ".join(headers.get("set-cookie", [])))
        hold(status == 302 and given, f"{name} with {what} is answered {status}, and neither let in nor refused")
        visitor = Person(name)
        visitor.session.cookies.set("jupyterhub-hub-login", given.group(1), domain=DOMAIN, path="/hub/")
        visitor.session.get(f"{visitor.hub}/hub/home")
        known = visitor.known_to_the_hub()
        hold(known and known["name"] == name, f"{name} with {what} comes in as {known and known['name']}")
        entered += 1
    hold(entered > len(forgery.NAMES) / 2, f"{name} came in with {entered} of the attempts only: the trial proves little")


def let_in(status, headers, who):
    cookies = " ".join(headers.get("set-cookie", []))
    hold("jupyterhub-hub-login" not in cookies, f"{who} is let in")
    location = headers.get("location", [""])[0]
    hold(status in (302, 301, 400, 403, 404, 405), f"{who} is answered {status}")
    if status == 302:
        hold(location.startswith((identity.ENTITY, "/hub/login", "/hub/shibboleth-login", "/hub/hub")), f"{who} is sent on to {location}")


def hold_out(name):
    """Let somebody log in at the university whom the hub must refuse; return them."""
    someone = Person(name)
    answer = someone.try_to_log_in()
    hold(answer.status_code == 403, f"{name} is answered {answer.status_code} instead of a refusal")
    hold(not someone.known_to_the_hub(), f"{name} was let in")
    return someone
