"""A container for each site that holds its files where the host will hold them."""

import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks import docker
from checks.command import HERE, Failed, run
from checks.staging import stage

STARTED = []


@dataclass(frozen=True)
class Host:
    """Runs commands among a site's files."""

    container: str
    # Where each file lies, and what it was copied from.
    placed: dict

    def run(self, *words, **options):
        return run("docker", "exec", self.container, *words, **options)

    def destinations(self, prefix, *endings):
        return sorted(path for path in self.placed if path.startswith(prefix) and path.endswith(endings))


def host_of(site):
    """Make the site's host once; end_hosts() removes it. What failed once is not tried again."""
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
    stand_ins = tomllib.loads((HERE / "data" / "host-only.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "root"
        target.mkdir()
        placed = stage(site, target)
        if not placed:
            raise Failed("no file of the roles could be laid out")
        container = run("docker", "run", "--detach", "--init", "--rm", "--network", "none", image_of(site)).strip()
        STARTED.append(container)
        for entry in stand_ins["file"]:
            place = target / entry["path"].lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content_of(entry, site), encoding="utf-8")
        archive = shutil.make_archive(str(Path(scratch) / "files"), "tar", target)
        run("docker", "cp", archive, f"{container}:/files.tar")
    host = Host(container, placed)
    host.run("tar", "--extract", "--no-same-owner", "--keep-directory-symlink", "--file", "/files.tar", "--directory", "/")
    for entry in stand_ins["command"]:
        if entry["needs"] in placed:
            host.run(*entry["argv"])
    return host


def content_of(entry, site):
    """Return a stand-in's own text, or that of the role's file which the play would choose."""
    if "content" in entry:
        return entry["content"]
    sources = [path for path in site.files(entry["copy_of"].lstrip("/")) if str(path).endswith(entry["copy_of"])]
    return sources[0].read_text(encoding="utf-8") if sources else ""


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
    (directory / path.name).write_bytes(docker.same_for_all(path.read_bytes()))


def end_hosts():
    for container in STARTED:
        run("docker", "rm", "--force", container)
    STARTED.clear()
