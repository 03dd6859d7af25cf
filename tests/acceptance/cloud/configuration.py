"""Writes the configuration of every service from the templates in etc/."""

from string import Template

from cloud import catalogue, places
from cloud.places import CLOUD, CONFIGURATION, HERE

DIRECTORIES = [
    "consoles", "etc/placement", "home", "images", "keystone", "lock", "mysql", "rabbit", "staging",
    "state/cinder/conversion", "state/neutron", "state/nova", "volumes",
]  # fmt: skip
# Read from a directory of its own.
PLACED = {"placement.conf": "placement/placement.conf"}


def write():
    for directory in DIRECTORIES:
        (CLOUD / directory).mkdir(parents=True, exist_ok=True)
    fill(HERE / "etc", CONFIGURATION)


def fill(templates, directory):
    for template in sorted(templates.iterdir()):
        path = directory / PLACED.get(template.name, template.name)
        path.write_text(Template(template.read_text(encoding="utf-8")).substitute(values()), encoding="utf-8")


def values():
    offered = catalogue.read()
    return {
        "CLOUD": CLOUD,
        "ADDRESS": places.ADDRESS,
        "REGION": places.REGION,
        "PASSWORD": places.PASSWORD,
        "DATABASE_PORT": places.DATABASE_PORT,
        "QUEUE_PORT": places.QUEUE_PORT,
        "NAMES": places.NAMES,
        "NAME_SERVER": places.NAME_SERVER,
        "NAMES_PORT": places.NAMES_PORT,
        "NAMES_CONTROL_PORT": places.NAMES_CONTROL_PORT,
        "NAMES_API_PORT": places.NAMES_API_PORT,
        "NAMES_MASTER_PORT": places.NAMES_MASTER_PORT,
        "DHCP_PORTS": offered["dhcp_ports"],
        "VOLUME_TYPE": offered["volume_type"],
    }
