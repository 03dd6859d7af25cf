//! The manifest of an output: which files syzc wrote, with their hashes, and what later builds are held to.
//!
//! It is a guard, and it is read back from a directory that anybody may have changed: [`read`](mod@read) trusts nothing
//! in it. `write` also writes it before it touches a file, with the hashes and guards of before and after, so that
//! whatever stops a build, the next one knows which files are its own.

pub mod last;
pub mod path;
pub mod read;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Output;
use crate::plan::digest::hexadecimal;
use crate::plan::{Existing, Facts, Identity, Plan};

pub use last::Last;
pub use read::read;

/// Where the manifest stands in a site's directory.
pub const NAME: &str = "syzc-manifest.json";

/// The directory, beside the manifest, that a build works in while it writes.
pub const WORK: &str = ".syzc";

/// The form that is written. A field that is added to [`Keeps`] raises it, because a manifest of this version that lacks
/// a field of this version counts as damaged.
pub const VERSION: u32 = 2;

/// What syzc wrote into a site's directory.
///
/// As text, each file takes three lines, so that git merges two branches that changed different files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// The form of this file.
    pub version: u32,
    /// The site's id; empty in version 1, which did not name it.
    pub id: String,
    /// The site's file.
    pub site: String,
    pub keeps: Keeps,
    /// What a build that did not end would have later builds held to, besides `keeps`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unfinished: Vec<Keeps>,
    /// SHA-256 of each file, by path; more than one while a build is not finished.
    pub files: BTreeMap<String, BTreeSet<String>>,
}

/// What later builds are held to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keeps {
    /// The size of the data volume in GiB.
    pub data_volume: u64,
    /// What decides user names, and with them homes.
    #[serde(default)]
    pub identity: Identity,
    /// The hub's domain, by which it is found under another name. An older syzc wrote neither this nor what follows.
    #[serde(default)]
    pub domain: Option<String>,
    /// What the hub has for good.
    #[serde(default)]
    pub facts: Option<Facts>,
    /// Addresses of what no plan may destroy.
    #[serde(default)]
    pub protected: BTreeSet<String>,
    /// Addresses of what was protected once and is left alone since.
    #[serde(default)]
    pub released: BTreeSet<String>,
}

impl Manifest {
    pub fn of(plan: &Plan, output: &Output) -> Self {
        Manifest {
            version: VERSION,
            id: plan.id.clone(),
            site: plan.file.clone(),
            keeps: Keeps {
                data_volume: plan.decisions.amount("data_volume").div_ceil(1 << 30),
                identity: plan.identity.clone(),
                domain: Some(plan.domain.clone()),
                facts: Some(plan.facts.clone()),
                protected: plan.protected.clone(),
                released: plan.released.clone(),
            },
            unfinished: Vec::new(),
            files: output
                .files
                .iter()
                .map(|(path, file)| (path.clone(), BTreeSet::from([hash(&file.content)])))
                .collect(),
        }
    }

    /// The manifest as it is written.
    pub fn text(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("invariant: a manifest serializes");
        text.push('\n');
        text
    }

    /// What a new plan is held to.
    pub fn existing(&self) -> Existing {
        Existing {
            data_volume: Some(self.keeps.data_volume.saturating_mul(1 << 30))
                .filter(|size| *size > 0),
            identity: self.keeps.identity.clone(),
            facts: self.keeps.facts.clone(),
            protected: self.keeps.protected.clone(),
            released: self.keeps.released.clone(),
            former: Vec::new(),
        }
    }
}

/// SHA-256 in hexadecimal.
pub fn hash(content: &str) -> String {
    hexadecimal(Sha256::new_with_prefix(content))
}
