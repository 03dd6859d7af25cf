"""What runs: each service of OpenStack with its words, and how one knows that it answers."""

import signal
import socket
import urllib.error
import urllib.request

from checks.command import CACHE, Failed
from cloud.places import (
    ADDRESS, CLOUD, CONFIGURATION, CONSOLES, HERE, NAMES, QUEUE_NAMES_PORT, QUEUE_NODES_PORT, QUEUE_PORT,
)  # fmt: skip
from rig import processes
from rig.steps import until

# Debian's own Python, which has OpenStack's libraries; nothing of the caller's accounts may reach it.
PYTHON = ["env", "-u", "PYTHONHOME", "-u", "VIRTUAL_ENV", "/usr/bin/python3"]
ENVIRONMENT = {
    "HOME": str(CLOUD / "home"),
    "LC_ALL": "C.UTF-8",
    "PYTHONPATH": str(HERE / "plugins"),
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONWARNINGS": "ignore",
    "STANDIN_CONSOLES": str(CONSOLES),
    "OS_KEYSTONE_CONFIG_DIR": str(CONFIGURATION),
    "OS_KEYSTONE_CONFIG_FILES": "keystone.conf",
    "OS_PLACEMENT_CONFIG_DIR": str(CONFIGURATION / "placement"),
}
QUEUE = {
    "RABBITMQ_NODENAME": "openstack@localhost",
    "RABBITMQ_NODE_IP_ADDRESS": ADDRESS,
    "RABBITMQ_NODE_PORT": str(QUEUE_PORT),
    "RABBITMQ_DIST_PORT": str(QUEUE_NODES_PORT),
    "ERL_EPMD_ADDRESS": ADDRESS,
    "ERL_EPMD_PORT": str(QUEUE_NAMES_PORT),
    "RABBITMQ_MNESIA_BASE": str(CLOUD / "rabbit" / "mnesia"),
    "RABBITMQ_LOG_BASE": str(CLOUD / "rabbit"),
    "RABBITMQ_LOGS": "-",
    # None of these files exists: what the machine has in /etc/rabbitmq is not for this one.
    "RABBITMQ_CONFIG_FILE": str(CLOUD / "rabbit" / "rabbitmq"),
    "RABBITMQ_CONF_ENV_FILE": str(CLOUD / "rabbit" / "environment"),
    "RABBITMQ_ENABLED_PLUGINS_FILE": str(CLOUD / "rabbit" / "plugins"),
    "RABBITMQ_PID_FILE": str(CLOUD / "rabbit" / "pid"),
    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none",
}
PACKAGES = ["cinder", "glance", "keystone", "neutron", "nova", "placement"]
# Where a service answers once it is there.
ANSWERS = {
    "keystone": "5000/v3",
    "placement": "8778",
    "glance-api": "9292",
    "neutron": "9696",
    "nova-api": "8774",
    "cinder-api": "8776",
}

# What the services of OpenStack talk to; `down` ends these last.
BENEATH = ("database", "queue-names", "queue")


def settings(*names):
    return [f"--config-file={CONFIGURATION / name}.conf" for name in ("common", *names)]


def program(name, *files, after=""):
    """Return words for a service; what it has to find at its start may be given as ports to wait for."""
    return [*PYTHON, "-m", "standin.program", name, after, *settings(*files)]


def names_settings():
    return [*settings(), f"--config-file={NAMES}/designate.conf"]


def web(script, port, threads):
    # One process each: keystone's cache is one of the process, and two would disagree.
    return [
        "uwsgi-core", "--plugin=python3", f"--http-socket={ADDRESS}:{port}", f"--wsgi-file={script}", "--master",
        "--die-on-term", "--processes=1", f"--threads={threads}", "--enable-threads", "--lazy-apps",
        "--buffer-size=65535", "--need-app", "--add-header=Connection: close", "--disable-logging",
    ]  # fmt: skip


# In the order in which they are started.
COMMANDS = {
    "database": ["mariadbd", f"--defaults-file={CONFIGURATION}/mariadb.cnf"],
    # Started by hand, so that it ends with the rest: the queue would leave its own running.
    "queue-names": ["epmd", "-address", ADDRESS, "-port", str(QUEUE_NAMES_PORT)],
    "queue": ["/usr/lib/rabbitmq/bin/rabbitmq-server"],
    "keystone": web("/usr/bin/keystone-wsgi-public", 5000, 8),
    "neutron": ["/usr/bin/neutron-server", *settings("neutron")],
    "nova-conductor": ["/usr/bin/nova-conductor", *settings("nova", "nova-database")],
    "nova-api": program("nova-api", "nova", "nova-database"),
    "nova-scheduler": ["/usr/bin/nova-scheduler", *settings("nova", "nova-database")],
    "placement": web("/usr/bin/placement-api", 8778, 4),
    "glance-api": program("glance-api", "glance"),
    "cinder-api": program("cinder-api", "cinder"),
    "cinder-scheduler": program("cinder-scheduler", "cinder"),
    "cinder-volume": program("cinder-volume", "cinder"),
    # It reports once, and again a minute later: what it reports to has to be there.
    "nova-compute": program("nova-compute", "nova", after="5000,8778"),
}

# Only for a scenario that asks for DNS: names/ starts them.
NAME_SERVICES = {
    "names-server": [CACHE / "bind" / "usr" / "sbin" / "named", "-g", "-4", "-n", "1", "-c", NAMES / "named.conf"],
    **{
        name: [f"/usr/bin/{name}", *names_settings()]
        for name in ("designate-central", "designate-mdns", "designate-worker", "designate-api")
    },
}


def start(*names):
    for name in names:
        more = QUEUE if name.startswith("queue") else {}
        processes.start(f"cloud-{name}", *(COMMANDS | NAME_SERVICES)[name], environment=ENVIRONMENT | more)


def running(name):
    return processes.running(f"cloud-{name}")


def stop(*names):
    """End services, all at once, and wait for each."""
    for name in names:
        if running(name):
            processes.signal_to(f"cloud-{name}", signal.SIGTERM)
    for name in names:
        processes.stop(f"cloud-{name}")


def wait(name, condition=None, seconds=90):
    """Wait until a service answers; one that ended is said at once, with its last words."""
    label = f"cloud-{name}"

    def up():
        if not running(name):
            raise Failed(f"{label} ended:\n{processes.tail(label)}")
        return condition() if condition else answers(ANSWERS[name])

    until(up, seconds, lambda: f"{label} does not answer:\n{processes.tail(label)}", pause=0.25)


def answers(place):
    try:
        urllib.request.urlopen(f"http://{ADDRESS}:{place}", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def listens(port):
    try:
        socket.create_connection((ADDRESS, port), timeout=1).close()
    except OSError:
        return False
    return True
