"""Judges what runs on the host by the programs that will read its files."""

import re
import shutil
import tempfile
from pathlib import Path

from checks.command import HERE, Failed, forbid, some
from checks.files import accepted
from checks.host import host_of, ways_of
from checks.tasks import commands_of

# Tests of the Python that stands in stdlib/, which run with the hub's own packages.
TESTS = HERE.parent / "python"
REPOSITORY = HERE.parents[1]

# What switches Apache's parts on and off; the web role's tasks say which.
APACHE_SWITCHES = ("a2enmod", "a2dismod", "a2enconf", "a2disconf", "a2ensite", "a2dissite")

# What shibd says of metadata that it cannot fetch.
UNREACHABLE = (
    "unable to resolve host/address",
    "adjusted reload interval",
    "trying backup file, exception loading remote resource",
    "unable to open primary document entity '/var/cache/shibboleth/",
    "error while loading resource (https://",
    "error while loading resource (/var/cache/shibboleth/",
    "error initializing MetadataProvider: XML error(s) during parsing",
)


def hub_configuration(site):
    """The pinned JupyterHub loads the configuration, and knows every setting in it."""
    host = host_of(site)
    config = "/etc/jupyterhub/jupyterhub_config.py"
    if config not in host.placed:
        raise Failed(f"no task copies {config}")
    host.run("mkdir", "-p", "/srv/hub/state/jupyterhub")
    said = host.run(
        "/opt/jupyterhub/bin/python", "-c", (HERE / "data" / "load_hub.py").read_text(), config
    )
    forbid(said, "not recognized", "deprecated", "Traceback")
    return said.strip().splitlines()[-1]


def hub_modules(site):
    """The hub's own modules pass their tests with the pinned JupyterHub: the site's, and the library's for logins that it has not."""
    host = host_of(site)
    with tempfile.TemporaryDirectory() as scratch:
        for name, files in (
            ("library", REPOSITORY.glob("stdlib/*/*/files/*.py")),
            ("library/language", REPOSITORY.glob("stdlib/language/*.toml")),
            ("library/templates", [*REPOSITORY.glob("stdlib/*/*/files/*.html"), *REPOSITORY.glob("stdlib/*/*/files/templates/*.html")]),
            ("tests", TESTS.glob("*.py")),
        ):
            place = Path(scratch) / name
            place.mkdir()
            for file in files:
                shutil.copy(file, place)
        host.put(f"{scratch}/.", "/tmp/hub-modules")
    said = host.run(
        "env", "PYTHONPATH=/etc/jupyterhub:/tmp/hub-modules/library", "PYTHONDONTWRITEBYTECODE=1",
        "/opt/jupyterhub/bin/python", "-m", "unittest", "discover", "--start-directory", "/tmp/hub-modules/tests",
    )
    found = re.search(r"^Ran (\d+) tests", said, re.MULTILINE)
    if not found or int(found[1]) == 0:
        raise Failed(f"no test was found:\n{said}")
    return f"{found[1]} tests"


def units(site):
    """systemd knows every setting of the units, and finds every program they start."""
    host = host_of(site)
    names = some(host.destinations("/etc/systemd/system/", ".service", ".timer", ".socket", ".path", ".mount", ".target"), "units")
    instances = [name.replace("@.", "@instance.") for name in names]
    said = host.run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *instances)
    if said.strip():
        raise Failed(said)
    return f"{len(names)} units"


def web_server(site):
    """Apache reads the generated site, with what the web role's tasks switch on, in their order."""
    host = host_of(site)
    sites = some(host.destinations("/etc/apache2/sites-available/", ".conf"), "Apache sites")
    host.run("a2dismod", "--quiet", "--force", "shib", "md", accept=(0, 1))
    switches = commands_of(site, "web", APACHE_SWITCHES)
    if not switches:
        raise Failed("no task of the role web switches any part of Apache on")
    for words in switches:
        host.run(*words)
    # The host here has the module's package for all sites; a hub that does not load the module has not its file either.
    host.run("sh", "-c", "test -e /etc/apache2/mods-enabled/shib.load || rm /etc/apache2/conf-enabled/shib.conf")
    for path in sites:
        host.run("test", "-e", path.replace("sites-available", "sites-enabled"))
    ways = ways_of(site, "apache") or [[]]
    for way in ways:
        for source, destination in way:
            host.put(source, destination)
        said = host.run("apachectl", "-t")
        forbid(said, "Warning", ":warn]", ":error]", "AH00112")
        if "Syntax OK" not in said:
            raise Failed(said)
    return f"{len(sites)} sites, {len(ways)} ways"


def shibboleth(site):
    """shibd reads the service provider's configuration."""
    host = host_of(site)
    files = some(host.destinations("/etc/shibboleth/", ".xml"), "Shibboleth configuration")
    said = host.run("shibd", "-t", "-f", "-c", "/etc/shibboleth/shibboleth2.xml")
    # Nothing outside can be reached here, so metadata by URL do not load; all else must.
    known = (*UNREACHABLE, *accepted("shibboleth"))
    said = "\n".join(line for line in said.splitlines() if not any(word in line for word in known))
    forbid(said, "ERROR", "CRIT", "FATAL", "WARN", "DEPRECATED", "deprecated")
    if "overall configuration is loadable" not in said:
        raise Failed(said)
    return f"{len(files)} files"


def sudo_rules(site):
    host = host_of(site)
    files = some(host.destinations("/etc/sudoers.d/", ""), "sudo rules")
    for path in files:
        host.run("visudo", "--check", "--strict", f"--file={path}")
    return f"{len(files)} files"


def ssh_server(site):
    host = host_of(site)
    some(host.destinations("/etc/ssh/sshd_config.d/", ".conf"), "SSH server settings")
    host.run("mkdir", "-p", "/run/sshd")
    forbid(host.run("sshd", "-t"), "Deprecated", "Unsupported")
    return ""


def firewall(site):
    """nftables understands its rules, each file by itself."""
    host = host_of(site)
    files = some([path for path in host.placed if path.endswith(".nft")], "firewall rules")
    for path in files:
        host.run("nft", "--check", "--file", path)
    return f"{len(files)} files"


def scripts(site):
    """Every script on the host parses in its own language."""
    host = host_of(site)
    checked = 0
    for path, source in sorted(host.placed.items()):
        text = source if isinstance(source, str) else source.read_bytes().decode("utf-8", "replace")
        first = text.split("\n", 1)[0]
        if not first.startswith("#!"):
            continue
        if "python" in first:
            host.run("python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])", path)
        elif first.endswith(("bash", "bash -e", "bash -eu")):
            host.run("bash", "-n", path)
        elif "sh" in first:
            host.run("sh", "-n", path)
        else:
            raise Failed(f"{path}: no parser for {first}")
        checked += 1
    some(checked, "scripts")
    return f"{checked} scripts"
