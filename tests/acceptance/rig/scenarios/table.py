"""Lists the scenarios in the order they run in: what breaks a hub comes after what looks at one."""

from rig.scenarios import (
    assertions, courses, crowd, drift, faults, federation, growing, homes, journey, leaving, limits, lti, names, native, oauth, quota,
    rebuilding, rights, school, transitions, universities,
)

SCENARIOS = {
    "journey": journey.run,
    "quota": quota.run,
    "transitions": transitions.run,
    "drift": drift.run,
    "limits": limits.run,
    "assertions": assertions.run,
    "courses": courses.run,
    "rights": rights.run,
    "crowd": crowd.run,
    "growing": growing.run,
    "leaving": leaving.run,
    "lti": lti.run,
    "oidc": oauth.scenario("oidc"),
    "cilogon": oauth.scenario("cilogon"),
    "google": oauth.scenario("google"),
    "microsoft": oauth.scenario("microsoft"),
    "github": oauth.scenario("github"),
    "two_logins": oauth.two_logins,
    "universities": universities.run,
    "federation": federation.run,
    "native": native.run,
    "school": school.run,
    "names": names.run,
    "faults": faults.run,
    "rebuilding": rebuilding.run,
    "homes": homes.run,
    # Takes down the hub that the others share, so it is the last.
    "another_host": journey.another_host,
}
