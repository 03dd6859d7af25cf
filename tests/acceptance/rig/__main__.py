"""Starts run.py; ../run calls this with the Python that has what the rig needs."""

from rig.run import main

main()
