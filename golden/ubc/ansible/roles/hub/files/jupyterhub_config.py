# Written by syzc. Edit the site, not this file, and build again.
"""JupyterHub at University of British Columbia.

Read by JupyterHub when it starts. Each section says what its settings are for;
the modules beside this file (syzc_*.py) hold what takes more than a value.
Secrets are not here: they are made on the host and arrive as environment
variables from /srv/hub/state/secrets.
"""

import os
import sys

import syzc_admission
import syzc_database
import syzc_servers
import syzc_turns
import syzc_words

c = get_config()

# Addresses ------------------------------------------------------------------
# People come in through Apache, then the proxy, then here or to their own
# server. The hub itself listens only on the users' network, where their servers
# report to it.
c.JupyterHub.bind_url = "http://127.0.0.1:8000/"
c.JupyterHub.public_url = "https://ubc.syzygy.ca/"
c.JupyterHub.hub_bind_url = "http://10.40.0.1:8081"
# The proxy on this machine says whom a request came from; without this, all
# would seem to come from it, and one person's wrong passwords be everybody's.
c.JupyterHub.trusted_downstream_ips = ["127.0.0.1"]

# Restarts keep everybody's work ---------------------------------------------
# The proxy is a service of its own, and neither it nor the users' servers stop
# with the hub.
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8001"
c.JupyterHub.cleanup_proxy = False
c.JupyterHub.cleanup_servers = False
# Also how often the routes in the proxy are compared with what they should be.
c.JupyterHub.last_activity_interval = 30

# What the hub remembers, on the data volume ---------------------------------
c.JupyterHub.db_url = "sqlite:////srv/hub/state/jupyterhub/jupyterhub.sqlite"
# Homes can fill the volume; the hub goes on, and says so on its pages.
syzc_database.keep_journal()
c.JupyterHub.cookie_secret_file = "/srv/hub/state/jupyterhub/cookie_secret"
c.JupyterHub.cookie_max_age_days = 1
c.JupyterHub.tornado_settings = {
    # Cookies are sent over TLS only, the one against forged forms included.
    "cookie_options": {"secure": True},
    # How long a person waits for a fast start before seeing the progress page.
    "slow_spawn_timeout": 2,
}

# Login ----------------------------------------------------------------------
c.JupyterHub.authenticator_class = "syzc_shibboleth.ShibbolethAuthenticator"
c.Authenticator.auto_login = True
# The login's own rules decide who comes in; there is no second list.
c.ShibbolethAuthenticator.allow_all = True
c.ShibbolethAuthenticator.username_rule = "local-part"
c.ShibbolethAuthenticator.accepted_scopes = ["ubc.ca"]
# Who comes in: everyone who has one of these, the people named, or everyone if that is said.
c.ShibbolethAuthenticator.admitted_values = ["faculty@ubc.ca", "staff@ubc.ca", "student@ubc.ca"]
c.ShibbolethAuthenticator.admitted_people = []
c.ShibbolethAuthenticator.admit_everyone = False
# The service provider asks no others; here, people of one that is left out lose what they came by before.
c.ShibbolethAuthenticator.identity_providers = ["https://authentication.ubc.ca"]
c.ShibbolethAuthenticator.logout_path = "/Shibboleth.sso/Logout"
c.ShibbolethAuthenticator.signed_out_url = "https://ubc.syzygy.ca/signed-out.html"
c.ShibbolethAuthenticator.front_secret = os.environ["HUB_FRONT_SECRET"]
c.Authenticator.admin_users = {
    "ada.admin",
}
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9._@-]{0,127}"

# How many at once -----------------------------------------------------------
# A few servers start at the same time and the others wait for their turn (see
# pre_spawn_hook below), instead of being sent away to try again.
c.JupyterHub.concurrent_spawn_limit = 0
# The machine carries this many; the next person reads that the hub is full.
c.JupyterHub.active_server_limit = 465

# What people choose from, and what each choice gets --------------------------
# What a server may take is its image's; the groups of its owner add to that.
# Memory is in MiB. With no groups, something is for everybody.
servers = syzc_servers.Servers(
    images={
        "minimal": {
            "reference": "localhost/ubc/minimal:1b13d0a24fa4",
            "title": "Minimal",
            "description": "Python, a terminal, Git and PDF export; add packages of your own",
            "groups": [],
            "default_url": "/lab",
            "memory_guarantee": 512,
            "memory": 2048,
            "cpu": 1,
        },
        "scipy": {
            "reference": "localhost/ubc/scipy:c3645a4bf00b",
            "title": "Scientific Python",
            "description": "NumPy, SciPy, pandas, Matplotlib, scikit-learn and what goes with them",
            "groups": [],
            "default_url": "/lab",
            "memory_guarantee": 512,
            "memory": 2048,
            "cpu": 1,
        },
        "r": {
            "reference": "localhost/ubc/r:eaf442785349",
            "title": "R",
            "description": "R with tidyverse, tidymodels and Shiny, beside Python",
            "groups": [],
            "default_url": "/lab",
            "memory_guarantee": 512,
            "memory": 2048,
            "cpu": 1,
        },
    },
    default="scipy",
    groups={
    },
    # Read by those of their groups, written by instructors.
    courses={
    },
    courses_path="/srv/hub/courses",
)
# Also what is taken from servers that run, when the site gives it no more.
c.Hub.servers = servers
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.allowed_images = servers.allowed_images
c.DockerSpawner.image = "localhost/ubc/scipy:c3645a4bf00b"
c.DockerSpawner.options_form = servers.form
# Images are built on this host; nothing is ever fetched when a person waits.
c.DockerSpawner.pull_policy = "never"

# A person's server ----------------------------------------------------------
# No `cmd`: each image says itself how its server starts, so that no package in a
# person's home can keep it from starting.
c.DockerSpawner.notebook_dir = "/home/jovyan"
c.DockerSpawner.volumes = {"/srv/hub/homes/{username}": "/home/jovyan"}
# Waits for its turn, one of 10 at a time. Then sets what this server gets, makes
# the home before the first start, and sets its quota before every start.
c.DockerSpawner.pre_spawn_hook = syzc_turns.in_turn(10, servers.prepare)
c.DockerSpawner.remove = True
c.DockerSpawner.start_timeout = 120
# A server that hangs over what is in the home is started a second time after a minute.
c.DockerSpawner.http_timeout = 150
c.DockerSpawner.poll_interval = 30
c.DockerSpawner.environment = {
    # Jupyter's own small files go to memory, so that a server starts in a full
    # home and its owner can make room.
    "JUPYTER_RUNTIME_DIR": "/tmp/jupyter-runtime",
    "JUPYTERHUB_ACTIVITY_INTERVAL": "120",
    "TZ": "America/Vancouver",
}

# Limits of a person's server ------------------------------------------------
# Memory and processors are above, for each image; `servers` sets them before each
# start.
c.DockerSpawner.extra_create_kwargs = {
    # The image's jovyan, in the group that docker-stacks calls users.
    "user": "1000:100",
}
c.DockerSpawner.extra_host_config = {
    # Docker must not remove the container by itself: a restart of Docker would
    # then end every server. The hub removes it when the server stops.
    "auto_remove": False,
    # When memory runs short, servers end before services of the host do.
    "oom_score_adj": 500,
    # Where processors are short, a service of the host (1024) comes before a
    # person's server: the hub, the proxy and Docker answer whatever people run.
    "cpu_shares": 128,
    # Stops a fork bomb.
    "pids_limit": 512,
    # Only the home, /tmp and /dev/shm can be written, and each has a bound.
    "read_only": True,
    "tmpfs": {
        "/tmp": "size=512m,mode=1777,exec,nosuid,nodev",
        "/run": "size=16m,mode=1777,noexec,nosuid,nodev",
        "/var/tmp": "size=64m,mode=1777,noexec,nosuid,nodev",
    },
    "shm_size": "64m",
    "log_config": {
        "type": "json-file",
        "config": {"max-size": "5m", "max-file": "2"},
    },
    # No way to more rights than a plain user has.
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "ulimits": [
        {"Name": "core", "Soft": 0, "Hard": 0},
        {"Name": "nofile", "Soft": 8192, "Hard": 8192},
    ],
}

# The users' network ---------------------------------------------------------
c.DockerSpawner.network_name = "hub"
c.DockerSpawner.use_internal_ip = True

# Idle servers ---------------------------------------------------------------
# A person's server itself knows best whether it is idle. It ends a kernel that
# has done nothing for the first time below, open in a browser or not, but never
# one that computes, even when it prints nothing. With no kernel and no terminal
# left, it ends itself after the second. Together they are the 90 min of the
# site.
c.DockerSpawner.args = [
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--MappingKernelManager.cull_interval=300",
    "--MappingKernelManager.cull_connected=True",
    "--MappingKernelManager.cull_busy=False",
    "--TerminalManager.cull_inactive_timeout=3600",
    "--TerminalManager.cull_interval=300",
    "--ServerApp.shutdown_no_activity_timeout=1800",
]

# Programs beside the hub, and what each may do ------------------------------
c.JupyterHub.services = [
    {
        # Catches what the rule above cannot: a server that gave no sign of life
        # for a day, be it stuck or a computation that never ends.
        "name": "idle-culler",
        "command": [
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            "--timeout=86400",
            "--cull-every=600",
        ],
    },
    {
        # Puts the routes back when the proxy was restarted.
        "name": "routes",
        "api_token": os.environ["HUB_ROUTES_TOKEN"],
    },
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": [
            "list:users",
            "read:users:activity",
            "read:servers",
            "delete:servers",
        ],
    },
    {
        "name": "routes",
        "services": ["routes"],
        "scopes": ["proxy"],
    },
]

# What people read on the hub's pages ----------------------------------------
# In the language that a person's browser prefers among these, or else the first.
syzc_words.speak([
    "en",
])
c.JupyterHub.template_paths = ["/etc/jupyterhub/templates"]
c.JupyterHub.template_vars = {
    "institution_name": "University of British Columbia",
    "support_email": "help@syzygy.ca",
    "help_url": "https://syzygy.ca/help",
    "terms_url": None,
    "logo_url": None,
    # For everybody's information, and for what needs their attention now.
    "announcement": None,
    "alert": None,
}

# What let people in is kept, so that whoever the site lets in no longer is out ----
c.Authenticator.post_auth_hook = syzc_admission.remembering(
    c.Authenticator.get("post_auth_hook"), key=lambda handler: handler.settings["cookie_secret"]
)
