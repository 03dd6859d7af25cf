# Written by syzc. Edit the site, not this file, and build again.
# For every server in this image, beside what the image beneath sets in /etc/jupyter.
import os
from pathlib import Path

from jupyter_server_terminals.terminalmanager import TerminalManager

c = get_config()


class Terminals(TerminalManager):
    """Ends a terminal that nobody uses, but none in which something runs, even if it prints nothing."""

    async def _cull_inactive_terminal(self, name):
        terminal = self.terminals.get(name)
        if terminal is not None and not runs_something(terminal.ptyproc.pid):
            await super()._cull_inactive_terminal(name)


def runs_something(shell):
    """Whether the session of a terminal's shell has any other process."""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(shell):
            continue
        try:
            if os.getsid(int(process.name)) == shell:
                return True
        except OSError:
            pass
    return False


c.TerminalsExtensionApp.terminal_manager_class = Terminals
