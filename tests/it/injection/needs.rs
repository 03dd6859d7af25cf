//! What a site needs for a key to count: written once per unit and per table, found by the key's name.

use syzc::source::MemoryFiles;

/// The site that every position is tried in. `"(removed)"` in the tables below removes a key.
pub const BASE: &str = r#"
users.total = 300
image.minimal = {}
cloud.catalogue = "arbutus"
institution.name = "Test University"
institution.domain = "hub.test.example"
institution.admin_email = "it@test.example"
access.ssh_key.one = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHPeHEN7UVzDVE2J9sYVEA6pKR4WpbsRGUkoznBivIxi one"
access.ssh_from.one = "192.0.2.0/24"
login.native = {}
hub.admin.ada = true
"#;

/// The table of each unit that has keys, complete.
pub const UNITS: &[(&str, &str)] = &[
    (
        "login.shibboleth",
        r#"hub.admin = { ada = "(removed)", "ada@test.example" = true }
[login.shibboleth]
identity_provider = "https://idp.test.example/idp"
metadata_url      = "https://idp.test.example/metadata.xml"
metadata_unsigned = true
scopes            = ["test.example"]
admit_everyone    = true
"#,
    ),
    (
        "login.oidc",
        r#"[login.oidc]
issuer         = "https://id.test.example/realms/staff"
client_id      = "hub"
claim          = "preferred_username"
admit_everyone = true
"#,
    ),
    (
        "login.cilogon",
        r#"hub.admin = { ada = "(removed)", "ada@test.example" = true }
[login.cilogon]
client_id = "cilogon:/client_id/0123456789abcdef"
[login.cilogon.provider.one]
entity_id      = "https://idp.test.example/idp"
domain         = "test.example"
admit_everyone = true
"#,
    ),
    (
        "login.google",
        r#"hub.admin = { ada = "(removed)", "ada@test.example" = true }
[login.google]
client_id      = "hub"
domains        = ["test.example"]
admit_everyone = true
"#,
    ),
    (
        "login.microsoft",
        "[login.microsoft]\ntenant = \"3b9d7f0a-5f0c-4d62-9a55-6f3f0a1d2c3e\"\nclient_id = \"hub\"\nadmit_everyone = true\n",
    ),
    (
        "login.github",
        r#"hub.admin = { ada = "(removed)", "1234567" = true }
[login.github]
client_id      = "hub"
admit_everyone = true
"#,
    ),
    (
        "login.lti",
        r#"[login.lti]
issuer         = "https://moodle.test.example"
client_ids     = ["kX2mQ7wJr0PzTbL"]
authorize_url  = "https://moodle.test.example/mod/lti/auth.php"
jwks_url       = "https://moodle.test.example/mod/lti/certs.php"
admit_everyone = true
"#,
    ),
    ("login.native", "login.native = {}\n"),
    (
        "login.class-code",
        "login.class-code = {}\nusers.class.one.size = 20\n",
    ),
    (
        "network.new",
        "network.new.subnet_cidr = \"10.20.1.0/24\"\n",
    ),
    (
        "network.existing",
        "network.existing.network = \"net\"\nnetwork.existing.subnet = \"sub\"\n",
    ),
    (
        "network.existing-router",
        "network.existing-router.router = \"router\"\nnetwork.existing-router.subnet_cidr = \"10.20.1.0/24\"\n",
    ),
    ("certificate.acme", "certificate.acme = {}\n"),
];

/// What else a key needs, by the key or the table above it.
pub const EXTRAS: &[(&str, &str)] = &[
    ("users.class.*", "users.class.one.size = 20"),
    ("image.*", "image.one.base = \"minimal\""),
    ("image.*.from", "image.one.base = \"(removed)\""),
    ("image.*.r", "image.one.base = \"r\""),
    ("image.*.julia", "image.one.base = \"julia\""),
    ("image.*.groups", "group.ubc.members = [\"ada\"]"),
    ("group.*", "group.one.members = [\"ada\"]"),
    ("course.*", "course.one.instructors = [\"ada\"]"),
    ("course.*.groups", "group.ubc.members = [\"ada\"]"),
    ("cloud.docker_volume", "cloud.docker_disk = \"volume\""),
    (
        "cloud.dns_zone",
        "institution.domain = \"hub.ubc.syzygy.ca\"",
    ),
    (
        "cloud.state.bucket",
        "cloud.state = { kind = \"s3\", address = \"https://s3.test.example\" }",
    ),
    (
        "cloud.state.region",
        "cloud.state = { kind = \"s3\", bucket = \"hub-states\", address = \"https://s3.test.example\" }",
    ),
    ("cloud.state.address", "cloud.state.kind = \"http\""),
    (
        "cloud.state.lock_address",
        "cloud.state = { kind = \"http\", address = \"https://state.test.example\" }",
    ),
    (
        "network.new.hub_address",
        "network.new.subnet_cidr = \"198.51.100.0/24\"",
    ),
    (
        "network.existing-router.hub_address",
        "network.existing-router.subnet_cidr = \"198.51.100.0/24\"",
    ),
    ("login.cilogon.provider.*.domain", NOBODY_NAMED),
    ("login.cilogon.provider.*.prefix", NOBODY_NAMED),
    (
        "login.cilogon.provider.*.admit",
        "login.cilogon.provider.one.admit_everyone = \"(removed)\"",
    ),
    (
        "login.cilogon.provider.*.admit_people",
        "login.cilogon.provider.one.admit_everyone = \"(removed)\"",
    ),
    (
        "login.github.organizations",
        "login.github.admit_everyone = \"(removed)\"",
    ),
    (
        "login.github.teams",
        "login.github.admit_everyone = \"(removed)\"",
    ),
    (
        "login.github.admit_people",
        "login.github.admit_everyone = \"(removed)\"",
    ),
    ("login.google.domains", NOBODY_NAMED),
    (
        "login.google.admit_people",
        "login.google.admit_everyone = \"(removed)\"",
    ),
    (
        "login.lti.admit",
        "login.lti.admit_everyone = \"(removed)\"",
    ),
    (
        "login.lti.admit_people",
        "login.lti.admit_everyone = \"(removed)\"",
    ),
    (
        "login.lti.username_parameter",
        "login.lti.username = \"custom\"",
    ),
    (
        "login.microsoft.admit",
        "login.microsoft.admit_everyone = \"(removed)\"",
    ),
    (
        "login.microsoft.admit_people",
        "login.microsoft.admit_everyone = \"(removed)\"",
    ),
    (
        "login.microsoft.domains",
        "hub.admin = \"(removed)\"\nlogin.microsoft.username = \"whole\"",
    ),
    ("login.oidc.domains", NOBODY_NAMED),
    (
        "login.oidc.authorization_url",
        "login.oidc.token_url = \"https://id.test.example/token\"",
    ),
    (
        "login.oidc.token_url",
        "login.oidc.authorization_url = \"https://id.test.example/authorize\"",
    ),
    ("login.oidc.keys_url", ENDPOINTS),
    ("login.oidc.userinfo_url", ENDPOINTS),
    (
        "login.oidc.admit",
        "login.oidc.admit_everyone = \"(removed)\"",
    ),
    (
        "login.oidc.admit_people",
        "login.oidc.admit_everyone = \"(removed)\"",
    ),
    ("login.shibboleth.scopes", NOBODY_NAMED),
    ("login.shibboleth.discovery_url", FEDERATION),
    ("login.shibboleth.identity_providers", FEDERATION),
    (
        "login.shibboleth.metadata_file",
        "login.shibboleth = { metadata_url = \"(removed)\", metadata_unsigned = \"(removed)\" }",
    ),
    (
        "login.shibboleth.metadata_certificate",
        "login.shibboleth.metadata_unsigned = \"(removed)\"",
    ),
    (
        "login.shibboleth.admit",
        "login.shibboleth.admit_everyone = \"(removed)\"",
    ),
    (
        "login.shibboleth.admit_entitled",
        "login.shibboleth.admit_everyone = \"(removed)\"",
    ),
    (
        "login.shibboleth.admit_people",
        "login.shibboleth.admit_everyone = \"(removed)\"",
    ),
];

/// Where the position itself says which names people have.
const NOBODY_NAMED: &str = "hub.admin = \"(removed)\"\n";

const ENDPOINTS: &str = r#"
login.oidc.authorization_url = "https://id.test.example/authorize"
login.oidc.token_url         = "https://id.test.example/token"
"#;

const FEDERATION: &str = r#"
[login.shibboleth]
identity_provider  = "(removed)"
discovery_url      = "https://wayf.test.example/"
scopes_in_metadata = true
"#;

/// Positions that take only what is known elsewhere: a name of the library, of the site, or of a file. Each with one.
pub const KNOWN_ONLY: &[(&str, &str)] = &[
    ("users.profile", "school"),
    ("image.*.base", "minimal"),
    ("image.*.groups[]", "ubc"),
    ("course.*.groups[]", "ubc"),
    ("cloud.catalogue", "arbutus"),
    ("cloud.release", "debian-12"),
    ("cloud.flavor", "p8-16gb"),
    ("cloud.dns_zone", "syzygy.ca"),
    ("hub.getting_started", "start"),
];

/// Right values where no word can be part of one and the kind's example is not right either.
pub const RIGHT: &[(&str, &str)] = &[
    ("homes.volume", "500 GiB"),
    ("homes.minimum_free", "64 MiB"),
    ("cloud.docker_volume", "200 GiB"),
    ("cloud.boot_volume", "100 GiB"),
    ("cloud.allocation.ram", "512 GiB"),
    ("cloud.allocation.storage", "20 TiB"),
    ("runtime.docker.users_network", "10.60.0.0/21"),
    ("runtime.docker.engine_network", "10.64.0.0/16"),
    ("login.github.admit_people[]", "7654321"),
    ("login.shibboleth.metadata_certificate", CERTIFICATE),
];

/// Of the form of a certificate, and as long as it says, which is all that is looked at.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIAXDCBvAIBADAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDAp0ZXN0LmxvY2FsMB4X
DTI2MTEyMzAwMDAwMFoXDTM2MTEyMDAwMDAwMFowFTETMBEGA1UEAwwKdGVzdC5s
-----END CERTIFICATE-----";

/// Texts that a value is put into, where those made of the kind's example are not enough: key, before, after.
pub const FRAMES: &[(&str, &str, &str)] = &[
    ("login.github.teams[]", "org:", ""),
    ("login.github.teams[]", "", ":team"),
    ("login.shibboleth.admit[]", "", "@test.example"),
    ("login.shibboleth.admit[]", "member@", ""),
    ("login.shibboleth.admit_people[]", "", "@test.example"),
    ("login.cilogon.provider.*.admit[]", "", "@test.example"),
    (
        "login.cilogon.provider.*.admit_people[]",
        "",
        "@test.example",
    ),
    ("login.google.admit_people[]", "", "@test.example"),
    ("certificate.acme.authority_file", "/", ""),
    ("hub.extra_config", "# ", ""),
    ("hub.extra_config", "c.JupyterHub.x = 1  # ", ""),
    ("image.*.environment.*", "PATH=", ""),
    ("institution.name", "University of ", ", Test"),
];

/// What stands before the item of a list that is tried, where the list cannot do without it.
pub const FIRST_ITEMS: &[(&str, &str)] = &[("login.oidc.scopes[]", "openid")];

/// The files beside the site.
pub fn files() -> MemoryFiles {
    MemoryFiles::default()
        .with("sites/start/hello.txt", "Hello.\n")
        .with(
            "sites/metadata/idp.xml",
            "<EntityDescriptor entityID=\"https://idp.test.example/idp\"/>\n",
        )
}

/// Whether a position is for code of the site's own, which is as it is in that file.
pub fn is_code(position: &str, path: &str) -> bool {
    matches!(position, "hub.extra_config") && path.ends_with("/site_config.py")
}
