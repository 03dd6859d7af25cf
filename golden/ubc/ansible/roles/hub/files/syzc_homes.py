# Written by syzc. Edit the site, not this file, and build again.
"""A person's home, made ready before their server starts.

The hub does not run as root and cannot make a home itself. It asks a small
helper, by the one sudo rule it has. The helper makes the home when it is
missing, sets the quota every time and leaves a note in a home that is nearly
full. In a home that is quite full, a server cannot even write its settings; it
then keeps them in memory, so that it starts and its owner can make room.
"""

import asyncio
import json

from syzc_words import Refusal

HELPER = ["/usr/bin/sudo", "--non-interactive", "/usr/local/sbin/hub-home", "ensure"]
PATIENCE_SECONDS = 30
# The helper's exit status when the whole data volume has no room left.
VOLUME_FULL = 3

# A server writes some hundred small files where it starts for the first time.
ROOM_TO_START = 16 * 2**20
IN_MEMORY = {
    "JUPYTER_CONFIG_DIR": "/tmp/jupyter-config",
    "JUPYTER_DATA_DIR": "/tmp/jupyter-data",
    "JUPYTERLAB_SETTINGS_DIR": "/tmp/jupyter-config/lab/user-settings",
    "JUPYTERLAB_WORKSPACES_DIR": "/tmp/jupyter-config/lab/workspaces",
    "IPYTHONDIR": "/tmp/ipython",
    # Kernels that the person installed are still found.
    "JUPYTER_PATH": "/home/jovyan/.local/share/jupyter",
}


async def prepare_home(spawner, courses=False):
    """Run before each start of a server; what is raised here is read by its owner.

    With `courses`, the home has a way to the folders of courses, which lie outside of it.
    """
    process = await asyncio.create_subprocess_exec(
        *HELPER,
        spawner.escaped_name,
        *(["courses"] if courses else []),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()
        spawner.log.error("home of %s: no answer from the helper", spawner.escaped_name)
        raise refusal() from None
    if process.returncode != 0:
        reason = err.decode(errors="replace").strip()
        spawner.log.error("home of %s: %s", spawner.escaped_name, reason)
        raise refusal(full=process.returncode == VOLUME_FULL)

    home = json.loads(out)
    spawner.log.info("home of %s: %s of %s bytes used", spawner.escaped_name, home["used"], home["quota"])
    settle(spawner, full=home["quota"] - home["used"] < ROOM_TO_START)


def settle(spawner, full):
    """Let a server in a full home keep its settings in memory; in any other, where they belong.

    The spawner outlives the server, so what was set last time is taken back.
    """
    others = {name: value for name, value in spawner.environment.items() if name not in IN_MEMORY}
    spawner.environment = {**others, **IN_MEMORY} if full else others


def refusal(full=False):
    """Return what the person sees; the reason itself is in the hub's log."""
    return Refusal(507, "volume_full") if full else Refusal(500, "home_unavailable")
