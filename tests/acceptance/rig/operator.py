"""What an operator types: syzc, Terraform, Ansible, in the order of the generated README, and nothing else.

What differs from a university's own deployment goes through inputs that anybody has: a layer of the site (SSH key, from
where the team comes, the certificate of the metadata's signer, the directory of the certificate authority), the
variables of the images role, and the programs' own environment.
"""

import json
import os
import re
import shutil
import tomllib
from contextlib import contextmanager

from checks import images
from checks.command import CACHE, HERE, Failed, run
from rig import acme, cloud, identity, network, registry
from rig.places import BUILT, PROJECT, REPOSITORY, SITE, WORK
from rig.steps import hold

SYZC = REPOSITORY / "target" / "release" / "syzc"
KEY = WORK / "operator" / "id_ed25519"
SITES = PROJECT / "sites"
RIG = SITES / "layers" / "rig.toml"
GROWN = SITES / "layers" / "grown.toml"
MEANT = SITES / "layers" / "meant.toml"
WITHOUT = SITES / "layers" / "without.toml"
VARIABLES = WORK / "operator" / "variables.json"
# What a site's images build on has to be known before the project begins.
SCRATCH = WORK / "operator" / "scratch"


def write_project(changes=""):
    """Lay out the operator's project: the repository's sites, and one that extends the site under test with changes."""
    KEY.parent.mkdir(parents=True, exist_ok=True)
    if not KEY.exists():
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "operator of the rig", "-f", KEY)
    shutil.rmtree(SITES / "given", ignore_errors=True)
    shutil.copytree(REPOSITORY / "sites", SITES / "given")
    (SITES / "layers").mkdir(exist_ok=True)
    RIG.write_text(layer(), encoding="utf-8")
    # What a scenario has made larger stays so: volumes never shrink.
    GROWN.touch()
    MEANT.touch()
    write_site(changes)


def layer():
    return f"""# What the rig varies of a site.
[access.ssh_key]
rig = "{KEY.with_suffix(".pub").read_text(encoding="ascii").strip()}"

[access.ssh_from]
rig = "{network.RANGE}"

[login.shibboleth]
metadata_certificate = \"\"\"
{identity.metadata_certificate().strip()}
\"\"\"

[certificate.acme]
directory = "{acme.DIRECTORY}"
"""


def write_site(changes, without=""):
    """Write the site under test: the repository's own, with changes at its end as an operator would type them.

    What stands there and does not go with the changes is taken out by a layer of its own.
    """
    layers = [f"given/{SITE}.toml", *(f"layers/{path.name}" for path in (RIG, GROWN, MEANT, WITHOUT))]
    text = f"extends = {json.dumps(layers)}\n{changes}"
    tomllib.loads(text)
    WITHOUT.write_text(without, encoding="utf-8")
    (SITES / f"{SITE}.toml").write_text(text, encoding="utf-8")


def grow(changes):
    """Change the site for good."""
    GROWN.write_text(changes, encoding="utf-8")


def syzc(*words, accept=(0,)):
    return run(SYZC, "-C", PROJECT, *words, accept=accept)


def build():
    return syzc("build", f"sites/{SITE}.toml")


@contextmanager
def changed(changes, without=""):
    """Write the site with changes; when what follows fails, nothing of them is left for the next scenario."""
    meant = MEANT.read_text(encoding="utf-8")
    write_site(changes, without)
    try:
        yield
    except BaseException:
        write_site("")
        MEANT.write_text(meant, encoding="utf-8")
        raise


def change(changes):
    """Build the site with changes that give nobody another home."""
    with changed(changes):
        return build()


def change_login(changes, without=""):
    """Build the site with another login: first refused, then said to be meant with the line that the message gives."""
    with changed(changes, without):
        said = syzc("build", f"sites/{SITE}.toml", accept=(0, 1))
        line = re.search(r'new_names = "[0-9a-f]+"', said)
        if not line:
            raise Failed(f"another login, and so another home for everybody, was not refused:\n{said}")
        MEANT.write_text(f"[homes]\n{line[0]}\n", encoding="utf-8")
        return build()


def environment(user="operator"):
    return {
        **cloud.environment(user),
        "TF_CLI_CONFIG_FILE": str(CACHE / "terraform.rc"),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "ANSIBLE_HOME": str(WORK / "operator" / "ansible"),
        "ANSIBLE_PRIVATE_KEY_FILE": str(KEY),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_FORCE_COLOR": "0",
        # The programs of the environment first, as after activating it.
        "PATH": f"{CACHE / 'venv' / 'bin'}:{os.environ['PATH']}",
    }


def terraform(*words, user="operator", accept=(0,)):
    return run("terraform", *words, directory=BUILT / "terraform", environment=environment(user), accept=accept)


def output(name):
    return terraform("output", "-raw", name).strip()


def addresses():
    """Return what the domain has to lead to."""
    outputs = json.loads(terraform("output", "-json"))
    return [outputs[name]["value"] for name in ("public_address", "ipv6_address") if name in outputs]


def apply():
    """Plan, then apply that plan."""
    said = terraform("plan", "-no-color", "-out=plan.tfplan")
    terraform("apply", "-no-color", "plan.tfplan")
    return said


def playbook(name, *words, accept=(0,)):
    """Run a playbook where the rig's names are known."""
    return run(*playbook_words(name, *words), directory=BUILT / "ansible", environment=environment(), accept=accept)


def play(*words, accept=(0,)):
    return run(*play_words(*words), directory=BUILT / "ansible", environment=environment(), accept=accept)


def play_words(*words):
    """Return the command for site.yml, with the variables that a host without a way to public registries needs."""
    return playbook_words("site.yml", "--extra-vars", f"@{VARIABLES}", *words)


def playbook_words(name, *words):
    return network.inside(CACHE / "venv" / "bin" / "ansible-playbook", name, *words)


def write_variables():
    """Offer the images that the site builds on through a mirror, and write down the variable that says so."""
    write_project()
    # A hub that has grown since would be refused its first size.
    shutil.rmtree(SCRATCH, ignore_errors=True)
    syzc("build", f"sites/{SITE}.toml", "--out", SCRATCH)
    settings = tomllib.loads(images.STAND_INS.read_text(encoding="utf-8"))
    bases = {}
    for directory in sorted((SCRATCH / SITE / "images").iterdir()):
        base = images.base_of(directory)
        if base.startswith("localhost/"):
            continue
        made = images.stand_in(base, settings)
        if not made:
            raise Failed(f"{directory.name} builds on {base}, and {HERE / 'data' / 'stand-ins.toml'} has nothing for it")
        bases[directory.name] = registry.mirror(made, base)
    VARIABLES.write_text(json.dumps({"images_bases": bases}), encoding="utf-8")


def recap(said):
    """Return Ansible's last line about the host, as numbers; the one about this machine only says that a hub was found."""
    found = re.findall(r"^(?!localhost )\S+\s+: (ok=\d+.*)$", said, re.MULTILINE)
    if len(found) != 1:
        raise Failed(f"no recap of one host:\n{said[-2000:]}")
    return {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", found[0])}


def unchanged(said):
    """Hold that a run of the playbook found nothing to do."""
    numbers = recap(said)
    hold(numbers["changed"] == 0 and numbers["failed"] == 0, f"{numbers}: {', '.join(changed_tasks(said))}")


def changed_tasks(said):
    """Return the names of the tasks that changed something, in their order."""
    tasks, current = [], ""
    for line in said.splitlines():
        if found := re.match(r"(?:TASK|RUNNING HANDLER) \[(.*)\] \**$", line):
            current = found[1]
        elif line.startswith("changed:") and (not tasks or tasks[-1] != current):
            tasks.append(current)
    return tasks
