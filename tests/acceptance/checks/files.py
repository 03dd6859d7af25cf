"""Judges files that a linter or parser reads one by one."""

import json
import re
import tomllib

from checks.command import HERE, Failed, run, some

SUPPRESSIONS = HERE / "data" / "suppressions.toml"
LIBRARY = HERE.parent.parent / "stdlib"
# How each linter is told, in a file, to look away.
MARKS = re.compile(
    r"noqa\b|hadolint\s+(global\s+)?ignore|yamllint\s+disable|skip_ansible_lint|nosec\b|shellcheck\s+disable"
    r"|pylint:\s*disable|type:\s*ignore|tflint-ignore|checkov:skip"
)


def yaml(site):
    files = some(site.files(".yml", ".yaml"), "YAML files")
    run("yamllint", "--strict", "--config-file", HERE / "data" / "yamllint.yaml", *files)
    return f"{len(files)} files"


def xml(site):
    files = some(site.files(".xml"), "XML files")
    for path in files:
        run("xmllint", "--noout", "--nonet", path)
    return f"{len(files)} files"


def json_files(site):
    files = some(site.files(".json"), "JSON files")
    for path in files:
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Failed(f"{path}: {error}") from error
    return f"{len(files)} files"


def dockerfiles(site):
    files = some(site.files("Dockerfile"), "Dockerfiles")
    run("hadolint", "--no-color", "--failure-threshold", "info", *files)
    return f"{len(files)} files"


def suppressions(site):
    """Every inline suppression is in the list, with a reason."""
    listed = entries("suppression")
    if any(not entry.get("reason") for entry in [*listed, *entries("accepted")]):
        raise Failed(f"{SUPPRESSIONS.name} has an entry without a reason")
    found = list(marks_in(site))
    unknown = [f"{name}:{number}: {line}" for name, number, line in found if not any(fits(e, name, line) for e in listed)]
    if unknown:
        raise Failed(f"not in data/{SUPPRESSIONS.name}:\n" + "\n".join(unknown))
    return f"{len(found)} suppressions, all with a reason"


def unused_suppressions(library):
    """Return what is listed, and no unit of the library writes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(library.rglob("*")) if path.is_file()]
    return [entry["mark"] for entry in entries("suppression") if not any(entry["mark"] in text for text in texts)]


def accepted(check):
    """Return the warnings of a check's tool that the list accepts."""
    return [entry["text"] for entry in entries("accepted") if entry["check"] == check]


def entries(kind):
    return tomllib.loads(SUPPRESSIONS.read_text(encoding="utf-8")).get(kind, [])


def marks_in(site):
    """Yield every line that tells a linter to look away: the file within the site, the line's number, its text."""
    for path in site.files(""):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if MARKS.search(line):
                yield str(path.relative_to(site.path)), number, line.strip()


def fits(entry, name, line):
    return re.fullmatch(entry["file"], name) and entry["mark"] in line
