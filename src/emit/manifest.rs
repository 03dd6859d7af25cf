//! The manifest of an output: which files syzc wrote, with their hashes, and what may not shrink.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Output;
use crate::plan::digest::hexadecimal;
use crate::plan::{Existing, Facts, Identity, Plan};

/// Where the manifest stands in a site's directory.
pub const NAME: &str = "syzc-manifest.json";

/// What syzc wrote into a site's directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file.
    pub version: u32,
    /// The site's file.
    pub site: String,
    pub keeps: Keeps,
    /// SHA-256 of each file, by path.
    pub files: BTreeMap<String, String>,
}

/// What later builds are held to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
            version: 1,
            site: plan.file.clone(),
            keeps: Keeps {
                data_volume: plan.decisions.amount("data_volume").div_ceil(1 << 30),
                identity: plan.identity.clone(),
                domain: Some(plan.domain.clone()),
                facts: Some(plan.facts.clone()),
                protected: plan.protected.clone(),
                released: plan.released.clone(),
            },
            files: output
                .files
                .iter()
                .map(|(path, file)| (path.clone(), hash(&file.content)))
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

    /// Reads a manifest; `None` when the text is none.
    pub fn read(text: &str) -> Option<Manifest> {
        serde_json::from_str(text).ok()
    }

    /// What a new plan is held to.
    pub fn existing(&self) -> Existing {
        Existing {
            data_volume: Some(self.keeps.data_volume << 30).filter(|size| *size > 0),
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
