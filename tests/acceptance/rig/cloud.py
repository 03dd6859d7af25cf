"""The cloud as the rest of the rig sees it: what is there, how people reach it, and what its counters say."""

import base64
import re
from dataclasses import dataclass, field

import openstack
from openstack.config import OpenStackConfig

from checks.command import Failed, run
from cloud import bring_up, catalogue, offer, project
from cloud.names import bring_up as names
from cloud.places import ADDRESS, CONSOLES, NAMES_PORT, VOLUMES
from rig.steps import until

GIBIBYTE = 1 << 30
MEBIBYTE = 1 << 20
# How neutron calls what `syzc size` counts.
COUNTED = {
    "floating_ips": "floatingip",
    "networks": "network",
    "subnets": "subnet",
    "routers": "router",
    "ports": "port",
    "security_groups": "security_group",
    "security_group_rules": "security_group_rule",
}

up, down, wipe = bring_up.up, bring_up.down, bring_up.wipe
names_up, names_down = names.up, names.down


@dataclass
class Server:
    id: str
    name: str
    status: str
    flavor: str
    vcpus: int
    # In MiB, as nova counts.
    ram: int
    user_data: str
    # The floating address, if one leads to it.
    public_address: str | None
    # The address of IPv6, where its network has any.
    ipv6_address: str | None
    # The release of its operating system, by the image that its boot volume was made from.
    release: str
    # The boot volume first, then in the order of their devices.
    volumes: list = field(default_factory=list)
    metadata: dict = field(default_factory=dict)

    @property
    def console(self):
        """The file whose content `openstack console log show` prints."""
        return CONSOLES / f"{self.id}.log"


def environment(user="operator", team=project.NAME):
    """Return what a person of a project sets before any tool."""
    names = {person: name for name, person in project.PEOPLE.items()} | {"admin": "admin"}
    return {"OS_CLIENT_CONFIG_FILE": str(project.clouds_of(team)), "OS_CLOUD": names[user]}


def connect(user="operator", team=project.NAME):
    given = environment(user, team)
    files = OpenStackConfig(config_files=[given["OS_CLIENT_CONFIG_FILE"]], load_envvars=False)
    return openstack.connection.Connection(config=files.get_one(given["OS_CLOUD"]))


def servers(team=project.NAME):
    """Return the project's servers. Who asks is an administrator, since user data are shown to nobody else."""
    admin = connect("admin")
    addresses = public_addresses(admin)
    return [
        as_server(admin, server, addresses)
        for server in admin.compute.servers(all_projects=True, project_id=project_of(admin, team).id)
    ]


def as_server(admin, server, addresses):
    attached = sorted(admin.compute.volume_attachments(server), key=lambda attachment: attachment.device)
    return Server(
        server.id,
        server.name,
        server.status,
        server.flavor.original_name,
        server.flavor.vcpus,
        server.flavor.ram,
        base64.b64decode(server.user_data or "").decode(),
        addresses.get(server.id),
        ipv6_address_of(admin, server),
        release_of(admin, attached[0].volume_id),
        [attachment.volume_id for attachment in attached],
        dict(server.metadata),
    )


def ipv6_address_of(admin, server):
    fixed = (fixed["ip_address"] for port in admin.network.ports(device_id=server.id) for fixed in port.fixed_ips)
    return next((address for address in fixed if ":" in address), None)


def release_of(admin, boot_volume):
    name = admin.block_storage.get_volume(boot_volume).volume_image_metadata["image_name"]
    return next(release for release, image in offer.IMAGES.items() if image == name)


def public_addresses(admin):
    """Return the floating address of each server that has one."""
    devices = {port.id: port.device_id for port in admin.network.ports()}
    return {devices[address.port_id]: address.floating_ip_address for address in admin.network.ips() if address.port_id}


def volume_file(volume):
    """Return the file that is this volume."""
    path = VOLUMES / f"volume-{volume}"
    if not path.exists():
        raise Failed(f"the cloud has no volume {volume}")
    return path


def usage(team=project.NAME):
    """Return what OpenStack counts against the quota, under the names and in the units of `syzc size`."""
    cloud = connect(team=team)
    here = cloud.current_project_id
    servers_used = cloud.compute.get_limits().absolute
    volumes_used = cloud.block_storage.get_quota_set(here, usage=True).usage
    network_used = cloud.network.get(f"/quotas/{here}/details.json").json()["quota"]
    return {
        "instances": servers_used.instances_used,
        "vcpus": servers_used.total_cores_used,
        "ram": servers_used.total_ram_used * MEBIBYTE,
        "volumes": volumes_used["volumes"],
        "storage": volumes_used["gigabytes"] * GIBIBYTE,
        **{name: network_used[counted]["used"] for name, counted in COUNTED.items()},
    }


def default_group(team=project.NAME):
    """Return how many security groups, and rules in them, the cloud itself gave the project."""
    cloud = connect(team=team)
    groups = list(cloud.network.security_groups(name="default", project_id=cloud.current_project_id))
    return {"security_groups": len(groups), "security_group_rules": sum(len(group.security_group_rules) for group in groups)}


def give_project(team):
    """Make another project for the same people, or empty the one that an earlier run left; its quota is the team's."""
    admin = connect("admin")
    made = project.find_or_make(admin, team)
    project.set_quota(admin, made, project.QUOTA)
    project.write_clouds(made)
    connect(team=team).project_cleanup(dry_run=False, wait_timeout=60)


def give_router(team):
    admin = connect("admin")
    project.make_router(admin, project_of(admin, team))


def give_network(team):
    """Give a project the network of the site that joins one, with a router that leads out."""
    admin = connect("admin")
    here = project_of(admin, team)
    project.make_network(admin, here, project.make_router(admin, here))


def limit(team, used):
    """Set a project's quota to exactly this much, in the units of `usage`."""
    admin = connect("admin")
    quota = {**used, "ram": used["ram"] // GIBIBYTE, "storage": used["storage"] // GIBIBYTE}
    project.set_quota(admin, project_of(admin, team), quota)


def give_volume(name, gibibytes, team=project.NAME):
    """Make a volume that a site will find there; return its id."""
    cloud = connect(team=team)
    volume = cloud.block_storage.create_volume(name=name, size=gibibytes)
    cloud.block_storage.wait_for_status(volume, "available", interval=0.5, wait=60)
    return volume.id


def give_group(name, team=project.NAME):
    """Make a security group, or find the one of an earlier run; return its id."""
    cloud = connect(team=team)
    there = list(cloud.network.security_groups(name=name, project_id=cloud.current_project_id))
    return (there or [cloud.network.create_security_group(name=name)])[0].id


def give_address(address, team=project.NAME):
    """Allocate this public address to a project; return its id. The cloud's administrators do that on request."""
    admin = connect("admin")
    here = project_of(admin, team)
    there = list(admin.network.ips(floating_ip_address=address, project_id=here.id))
    if there:
        return there[0].id
    outside = admin.network.find_network(catalogue.read()["external_network"])
    made = admin.network.create_ip(
        floating_network_id=outside.id, floating_ip_address=address, project_id=here.id
    )
    return made.id


def give_zone(team, name):
    """Make a zone as the project's own people would, and wait until the cloud's DNS answers for it."""
    cloud = connect(team=team)
    full = f"{name}."
    # An earlier run's may be on its way out.
    until(lambda: not cloud.dns.find_zone(full), 60, f"the project has a zone {name} already")
    made = cloud.dns.create_zone(name=full, email=f"hostmaster@{name}")
    cloud.dns.wait_for_status(made, "ACTIVE", ["ERROR"], interval=0.5, wait=60)


def take_zone(team, name):
    """Delete a zone, and wait until the cloud's DNS no longer answers for it."""
    cloud = connect(team=team)
    zone = cloud.dns.find_zone(f"{name}.", ignore_missing=False)
    cloud.dns.delete_zone(zone)
    cloud.dns.wait_for_delete(zone, interval=0.5, wait=60)


def resolve(domain, kind="A"):
    """Return the records that the cloud's DNS has of a domain, or none where it says that there is no such name."""
    said = run("dig", f"@{ADDRESS}", "-p", NAMES_PORT, "+norecurse", "+noall", "+comments", "+answer", domain, kind)
    status = re.search(r"status: (\w+)", said)
    if not status or status[1] not in ("NOERROR", "NXDOMAIN"):
        raise Failed(f"the cloud's DNS has no answer for {domain}:\n{said.strip()}")
    return sorted(re.findall(rf"^\S+\s+\d+\s+IN\s+{kind}\s+(.+)$", said, re.MULTILINE))


def project_of(admin, team):
    return admin.identity.find_project(team, ignore_missing=False)
