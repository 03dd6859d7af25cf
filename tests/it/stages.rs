//! The shape of the house: stages use only stages above them, two read or write the disk, one prints.

use std::fs;

use syzc::source::relative_name;
use walkdir::WalkDir;

use crate::support::root;

/// The stages in the order of `lib.rs`.
fn stages() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod "))
        .filter_map(|line| line.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// Every file of a stage: its name, its stage, its text without comments and tests.
fn files() -> Vec<(String, String, String)> {
    let source = root().join("src");
    WalkDir::new(&source)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rs")
        })
        .filter_map(|entry| {
            let name = relative_name(entry.path(), &source)?;
            let stage = name.split(['/', '.']).next()?.to_owned();
            let text = fs::read_to_string(entry.path()).ok()?;
            let code: String = text
                .split("#[cfg(test)]")
                .next()?
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .map(|line| format!("{line}\n"))
                .collect();
            Some((name, stage, code))
        })
        .filter(|(name, _, _)| name != "lib.rs" && name != "main.rs" && !name.ends_with("tests.rs"))
        .collect()
}

#[test]
fn a_stage_uses_only_stages_above_it() {
    let stages = stages();
    let position = |stage: &str| stages.iter().position(|known| known == stage);
    assert!(
        stages.len() >= 10,
        "the stages are read from lib.rs: {stages:?}"
    );
    let mut wrong = Vec::new();
    for (name, stage, code) in files() {
        let own =
            position(&stage).unwrap_or_else(|| panic!("{name} belongs to no stage of lib.rs"));
        for used in code.split("crate::").skip(1) {
            let used: String = used
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            match position(&used) {
                Some(other) if other <= own => {}
                Some(_) => wrong.push(format!("{name} uses {used}, which comes below it")),
                // Macros are exported at the root.
                None if used == "keys" => {}
                None => wrong.push(format!("{name} uses crate::{used}, which is no stage")),
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_source_and_write_touch_the_disk() {
    for (name, stage, code) in files() {
        if !matches!(stage.as_str(), "source" | "write") {
            assert!(!code.contains("std::fs"), "{name} touches the disk");
        }
    }
}

#[test]
fn only_the_command_line_prints_and_reads_the_environment() {
    for (name, stage, code) in files().into_iter().filter(|(_, stage, _)| stage != "cli") {
        for word in ["println!", "eprint", "std::env", "anstream"] {
            assert!(!code.contains(word), "{name} of {stage} has {word}");
        }
    }
}

#[test]
fn every_module_says_what_it_does() {
    for entry in WalkDir::new(root().join("src"))
        .into_iter()
        .filter_map(Result::ok)
    {
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            let text = fs::read_to_string(entry.path()).expect("readable");
            assert!(
                text.starts_with("//!"),
                "{} opens without a sentence",
                entry.path().display()
            );
        }
    }
}
