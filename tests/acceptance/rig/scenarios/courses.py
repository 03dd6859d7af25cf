"""What a site gives to some and not to others: folders of courses, images, memory; and what a new home begins with.

The folders are small enough that neither the machine nor its volume has to grow for them: a volume could not shrink
again, and the site is put back at the end.
"""

import shutil

from checks.command import Failed
from rig import operator
from rig.person import Person
from rig.steps import hold, step

MIB = 2**20
GIB = 2**30

# What the group's people may take, where the site says 2 GiB and one processor.
GROUP_MEMORY = 3 * GIB
SITE_MEMORY = 2 * GIB
QUOTA = 64 * MIB
CHANGES = """
[hub]
getting_started = "files/getting-started"

[group.mechanics]
members = ["alice", "bob"]
memory  = "3 GiB"
cpu     = 2

[image.r]
groups = ["mechanics"]

[course.mechanics]
groups      = ["mechanics"]
instructors = ["ada.admin"]
quota       = "64 MiB"
"""
FILES = operator.SITES / "files" / "getting-started"
WELCOME = "Welcome.\n"
LECTURE = "courses/mechanics/lecture.txt"


def run(rig):
    rig.up()
    with step("the site is the one of before"):
        hold(not operator.GROWN.read_text(encoding="utf-8"), "the hub has grown; this starts from a hub that `journey` left")
    try:
        apply(rig)
        a_new_home(rig)
        a_folder(rig)
        a_group(rig)
    finally:
        put_back(rig)
    what_is_left(rig)


def apply(rig):
    with step("a group, a course and a folder for new homes: syzc build"):
        (FILES / "more").mkdir(parents=True, exist_ok=True)
        (FILES / "welcome.txt").write_text(WELCOME, encoding="utf-8")
        (FILES / "more" / "first.py").write_text("print(6 * 7)\n", encoding="utf-8")
        operator.change(CHANGES)
    with step("terraform apply has nothing to do"):
        said = operator.apply()
        hold("No changes." in said, f"the plan is another:\n{said[-1500:]}")
    with step("ansible-playbook site.yml"):
        operator.play()
        rig.healthy(60)
    with step("a second run changes nothing"):
        operator.unchanged(operator.play())


def a_new_home(rig):
    with step("a new home begins with the site's folder"):
        carol = Person("carol")
        carol.log_in()
        if carol.has_server():
            carol.stop_server()
        forget(rig, "carol")
        carol.spawn("minimal")
        hold(carol.get("getting-started/welcome.txt") == WELCOME, "the folder's file says something else")
        answer = carol.shell("cd ~/getting-started && touch welcome.txt && python more/first.py")
        hold(answer == (0, "42\n"), f"what is in the folder cannot be used: {answer}")
    with step("whoever changes or deletes it keeps it so"):
        carol.put("getting-started/welcome.txt", "mine")
        carol.shell("rm -r ~/getting-started/more")
        again(carol, "minimal")
        hold(carol.get("getting-started/welcome.txt") == "mine", "carol's own text was written over")
        hold(carol.shell("ls ~/getting-started") == (0, "welcome.txt\n"), "what carol deleted came back")
        carol.shell("rm -r ~/getting-started")
        again(carol, "minimal")
        hold(carol.shell("test -e ~/getting-started")[0] == 1, "the folder that carol deleted came back")
        carol.stop_server()
    with step("a home that was there keeps what it has"):
        bob = Person("bob")
        bob.begin("minimal")
        hold(bob.shell("test -e ~/getting-started")[0] == 1, "a home of before got the folder")
        bob.stop_server()


def a_folder(rig):
    ada, alice, bob, dave = (Person(name) for name in ("ada.admin", "alice", "bob", "dave"))
    with step("an instructor writes into the course's folder"):
        ada.begin("minimal")
        ada.put(LECTURE, "F = m a")
    with step("students read it, in a file browser and in a kernel"):
        for person in (alice, bob):
            person.begin("minimal")
            hold(person.get(LECTURE) == "F = m a", f"{person.name} reads something else")
        hold(alice.shell("cat /courses/mechanics/lecture.txt") == (0, "F = m a"), "alice's kernel reads something else")
    with step("a student cannot write, delete, or mount it anew"):
        answer = alice.api("PUT", f"contents/{LECTURE}", json={"type": "file", "format": "text", "content": "F = m v"})
        hold(answer.status_code >= 400, f"a student saved over the lecture: {answer.status_code}")
        for command in ("touch /courses/mechanics/new", "rm -f /courses/mechanics/lecture.txt", "chmod 777 /courses/mechanics"):
            code, said = alice.shell(command)
            hold(code != 0 and "Read-only file system" in said, f"`{command}` by a student: {code}, {said}")
        code, said = alice.shell("mount -o remount,rw /courses/mechanics")
        hold(code != 0, f"a student mounted the folder anew: {said}")
        hold(ada.get(LECTURE) == "F = m a", "the lecture has changed")
    with step("what the instructor changes, students see at once"):
        ada.put(LECTURE, "F = dp/dt")
        hold(bob.get(LECTURE) == "F = dp/dt", "bob reads what was there before")
    with step("an outsider has neither the folder nor a way to it"):
        dave.begin("minimal")
        hold(dave.shell("ls -d /courses ~/courses 2>/dev/null") == (2, ""), "dave has something of a course")
    with step("the folder ends at its quota, and homes do not"):
        reason = ada.run(
            "reason = 'nothing'\n"
            "try:\n"
            "    import os\n"
            "    with open('/courses/mechanics/large', 'wb', buffering=0) as file:\n"
            f"        for _ in range({4 * QUOTA // MIB}):\n"
            f"            file.write(os.urandom({MIB}))\n"
            "        os.fsync(file.fileno())\n"
            "except OSError as error:\n"
            "    reason = error.strerror\n"
            "print(reason)",
            120,
        ).strip()
        hold(reason == "Disk quota exceeded", f"writing past the quota ended with: {reason}")
        ada.put("home.txt", "there is room here")
        ada.shell("rm /courses/mechanics/large")
    with step("a snapshot is made of it as of homes"):
        rig.on_host("systemctl", "start", "hub-snapshots.service")
        kept = rig.shell("cat /srv/hub/course-snapshots/mechanics/*/lecture.txt")
        hold(kept == "F = dp/dt", f"the snapshot holds {kept!r}")
    with step("one who is no longer in the group has it no more at the next start"):
        operator.change(CHANGES.replace('"alice", "bob"', '"alice"'))
        operator.play()
        rig.healthy(60)
        again(bob, "minimal")
        hold(bob.shell("ls -d /courses ~/courses 2>/dev/null") == (2, ""), "bob still has something of the course")
    for person in (ada, alice, bob, dave):
        person.stop_server()


def a_group(rig):
    alice, dave = Person("alice"), Person("dave")
    with step("an image of a group is there to choose for its people only"):
        alice.begin("r")
        hold(alice.run("6*7").strip() == "42", "alice's server of the group's image does not compute")
        dave.log_in()
        try:
            dave.spawn("r")
        except Failed as refused:
            hold("there is no image `r` to choose" in str(refused), f"dave was refused otherwise: {refused}")
        else:
            raise Failed("dave started an image that is not for him")
    with step("nor is it to be had through the hub's API"):
        answer = dave.hub_api("POST", "users/dave/server", json={"image": "r"})
        hold(answer.status_code == 403, f"dave asked the API for the group's image and was told {answer.status_code}")
        hold(not dave.has_server(), "dave has a server")
    with step("the kernel holds a server to what the group may take, and others to what the site says"):
        dave.spawn("minimal")
        for person, memory, processors in ((alice, GROUP_MEMORY, 2), (dave, SITE_MEMORY, 1)):
            found = limits(rig, person)
            hold(found == (memory, processors), f"{person.name}'s server has (bytes, processors) {found}")
            told = int(person.run("import os; print(os.environ['MEM_LIMIT'])"))
            hold(told == memory, f"{person.name}'s server is told of {told} bytes")
    for person in (alice, dave):
        person.stop_server()


def put_back(rig):
    with step("the site is put back"):
        shutil.rmtree(FILES.parent, ignore_errors=True)
        operator.change("")
        operator.play()
        rig.healthy(60)


def what_is_left(rig):
    """What the site no longer names is still there; then it goes, so that the next run finds what this one found."""
    with step("what was in the folder is still on the volume"):
        kept = rig.shell("cat /srv/hub/courses/mechanics/lecture.txt")
        hold(kept == "F = dp/dt", f"the folder of a removed course holds {kept!r}")
        rig.shell("btrfs subvolume delete /srv/hub/courses/mechanics /srv/hub/course-snapshots/mechanics/*")
        rig.shell("rmdir /srv/hub/course-snapshots/mechanics && rm -r /usr/local/share/hub-getting-started")


def forget(rig, name):
    """Make a person one who never was here: without a home."""
    rig.shell(f"test ! -e /srv/hub/homes/{name} || btrfs subvolume delete /srv/hub/homes/{name}")


def again(person, image):
    person.stop_server()
    person.spawn(image)


def limits(rig, person):
    """Return what the kernel holds a person's container to: bytes of memory, and processors."""
    number = rig.on_host("docker", "inspect", "--format", "{{.Id}}", f"jupyter-{person.user}").strip()
    find = f"find /sys/fs/cgroup -path '*{number}*'"
    memory = rig.shell(f"cat $({find} \\( -name memory.max -o -name memory.limit_in_bytes \\) | head -n 1)")
    quota = rig.shell(f"cat $({find} \\( -name cpu.max -o -name cpu.cfs_quota_us \\) | head -n 1)")
    # Both versions of cgroups count in tenths of a second, as Docker was told.
    return int(memory), int(quota.split()[0]) // 100_000
