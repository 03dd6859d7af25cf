#!/opt/conda/bin/python
"""Become jupyterhub-singleuser, listening on every address of the container."""

import os
import shlex
import sys

options = shlex.split(os.environ.get("NOTEBOOK_ARGS", ""))
if not any(option.startswith("--ip=") for option in options):
    options.insert(0, "--ip=0.0.0.0")
command = ["jupyterhub-singleuser", *options, *sys.argv[1:]]
os.execvp(command[0], command)
