"""Where the cloud keeps its state, and the addresses and words that its parts share."""

from pathlib import Path

from rig.places import CACHE, REPOSITORY, WORK

HERE = Path(__file__).resolve().parent
CLOUD = WORK / "cloud"
CONFIGURATION = CLOUD / "etc"
# What Designate and its BIND hold.
NAMES = CLOUD / "names"
VOLUMES = CLOUD / "volumes"
# What the rig's machines print on their consoles, by the server's id.
CONSOLES = CLOUD / "consoles"
# What an operator has in ~/.config/openstack.
CLOUDS = CLOUD / "clouds.yaml"
TEMPLATES = CACHE / "cloud"
CATALOGUE = REPOSITORY / "stdlib" / "cloud" / "arbutus.toml"
# The site that joins a network, and the layer of those that join a router: what they name has to be there.
JOINS_NETWORK = REPOSITORY / "sites" / "nic.toml"
JOINS_ROUTER = REPOSITORY / "sites" / "layers" / "arbutus.toml"
# Whatever decides what the cloud offers, beside the code.
GIVEN = [CATALOGUE, JOINS_NETWORK, JOINS_ROUTER]

ADDRESS = "127.0.0.1"
REGION = "RegionOne"
# Of every account. It guards nothing: all of this listens on the loopback interface only.
PASSWORD = "loopback"
IDENTITY = f"http://{ADDRESS}:5000/v3"
# Not the usual ports: a machine may have a database and a queue of its own.
DATABASE_PORT = 3307
QUEUE_PORT = 5673
QUEUE_NODES_PORT = 25673
QUEUE_NAMES_PORT = 4370
# Of the zones' server: for questions, and for rndc. Of Designate: its API, and where the server fetches zones.
NAMES_PORT = 5335
NAMES_CONTROL_PORT = 5953
NAMES_API_PORT = 9001
NAMES_MASTER_PORT = 5354
# What the zones say serves them; nobody looks for it by this name.
NAME_SERVER = "ns.rig.example."
