//! What a site says is meant: one value for one change, so that what was said allows no later one.

use sha2::{Digest, Sha256};

use super::digest::hexadecimal;
use crate::site::Loaded;
use crate::syntax::Datum;

/// Stands for one change, given what is changed as lines.
pub fn fingerprint(lines: impl IntoIterator<Item = String>) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line);
        hash.update("\n");
    }
    hexadecimal(hash)[..8].to_owned()
}

/// Whether the site says that leaving something behind by this change is meant.
pub fn is_said(loaded: &Loaded, fingerprint: &str) -> bool {
    let said = loaded.datum.at("cloud.leave_behind");
    said.and_then(Datum::text) == Some(fingerprint)
}

/// How to say it.
pub fn how(fingerprint: &str) -> String {
    format!("if it is meant, write `leave_behind = \"{fingerprint}\"` under `[cloud]`")
}
