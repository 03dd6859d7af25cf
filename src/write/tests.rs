//! Builds into a directory, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::*;
use crate::compare::Kind;
use crate::emit::manifest::{self, Last};
use crate::emit::{Manifest, Output, OutputFile};

fn output(files: &[(&str, &str)]) -> Output {
    let mut output = Output::default();
    let mut all = BTreeMap::new();
    for (path, content) in files {
        all.insert(
            (*path).to_owned(),
            BTreeSet::from([manifest::hash(content)]),
        );
        output.files.insert((*path).to_owned(), file(content));
    }
    let manifest = Manifest {
        version: manifest::VERSION,
        id: "hub".to_owned(),
        site: "sites/hub.toml".to_owned(),
        files: all,
        ..Manifest::default()
    };
    output
        .files
        .insert(manifest::NAME.to_owned(), file(&manifest.text()));
    output
}

fn file(content: &str) -> OutputFile {
    OutputFile {
        content: content.to_owned(),
        executable: false,
        lines: Vec::new(),
        unit: String::new(),
    }
}

fn target(root: &Path) -> Target {
    Target::new(root, Path::new("build"), "hub")
}

/// Builds as the command does; what became of each path but the manifest.
fn build(root: &Path, output: &Output, overwrite: bool) -> Vec<(String, Kind)> {
    let target = target(root);
    let last: Option<Last> = last(&target).expect("a manifest or none");
    let changes = survey(&target, output, last.as_ref()).expect("surveys");
    if !changes.iter().any(|change| change.stops(overwrite)) {
        let work = Work::begin(&target, || {}).expect("works");
        apply(&work, &target, output, &changes, last.as_ref()).expect("applies");
    }
    changes
        .into_iter()
        .filter(|change| change.path != manifest::NAME)
        .map(|change| (change.path, change.kind))
        .collect()
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join("build/hub").join(path)).unwrap_or_default()
}

fn write(root: &Path, path: &str, content: &str) {
    fs::write(root.join("build/hub").join(path), content).expect("writes");
}

#[test]
fn a_second_build_changes_nothing_and_orphans_go() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    let both = output(&[("a/x", "1\n"), ("b", "2\n")]);
    build(root, &both, false);
    let kinds = build(root, &both, false);
    assert!(kinds.iter().all(|(_, kind)| *kind == Kind::Unchanged));
    write(root, "terraform.tfstate", "state");
    build(root, &output(&[("b", "2\n")]), false);
    assert!(!root.join("build/hub/a").exists());
    assert!(!root.join("build/hub/.syzc").exists());
    assert_eq!(read(root, "terraform.tfstate"), "state");
}

#[test]
fn an_edit_is_kept_and_reported_until_it_is_overwritten() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    build(root, &output(&[("a", "1\n")]), false);
    write(root, "a", "mine\n");
    for _ in 0..2 {
        let kinds = build(root, &output(&[("a", "2\n")]), false);
        assert_eq!(kinds, [("a".to_owned(), Kind::Edited)]);
        assert_eq!(read(root, "a"), "mine\n");
    }
    build(root, &output(&[("a", "2\n")]), true);
    assert_eq!(read(root, "a"), "2\n");
    let kinds = build(root, &output(&[("a", "2\n")]), false);
    assert_eq!(kinds, [("a".to_owned(), Kind::Unchanged)]);
}

#[test]
fn a_file_of_someone_else_is_never_replaced() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    build(root, &output(&[]), false);
    write(root, "a", "theirs\n");
    for _ in 0..2 {
        let kinds = build(root, &output(&[("a", "1\n")]), false);
        assert_eq!(kinds, [("a".to_owned(), Kind::InTheWay)]);
    }
    assert_eq!(read(root, "a"), "theirs\n");
}

#[test]
fn an_edited_orphan_stays_whatever_is_overwritten() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    build(root, &output(&[("a", "1\n"), ("b", "2\n")]), false);
    write(root, "a", "mine\n");
    for overwrite in [false, true] {
        let kinds = build(root, &output(&[("b", "2\n")]), overwrite);
        assert_eq!(kinds[0], ("a".to_owned(), Kind::Edited));
        assert_eq!(read(root, "a"), "mine\n");
    }
}

#[test]
fn a_name_that_changes_the_case_of_its_letters_stays_a_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    build(root, &output(&[("R/x", "1\n")]), false);
    build(root, &output(&[("r/x", "1\n")]), false);
    assert_eq!(read(root, "r/x"), "1\n");
}
