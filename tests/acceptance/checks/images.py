"""Builds the images with the real Docker and uses them, on stand-ins for bases that only a registry has."""

import re
import tomllib
from functools import cache

from checks import docker
from checks.command import HERE, Failed, run, some

STAND_INS = HERE / "data" / "stand-ins.toml"

# Images that were used, and by which site's name: sites that share one need it once.
USED = {}


def build(site):
    """Build what can be built, parents first; name what cannot."""
    built, unbuilt = built_images(site)
    if not built:
        raise Failed(f"nothing could be built: {'; '.join(unbuilt)}")
    note = f"{len(built)} built: {', '.join(built)}"
    return f"{note}; unbuilt: {'; '.join(unbuilt)}" if unbuilt else note


def use(site):
    """Each image starts as the hub starts it, computes, and takes packages into a home."""
    built, _ = built_images(site)
    new = [name for name, image in built.items() if USED.setdefault(image, site.name) == site.name]
    if new:
        run(HERE / "images", site.path, *new, environment=docker.BUILDER)
    shared = [f"{name} as in {USED[image]}" for name, image in built.items() if name not in new]
    return ", ".join([*new, *shared])


@cache
def built_images(site):
    """Return the site's images by name, and for each other name why it is unbuilt."""
    bases = {path.name: base_of(path) for path in some(image_directories(site), "images")}
    settings = tomllib.loads(STAND_INS.read_text(encoding="utf-8"))
    reasons = {entry["image"]: entry["reason"] for entry in settings.get("unbuilt", [])}
    built, unbuilt = {}, []
    for name in in_order(bases, site.name):
        parent = parent_of(bases[name], bases, site.name)
        if parent and not made_by_a_task(site, bases[name]):
            raise Failed(f"{name} builds on {bases[name]}, which no task of the role images makes")
        base = built.get(parent) if parent else stand_in(bases[name], settings)
        if name in reasons or not base:
            lack = f"{parent} is unbuilt" if parent else f"no stand-in for {bases[name]}"
            unbuilt.append(f"{name} ({reasons.get(name, lack)})")
            continue
        built[name], _ = docker.build_once(
            site.images / name, f"syzc-acceptance/{name}", base, "--build-arg", f"BASE={base}"
        )
    return built, unbuilt


def image_directories(site):
    return sorted(path.parent for path in site.images.glob("*/Dockerfile"))


def base_of(directory):
    match = re.search(r"^ARG BASE=(\S+)$", (directory / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    if not match:
        raise Failed(f"{directory}/Dockerfile has no `ARG BASE=`")
    return match[1]


def parent_of(base, bases, site_name):
    """Return the sibling that a base names, as in localhost/ubc/minimal:0a1b2c, or None."""
    match = re.fullmatch(rf"localhost/{re.escape(site_name)}/([a-z0-9_-]+):[0-9a-f]+", base)
    if not match:
        return None
    if match[1] not in bases:
        raise Failed(f"{base} names an image that this directory does not define")
    return match[1]


def made_by_a_task(site, tag):
    """The build argument hides a wrong default, so the default is looked up where tags are given."""
    tasks = sorted((site.ansible / "roles" / "images").rglob("*.yml"))
    return any(tag in re.split(r"[\s\"']+", path.read_text(encoding="utf-8")) for path in tasks)


def in_order(bases, site_name):
    """Parents before children; the order of names otherwise."""
    done, pending = [], sorted(bases)
    while pending:
        ready = [name for name in pending if (parent_of(bases[name], bases, site_name) or name) in [*done, name]]
        if not ready:
            raise Failed(f"images that build on each other in a circle: {', '.join(pending)}")
        done += ready
        pending = [name for name in pending if name not in ready]
    return done


def stand_in(base, settings):
    """Return the local image that stands in for a registry's, or None; make it as it is now defined."""
    directory = HERE / "stand-in"
    for entry in settings["stand_in"]:
        if re.fullmatch(entry["for"], base):
            for step in entry["build"]:
                docker.build(directory, step["tag"], "--file", directory / step["dockerfile"])
            return entry["build"][-1]["tag"]
    return None
