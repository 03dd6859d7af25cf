"""Names: where the team's zone is the cloud's own, Terraform makes the domain's records, and leaving takes them away.

Terraform waits until the cloud calls a record ACTIVE, which it does once its name server answers; so each question is
asked once, right after Terraform has ended.
"""

from cloud.places import NAME_SERVER
from rig import cloud, team_project
from rig.steps import hold, step

SITE = "callysto"
ZONE = "callysto.ca"
DOMAIN = "hub.callysto.ca"
# So that there are records of both kinds.
IPV6 = '\n[network.existing-router]\nipv6_range = "2001:db8:31::/64"\n'


def run(_rig):
    team_project.begin()
    try:
        with step("Designate answers"):
            cloud.names_up()
        apply_and_leave(team_project.team_of(SITE))
    finally:
        # The other scenarios are measured without it.
        cloud.names_down()


def apply_and_leave(team):
    with step(f"an empty project, with the zone {ZONE}"):
        cloud.give_project(team)
        cloud.give_router(team)
        cloud.give_zone(team, ZONE)
        team_project.write_site(SITE, IPV6)
        team_project.build(SITE)
        resolves_to({"A": [], "AAAA": []})
    with step("terraform apply"):
        team_project.apply(SITE)
    with step("the domain leads to the hub, by IPv4 and IPv6"):
        resolves_to({
            "A": [team_project.output(SITE, "public_address")],
            "AAAA": [team_project.output(SITE, "ipv6_address")],
        })  # fmt: skip
    with step("a second plan is empty"):
        team_project.plan_is_empty(SITE)
    with step("leaving as the README says takes the domain's records away, and nothing else of the zone"):
        team_project.leave(SITE)
        resolves_to({"A": [], "AAAA": []})
        servers = cloud.resolve(ZONE, "NS")
        hold(servers == [NAME_SERVER], f"the zone's name servers are {servers}, not {NAME_SERVER} alone")
    with step("the zone goes when its keepers delete it"):
        cloud.take_zone(team, ZONE)


def resolves_to(expected):
    found = {kind: cloud.resolve(DOMAIN, kind) for kind in expected}
    hold(found == expected, f"{DOMAIN} leads to {found}, not to {expected}")
