//! What `docs/guide.md` shows compiles, and what it says of the output is so.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use syzc::source::MemoryFiles;

use crate::support::{compile, root};

/// The site that lines without a file of their own are added to.
const EXAMPLE: &str = "sites/example.toml";

fn guide() -> String {
    fs::read_to_string(root().join("docs/guide.md")).expect("the guide")
}

/// The blocks of one language, in order.
fn blocks(guide: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    guide
        .split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .map(|block| format!("{block}\n"))
        .collect()
}

/// The path that a block begins with, when it is a whole file.
fn path(block: &str) -> Option<&str> {
    let first = block.lines().next()?.strip_prefix("# ")?;
    first.ends_with(".toml").then_some(first)
}

/// The whole files of the guide as a project.
fn project(guide: &str) -> MemoryFiles {
    let mut files = MemoryFiles::default();
    let mut paths = BTreeSet::new();
    for block in blocks(guide, "toml") {
        if let Some(path) = path(&block) {
            assert!(paths.insert(path.to_owned()), "{path} is shown twice");
            files = files.with(path, &block);
        }
    }
    files
}

/// A site with the lines of a block typed into it: a table takes the place of the one of its name and of the short
/// form of its first part, and keys of the top level stand first.
fn added(site: &str, block: &str) -> String {
    let tables: Vec<&str> = block.lines().filter(|line| line.starts_with('[')).collect();
    let first_part = |table: &&str| {
        let name = table.trim_start_matches('[');
        name.split(['.', ']']).next().unwrap_or(name).to_owned()
    };
    let replaced: BTreeSet<String> = tables.iter().map(first_part).collect();
    let mut kept = String::new();
    let mut table = "";
    for line in site.lines() {
        if line.starts_with('[') {
            table = line;
        }
        let key = line.split(['=', ' ']).next().unwrap_or(line);
        let is_replaced = tables.contains(&table) || (table.is_empty() && replaced.contains(key));
        if !is_replaced {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    if tables.is_empty() {
        return format!("{block}{kept}");
    }
    let start = if block.starts_with('[') {
        0
    } else {
        block.find("\n[").map_or(0, |at| at + 1)
    };
    format!("{}{kept}{}", &block[..start], &block[start..])
}

#[test]
fn whole_sites_compile_together() {
    let files = project(&guide());
    let sites: Vec<&str> = files
        .files
        .keys()
        .map(String::as_str)
        .filter(|path| path.starts_with("sites/") && path.matches('/').count() == 1)
        .collect();
    assert!(sites.contains(&EXAMPLE) && sites.len() >= 2, "{sites:?}");
    compile(&files, &sites);
}

#[test]
fn every_other_block_can_be_added_to_the_example() {
    let guide = guide();
    let files = project(&guide);
    let blocks = blocks(&guide, "toml");
    let lines = blocks.iter().filter(|block| path(block).is_none());
    let mut count = 0;
    for block in lines {
        count += 1;
        let site = added(&files.files[EXAMPLE], block);
        compile(&files.clone().with(EXAMPLE, &site), &[EXAMPLE]);
    }
    assert!(count >= 8, "{count} blocks");
}

#[test]
fn the_lines_of_size_are_those_that_it_prints() {
    let guide = guide();
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir(directory.path().join("sites")).expect("sites");
    let example = &project(&guide).files[EXAMPLE];
    fs::write(directory.path().join(EXAMPLE), example).expect("a site");
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(directory.path())
        .args(["size", "example"])
        .output()
        .expect("syzc runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let shown = blocks(&guide, "text");
    let shown = shown.iter().find(|block| block.starts_with("$ syzc size"));
    for line in shown.expect("an excerpt of `syzc size`").lines().skip(1) {
        assert!(
            printed.lines().any(|other| other == line),
            "docs/guide.md has the line\n{line}\nbut `syzc size` prints\n{printed}"
        );
    }
}
