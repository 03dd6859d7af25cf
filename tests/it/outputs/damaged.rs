//! A manifest that cannot be believed, or is gone, is a mistake; and nothing is written.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use syzc::write::{Target, Trouble, last};

use super::{MANIFEST, Project};

/// Each way to damage a manifest, with a word of what is said of it.
type Damage = (&'static str, fn(String) -> String);

fn entry(path: &str) -> impl Fn(String) -> String {
    let line = format!(
        "\"files\": {{\n    \"{path}\": [\n      \"{}\"\n    ],",
        "0".repeat(64)
    );
    move |text| text.replace("\"files\": {", &line)
}

const DAMAGES: &[Damage] = &[
    ("it is empty", |_| String::new()),
    ("ends in the middle", |text| {
        text[..text.len() / 2].to_owned()
    }),
    ("conflict markers", |text| format!("<<<<<<< HEAD\n{text}")),
    ("version 3", |text| {
        text.replace("\"version\": 2", "\"version\": 3")
    }),
    ("no version", |text| text.replace("  \"version\": 2,\n", "")),
    ("no version", |text| {
        text.replace("\"version\": 2", "\"version\": 0")
    }),
    ("larger than 4 MiB", |text| {
        format!("{text}{}", " ".repeat(5 << 20))
    }),
    ("of the site `other`", |text| {
        text.replace("\"id\": \"small\"", "\"id\": \"other\"")
    }),
    ("`keeps` lacks", |text| {
        let (before, rest) = text.split_once(",\n    \"identity\": {").expect("names");
        let (_, after) = rest.split_once('}').expect("an end");
        format!("{before}{after}")
    }),
    ("`keeps` is missing", |text| {
        text.replace("\"keeps\"", "\"holds\"")
    }),
    ("`keeps` is wrong", |text| {
        text.replace("\"data_volume\": ", "\"data_volume\": -")
    }),
    ("`keeps` is wrong", |text| {
        text.replace("\"data_volume\"", "\"data_volumes\"")
    }),
    ("twice", |text| {
        text.replace("\"keeps\"", "\"keeps\": {\"data_volume\": 1},\n  \"keeps\"")
    }),
    ("twice", |text| {
        text.replace(
            "\"identity\": {",
            "\"identity\": {\"a\": \"1\", \"a\": \"2\",",
        )
    }),
    ("recursion", |text| {
        text.replace(
            "\"files\": {",
            &format!("\"files\": {{\"a\": {}", "[".repeat(100_000)),
        )
    }),
    ("belongs to git", |text| entry(".git/config")(text)),
    ("belongs to syzc", |text| entry("syzc-manifest.json")(text)),
    ("belongs to syzc", |text| entry(".syzc/new")(text)),
    ("beneath the directory", |text| {
        entry("../../sites/small.toml")(text)
    }),
    ("beneath the directory", |text| entry("/etc/hostname")(text)),
    ("nobody sees", |text| entry("a\\u0000b")(text)),
    ("on every system", |text| entry("C:/x")(text)),
    ("the hash of", |text| {
        let (before, files) = text.split_once("\"files\"").expect("files");
        format!(
            "{before}\"files\"{}",
            files.replacen("[\n      \"", "[\n      \"Z", 1)
        )
    }),
    ("a key `extra`", |text| {
        text.replace("  \"version\"", "  \"extra\": 1,\n  \"version\"")
    }),
];

#[test]
fn every_damage_is_seen() {
    let project = Project::built();
    let good = project.read(MANIFEST);
    let target = Target::new(project.directory.path(), Path::new("build"), "small");
    assert!(matches!(last(&target), Ok(Some(_))));
    for (word, damage) in DAMAGES {
        let bad = damage(good.clone());
        assert_ne!(bad, good, "{word}");
        project.write(MANIFEST, &bad);
        match last(&target) {
            Err(Trouble::Damaged(reason)) => assert!(reason.contains(word), "{word}: {reason}"),
            other => panic!("{word}: {other:?}"),
        }
    }
}

#[test]
fn a_file_that_is_never_committed_is_never_one_of_a_build() {
    let project = Project::built();
    let good = project.read(MANIFEST);
    for path in ["terraform/terraform.tfstate", "ansible/secrets/token"] {
        project.write(MANIFEST, &entry(path)(good.clone()));
        let said = project.syzc(&["check"]).ends(1);
        said.says(&[
            "[S0604]",
            path,
            "never committed",
            "git checkout HEAD -- build/small/syzc-manifest.json",
        ]);
    }
}

#[test]
fn every_command_refuses_and_nothing_is_written() {
    let project = Project::built();
    let good = project.read(MANIFEST);
    for bad in [
        good[..good.len() / 2].to_owned(),
        entry("../../sites/small.toml")(good.clone()),
    ] {
        project.write(MANIFEST, &bad);
        let before = project.tree();
        for words in [
            &["build"][..],
            &["build", "--overwrite"],
            &["build", "--check"],
            &["build", "--format", "json"],
            &["diff"],
            &["size"],
            &["check"],
        ] {
            let said = project.syzc(words).ends(1).says(&["S0604"]);
            said.hides(&["ssh-ed25519", "unchanged"]);
        }
        assert!(before == project.tree(), "something was written");
    }
    project.write(MANIFEST, &good);
    project.syzc(&["build", "--check"]).ends(0);
}

#[test]
fn a_line_in_a_manifest_removes_and_shows_nothing_that_is_not_syzcs() {
    let project = Project::built();
    let secret = "the vault's password\n";
    project.write("build/small/terraform/terraform.tfstate", secret);
    project.write("notes.txt", secret);
    let hash: String = Sha256::digest(secret)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let good = project.read(MANIFEST);
    let absolute = project.path("notes.txt").to_string_lossy().into_owned();
    for path in ["../../notes.txt", &absolute, "terraform/terraform.tfstate"] {
        project.write(
            MANIFEST,
            &entry(path)(good.clone()).replace(&"0".repeat(64), &hash),
        );
        for words in [&["build", "--overwrite", "--format", "json"][..], &["diff"]] {
            let said = project.syzc(words).ends(1).says(&["S0604"]);
            said.hides(&["password"]);
        }
    }
    assert_eq!(project.read("notes.txt"), secret);
    assert_eq!(
        project.read("build/small/terraform/terraform.tfstate"),
        secret
    );
}

#[test]
fn a_lost_manifest_is_a_mistake_and_a_new_directory_is_none() {
    let project = Project::new();
    project.write("build/small/notes.md", "mine\n");
    project.syzc(&["check"]).ends(0);
    project.syzc(&["build"]).ends(0);
    fs::remove_file(project.path(MANIFEST)).expect("removes");
    let before = project.tree();
    for words in [
        &["check"][..],
        &["diff"],
        &["size"],
        &["build"],
        &["build", "--check"],
        &["build", "--overwrite"],
    ] {
        project
            .syzc(words)
            .ends(1)
            .says(&["[S0605]", "--without-manifest"]);
    }
    assert!(before == project.tree(), "something was written");
    project
        .syzc(&["build", "small", "--without-manifest"])
        .ends(0);
    project.syzc(&["build", "--check"]).ends(0);
}

#[test]
fn a_directory_or_a_pipe_for_a_manifest_hangs_nothing() {
    let project = Project::built();
    fs::remove_file(project.path(MANIFEST)).expect("removes");
    fs::create_dir(project.path(MANIFEST)).expect("a directory");
    project
        .syzc(&["check"])
        .ends(1)
        .says(&["[S0604]", "it is a directory"]);
    fs::remove_dir(project.path(MANIFEST)).expect("removes");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", project.path(MANIFEST)).expect("a link");
        project
            .syzc(&["check"])
            .ends(1)
            .says(&["[S0604]", "it is a link"]);
        fs::remove_file(project.path(MANIFEST)).expect("removes");
        let pipe = std::process::Command::new("mkfifo")
            .arg(project.path(MANIFEST))
            .status();
        assert!(pipe.expect("mkfifo runs").success());
        project
            .syzc(&["build"])
            .ends(1)
            .says(&["[S0604]", "neither a file nor a directory"]);
    }
}

#[test]
fn a_manifest_of_version_one_still_guards() {
    let project = Project::new();
    project.site("[homes]\nvolume = \"500 GiB\"\n");
    project.syzc(&["build"]).ends(0);
    let new = project.read(MANIFEST);
    project.tamper(|text| {
        let text = text.replace("\"version\": 2,\n  \"id\": \"small\",", "\"version\": 1,");
        let (before, files) = text.split_once("\"files\"").expect("files");
        let files = files
            .replace("[\n      \"", "\"")
            .replace("\"\n    ]", "\"");
        format!("{before}\"files\"{files}")
    });
    project.site("");
    project
        .syzc(&["build"])
        .ends(1)
        .says(&["[S0403]", "500 GiB"]);
    project.site("[homes]\nvolume = \"500 GiB\"\n");
    project
        .syzc(&["build", "--check"])
        .ends(3)
        .says(&["1 would be changed"]);
    project.syzc(&["build"]).ends(0);
    assert_eq!(project.read(MANIFEST), new);
}

#[test]
fn a_build_that_fails_changes_nothing_of_its_site() {
    let project = Project::built();
    let readme = format!("{}my note\n", project.read("build/small/README.md"));
    project.write("build/small/README.md", &readme);
    project.site("[homes]\nvolume = \"900 GiB\"\n");
    let before = project.tree();
    project
        .syzc(&["build"])
        .ends(1)
        .says(&["[S0601]", "nothing was written"]);
    assert!(before == project.tree(), "something was written");
    // A mistake that only shows beside another site is one of both.
    project.syzc(&["build", "--overwrite"]).ends(0);
    project.write("sites/twin.toml", &project.read("sites/small.toml"));
    project.site("[homes]\nvolume = \"950 GiB\"\n");
    let before = project.tree();
    project.syzc(&["build"]).ends(1).says(&["[S0308]"]);
    assert!(before == project.tree(), "something was written");
}

#[test]
fn an_orphan_is_explained_only_by_a_manifest_that_can_be_read() {
    let project = Project::built();
    fs::rename(project.path("build/small"), project.path("build/old")).expect("moves");
    project
        .syzc(&["build"])
        .ends(0)
        .says(&["warning[S0604]", "of the site `small`"]);
}
