"""Lists the scenarios in the order they run in: what breaks a hub comes after what looks at one."""

from rig.scenarios import courses, crowd, drift, faults, growing, homes, journey, leaving, limits, quota, rebuilding

SCENARIOS = {
    "journey": journey.run,
    "quota": quota.run,
    "drift": drift.run,
    "limits": limits.run,
    "courses": courses.run,
    "crowd": crowd.run,
    "growing": growing.run,
    "leaving": leaving.run,
    "faults": faults.run,
    "rebuilding": rebuilding.run,
    "homes": homes.run,
}
