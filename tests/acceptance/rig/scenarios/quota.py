"""Quota: what `syzc size` predicts is what OpenStack counts, each site in an empty project of its own.

Tried are the site under test and those that together have every form of line that Terraform's files of any site have
(checks/cover.py): the others differ from these in names and numbers.

A project's quota of servers, processors, memory and volumes is set to exactly what was predicted before its site is
applied, so that neither the end nor any moment on the way may take more. Then a second plan has to be empty, and leaving
as the README says has to give all back.
"""

import ipaddress
import json

from checks.command import run as command
from checks.cover import cover
from checks.site import sites_under
from rig import cloud, network, operator
from rig.places import REPOSITORY, SITE
from rig.steps import hold, step, until
from rig.team_project import PLACE, apply, begin, build, leave, plan_is_empty, syzc, team_of, write_site

# One that the cloud does not hand out by itself; nic.toml's own is of another range.
GIVEN_ADDRESS = str(ipaddress.ip_network(network.RANGE)[17])
GIVEN_VOLUME = 100
# While neutron makes something, it counts the thing and the reservation for it; requests that Terraform sends at the same
# time are then refused within an exact quota. These are held by the counters alone.
COUNTED_TWICE = {"floating_ips", "networks", "subnets", "routers", "ports", "security_groups", "security_group_rules"}
# uqam.toml keeps its state in an object store, which is not here.
LOCAL_STATE = '\n[cloud.state]\nkind = "local"\n'


def run(_rig):
    begin()
    for site in chosen():
        apply_and_leave(site)


def chosen():
    """Return the sites to try, the one under test first."""
    with step("sites that have every form of Terraform are chosen"):
        command(operator.SYZC, "-C", REPOSITORY, "build", "--out", PLACE / "all")
        # What needs the cloud's DNS is for names.py.
        sites = [site for site in sites_under(PLACE / "all") if not (site.terraform / "dns.tf").exists()]
        names = [site.name for site in cover(sites, ("terraform/*",))]
        return [SITE, *(name for name in names if name != SITE)]


def apply_and_leave(site):
    team = team_of(site)
    with step(f"{site}: an empty project"):
        cloud.give_project(team)
        before = PREPARED.get(site, prepare_router)(site, team)
        build(site)
        predicted = predict(site)
        expected = {name: before[name] + amount for name, amount in predicted.items()}
        cloud.limit(team, {name: amount * (2 if name in COUNTED_TWICE else 1) for name, amount in expected.items()})
    with step(f"{site}: terraform apply, within a quota of what `syzc size` says"):
        apply(site)
    with step(f"{site}: the cloud counts what `syzc size` says"):
        difference = differences(expected, cloud.usage(team))
        hold(not difference, f"{site}: {difference}")
    for user in ("operator", "colleague"):
        with step(f"{site}: a second plan is empty for the {user}"):
            plan_is_empty(site, user)
    with step(f"{site}: leaving as the README says gives all back"):
        leave(site)
        given = {name: before[name] + amount for name, amount in cloud.default_group(team).items()}
        left = {**before, **given}
        until(
            lambda: not differences(left, cloud.usage(team)),
            60,
            lambda: f"{site} left something: {differences(left, cloud.usage(team))}",
        )


def prepare_router(site, team, changes=""):
    """Give the router that the layer of most sites names; return what is counted before the site is applied."""
    cloud.give_router(team)
    write_site(site, changes)
    return before_anybody(team)


def prepare_state(site, team):
    return prepare_router(site, team, LOCAL_STATE)


def prepare_group(site, team):
    """Give a security group that is somebody else's, and that the site adopts by its id."""
    group = cloud.give_group("everybody", team)
    return prepare_router(site, team, f'\n[network.existing-router]\nexisting_groups = ["{group}"]\n')


def prepare_network(site, team):
    """Give the network that the site joins. The volume and the address become the hub's, and `syzc size` counts them."""
    cloud.give_network(team)
    before = before_anybody(team)
    cloud.give_address(GIVEN_ADDRESS, team)
    volume = cloud.give_volume("homes", GIVEN_VOLUME, team)
    write_site(site, f'\n[homes]\nexisting_volume = "{volume}"\n\n[cloud]\nexisting_address = "{GIVEN_ADDRESS}"\n')
    return before


# Sites that name more than a router.
PREPARED = {"uqam": prepare_state, "nic": prepare_network, "unbc": prepare_group}


def before_anybody(team):
    """Return what is counted already, without the security group that every project has: `syzc size` counts that."""
    group = cloud.default_group(team)
    return {name: amount - group.get(name, 0) for name, amount in cloud.usage(team).items()}


def predict(site):
    said = json.loads(syzc("size", f"sites/{site}.toml", "--format", "json"))
    return {row["resource"]: row["taken"] for row in said[0]["takes"]}


def differences(expected, counted):
    return ", ".join(
        f"{name} {counted[name]} instead of {amount}" for name, amount in expected.items() if counted[name] != amount
    )
