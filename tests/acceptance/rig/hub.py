"""Brings a hub up from an empty project, step by step as an operator does, and takes everything down again."""

import shutil
import subprocess

from checks.command import install, run
from rig import acme, authority, cloud, identity, learning_platform, machines, network, openid, operator, registry, volume
from rig.places import BUILT, DOMAIN, LOGS, PROJECT, SITE
from rig.steps import step, until

SERVER = f"{SITE}-hub"


def surroundings():
    """What is there before a university's hub: a cloud, a name server, an identity provider, authorities, a registry."""
    with step("tools are installed"):
        for group in ("provider", "debian", "rig", "pebble"):
            install(group)
    with step("network and name server"):
        network.up()
        authority.up()
    with step("OpenStack answers"):
        cloud.up()
    with step("registry of images"):
        registry.up()
    with step("identity provider"):
        identity.up()
    with step("images that sites build on are in the registry"):
        operator.write_variables()
    with step("certificate authority"):
        acme.up()


def deploy(changes=""):
    """From TOML, with changes at its end, to a hub that is registered: every step of the generated README."""
    with step("syzc build"):
        operator.write_project(changes)
        operator.build()
    with step("terraform init"):
        operator.terraform("init", "-no-color")
    with step("terraform apply"):
        operator.apply()
    with step("the server boots"):
        machines.follow()
    with step("first contact: host keys from the console"):
        operator.playbook("first-contact.yml")
    with step("the domain leads to the server"):
        network.name(DOMAIN, *operator.addresses())
    with step("ansible-playbook site.yml"):
        said = operator.play()
        (LOGS / "play-first.log").write_text(said, encoding="utf-8")
    with step("registration with the identity provider"):
        register()


def register():
    operator.playbook("sp-metadata.yml")
    identity.register(BUILT / "sp-metadata.xml")


def machine():
    return machines.machine_of(SERVER)


def on_host(*words, accept=(0,)):
    """Run words on the hub's machine as root."""
    return run(*machines.execute(machine(), *words), accept=accept)


def shell(script, accept=(0,)):
    return on_host("sh", "-c", script, accept=accept)


def healthy(seconds):
    """Wait until the hub answers through the whole front; return nothing or fail with what is seen."""
    until(answers, seconds, lambda: f"the hub does not answer at https://{DOMAIN}/hub/health")


def answers():
    address = operator.output("public_address")
    found = subprocess.run(
        ["curl", "--silent", "--fail", "--insecure", "--max-time", "5", "--resolve", f"{DOMAIN}:443:{address}",
         f"https://{DOMAIN}/hub/health"], capture_output=True, check=False,
    )
    return found.returncode == 0


def up():
    """A hub as `journey` leaves it; what is there already is only looked at."""
    LOGS.mkdir(parents=True, exist_ok=True)
    surroundings()
    if not deployed():
        deploy()
    machines.follow()
    healthy(120)


def put_back():
    """Give the hub the login that the site has without a scenario's changes."""
    with step("the site is put back"):
        operator.change_login("")
        operator.play()
        healthy(120)


def deployed():
    return (BUILT / "terraform" / "terraform.tfstate").exists() and (BUILT / "sp-metadata.xml").exists()


def wipe():
    """Nothing is left of the project: machines, cloud, what was written and what was remembered."""
    machines.remove_all()
    cloud.wipe()
    shutil.rmtree(PROJECT, ignore_errors=True)


def down():
    """End what the rig started, and only that."""
    volume.down()
    machines.remove_all()
    registry.down()
    acme.down()
    learning_platform.down()
    openid.down()
    identity.down()
    cloud.down()
    network.down()
