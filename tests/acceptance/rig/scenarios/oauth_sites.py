"""What each login through OAuth adds to the site, who comes in by it and under which name, and who does not and why."""

from dataclasses import dataclass, field

from rig.openid import CLIENT, TENANT

INSTEAD = """
[login]
shibboleth = false

"""

PROVIDERS = """
[login.cilogon.provider.ubc]
entity_id = "https://authentication.ubc.ca"
domain    = "ubc.ca"
username  = "local-part"
admit     = ["student@ubc.ca", "staff@ubc.ca"]

[login.cilogon.provider.sfu]
entity_id      = "https://idp.sfu.ca/idp/shibboleth"
domain         = "sfu.ca"
prefix         = "sfu-"
admit_everyone = true

[login.cilogon.provider.google]
entity_id    = "http://google.com/accounts/o8/id"
claim        = "oidc"
prefix       = "g-"
admit_people = ["106198179643554287195"]
"""


@dataclass
class Login:
    # The name of the host that asks for a password, and the environment variable of the client secret.
    service: str
    variable: str
    site: str
    # The people of `openid/people.json`: those who come in by what the hub calls them, and those who do not by the sentence.
    admitted: dict = field(default_factory=dict)
    refused: dict = field(default_factory=dict)
    # Whether the service signs what it says.
    verified: bool = True


LOGINS = {
    "oidc": Login(
        "id.ubc.ca",
        "OIDC_CLIENT_SECRET",
        f"""{INSTEAD}
[login.oidc]
issuer    = "https://id.ubc.ca"
client_id = "{CLIENT}"
claim     = "preferred_username"
admit     = ["hub-users"]
""",
        {"olga": "olga"},
        {"oscar": "not_included", "loose": "not_included", "nobody": "nameless"},
    ),
    "cilogon": Login(
        "cilogon.org",
        "CILOGON_CLIENT_SECRET",
        f"""{INSTEAD}
[login.cilogon]
client_id = "{CLIENT}"
{PROVIDERS}""",
        {"cara": "cara", "sara": "sfu-cara@sfu.ca", "gina": "g-106198179643554287195"},
        {
            "alum": "not_included",
            "guido": "not_included",
            "stray": "elsewhere",
            "foreign": "elsewhere",
            "collide": "name_of_others",
        },
    ),
    "google": Login(
        "accounts.google.com",
        "GOOGLE_CLIENT_SECRET",
        f"""{INSTEAD}
[login.google]
client_id      = "{CLIENT}"
domains        = ["pims.math.ca"]
username       = "local-part"
admit_everyone = true
""",
        {"greta": "greta"},
        {"outsider": "elsewhere", "pretender": "elsewhere", "private": "elsewhere", "doubtful": "unverified"},
    ),
    "microsoft": Login(
        "login.microsoftonline.com",
        "MICROSOFT_CLIENT_SECRET",
        f"""{INSTEAD}
[login.microsoft]
client_id = "{CLIENT}"
tenant    = "{TENANT}"
username  = "whole"
domains   = ["school.example.ca"]
admit     = ["8d2f7a3e-0000-4000-8000-000000000001"]
""",
        {"mia": "mia@school.example.ca"},
        {"max": "not_included", "visitor": "elsewhere", "tenant2": "elsewhere"},
    ),
    "github": Login(
        "github.com",
        "GITHUB_CLIENT_SECRET",
        f"""{INSTEAD}
[login.github]
client_id     = "{CLIENT}"
organizations = ["pims-example"]
teams         = ["callysto-example/teachers"]
""",
        {"octavia": "7001", "tess": "7002"},
        {"pupil": "not_included", "octopus": "not_included"},
        verified=False,
    ),
}

TWO_LOGINS = f"""
[login.cilogon]
client_id = "{CLIENT}"
prefix    = "guest-"
{PROVIDERS}"""
