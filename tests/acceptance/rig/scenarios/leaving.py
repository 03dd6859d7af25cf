"""Nobody is locked in: without syzc the directory is changed by hand, and syzc respects that when it returns."""

import re
from contextlib import contextmanager

from rig import operator
from rig.person import Person
from rig.places import BUILT
from rig.steps import hold, step

HUB = "ansible/roles/hub/files/jupyterhub_config.py"
IMAGE = "images/minimal/Dockerfile"
TAGGED = ["ansible/roles/images/vars/main.yml", "ansible/roles/images/files/current", HUB]
PACKAGE = "cowsay==6.1"


def run(rig):
    rig.up()
    with step("syzc is gone"), without_syzc():
        hold(not operator.SYZC.exists(), "syzc is still there")
        with step("memory limits and an image's packages are changed by hand"):
            edited = edit()
        with step("ansible-playbook site.yml applies both"):
            operator.play()
        with step("a server has the new limit and the new package"):
            seen()
    with step("syzc returns: it reports both edits and keeps them"):
        texts = {name: (BUILT / name).read_text(encoding="utf-8") for name in edited}
        said = operator.syzc("build", "sites/ubc.toml", accept=(1,))
        silent = [name for name in edited if f"{name}` was edited by hand and is kept" not in said]
        hold(not silent, f"syzc says nothing of {', '.join(silent)}:\n{said[-2000:]}")
        lost = [name for name in edited if (BUILT / name).read_text(encoding="utf-8") != texts[name]]
        hold(not lost, f"syzc wrote over {', '.join(lost)}")
    with step("with --overwrite the site is as its file says again"):
        operator.syzc("build", "sites/ubc.toml", "--overwrite")
        operator.play()


@contextmanager
def without_syzc():
    """Whatever happens, the program comes back."""
    aside = operator.SYZC.with_name("syzc-aside")
    operator.SYZC.rename(aside)
    try:
        yield
    finally:
        aside.rename(operator.SYZC)


def edit():
    """Do what a person does who has an editor and these files only; return the names of the files."""
    hub = read(HUB)
    limit = '"memory": 2048,'
    hold(limit in hub, f"{HUB} names the memory limit in another way than before")
    write(HUB, hub.replace(limit, '"memory": 1024,'))
    image = read(IMAGE)
    write(IMAGE, f"{image.rstrip()}\n\nRUN pip install --no-cache-dir {PACKAGE}\n")
    # What goes into an image has changed, so it gets another tag: by hand, wherever the old one stands.
    tag = re.search(r"localhost/ubc/minimal:[0-9a-f]{12}", read(TAGGED[0]))[0]
    for name in TAGGED:
        text = read(name)
        hold(tag in text, f"{name} does not name {tag}")
        write(name, text.replace(tag, "localhost/ubc/minimal:by-hand"))
    return [*TAGGED, IMAGE]


def seen():
    carol = Person("carol")
    carol.begin("minimal")
    code, said = carol.shell("python -c 'import cowsay; print(cowsay.__name__)'")
    hold((code, said.strip()) == (0, "cowsay"), f"the package is not there: {said}")
    code, said = carol.shell("cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null")
    hold(said.split() == [str(1024 * 2**20)], f"the memory limit is {said.strip()!r}, not 1024 MiB")
    carol.stop_server()


def read(name):
    return (BUILT / name).read_text(encoding="utf-8")


def write(name, text):
    (BUILT / name).write_text(text, encoding="utf-8")
