"""What a running server has, held against what the site gives its owner now."""

import os
import tempfile
import unittest
from types import SimpleNamespace

from syzc_servers import IMAGE_LABEL, RAISED_LABEL, Servers

MIB = 2**20


class ServersTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.courses = scratch.name
        os.mkdir(f"{self.courses}/maths")

    def servers(self, members=("bob",), groups=("g",), image_groups=(), instructors=("ada",), memory=3072, image_memory=2048, courses=True):
        image = {
            "reference": "r", "title": "t", "description": "d", "groups": list(image_groups), "default_url": "/lab",
            "memory_guarantee": 512, "memory": image_memory, "cpu": 1,
        }
        given = {"g": {"members": list(members), "memory_guarantee": None, "memory": memory, "cpu": 2}} if members is not None else {}
        course = {"maths": {"groups": list(groups), "instructors": list(instructors)}} if courses else {}
        return Servers({"one": image}, "one", given, course, self.courses)

    def spawner(self, name="bob"):
        return SimpleNamespace(
            user=SimpleNamespace(name=name, groups=[]), user_options={}, volumes={}, extra_host_config={}, extra_create_kwargs={"user": "1000"},
            log=SimpleNamespace(error=print),
        )

    def started(self, servers, name="bob"):
        """Return what Docker says of a server that was started so."""
        spawner = self.spawner(name)
        servers.settle(spawner)
        mounts = [
            {"Source": path, "Destination": place["bind"], "RW": place["mode"] == "rw"} for path, place in spawner.volumes.items()
        ]
        return {
            "Config": {"Labels": spawner.extra_create_kwargs["labels"]},
            "Mounts": [{"Source": "/srv/hub/homes/bob", "Destination": "/home/jovyan", "RW": True}, *mounts],
            "HostConfig": {
                "Memory": int(spawner.mem_limit[:-1]) * MIB,
                "MemoryReservation": int(spawner.mem_guarantee[:-1]) * MIB,
                "CpuQuota": int(spawner.cpu_limit * 100_000),
            },
        }

    def test_who_lost_nothing_keeps_the_server_as_it_is(self):
        for changed in ({}, {"memory": 4096}, {"instructors": ["ada", "bob"]}, {"image_groups": ["g"]}):
            container, now = self.started(self.servers()), self.servers(**changed)
            self.assertIsNone(now.excess(self.spawner(), container), changed)
            self.assertEqual({}, now.lowered(self.spawner(), container), changed)

    def test_a_course_that_is_not_for_them_any_more(self):
        container = self.started(self.servers())
        for changed in ({"members": ["eve"]}, {"members": None}, {"groups": ["another"]}, {"courses": False}):
            self.assertIn("/courses/maths", self.servers(**changed).excess(self.spawner(), container), changed)

    def test_an_instructor_who_only_reads_now(self):
        container = self.started(self.servers(instructors=["bob"]))
        self.assertIn("only reads", self.servers().excess(self.spawner(), container))

    def test_an_image_that_is_not_for_them_any_more(self):
        container = self.started(self.servers(groups=[], image_groups=["g"]))
        self.assertIn("image one", self.servers(members=["eve"], groups=[], image_groups=["g"]).excess(self.spawner(), container))

    def test_memory_and_processors_that_a_group_gave(self):
        container = self.started(self.servers(groups=[]))
        now = self.servers(members=["eve"], groups=[])
        self.assertIsNone(now.excess(self.spawner(), container))
        limits = now.lowered(self.spawner(), container)
        self.assertEqual({"mem_limit": "2048m", "memswap_limit": "2048m", "cpu_quota": 100_000}, limits)

    def test_a_limit_that_is_lowered_for_everybody_holds_from_the_next_start(self):
        container = self.started(self.servers(members=["eve"], groups=[]))
        self.assertEqual({}, self.servers(members=["eve"], groups=[], image_memory=1024).lowered(self.spawner(), container))

    def test_a_server_of_before_has_no_labels(self):
        container = self.started(self.servers(groups=[]))
        container["Config"]["Labels"] = {}
        now = self.servers(members=["eve"], groups=[])
        self.assertIsNone(now.excess(self.spawner(), container))
        self.assertEqual({}, now.lowered(self.spawner(), container))
        self.assertEqual({IMAGE_LABEL, RAISED_LABEL}, set(self.started(now)["Config"]["Labels"]))


if __name__ == "__main__":
    unittest.main()
