"""Nova's fake hypervisor, which still knows its servers after a restart, and shows what the rig's machines print.

Nova looks for its drivers inside nova.virt only; standin.program puts this directory there.
"""

import os
from pathlib import Path

from nova import context, objects
from nova.compute import power_state, vm_states
from nova.virt import fake

KEPT = (power_state.RUNNING, power_state.SHUTDOWN, power_state.PAUSED, power_state.SUSPENDED)
GONE = (vm_states.BUILDING, vm_states.DELETED, vm_states.SOFT_DELETED)


class Driver(fake.FakeDriver):
    # With one host, a server that is resized stays on it.
    capabilities = {**fake.FakeDriver.capabilities, "supports_migrate_to_same_host": True}

    def init_host(self, host):
        super().init_host(host)
        admin = context.get_admin_context()
        for instance in objects.InstanceList.get_by_host(admin, host, expected_attrs=["flavor"]):
            if instance.vm_state not in GONE:
                state = instance.power_state if instance.power_state in KEPT else power_state.RUNNING
                self.instances[instance.uuid] = fake.FakeInstance(instance.name, state, instance.uuid)

    def get_console_output(self, context, instance):
        console = Path(os.environ["STANDIN_CONSOLES"]) / f"{instance.uuid}.log"
        return console.read_bytes() if console.exists() else b""
