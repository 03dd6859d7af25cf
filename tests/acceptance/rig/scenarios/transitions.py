"""Transitions: a site is built over another, and Terraform is asked what it would do to the hub that is there.

Each start of `data/transitions.toml` is applied in a team's own project; then each transition is built over a copy of its
directory, as an operator would build it, and planned against the same state. A refused build leaves every byte as it was.
A plan destroys what the transition lists, and nothing else; never a volume with homes or the public address.
"""

import json
import os
import re
import shutil
import tomllib

from checks.command import HERE, install
from checks.command import run as command
from cloud import project
from rig import cloud, operator, state_service
from rig.places import WORK
from rig.steps import hold, record, step

TEAM = "team-transitions"
PLACE = WORK / "transitions"
DATA = HERE / "data" / "transitions.toml"
# Another than the repository's own, to try one that is being worked on.
SYZC = os.environ.get("SYZC_PROGRAM", operator.SYZC)
# What no accepted build may let a plan delete.
PROTECTED = {"openstack_blockstorage_volume_v3.data", "openstack_networking_floatingip_v2.hub"}
# Known by what an operator reads when the state has moved.
MOVED = "Backend initialization required"
STATE = '[cloud.state]\nkind    = "http"\naddress = "{address}"\n'


def run(_rig):
    begin()
    with step("what the sites name is there"):
        given = give()
    data = tomllib.loads(fill(DATA.read_text(encoding="utf-8"), given))
    for start in data["site"]:
        with step(f"{start}: terraform apply"):
            begin_with(data, start)
    # Known only now: the address that another server has.
    given["taken"] = output("own", "public_address")
    transitions = tomllib.loads(fill(DATA.read_text(encoding="utf-8"), given))["transition"]
    for transition in transitions:
        with step(f"{transition['from']}: {' '.join(transition['to'].split())}"):
            try_one(data, transition)
    record("transitions planned", len(transitions), "")
    with step("a state that moves is copied, and nothing is made anew"):
        move_the_state(data)
    with step("a flavor that the cloud withdraws costs no server"):
        withdraw_the_flavor(data)


def begin():
    with step("OpenStack answers"):
        for group in ("provider", "rig"):
            install(group)
        cloud.up()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    with step("an empty project"):
        cloud.give_project(TEAM)
        # Beside what every team may have: three hubs, and routers and networks that were there before.
        admin = cloud.connect("admin")
        quota = {**project.QUOTA, "routers": 5, "networks": 8, "subnets": 12, "ports": 60}
        project.set_quota(admin, cloud.project_of(admin, TEAM), quota)


def give():
    """Make what sites name as being there, and return it by its placeholder."""
    cloud.give_router(TEAM)
    cloud.give_network(TEAM)
    names = project.given(project.JOINS_NETWORK)["network"]["existing"]
    team = cloud.connect(team=TEAM)
    admin = cloud.connect("admin")
    outside = next(admin.network.networks(is_router_external=True))
    here = team.current_project_id
    other = admin.network.create_router(
        name="other-router", project_id=here, external_gateway_info={"network_id": outside.id}
    )
    network = team.network.create_network(name="other-network")
    subnet = team.network.create_subnet(name="other-subnet", network_id=network.id, ip_version=4, cidr="10.31.0.0/24")
    admin.network.add_interface_to_router(other, subnet_id=subnet.id)
    joined = team.network.find_network(names["network"], ignore_missing=False)
    team.network.create_subnet(
        name="subnet6", network_id=joined.id, ip_version=6, cidr="2001:db8:66::/64",
        ipv6_address_mode="slaac", ipv6_ra_mode="slaac",
    )  # fmt: skip
    team.network.create_subnet(name="second-subnet", network_id=joined.id, ip_version=4, cidr="10.32.0.0/24")
    addresses = [team.network.create_ip(floating_network_id=outside.id).floating_ip_address for _ in range(2)]
    return {
        "volume": cloud.give_volume("homes", 100, TEAM),
        "other_volume": cloud.give_volume("other-homes", 100, TEAM),
        "group": cloud.give_group("everybody", TEAM),
        "address": addresses[0],
        "other_address": addresses[1],
        "taken": addresses[1],
        "router": project.given(project.JOINS_ROUTER)["network"]["existing-router"]["router"],
        "other_router": "other-router",
        "network": names["network"],
        "other_network": "other-network",
        "subnet": names["subnet"],
        "other_subnet": "other-subnet",
        "second_subnet": "second-subnet",
        "subnet6": "subnet6",
    }


def fill(text, given):
    return re.sub(r"@(\w+)@", lambda found: given.get(found[1], found[0]), text)


def begin_with(data, start):
    """Build a start and apply it."""
    write(PLACE, data, start, "")
    syzc(PLACE, start)
    terraform(PLACE, start, "init", "-no-color")
    terraform(PLACE, start, "apply", "-no-color", "-auto-approve")


def write(place, data, start, changes):
    """Write a site that changes one of the starts."""
    layers = place / "sites" / "layers"
    layers.mkdir(parents=True, exist_ok=True)
    for name, site in data["site"].items():
        extends = f'extends = "{site["extends"]}.toml"\n' if "extends" in site else ""
        (layers / f"{name}.toml").write_text(extends + site["text"], encoding="utf-8")
    # Starts stand side by side in one project, where no two hubs have one domain.
    domain = f'[institution]\ndomain = "{start}.test.example"\n'
    (layers / "domain.toml").write_text(domain, encoding="utf-8")
    extends = json.dumps([f"layers/{start}.toml", "layers/domain.toml"])
    (place / "sites" / f"{start}.toml").write_text(f"extends = {extends}\n{changes}", encoding="utf-8")


def trial(start):
    """Copy a start's directory, with its state."""
    place = PLACE / "trial"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(PLACE / "build" / start, place / "build" / start, symlinks=True)
    return place


def try_one(data, transition):
    start, changes = transition["from"], transition["to"]
    place = trial(start)
    write(place, data, start, changes)
    if "refused" in transition:
        before = content(place / "build")
        said = syzc(place, start, accept=(1,))
        hold(f"[{transition['refused']}]" in said, f"not refused with {transition['refused']}:\n{said}")
        hold(content(place / "build") == before, "a refused build wrote something")
        if not transition.get("meant", True):
            return
        line = re.search(r'leave_behind = "[0-9a-f]+"', said)
        hold(line, f"nothing to write where it is meant:\n{said}")
        write(place, data, start, f"cloud.{line[0]}\n{changes}")
    syzc(place, start)
    if "stops" in transition:
        said = terraform(place, start, "plan", "-no-color", accept=(1,))
        said = " ".join(re.sub(r"[│╷╵]", " ", said).split())
        hold(transition["stops"] in said, f"the plan does not stop with `{transition['stops']}`:\n{said}")
        return
    deletes, forgets = plan(place, start)
    hold(not deletes & PROTECTED, f"the plan deletes {deletes & PROTECTED}")
    hold(deletes == set(transition.get("destroys", [])), f"the plan deletes {sorted(deletes)}")
    hold(forgets == set(transition.get("forgets", [])), f"the plan lets go of {sorted(forgets)}")


def plan(place, start):
    """Return what a plan deletes, and what it lets go of."""
    terraform(place, start, "plan", "-no-color", "-out=plan.tfplan")
    shown = json.loads(terraform(place, start, "show", "-json", "plan.tfplan"))
    changes = [(change["address"], change["change"]["actions"]) for change in shown.get("resource_changes", [])]
    return tuple({address for address, actions in changes if word in actions} for word in ("delete", "forget"))


def move_the_state(data):
    """Do as the message and the README say; what they warn of would make everything a second time."""
    start = "own"
    place = trial(start)
    with state_service.serving() as address:
        write(place, data, start, STATE.format(address=address))
        said = syzc(place, start)
        hold("[S0410]" in said and "init -migrate-state" in said, f"nothing is said of the state:\n{said}")
        readme = (place / "build" / start / "README.md").read_text(encoding="utf-8")
        hold("terraform init -migrate-state" in readme, "the README does not say how the state moves")
        said = terraform(place, start, "plan", "-no-color", accept=(1,))
        hold(MOVED in said, f"the plan goes on without its state:\n{said}")
        terraform(place, start, "init", "-no-color", "-migrate-state", "-force-copy")
        terraform(place, start, "plan", "-no-color", "-detailed-exitcode")


def withdraw_the_flavor(data):
    """Take the flavor of a server away: the plan stops, and naming another one replaces the server alone."""
    admin = cloud.connect("admin")
    name = "withdrawn"
    there = admin.compute.find_flavor(name)
    if there:
        admin.compute.delete_flavor(there)
    made = admin.compute.create_flavor(name=name, vcpus=8, ram=16384, disk=0)
    start = "own"
    place = trial(start)
    catalogue = place / "stdlib" / "cloud" / "arbutus.toml"
    catalogue.parent.mkdir(parents=True)
    own = f'\n[flavor.{name}]\nvcpus = 8\nram = "16 GiB"\n'
    given = cloud.catalogue.CATALOGUE.read_text(encoding="utf-8")
    head, tables = given.split("\n[flavor", 1)
    catalogue.write_text(f"{head}\n{own}\n[flavor{tables}", encoding="utf-8")
    write(place, data, start, f'cloud.flavor = "{name}"\n')
    syzc(place, start)
    try:
        terraform(place, start, "apply", "-no-color", "-auto-approve")
    finally:
        admin.compute.delete_flavor(made)
        # The trial's state is the newer one now.
        shutil.copy(place / "build" / start / "terraform" / "terraform.tfstate", PLACE / "build" / start / "terraform")
    said = terraform(place, start, "plan", "-no-color", accept=(1,))
    hold("openstack_compute_flavor_v2" in said and "destroy" not in said, f"the plan does not stop at the flavor:\n{said}")
    write(place, data, start, "")
    syzc(place, start)
    deletes, forgets = plan(place, start)
    expected = {"openstack_compute_instance_v2.hub", "openstack_compute_volume_attach_v2.data"}
    hold(deletes == expected and not forgets, f"another flavor deletes {sorted(deletes)}")


def content(directory):
    return {path: path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file() and ".terraform" not in path.parts}


def output(start, name):
    return terraform(PLACE, start, "output", "-raw", name).strip()


def syzc(place, site, accept=(0,)):
    return command(SYZC, "-C", place, "build", f"sites/{site}.toml", accept=accept)


def terraform(place, start, *words, accept=(0,)):
    environment = operator.environment() | cloud.environment(team=TEAM)
    return command("terraform", *words, directory=place / "build" / start / "terraform", environment=environment, accept=accept)
