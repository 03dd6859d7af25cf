"""Lays a site's files out as Ansible would, by reading its `copy` tasks.

Only what can be known without a host is laid out. What a task chooses during a
run is left out, and remembered as the pattern of what it may choose.
"""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from checks.command import Failed, some
from checks.tasks import render, roles_of, tasks_with

MODULE = "ansible.builtin.copy"
# A program that a task hands to the host's interpreter, which leaves nothing there.
HANDED = re.compile(r"lookup\('ansible\.builtin\.file', '([^']+)'\)")


@dataclass
class Layout:
    # Destination on the host -> the file, or the text itself.
    placed: dict = field(default_factory=dict)
    modes: dict = field(default_factory=dict)
    # What tasks name and the role does not have.
    missing: list = field(default_factory=list)
    # Files of which a task takes one or another.
    open: list = field(default_factory=list)


def role_files(site):
    """Every file that a task copies or hands to a program is there, and every file that is there is used so."""
    layout = layout_of(site)
    handed = set(handed_over(site))
    used = handed | {source for source in layout.placed.values() if isinstance(source, Path)}
    layout.missing += sorted(path for path in handed if not path.is_file())
    there = [path for role in roles_of(site) for path in sorted((role / "files").rglob("*")) if path.is_file()]
    unused = [
        path for path in some(there, "files of roles")
        if path not in used and not any(pattern.fullmatch(str(path)) for pattern in layout.open)
    ]
    if layout.missing or unused:
        said = [f"{path}: a task copies it, and it is not there" for path in layout.missing]
        raise Failed("\n".join(said + [f"{path}: no task copies it" for path in unused]))
    return f"{len(there)} files"


def handed_over(site):
    """Yield each file that a command reads from its input."""
    for role in roles_of(site):
        for arguments, _ in tasks_with(role, "ansible.builtin.command"):
            for name in HANDED.findall(str(arguments.get("stdin", ""))):
                yield role / "files" / name


def stage(site, target):
    """Copy the site's files below target; return where each went."""
    layout = layout_of(site)
    for destination, source in layout.placed.items():
        place = target / destination.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, Path):
            shutil.copyfile(source, place)
        else:
            place.write_text(source, encoding="utf-8")
        mode = layout.modes[destination]
        if isinstance(mode, str) and mode.isdigit():
            place.chmod(int(mode, 8))
    return layout.placed


def layout_of(site):
    layout = Layout()
    for role in roles_of(site):
        for arguments, variables in tasks_with(role, MODULE):
            if not arguments.get("remote_src"):
                place(layout, role, arguments, variables)
    return layout


def place(layout, role, arguments, variables):
    try:
        destination = render(arguments["dest"], variables)
        if "content" in arguments:
            copies = [(render(arguments["content"], variables), destination)]
        else:
            copies = files_of(layout, role, render(arguments["src"], variables), destination)
    except jinja2.TemplateError:
        literal = re.split(r"\{\{.*?\}\}", str(arguments.get("src", "")))
        layout.open.append(re.compile(re.escape(f"{role}/files/") + ".+".join(map(re.escape, literal))))
        return
    for source, path in copies:
        layout.placed[path] = source
        layout.modes[path] = arguments.get("mode")


def files_of(layout, role, name, destination):
    """Return pairs of file and absolute destination; a directory gives all it holds."""
    source = role / "files" / name
    if not source.exists():
        layout.missing.append(source)
        return []
    if source.is_file():
        return [(source, destination + source.name if destination.endswith("/") else destination)]
    base = source if name.endswith("/") else source.parent
    return [
        (path, str(Path(destination) / path.relative_to(base)))
        for path in sorted(source.rglob("*"))
        if path.is_file()
    ]
