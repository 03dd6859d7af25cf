"""Reads what the site's cloud catalogue says of the cloud, so that no generated file needs another name here."""

import re
import tomllib
from dataclasses import dataclass

from cloud.places import CATALOGUE

GIBIBYTE = 1024


@dataclass(frozen=True)
class Flavor:
    name: str
    vcpus: int
    # In MiB and GiB, as nova counts.
    ram: int
    disk: int
    ephemeral: int


def read():
    return tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))


def flavors():
    return [
        Flavor(
            name,
            entry["vcpus"],
            mebibytes(entry["ram"]),
            mebibytes(entry["disk"]) // GIBIBYTE,
            mebibytes(entry.get("ephemeral", "0 GiB")) // GIBIBYTE,
        )
        for name, entry in read()["flavor"].items()
    ]


def mebibytes(size):
    number, unit = re.fullmatch(r"([\d.]+) (MiB|GiB|TiB)", size).groups()
    return int(float(number) * {"MiB": 1, "GiB": GIBIBYTE, "TiB": GIBIBYTE**2}[unit])
