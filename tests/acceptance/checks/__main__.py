"""Starts run.py; ../static calls this with the Python that has the linters."""

from checks.run import main

main()
