//! Origins reach from a key to lines of the output: every line that `users.total` of ubc reaches is listed.

use std::fmt::Write as _;
use std::{env, fs};

use syzc::plan::origin;

use crate::support::{compile, files, root};

/// Every line that a key reaches, as `path:line: text`.
fn reached(key: &str) -> String {
    let compiled = compile(&files(), &["sites/ubc.toml"]);
    let site = &compiled[0];
    let mut list = String::new();
    for (path, file) in &site.output.files {
        for (index, (line, sources)) in file.content.lines().zip(&file.lines).enumerate() {
            if origin::keys(&site.plan, &sources.sources()).contains(key) {
                writeln!(list, "{path}:{}: {}", index + 1, line.trim())
                    .expect("invariant: writing to a string");
            }
        }
    }
    list
}

#[test]
fn every_line_that_users_total_reaches_is_known() {
    let list = reached("users.total");
    for file in [
        "terraform/machine.tf",
        "terraform/storage.tf",
        "jupyterhub_config.py",
        "hub-workers.conf",
    ] {
        assert!(list.contains(file), "users.total reaches {file}:\n{list}");
    }
    let path = root().join("tests/it/users_total_reaches.txt");
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(&path, &list).expect("writes");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        known, list,
        "BLESS=1 cargo test --test it -- users_total rewrites the list"
    );
}

#[test]
fn a_key_that_says_little_reaches_little() {
    let list = reached("institution.time_zone");
    assert!(
        !list.is_empty() && !list.contains("terraform/machine.tf"),
        "{list}"
    );
}

#[test]
fn every_line_has_its_sources_or_none() {
    let compiled = compile(&files(), &["sites/ubc.toml"]);
    for (path, file) in &compiled[0].output.files {
        if path != "syzc-manifest.json" {
            assert_eq!(file.lines.len(), file.content.lines().count(), "{path}");
        }
    }
}
