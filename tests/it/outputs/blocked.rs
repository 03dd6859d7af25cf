//! What stands in the way is neither followed nor replaced, and what syzc did not write is never removed.

use std::fs;

use super::{MANIFEST, Project, tree};

#[cfg(unix)]
use std::os::unix::fs::symlink;

const FILE: &str = "build/small/ansible/site.yml";

#[test]
#[cfg(unix)]
fn no_link_is_followed_anywhere_on_the_way() {
    for way in [
        "build",
        "build/small",
        "build/small/ansible",
        "build/small/ansible/roles/host",
        FILE,
    ] {
        let project = Project::built();
        let elsewhere = tempfile::tempdir().expect("a directory");
        let moved = elsewhere.path().join("moved");
        fs::rename(project.path(way), &moved).expect("moves");
        symlink(&moved, project.path(way)).expect("a link");
        // Something to write, to replace and to remove beneath it.
        project.site("[homes]\nvolume = \"900 GiB\"\n");
        let before = (project.tree(), tree(elsewhere.path()));
        for words in [
            &["build", "--without-manifest", "--overwrite"][..],
            &["build", "--check"],
        ] {
            project.syzc(words).ends(1).says(&["is a link"]);
        }
        assert!(
            before == (project.tree(), tree(elsewhere.path())),
            "{way}: something was written"
        );
    }
}

#[test]
#[cfg(unix)]
fn a_link_of_a_new_site_is_not_followed() {
    let project = Project::new();
    let elsewhere = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path("build")).expect("build");
    symlink(elsewhere.path(), project.path("build/small")).expect("a link");
    for words in [&["check"][..], &["build"], &["diff"], &["size"]] {
        project
            .syzc(words)
            .ends(1)
            .says(&["[S0606]", "`build/small` is a link"]);
    }
    assert!(tree(elsewhere.path()).is_empty());
}

#[test]
fn a_directory_in_place_of_a_file_stays_with_what_is_in_it() {
    let project = Project::built();
    fs::remove_file(project.path(FILE)).expect("removes");
    project.write(&format!("{FILE}/mine"), "mine\n");
    for words in [&["build"][..], &["build", "--overwrite"]] {
        project
            .syzc(words)
            .ends(1)
            .says(&["[S0602]", "is a directory"]);
    }
    assert_eq!(project.read(&format!("{FILE}/mine")), "mine\n");
}

#[test]
#[cfg(unix)]
fn a_pipe_in_place_of_a_file_hangs_nothing() {
    let project = Project::built();
    fs::remove_file(project.path(FILE)).expect("removes");
    let pipe = std::process::Command::new("mkfifo")
        .arg(project.path(FILE))
        .status();
    assert!(pipe.expect("mkfifo runs").success());
    for words in [&["build"][..], &["diff"], &["build", "--overwrite"]] {
        project.syzc(words);
    }
    project
        .syzc(&["build"])
        .ends(1)
        .says(&["[S0602]", "neither a file nor a directory"]);
}

#[test]
fn a_file_that_is_no_text_or_too_large_is_kept_until_it_is_given_up() {
    let project = Project::built();
    fs::write(project.path(FILE), [0xFF, 0xFE, 0x00]).expect("writes");
    project.syzc(&["build"]).ends(1).says(&["[S0601]"]);
    fs::File::create(project.path(FILE))
        .and_then(|file| file.set_len(1 << 40))
        .expect("a large file");
    project.syzc(&["build"]).ends(1).says(&["[S0601]"]);
    project.syzc(&["build", "--overwrite"]).ends(0);
    project.syzc(&["build", "--check"]).ends(0);
}

#[test]
fn an_edited_orphan_is_never_removed_and_never_shown() {
    let project = Project::built();
    project.write("build/small/old.txt", "mine, and secret\n");
    project.tamper(|text| {
        let entry = format!(
            "\"files\": {{\n    \"old.txt\": [\n      \"{}\"\n    ],",
            "0".repeat(64)
        );
        text.replace("\"files\": {", &entry)
    });
    for words in [
        &["build"][..],
        &["build", "--check"],
        &["build", "--format", "json"],
    ] {
        let said = project
            .syzc(words)
            .ends(1)
            .says(&["S0601", "no longer part"]);
        said.hides(&["secret"]);
    }
    project.syzc(&["diff"]).hides(&["secret"]);
    let said = project.syzc(&["build", "--overwrite"]).ends(0);
    said.says(&["warning[S0601]", "it stays"])
        .hides(&["secret"]);
    assert_eq!(project.read("build/small/old.txt"), "mine, and secret\n");
    // From now on it is a file like any other that syzc did not write.
    project.syzc(&["build"]).ends(0).hides(&["old.txt"]);
}

#[test]
fn a_terminal_obeys_nothing_that_stands_in_an_edited_file() {
    let project = Project::built();
    project.write("build/small/README.md", "\u{1b}]0;owned\u{7}\n");
    for words in [&["diff"][..], &["build"]] {
        project.syzc(words).hides(&["\u{1b}", "\u{7}"]);
    }
}

#[test]
fn an_output_that_cannot_be_written_stops_no_other_and_swallows_nothing() {
    let project = Project::new();
    let more = |id: &str| {
        project
            .read("sites/small.toml")
            .replace("hub.test", &format!("{id}.test"))
    };
    project.write("sites/aaa.toml", &more("aaa"));
    project.write("sites/bad.toml", "users = \"many\"\n");
    project.write("sites/zzz.toml", &more("zzz"));
    // A file where a build works makes writing fail, for root too.
    project.write("build/aaa/.syzc", "");
    let said = project.syzc(&["build"]).ends(2);
    said.says(&[
        "[S0203]",
        "build/small: 0 unchanged",
        "build/zzz: 0 unchanged",
        "cannot ",
        "build/aaa/.syzc",
    ]);
    assert!(project.path(MANIFEST).is_file() && project.path("build/zzz/README.md").is_file());
    assert!(!project.path("build/aaa/README.md").exists());
}
