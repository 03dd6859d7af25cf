"""The campus's registry of images: a mirror of what sites build on, as the variable `images_bases` names one."""

from checks.command import run
from rig import authority, network, processes
from rig.places import WORK
from rig.steps import until

DOMAIN = "registry.rig.example"
NAME = f"{DOMAIN}:5000"
NETWORK = f"{network.GATEWAY}:5000"
LOOPBACK = "127.0.0.1:5055"
STORE = WORK / "registry"




def up():
    certificate, key = authority.issue(DOMAIN)
    network.name(DOMAIN, network.GATEWAY)
    STORE.mkdir(parents=True, exist_ok=True)
    serve("registry", f'addr: "{NETWORK}", tls: {{certificate: "{certificate}", key: "{key}"}}')
    # The same images for this machine's own Docker, which takes a registry on the loopback without a certificate.
    serve("registry-loopback", f'addr: "{LOOPBACK}"')
    until(answers, 20, lambda: f"the registry does not answer:\n{processes.tail('registry')}")


def serve(name, http):
    configuration = WORK / f"{name}.yml"
    storage = f'{{filesystem: {{rootdirectory: "{STORE}"}}}}'
    configuration.write_text(f"version: 0.1\nlog: {{level: warn}}\nstorage: {storage}\nhttp: {{{http}}}\n", encoding="utf-8")
    processes.start(name, "docker-registry", "serve", configuration)


def answers():
    words = ["curl", "--silent", "--fail", "--cacert", authority.CERTIFICATE, "--resolve", f"{NAME}:{network.GATEWAY}"]
    return network.answers(*words, f"https://{NAME}/v2/") and network.answers("curl", "--silent", "--fail", f"http://{LOOPBACK}/v2/")


def down():
    processes.stop("registry")
    processes.stop("registry-loopback")


def mirror(image, base):
    """Hold a local image under the name that a registry of the world has it under; return the name to ask for."""
    name = base.partition("/")[2]
    run("docker", "tag", image, f"{LOOPBACK}/{name}")
    run("docker", "push", "--quiet", f"{LOOPBACK}/{name}")
    return f"{NAME}/{name}"
