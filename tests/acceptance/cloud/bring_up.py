"""Starts everything in the order that costs least: two processors load what can load while the rest waits."""

import datetime
import shutil

from checks.command import Failed
from cloud import configuration, database, offer, project, services
from cloud.identity import connect
from cloud.names import bring_up as names
from cloud.places import CLOUD, QUEUE_NAMES_PORT, QUEUE_PORT
from rig.steps import until

# Says that the directory is the rig's own to wipe.
MARK = CLOUD / "made-by-the-rig"


def up():
    CLOUD.mkdir(parents=True, exist_ok=True)
    MARK.touch()
    began = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    if not database.complete():
        # What an earlier run left in the middle.
        down()
    configuration.write()
    services.start("queue-names")
    services.wait("queue-names", lambda: services.listens(QUEUE_NAMES_PORT))
    services.start("queue")
    database.up()
    services.start(*(name for name in services.COMMANDS if name not in services.BENEATH))
    services.wait("queue", lambda: services.listens(QUEUE_PORT))
    for name in services.ANSWERS:
        services.wait(name)
    admin = connect()
    if not names.running():
        names.withdraw(admin)
    new = not database.complete()
    if new:
        offer.make(admin)
        project.make(admin)
    until(lambda: workers_report(admin, began), 120, "nova-compute or cinder does not report")
    if new:
        database.keep()


def workers_report(admin, began):
    """Tell whether those who do the work are there: the API answers before them, and remembers them from earlier."""
    volumes = admin.block_storage.get("/os-services").json()["services"]
    workers = admin.compute.get("/os-services").json()["services"] + volumes
    reported = {worker["binary"] for worker in workers if (worker["updated_at"] or "") > began.isoformat()}
    wanted = {"nova-conductor", "nova-scheduler", "nova-compute", "cinder-scheduler", "cinder-volume"}
    return reported >= wanted and any(True for _ in admin.compute.hypervisors())


def down():
    """End the services before what they talk to."""
    names.stop()
    services.stop(*(name for name in services.COMMANDS if name not in services.BENEATH))
    services.stop(*reversed(services.BENEATH))


def wipe():
    down()
    if CLOUD.exists():
        if not MARK.exists():
            raise Failed(f"{CLOUD} was not made by the rig")
        shutil.rmtree(CLOUD)
