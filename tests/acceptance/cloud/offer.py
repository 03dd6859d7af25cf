"""What the cloud offers to every project: the flavors, images, volume type and way out that the catalogue names."""

import re

from cloud import catalogue

# The releases that the rig has machines of, as the catalogue calls them, and what the cloud calls their images.
IMAGES = {"debian-12": "Debian-12-20261101", "debian-13": "Debian-13-20261101"}
# Nobody boots it: the rig starts a container for a server. One block, so that copying it into a volume is seen to work.
IMAGE_CONTENT = b"\0" * (1 << 20)
RANGE = "198.51.100.0/24"
GATEWAY = "198.51.100.1"
POOL = {"start": "198.51.100.20", "end": "198.51.100.99"}


def make(admin):
    offered = catalogue.read()
    make_flavors(admin)
    for release, name in IMAGES.items():
        make_image(admin, name, offered["image"][release]["name"])
    make_volume_type(admin, offered["volume_type"])
    make_external_network(admin, offered["external_network"])


def make_flavors(admin):
    there = {flavor.name for flavor in admin.compute.flavors()}
    for flavor in catalogue.flavors():
        if flavor.name not in there:
            admin.compute.create_flavor(
                name=flavor.name, vcpus=flavor.vcpus, ram=flavor.ram, disk=flavor.disk, ephemeral=flavor.ephemeral
            )


def make_image(admin, name, pattern):
    assert re.search(pattern, name), f"{name} is none of {pattern}"
    if not admin.image.find_image(name):
        admin.image.create_image(
            name,
            data=IMAGE_CONTENT,
            disk_format="raw",
            container_format="bare",
            visibility="public",
            min_disk=0,
            validate_checksum=True,
        )


def make_volume_type(admin, name):
    if name not in {kind.name for kind in admin.block_storage.types()}:
        admin.block_storage.create_type(name=name, extra_specs={"volume_backend_name": "standin"})


def make_external_network(admin, name):
    if admin.network.find_network(name):
        return
    network = admin.network.create_network(
        name=name,
        is_router_external=True,
        provider_network_type="flat",
        provider_physical_network="external",
    )
    admin.network.create_subnet(
        name=name,
        network_id=network.id,
        ip_version=4,
        cidr=RANGE,
        gateway_ip=GATEWAY,
        allocation_pools=[POOL],
        is_dhcp_enabled=False,
    )
