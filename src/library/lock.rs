//! The lock of an image's Python packages, as far as readers want to know it: names and versions.

use std::collections::BTreeMap;

/// The versions that a lock fixes, by package; several where they depend on Python's own version.
pub fn versions(lock: &str) -> BTreeMap<String, Vec<String>> {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lock.lines() {
        // Hashes and remarks are indented, or begin with `#`.
        if !line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let Some((name, rest)) = line.split_once("==") else {
            continue;
        };
        let version = rest.split([' ', ';', '\\']).next().unwrap_or(rest);
        let known = versions.entry(normalized(name)).or_default();
        if !known.iter().any(|known| known == version) {
            known.push(version.to_owned());
        }
    }
    versions
}

/// A package's name as an index knows it: without extras, in one spelling.
pub fn normalized(name: &str) -> String {
    let bare = name.split(['[', '=', '<', '>', '!', '~', ' ']).next();
    let bare = bare.unwrap_or(name).to_lowercase();
    // PEP 503: any run of these is one hyphen.
    let words = bare.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{normalized, versions};

    #[test]
    fn names_and_versions_are_read() {
        let lock = "dask==2026.3.0 \\\n    --hash=sha256:ab\n    # via -r in\nnumpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:cd\nnumpy==2.5.5 ; python_full_version >= '3.12' \\\n";
        let versions = versions(lock);
        assert_eq!(versions["dask"], ["2026.3.0"]);
        assert_eq!(versions["numpy"], ["2.4.6", "2.5.5"]);
        assert_eq!(versions.len(), 2);
        assert_eq!(normalized("Dask[dataframe]"), "dask");
        assert_eq!(normalized("ruamel.yaml"), "ruamel-yaml");
        assert_eq!(normalized("Foo__.bar"), "foo-bar");
    }
}
