"""Docker as the checks use it: images made once, by what goes into them."""

import hashlib

from checks.command import run

# The engine's own builder: every Docker has it, a plug-in not.
BUILDER = {"DOCKER_BUILDKIT": "0"}


def digest(directory, *more):
    """Return a short hash of a build context, and of what else decides what is built."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        content = path.read_bytes()
        total.update(f"\0{path.relative_to(directory)}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:12]


def identity(image):
    """Return the image's own hash, or nothing when there is none of that name."""
    return run("docker", "image", "ls", "--no-trunc", "--quiet", image).strip()


def build(context, image, *arguments):
    run("docker", "build", "--quiet", *arguments, "--tag", image, context, environment=BUILDER)


def build_once(context, repository, base="", *arguments):
    """Build unless the same was built before; return the image and whether it was there."""
    image = f"{repository}:{digest(context, identity(base) if base else '', *arguments)}"
    known = bool(identity(image))
    if not known:
        build(context, image, *arguments)
    return image, known
