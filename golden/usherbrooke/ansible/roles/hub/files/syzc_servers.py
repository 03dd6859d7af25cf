# Written by syzc. Edit the site, not this file, and build again.
"""What a person can choose, and what their server then gets.

Some images and some folders of courses are for groups only. A group's people are
those whom the site names, and those whom JupyterHub has in a group of that name:
the log-in said so, or an administrator. The site's own names are not loaded into
JupyterHub's groups, since JupyterHub would never take anybody out again.
"""

import html
import os

import syzc_homes
from syzc_words import Refusal, say

# Where servers see the folders of courses. Not in the home: Docker would make the
# way to them there, as root.
COURSES = "/courses"

# What a server may take, as the site names it.
LIMITS = ["memory_guarantee", "memory", "cpu"]
# The labels of a server's container, which say what it was started with: the image's
# name in the site, and of the limits those that a group of its owner had raised.
IMAGE_LABEL = "hub.image"
RAISED_LABEL = "hub.raised-by-group"
# Docker counts processors in parts of this many microseconds.
CPU_PERIOD = 100_000


class Servers:
    """The images, groups and courses of a hub, each by its name.

    `images` have `reference`, `title`, `description`, `groups` (empty: everybody),
    `default_url`, `memory_guarantee` and `memory` in MiB, and `cpu`, the processors.
    `groups` have `members` and what their people get at least, where it is more:
    `memory_guarantee`, `memory` and `cpu`, or None. `courses` have `groups` (empty:
    everybody reads) and `instructors`, and are directories in `courses_path`.
    """

    def __init__(self, images, default, groups, courses, courses_path):
        self.images = images
        self.default = default
        self.groups = groups
        self.courses = courses
        self.courses_path = courses_path

    # What people see ---------------------------------------------------------

    def allowed_images(self, spawner):
        """Return the references of the images that this person can choose, by name."""
        mine = self.groups_of(spawner)
        return {
            name: image["reference"]
            for name, image in self.images.items()
            if not image["groups"] or mine.intersection(image["groups"])
        }

    def form(self, spawner):
        """Return the form of the images that this person can choose, as HTML."""
        choices = "".join(self._choice(name) for name in self.allowed_images(spawner))
        return f'<fieldset class="mb-3">\n  <legend>{html.escape(say("choose"))}</legend>\n{choices}</fieldset>\n'

    def _choice(self, name):
        image = self.images[name]
        checked = " checked" if name == self.default else ""
        return (
            '  <div class="form-check mb-3">\n'
            f'    <input class="form-check-input" type="radio" name="image" id="image-{name}" value="{name}"{checked}>\n'
            f'    <label class="form-check-label" for="image-{name}">\n'
            f"      <strong>{html.escape(image['title'])}</strong><br>\n"
            f"      {html.escape(image['description'])}\n"
            "    </label>\n"
            "  </div>\n"
        )

    # What their servers get --------------------------------------------------

    async def prepare(self, spawner):
        """Run before each start of a server; what is raised here is read by its owner."""
        self.settle(spawner)
        await syzc_homes.prepare_home(spawner, courses=bool(self.courses_of(spawner)))

    def settle(self, spawner):
        """Set what this server gets. The spawner outlives servers, so all of it is set anew each time."""
        name = spawner.user_options.get("image") or self.default
        # What comes through the hub's API may be anything.
        if not isinstance(name, str) or name not in self.allowed_images(spawner):
            spawner.log.warning("%s is not for %s", name, spawner.user.name)
            raise Refusal(403, "choice_gone")
        image = self.images[name]
        # Also for a start that names none, after one that did.
        spawner.image = image["reference"]
        spawner.default_url = image["default_url"]
        guarantee = self._most(spawner, image, "memory_guarantee")
        memory = self._most(spawner, image, "memory")
        spawner.mem_guarantee = f"{guarantee}M"
        spawner.mem_limit = f"{memory}M"
        spawner.cpu_limit = self._most(spawner, image, "cpu")
        # When memory runs short the kernel takes it back from the largest, first from
        # those above their guarantee. No swap: it would only hide the limit.
        spawner.extra_host_config = {
            **spawner.extra_host_config,
            "mem_reservation": f"{guarantee}M",
            "memswap_limit": f"{memory}M",
        }
        others = {path: place for path, place in spawner.volumes.items() if not path.startswith(f"{self.courses_path}/")}
        spawner.volumes = {**others, **self.mounts(spawner)}
        raised = [what for what in LIMITS if self._most(spawner, image, what) > image[what]]
        labels = {IMAGE_LABEL: name, RAISED_LABEL: " ".join(raised)}
        spawner.extra_create_kwargs = {**spawner.extra_create_kwargs, "labels": labels}

    def _most(self, spawner, image, what):
        """Return what the image says, or more where a group of this person does."""
        of_groups = (self.groups[name][what] for name in self.groups_of(spawner) if name in self.groups)
        return max([image[what], *(value for value in of_groups if value is not None)])

    # What a running server has and its owner is no longer given -----------------

    def excess(self, spawner, container):
        """Return why a server must end, or None. `container` is what Docker says of it.

        An image that the site gives nobody any more is no reason: it was an offer, not a right.
        """
        name = container["Config"]["Labels"].get(IMAGE_LABEL)
        if name in self.images and name not in self.allowed_images(spawner):
            return f"the image {name} is not for its owner any more"
        mounts = self.mounts(spawner)
        for mount in container["Mounts"]:
            path = mount.get("Source", "")
            if not path.startswith(f"{self.courses_path}/"):
                continue
            if path not in mounts:
                return f"{mount['Destination']} is not for its owner any more"
            if mount["RW"] and mounts[path]["mode"] != "rw":
                return f"its owner only reads {mount['Destination']} now"
        return None

    def lowered(self, spawner, container):
        """Return the limits of Docker that have to come down because no group raises them any more.

        A limit that the site lowers for everybody holds from a server's next start.
        """
        labels = container["Config"]["Labels"]
        image = self.images.get(labels.get(IMAGE_LABEL))
        if image is None:
            return {}
        host = container["HostConfig"]
        now = {what: self._most(spawner, image, what) for what in labels.get(RAISED_LABEL, "").split()}
        limits = {}
        if "memory" in now and now["memory"] * 2**20 < host["Memory"]:
            limits["mem_limit"] = limits["memswap_limit"] = f"{now['memory']}m"
        if "memory_guarantee" in now and now["memory_guarantee"] * 2**20 < host["MemoryReservation"]:
            limits["mem_reservation"] = f"{now['memory_guarantee']}m"
        if "cpu" in now and int(now["cpu"] * CPU_PERIOD) < host["CpuQuota"]:
            limits["cpu_quota"] = int(now["cpu"] * CPU_PERIOD)
        return limits

    def mounts(self, spawner):
        """Return the folders of this person's courses, as DockerSpawner's `volumes` takes them.

        All servers run as the same user, so what keeps a reader from writing is
        how the folder is mounted, not its mode.
        """
        mounts = {}
        for name, is_instructor in self.courses_of(spawner).items():
            path = f"{self.courses_path}/{name}"
            # Docker would make a directory that is missing, without a quota.
            if os.path.isdir(path):
                mounts[path] = {"bind": f"{COURSES}/{name}", "mode": "rw" if is_instructor else "ro"}
            else:
                spawner.log.error("course %s: there is no %s; run the play", name, path)
        return mounts

    def courses_of(self, spawner):
        """Return the courses that this person reads, by name, with whether they write it too."""
        mine = self.groups_of(spawner)
        courses = {}
        for name, course in self.courses.items():
            is_instructor = spawner.user.name in course["instructors"]
            if is_instructor or not course["groups"] or mine.intersection(course["groups"]):
                courses[name] = is_instructor
        return courses

    def groups_of(self, spawner):
        """Return the names of all groups that this person is in."""
        named = {name for name, group in self.groups.items() if spawner.user.name in group["members"]}
        return named | {group.name for group in spawner.user.groups}
