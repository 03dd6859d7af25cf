"""Lists the scenarios in the order they run in: what breaks a hub comes after what looks at one."""

from rig.scenarios import crowd, drift, faults, growing, homes, journey, leaving, limits, lti, quota, rebuilding

SCENARIOS = {
    "journey": journey.run,
    "quota": quota.run,
    "drift": drift.run,
    "limits": limits.run,
    "crowd": crowd.run,
    "growing": growing.run,
    "leaving": leaving.run,
    "lti": lti.run,
    "faults": faults.run,
    "rebuilding": rebuilding.run,
    "homes": homes.run,
}
