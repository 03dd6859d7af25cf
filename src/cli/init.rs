//! `syzc init`: a site's first file.

use clap::Args;

use super::{Ending, Outcome, Place, Stop, report};
use crate::project::{Project, SITES};
use crate::syntax::scalar::Scalar;
use crate::write;

/// Write the file of a new site, which builds as it is.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc init --name \"University of Example\" --domain hub.example.ca \\
    --email it@example.ca --users 2000 --cloud arbutus --ssh-key \"$(cat ~/.ssh/id_ed25519.pub)\" \\
    --ssh-from 198.51.100.0/24 --identity-provider https://idp.example.ca/idp/shibboleth \\
    --metadata-url https://idp.example.ca/idp/metadata.xml
")]
pub struct Init {
    /// The institution's full name.
    #[arg(long)]
    name: String,
    /// The hub's domain.
    #[arg(long)]
    domain: String,
    /// Where the operators get mail.
    #[arg(long)]
    email: Option<String>,
    /// How many people use it.
    #[arg(long, default_value_t = 500)]
    users: i64,
    /// The cloud's catalogue.
    #[arg(long, default_value = "arbutus")]
    cloud: String,
    /// Images, separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "scipy")]
    images: Vec<String>,
    /// An operator's SSH public key.
    #[arg(long, value_name = "KEY")]
    ssh_key: String,
    /// The network from which SSH is possible.
    #[arg(long, value_name = "CIDR")]
    ssh_from: String,
    /// The SAML entity ID of the institution's identity provider.
    #[arg(long, value_name = "ENTITY-ID")]
    identity_provider: String,
    /// Where its metadata is.
    #[arg(long, value_name = "URL")]
    metadata_url: String,
    /// The site's id, which names its file; made from the domain unless given.
    #[arg(long)]
    id: Option<String>,
}

impl Init {
    pub fn run(self, place: &Place) -> Ending {
        let id = match &self.id {
            Some(id) => id.clone(),
            None => id_of(&self.domain),
        };
        Scalar::Slug.read(&id).map_err(|problem| {
            Stop::Usage(format!(
                "`{id}` cannot be an id: {}; give one with `--id`",
                problem.reason
            ))
        })?;
        let name = format!("{SITES}/{id}.toml");
        let text = self.text();
        write::create(&place.directory.join(&name), &text)?;
        let mut project = Project::read(place.files(), std::slice::from_ref(&name));
        project.compile(place.files(), "build");
        let outcome =
            report::diagnostics(&project.diagnostics, &project.texts, super::Format::Text)?;
        report::print(&format!(
            "wrote {name}; `syzc build {id}` makes build/{id}/\n"
        ))?;
        Ok(if outcome == Outcome::Fine {
            Outcome::Fine
        } else {
            Outcome::Mistake
        })
    }

    fn text(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let email = match &self.email {
            Some(email) => email.clone(),
            None => format!("hub@{}", self.domain),
        };
        let images: Vec<String> = self.images.iter().map(|image| quoted(image)).collect();
        format!(
            "# The reference of all keys: `syzc schema --reference`.
users   = {}
images  = [{}]
cloud   = {}

[institution]
name        = {}
domain      = {}
admin_email = {}

[access]
ssh_key.operator = {}
ssh_from.office  = {}

[login.shibboleth]
identity_provider = {}
metadata_url      = {}
# Paste the certificate that the metadata is signed with as `metadata_certificate` instead, if it is signed.
metadata_unsigned = true
# Or only some: `admit = [\"student@example.ca\"]`.
admit_everyone    = true
",
            self.users,
            images.join(", "),
            quoted(&self.cloud),
            quoted(&self.name),
            quoted(&self.domain),
            quoted(&email),
            quoted(&self.ssh_key),
            quoted(&self.ssh_from),
            quoted(&self.identity_provider),
            quoted(&self.metadata_url),
        )
    }
}

/// The part of a domain that tells institutions apart: `example` for `hub.example.ca`, `uni` for `uni.hubs.example`.
fn id_of(domain: &str) -> String {
    let mut labels = domain.split('.');
    let first = labels.next().unwrap_or("");
    let says_little = [
        "hub",
        "jupyter",
        "jupyterhub",
        "notebooks",
        "notebook",
        "www",
    ]
    .contains(&first);
    match labels.next() {
        Some(second) if says_little => second.to_owned(),
        _ => first.to_owned(),
    }
}
