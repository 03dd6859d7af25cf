"""Starts Designate and BIND beside a cloud that runs, and says in keystone's catalogue whether they are there."""

from datetime import UTC, datetime

from checks.command import install, run
from cloud import configuration, database, services
from cloud.identity import add_service, connect
from cloud.places import HERE, NAMES, NAMES_API_PORT, NAMES_CONTROL_PORT, NAMES_MASTER_PORT
from rig.steps import until

KIND = "dns"
COMPLETE = NAMES / "complete"


def up():
    """Start what does not run; what the zones held before is there again."""
    install("names")
    new = not COMPLETE.exists()
    if new:
        # What an earlier start left in the middle.
        stop()
        make_database()
    write()
    began = datetime.now(UTC).replace(tzinfo=None)
    ran = running()
    services.start(*services.NAME_SERVICES)
    for name, port in {"names-server": NAMES_CONTROL_PORT, "designate-mdns": NAMES_MASTER_PORT}.items():
        services.wait(name, lambda port=port: services.listens(port))
    services.wait("designate-api", lambda: services.answers(NAMES_API_PORT))
    offer()
    if not ran:
        until(lambda: reported(connect(), began), 60, "Designate's central, worker or mdns does not report")
    if new:
        manage("pool", "update", f"--file={NAMES}/pools.yaml")
        COMPLETE.touch()


def make_database():
    database.ask("DROP DATABASE IF EXISTS designate", "CREATE DATABASE designate")
    write()
    manage("database", "sync")


def write():
    (NAMES / "state").mkdir(parents=True, exist_ok=True)
    configuration.fill(HERE / "names" / "etc", NAMES)


def manage(*words):
    run("/usr/bin/designate-manage", *services.names_settings(), *words, environment=services.ENVIRONMENT)


def offer():
    """Put DNS into the catalogue, from which everybody learns what a cloud has."""
    keystone = connect().identity
    there = list(keystone.services(type=KIND))
    if not there:
        add_service(keystone, KIND, "designate", f":{NAMES_API_PORT}")
    elif not there[0].is_enabled:
        keystone.update_service(there[0], is_enabled=True)


def withdraw(admin):
    """Take DNS out of the catalogue: where it is listed but does not run, whoever empties a project asks it in vain."""
    for service in admin.identity.services(type=KIND):
        if service.is_enabled:
            admin.identity.update_service(service, is_enabled=False)


def reported(admin, began):
    """Tell whether those who do the work have said since then that they are there; what is sent to them before is lost."""
    rows = admin.dns.get("/service_statuses").json()["service_statuses"]
    there = {row["service_name"] for row in rows if (row["heartbeated_at"] or "") > began.isoformat()}
    return there >= {"central", "mdns", "worker"}


def running():
    return all(services.running(name) for name in services.NAME_SERVICES)


def down():
    """End it while the cloud goes on; what the zones hold stays."""
    withdraw(connect())
    stop()


def stop():
    services.stop(*services.NAME_SERVICES)
