//! Which paths an output may have, and so which a manifest may name: plain ones beneath the site's directory, that mean
//! the same file on every system.

use std::collections::BTreeMap;

use super::{NAME, WORK};

/// What most file systems take for one part, and more than any output needs for all, in bytes.
const LONGEST_PART: usize = 255;
const LONGEST: usize = 1024;

/// Why a path cannot be one of an output.
pub fn fault(path: &str) -> Option<&'static str> {
    let is_own = |own: &str| path.eq_ignore_ascii_case(own);
    if path.is_empty() || path.len() > LONGEST {
        return Some("is empty or too long");
    }
    if path.chars().any(is_hidden) {
        return Some("holds characters that nobody sees");
    }
    if path.contains(['\\', ':']) {
        return Some("is not a path on every system");
    }
    for part in path.split('/') {
        if matches!(part, "" | "." | "..") {
            return Some("is not a plain path beneath the directory");
        }
        if part.ends_with(['.', ' ']) || part.len() > LONGEST_PART {
            return Some("is not a path on every system");
        }
        if part.eq_ignore_ascii_case(".git") {
            return Some("belongs to git");
        }
    }
    let first = path.split('/').next().unwrap_or(path);
    if is_own(NAME) || first.eq_ignore_ascii_case(WORK) {
        return Some("belongs to syzc itself");
    }
    None
}

/// Two paths that are one file where names differ by more than the case of letters, or a file and a directory at once.
pub fn twins<'a>(paths: impl IntoIterator<Item = &'a String>) -> Option<(&'a str, &'a str)> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        if let Some(other) = seen.insert(path.to_lowercase(), path) {
            return Some((other, path));
        }
    }
    for (lower, path) in &seen {
        for (at, _) in lower.match_indices('/') {
            if let Some(file) = seen.get(&lower[..at]) {
                return Some((file, path));
            }
        }
    }
    None
}

/// Control characters, and those that only steer how others are shown.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::{fault, twins};

    #[test]
    fn only_plain_paths_beneath_the_directory_are_taken() {
        for path in [
            "README.md",
            ".gitignore",
            ".gitattributes",
            "ansible/roles/host/files/hub-firewall@.service",
            "images/scipy/requirements.txt",
        ] {
            assert_eq!(fault(path), None, "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a/./b",
            "./a",
            "a//b",
            "a/",
            "..",
            "C:/x",
            "c:x",
            "a\\b",
            "a\0b",
            "a\nb",
            "a\u{202E}b",
            "a./b",
            "a /b",
            ".git/config",
            "x/.GIT/config",
            ".syzc/lock",
            ".SYZC/new",
            "syzc-manifest.json",
            "Syzc-Manifest.json",
            &"x".repeat(256),
            &"x/".repeat(600),
        ] {
            assert!(fault(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn twins_are_found() {
        let found = |paths: &[&str]| {
            let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            twins(&paths).is_some()
        };
        assert!(found(&["README.md", "a", "readme.md"]));
        assert!(found(&["images/R/x", "images/r/x"]));
        assert!(found(&["a", "a/b"]));
        assert!(found(&["A/b/c", "a/b"]));
        assert!(!found(&["a", "ab/c", "a-b"]));
    }
}
