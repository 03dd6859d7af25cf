//! Hashes as people and programs write them.

use sha2::{Digest, Sha256};

/// A SHA-256 that was fed, in hexadecimal.
pub fn hexadecimal(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
