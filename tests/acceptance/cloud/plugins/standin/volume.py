"""Cinder's volume driver: a volume is a sparse file. What is in it is real, and the rig attaches that very file."""

import os
from pathlib import Path

from cinder.image import image_utils
from cinder.volume import driver
from oslo_config import cfg

OPTIONS = [cfg.StrOpt("standin_directory")]


class Driver(driver.VolumeDriver):
    VERSION = "1.0"

    def __init__(self, *positional, **named):
        super().__init__(*positional, **named)
        self.configuration.append_config_values(OPTIONS)

    def do_setup(self, context):
        self.directory().mkdir(parents=True, exist_ok=True)

    def check_for_setup_error(self):
        pass

    def directory(self):
        return Path(self.configuration.standin_directory)

    def path(self, thing):
        return self.directory() / thing.name

    def local_path(self, volume):
        return str(self.path(volume))

    def create_volume(self, volume):
        self.extend_volume(volume, volume.size)

    def extend_volume(self, volume, new_size):
        # In place: a server may have it open.
        with open(self.path(volume), "ab") as file:
            file.truncate(new_size << 30)

    def delete_volume(self, volume):
        self.path(volume).unlink(missing_ok=True)

    def create_snapshot(self, snapshot):
        self.copy(snapshot.volume, snapshot)

    def delete_snapshot(self, snapshot):
        self.path(snapshot).unlink(missing_ok=True)

    def create_volume_from_snapshot(self, volume, snapshot):
        self.copy(snapshot, volume)
        self.extend_volume(volume, volume.size)

    def create_cloned_volume(self, volume, src_vref):
        self.copy(src_vref, volume)
        self.extend_volume(volume, volume.size)

    def copy(self, source, target):
        self._execute("cp", "--sparse=always", self.path(source), self.path(target))

    def clone_image(self, *_):
        return {}, False

    def copy_image_to_volume(self, context, volume, image_service, image_id, **_):
        image_utils.fetch_to_raw(
            context, image_service, image_id, os.fspath(self.path(volume)), "1M", size=volume.size, run_as_root=False
        )
        self.extend_volume(volume, volume.size)

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def initialize_connection(self, volume, connector, **_):
        return {"driver_volume_type": "local", "data": {"device_path": self.local_path(volume), "access_mode": "rw"}}

    def terminate_connection(self, volume, connector, **_):
        pass

    def _update_volume_stats(self):
        name = self.configuration.safe_get("volume_backend_name")
        pool = {
            "pool_name": name,
            "total_capacity_gb": 100000,
            "free_capacity_gb": 100000,
            "provisioned_capacity_gb": 0,
            "reserved_percentage": 0,
            "thin_provisioning_support": True,
            "thick_provisioning_support": False,
            "max_over_subscription_ratio": 20.0,
            "online_extend_support": True,
        }
        self._stats = {
            "volume_backend_name": name,
            "vendor_name": "standin",
            "driver_version": self.VERSION,
            "storage_protocol": "local",
            "pools": [pool],
        }
