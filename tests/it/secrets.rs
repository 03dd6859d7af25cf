//! No secret reaches an output or a message, and what is none is not taken for one.

use std::process::Command;

use syzc::diagnostic::render;
use syzc::project::Project;
use syzc::secret::{Extent, find};
use walkdir::WalkDir;

use crate::support::{SMALL, root, small};

/// What nobody may ever read; no rule knows it by its form.
const SECRET: &str = "zq8hk2v0";

#[test]
fn nothing_that_is_shipped_is_taken_for_a_secret() {
    let mut taken = Vec::new();
    for directory in ["sites", "stdlib", "golden/ubc", "docs"] {
        for entry in WalkDir::new(root().join(directory))
            .into_iter()
            .filter_map(Result::ok)
        {
            let name = entry.path().to_string_lossy().into_owned();
            // Hashes of files whose names may have `key` in them; nobody but syzc reads them.
            if name.ends_with("syzc-manifest.json") {
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            for find in find(&text, Some(&name), Extent::Names) {
                taken.push(format!("{name}: {} ({})", &text[find.range], find.rule));
            }
        }
    }
    assert_eq!(taken, Vec::<String>::new());
}

/// Runs syzc on a project, and gives all that it printed.
fn said(project: &std::path::Path, words: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(project)
        .args(words.split_whitespace())
        .output()
        .expect("syzc runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn project() -> tempfile::TempDir {
    let project = tempfile::tempdir().expect("a directory");
    std::fs::create_dir_all(project.path().join("sites")).expect("makes it");
    std::fs::write(project.path().join("sites/hub.toml"), SMALL).expect("writes");
    project
}

#[test]
fn a_secret_is_refused_wherever_a_site_takes_text_and_never_shown() {
    for (site, code) in [
        (
            format!("[image.minimal.environment]\nDB_PASSWORD = \"{SECRET}\"\n"),
            "S0321",
        ),
        (
            format!(
                "[image.minimal.environment]\nDB_PASSWORD = \"\\u007a{}\"\n",
                &SECRET[1..]
            ),
            "S0321",
        ),
        (
            format!("[image.minimal]\nrun = [\"X_TOKEN={SECRET} make\"]\n"),
            "S0321",
        ),
        (
            format!("[image.minimal]\ntitle = \"password: '{SECRET}'\"\n"),
            "S0321",
        ),
        (
            format!("[image.minimal]\npip = [\"a @ https://me:{SECRET}@a.ca/a.whl\"]\n"),
            "S0321",
        ),
        (format!("[cloud]\nmetadata.token = \"{SECRET}\"\n"), "S0101"),
        (
            format!("[hub]\nannouncement = \"https://a.ca/?api_key={SECRET}\"\n"),
            "S0321",
        ),
        (
            format!("[hub]\nextra_config = '''\nx = {{\"token\": \"{SECRET}\"}}\n'''\n"),
            "S0321",
        ),
        (format!("[hub]\npassword = \"{SECRET}\"\n"), "S0321"),
        (format!("[hub]\npasswords = [\"{SECRET}\"]\n"), "S0321"),
        (
            format!("[hub.token]\nvalue = \"https://me:{SECRET}@a.ca\"\n"),
            "S0321",
        ),
        (
            format!("[institution.partner]\nX = \"https://me:{SECRET}@a.ca\"\n"),
            "S0321",
        ),
        (format!("[web]\nworkers = \"token={SECRET}\"\n"), "S0321"),
        (
            format!("[homes]\nquota = {{ password = \"{SECRET}\" }}\n"),
            "S0321",
        ),
        (format!("[hub]\npassword = \"{SECRET}\nidle = 3\n"), "S0101"),
        (format!("[hub]\npassword: {SECRET}\n"), "S0101"),
        (format!("[hub]\npassword = {SECRET} and more\n"), "S0101"),
    ] {
        let files = small(&site);
        let mut project = Project::read(&files, &["sites/small.toml".to_owned()]);
        let compiled = project.compile(&files, "build");
        assert!(compiled.is_empty(), "{site} is compiled");
        let text = render::text(&project.diagnostics, &project.texts, false);
        let json = render::json(&project.diagnostics, &project.texts);
        for said in [text, json] {
            assert!(said.contains(code), "of {site} it says {said}");
            assert!(
                !said.contains(&SECRET[1..]),
                "the secret of {site} is shown: {said}"
            );
        }
    }
}

#[test]
fn a_secret_that_was_written_into_an_output_by_hand_is_not_shown() {
    let project = project();
    said(project.path(), "build");
    for name in ["README.md", "terraform/machine.tf", "ansible/site.yml"] {
        let path = project.path().join("build/hub").join(name);
        let old = std::fs::read_to_string(&path).expect("the file");
        std::fs::write(
            &path,
            format!("{old}\npassword: {SECRET}\nDB_TOKEN = \"{SECRET}\"\n"),
        )
        .expect("writes");
    }
    for words in ["diff", "build --format json"] {
        let said = said(project.path(), words);
        assert!(said.contains("README.md"), "{said}");
        assert!(!said.contains(SECRET), "{words} says {said}");
    }
}

#[test]
fn columns_do_not_tell_how_long_a_secret_is() {
    let says = |secret: &str| {
        let files = small(&format!(
            "[hub]\nx = {{ password = \"{secret}\", y = 1 }}\n"
        ));
        let project = Project::read(&files, &["sites/small.toml".to_owned()]);
        render::text(&project.diagnostics, &project.texts, false)
            + &render::json(&project.diagnostics, &project.texts)
    };
    assert_eq!(
        says("hunter2"),
        says("a much longer one that goes on and on")
    );
}
