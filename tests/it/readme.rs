//! What the README shows is what the commands print.

use std::process::Command;
use std::{env, fs};

use crate::support::root;

/// What a command of the README prints, standard output first.
fn printed(command: &str) -> String {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("syzc"), "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .args(words)
        .current_dir(root())
        .output()
        .expect("syzc runs");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    format!("{}\n", text.trim_end())
}

#[test]
fn the_examples_of_the_readme_are_what_is_printed() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).expect("README.md");
    let mut fresh = String::new();
    let mut examples = 0;
    let mut rest = readme.as_str();
    while let Some((before, after)) = rest.split_once("```console\n$ ") {
        let (block, after) = after.split_once("```").expect("a block that ends");
        let command = block.lines().next().unwrap_or("");
        fresh.push_str(&format!(
            "{before}```console\n$ {command}\n{}```",
            printed(command)
        ));
        rest = after;
        examples += 1;
    }
    fresh.push_str(rest);
    assert!(examples >= 2, "{examples} examples");
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(&path, &fresh).expect("writes");
    }
    let readme = fs::read_to_string(&path).expect("README.md");
    assert!(
        readme == fresh,
        "README.md is stale: BLESS=1 cargo test --test it -- readme"
    );
}

#[test]
fn the_picture_of_the_readme_is_fresh() {
    let path = root().join("docs/ubc.svg");
    let fresh = printed("syzc graph ubc --as svg");
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(&path, &fresh).expect("writes");
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        present == fresh,
        "docs/ubc.svg is stale: BLESS=1 cargo test --test it -- readme"
    );
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    for document in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/guide.md",
        "docs/locks.md",
        "tests/acceptance/README.md",
    ] {
        let path = root().join(document);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{document}: {error}"));
        let directory = path.parent().expect("a directory").to_owned();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let target = link.split('#').next().unwrap_or("");
            if !target.is_empty() && !target.contains("://") {
                assert!(
                    directory.join(target).exists(),
                    "{document} links to {link}"
                );
            }
        }
    }
}
