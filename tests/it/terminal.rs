//! Nothing that stands in a site, a name or an argument is obeyed by the terminal that shows it.

use std::fs;
use std::path::Path;
use std::process::Command;

use syzc::diagnostic::render;
use syzc::project::{Project, all_sites};
use syzc::source::MemoryFiles;
use syzc::text::character::refused;

use crate::support::{SMALL, small};

/// What a terminal obeys, reads in another order, or does not show.
const HOSTILE: &str =
    "\u{1b}[2J\u{7}\u{8}\u{7f}\u{9b}31m\u{85}\u{202e}\u{2066}\u{200b}\u{2028}\u{feff}";

fn hostile_in(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| refused(*c, true).is_some())
        .collect()
}

/// What a command prints, on both ways out.
fn printed(directory: &Path, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .args(words)
        .current_dir(directory)
        .output()
        .expect("syzc runs");
    let (out, err) = (output.stdout, output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(&out),
        String::from_utf8_lossy(&err)
    )
}

#[test]
fn names_values_and_arguments_are_shown_escaped() {
    let project = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| {
        let path = project.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, text).expect("a file");
    };
    let key = HOSTILE
        .replace('\u{1b}', "\\u001b")
        .replace(['\u{7}', '\u{8}', '\u{7f}'], "");
    write("sites/small.toml", SMALL);
    let hostile = format!("{SMALL}\n[hub]\n\"{key}\" = \"{key}\"\n# {HOSTILE}\n");
    write("sites/keys.toml", &hostile);
    write(&format!("sites/{HOSTILE}.toml"), SMALL);
    write("sites/line\nend.toml", SMALL);
    let layer = format!("extends = \"{key}.toml\"\n{SMALL}");
    write("sites/layer.toml", &layer);
    write("sites/broken.toml", &format!("a = {HOSTILE}\n"));
    write(
        &format!("stdlib/certificate/{HOSTILE}/unit.toml"),
        &format!("doc = \"{key}\"\n"),
    );
    for words in [
        &["check"][..],
        &["check", "--format", "json"],
        &["build"],
        &["diff"],
        &["size"],
        &["size", "--format", "json"],
        &["list"],
        &["list", "units"],
        &["list", "images", HOSTILE],
        &["list", "flavors", HOSTILE],
        &["graph", HOSTILE],
        &["check", HOSTILE],
        &["check", "--out", HOSTILE],
        &["build", "small", "--out", HOSTILE],
        &["cloud", "import", HOSTILE, "--name", HOSTILE],
        &["explain", HOSTILE],
        &["init", "--name", HOSTILE, "--domain", HOSTILE],
        &["-C", HOSTILE, "check"],
        &["check", &format!("--{HOSTILE}")],
        &[HOSTILE],
    ] {
        let text = printed(project.path(), words);
        assert!(hostile_in(&text).is_empty(), "{words:?}: {text:?}");
    }
    let text = printed(project.path(), &["check", "keys"]);
    assert!(text.contains("\\u001b[2J"), "{text}");
    assert_eq!(
        printed(project.path(), &["list"])
            .lines()
            .filter(|line| *line == "end")
            .count(),
        0
    );
}

#[test]
fn a_hostile_line_of_an_output_is_shown_escaped() {
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("a directory");
    fs::write(project.path().join("sites/small.toml"), SMALL).expect("a file");
    printed(project.path(), &["build"]);
    let edited = project.path().join("build/small/README.md");
    fs::write(&edited, HOSTILE).expect("a file");
    for words in [
        &["diff"][..],
        &["build"],
        &["build", "--check", "--format", "json"],
    ] {
        let text = printed(project.path(), words);
        assert!(text.contains("README.md"), "{text}");
        assert!(hostile_in(&text).is_empty(), "{words:?}: {text:?}");
    }
}

#[test]
fn with_colours_the_only_escapes_are_those_of_colours() {
    // TOML itself refuses the others in a comment.
    let comment = HOSTILE.replace(|c: char| c.is_ascii_control(), "");
    let files = small(&format!("\n[hub]\n\"a\\u001b[31m\" = 1 # {comment}\n"));
    let files = MemoryFiles {
        files: files
            .files
            .into_iter()
            .map(|(name, text)| (name.replace("small", "a\u{1b}]0;b"), text))
            .collect(),
    };
    let mut project = Project::read(&files, &all_sites(&files));
    project.compile(&files, "build");
    let text = render::text(&project.diagnostics, &project.texts, true);
    assert!(text.contains("\u{1b}[1m"), "{text:?}");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after
            .find(|c: char| !c.is_ascii_digit() && c != ';')
            .unwrap_or(0);
        assert_eq!(&after[end..=end], "m", "{after:?}");
        rest = &after[end + 1..];
    }
    plain.push_str(rest);
    assert!(hostile_in(&plain).is_empty(), "{plain:?}");
    // The mark still stands under the key.
    let (line, mark) = plain
        .lines()
        .zip(plain.lines().skip(1))
        .find(|(_, mark)| mark.contains("^ unknown key"))
        .expect("a marked line");
    assert_eq!(line.find("\"a\\u001b"), mark.find('^'));
}
