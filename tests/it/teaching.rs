//! Groups, courses, and what new homes begin with: what reaches the output.

use syzc::project::Compiled;
use syzc::source::MemoryFiles;

use crate::support::{SMALL, compile, small};

fn text(compiled: &[Compiled], path: &str) -> String {
    let file = compiled[0].output.files.get(path);
    file.unwrap_or_else(|| panic!("no {path}")).content.clone()
}

const CONFIG: &str = "ansible/roles/hub/files/jupyterhub_config.py";

/// The lines of the configuration from the one that has a text, to the end of what it opens.
fn entry(compiled: &[Compiled], name: &str) -> String {
    let config = text(compiled, CONFIG);
    let (_, rest) = config.split_once(name).expect("the entry");
    rest.split("\n        },").next().unwrap_or(rest).to_owned()
}

#[test]
fn names_of_a_layer_and_of_a_site_are_members_together() {
    let layer = "[group.physics]\nmembers = [\"ada\", \"bob\"]\n";
    let site = format!(
        "extends = \"layers/people.toml\"\n{SMALL}\n[group.physics]\nmembers = [\"eve\"]\nmember.bob = false\n"
    );
    let files = MemoryFiles::default()
        .with("sites/small.toml", &site)
        .with("sites/layers/people.toml", layer);
    let compiled = compile(&files, &["sites/small.toml"]);
    let group = entry(&compiled, "\"physics\": {");
    assert!(group.contains("\"members\": [\"ada\", \"eve\"]"), "{group}");
}

#[test]
fn an_image_that_builds_on_another_needs_what_it_needs() {
    let more = "[image.julia]\n[image.plots]\nbase = \"julia\"\njulia = [\"Plots@1.40.9\"]\n";
    let compiled = compile(&small(more), &["sites/small.toml"]);
    let plots = entry(&compiled, "\"plots\": {");
    assert!(plots.contains("\"memory_guarantee\": 1024"), "{plots}");
    // What is kept for others is what the profile says.
    let minimal = entry(&compiled, "\"minimal\": {");
    assert!(minimal.contains("\"memory_guarantee\": 512"), "{minimal}");
}

#[test]
fn the_first_page_is_the_images_then_that_beneath_then_the_sites() {
    let more = "[hub]\ndefault_url = \"/tree\"\n[image.own]\nbase = \"notes\"\n[image.notes]\nbase = \"minimal\"\ndefault_url = \"/lab/tree/notes\"\n";
    let compiled = compile(&small(more), &["sites/small.toml"]);
    for (image, page) in [
        ("own", "/lab/tree/notes"),
        ("notes", "/lab/tree/notes"),
        ("minimal", "/tree"),
    ] {
        let entry = entry(&compiled, &format!("\"{image}\": {{"));
        assert!(
            entry.contains(&format!("\"default_url\": \"{page}\"")),
            "{image}: {entry}"
        );
    }
}

#[test]
fn what_runs_changes_no_image() {
    let tag = |more: &str| {
        let compiled = compile(&small(more), &["sites/small.toml"]);
        text(&compiled, "ansible/roles/images/files/current")
    };
    let changed = "[group.few]\nmembers = [\"ada\"]\n[image.minimal]\nmemory = \"3 GiB\"\ncpu = 2\ndefault_url = \"/tree\"\n";
    assert_eq!(tag(""), tag(changed));
}

#[test]
fn new_homes_begin_with_the_folder_byte_for_byte() {
    // No line at its end, and what looks like a template's.
    let notebook = "{\"cells\": [\"{{ x }}\"]}";
    let files = small("[hub]\ngetting_started = \"files/first-steps\"\n")
        .with("sites/files/first-steps/a.ipynb", notebook)
        .with("sites/files/first-steps/data/b.csv", "1,2\n")
        .with("sites/files/other/c.txt", "not this\n");
    let compiled = compile(&files, &["sites/small.toml"]);
    let base = "ansible/roles/hub/files/getting-started";
    assert_eq!(text(&compiled, &format!("{base}/a.ipynb")), notebook);
    assert_eq!(text(&compiled, &format!("{base}/data/b.csv")), "1,2\n");
    assert!(
        compiled[0]
            .output
            .files
            .keys()
            .all(|path| !path.ends_with("c.txt"))
    );
    let helper = text(&compiled, "ansible/roles/hub/files/hub-home");
    assert!(
        helper.contains("BEGINNING_FOLDER = \"first-steps\""),
        "{helper}"
    );
    assert!(
        helper.contains("    \"a.ipynb\",\n    \"data/b.csv\",\n"),
        "{helper}"
    );
}

#[test]
fn without_courses_nothing_of_them_is_written() {
    let compiled = compile(&small(""), &["sites/small.toml"]);
    let storage = text(&compiled, "ansible/roles/storage/tasks/main.yml");
    assert!(!storage.contains("courses"), "{storage}");
    let with = compile(
        &small("[course.open]\ninstructors = [\"ada\"]\n"),
        &["sites/small.toml"],
    );
    let program = text(&with, "ansible/roles/storage/files/hub-courses");
    assert!(program.contains("\"open\": 10737418240"), "{program}");
}
