"""Where the rig keeps things, all of it outside the repository, and the names that its parts share."""

import os
from pathlib import Path

ACCEPTANCE = Path(__file__).resolve().parent.parent
REPOSITORY = ACCEPTANCE.parent.parent
CACHE = Path(os.environ["SYZC_CACHE"])

# What a run makes, and what goes with it.
WORK = Path(os.environ.get("SYZC_RIG", "/var/tmp/syzc-rig"))
LOGS = WORK / "logs"
# Process ids of what the rig started, one file each.
PROCESSES = WORK / "processes"
# An operator's own project: sites, and what syzc wrote from them.
PROJECT = WORK / "project"

# The hub that is tried, and the two names around it that the site gives.
SITE = "ubc"
DOMAIN = "ubc.syzygy.ca"
IDENTITY_DOMAIN = "authentication.ubc.ca"
BUILT = PROJECT / "build" / SITE
