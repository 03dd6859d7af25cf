"""Ends the rig; ../down calls this."""

import shutil
import sys

from rig import hub
from rig.places import WORK


def main():
    words = sys.argv[1:]
    if words not in ([], ["--wipe"]):
        sys.exit("usage: down [--wipe]")
    hub.down()
    if words:
        shutil.rmtree(WORK, ignore_errors=True)


main()
