# Written by syzc. Edit the site, not this file, and build again.
# Read in safe mode only (see `serve`).
import sys

c = get_config()

sys.path.insert(0, "/tmp/hub-safe")
# Terminals without what the shell of the home reads, which may end it.
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash", "--noprofile", "--norc"]}
