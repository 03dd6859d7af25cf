"""A container for each site that holds its files where the host will hold them."""

import shutil
import signal
import sys
import tempfile
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks import docker
from checks.command import HERE, Failed, run
from checks.staging import stage

STAND_INS = tomllib.loads((HERE / "data" / "host-only.toml").read_text(encoding="utf-8"))
STARTED = []


@dataclass(frozen=True)
class Host:
    """Runs commands among a site's files."""

    container: str
    # Where each file lies, and what it was copied from.
    placed: dict

    def run(self, *words, **options):
        return run("docker", "exec", self.container, *words, **options)

    def put(self, source, destination):
        run("docker", "cp", source, f"{self.container}:{destination}")

    def destinations(self, prefix, *endings):
        return sorted(path for path in self.placed if path.startswith(prefix) and path.endswith(endings))


def host_of(site):
    """Make the site's host once; hosts() removes it. What failed once is not tried again."""
    host = host_or_failure(site)
    if isinstance(host, Failed):
        raise host
    return host


@cache
def host_or_failure(site):
    try:
        return make_host(site)
    except Failed as failure:
        return failure


def make_host(site):
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "root"
        target.mkdir()
        placed = stage(site, target)
        if not placed:
            raise Failed("no file of the roles could be laid out")
        # The right to a network of its own, which nft asks for even to check.
        limits = ["--network", "none", "--cap-add", "NET_ADMIN"]
        container = run("docker", "run", "--detach", "--init", "--rm", *limits, image_of(site)).strip()
        STARTED.append(container)
        for entry in STAND_INS["file"]:
            place = target / entry["path"].lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(entry["content"], encoding="utf-8")
        archive = shutil.make_archive(str(Path(scratch) / "files"), "tar", target)
        run("docker", "cp", archive, f"{container}:/files.tar")
    host = Host(container, placed)
    host.run("tar", "--extract", "--no-same-owner", "--keep-directory-symlink", "--file", "/files.tar", "--directory", "/")
    for entry in STAND_INS["command"]:
        if entry["needs"] in placed:
            host.run(*entry["argv"])
    return host


def ways_of(site, program):
    """Return what the play may choose for a program: each way as pairs of a role's file and its destination."""
    ways = [
        [(site.role_file(entry["role"], name), destination) for destination, name in way.items()]
        for entry in STAND_INS["choice"]
        if entry["program"] == program
        for way in entry["ways"]
    ]
    return [way for way in ways if all(source.exists() for source, _ in way)]


def image_of(site):
    """Sites with the same pinned hub and proxy share one image."""
    with tempfile.TemporaryDirectory() as scratch:
        context = Path(scratch)
        shutil.copy(HERE / "host" / "Dockerfile", context)
        copy_shared(site.role_file("hub", "requirements.txt"), context)
        for path in sorted(site.role_file("hub", "configurable-http-proxy").glob("package*.json")):
            copy_shared(path, context / "configurable-http-proxy")
        image, _ = docker.build_once(context, "syzc-acceptance/host", "local/debian:bookworm")
    return image


def copy_shared(path, directory):
    directory.mkdir(exist_ok=True)
    shutil.copy(path, directory / path.name)


@contextmanager
def hosts():
    """However the run ends, its containers end too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        for container in STARTED:
            run("docker", "rm", "--force", container)
        STARTED.clear()
