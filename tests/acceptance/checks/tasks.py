"""Reads the tasks of a site's roles as far as they can be known without a host.

Variables are the role's own; loops are literal, or an expression over those
variables. What a run of Ansible alone would know is undefined here.
"""

import jinja2
import yaml

from checks.command import Failed


class Loader(yaml.SafeLoader):
    """YAML with Ansible's own tags read as plain text."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: loader.construct_scalar(node))


def roles_of(site):
    return sorted(path for path in (site.ansible / "roles").glob("*") if path.is_dir())


def tasks_with(role, module):
    """Yield the arguments of each task that uses the module, and its variables, once for each item of its loop."""
    variables = role_variables(role)
    for part in ("tasks", "handlers"):
        for path in sorted((role / part).glob("*.yml")):
            for task in flatten(load(path) or []):
                arguments = task.get(module)
                if isinstance(arguments, dict):
                    for item in items_of(task, variables):
                        yield arguments, {**variables, "item": item}


def commands_of(site, role_name, programs):
    """Return the command lines of a role's tasks that run one of the programs, in their order."""
    role = site.ansible / "roles" / role_name
    return [
        [render(word, variables) for word in arguments["argv"]]
        for arguments, variables in tasks_with(role, "ansible.builtin.command")
        if arguments.get("argv", [""])[0] in programs
    ]


def render(value, variables):
    return environment().from_string(str(value)).render(**variables)


def role_variables(role):
    variables = {}
    for part in ("defaults", "vars"):
        for path in sorted((role / part).glob("*.yml")):
            variables.update(load(path) or {})
    return variables


def flatten(tasks):
    for task in tasks:
        for key in ("block", "rescue", "always"):
            yield from flatten(task.get(key) or [])
        yield task


def load(path):
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader)
    except yaml.YAMLError as error:
        raise Failed(f"{path} is not YAML: {error}") from error


def items_of(task, variables):
    items = task.get("loop", [None])
    if isinstance(items, str):
        expression = items.strip().removeprefix("{{").removesuffix("}}").strip()
        try:
            items = environment().compile_expression(expression)(**variables)
        except jinja2.TemplateError:
            items = None
    return items if isinstance(items, list) else [None]


def environment():
    return jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
