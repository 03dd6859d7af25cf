//! The command itself: what it prints, what it writes, how it ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{SMALL, root};

fn syzc(directory: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(directory)
        .args(words)
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("syzc runs")
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

/// A project with the small site in it.
fn project() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir(directory.path().join("sites")).expect("sites");
    fs::write(directory.path().join("sites/small.toml"), SMALL).expect("a site");
    directory
}

#[test]
fn build_writes_once_and_then_nothing() {
    let project = project();
    let first = syzc(project.path(), &["build"]);
    assert_eq!(code(&first), 0, "{}", said(&first));
    assert!(project.path().join("build/small/README.md").is_file());
    assert!(
        said(&first).contains("build/small: 0 unchanged"),
        "{}",
        said(&first)
    );
    let second = syzc(project.path(), &["build", "small"]);
    assert!(
        !said(&second).contains("new") && !said(&second).contains("changed,"),
        "{}",
        said(&second)
    );
    assert_eq!(code(&syzc(project.path(), &["build", "--check"])), 0);
    assert_eq!(code(&syzc(project.path(), &["diff"])), 0);
}

#[test]
fn check_writes_nothing_and_a_difference_is_three() {
    let project = project();
    assert_eq!(code(&syzc(project.path(), &["check"])), 0);
    assert_eq!(code(&syzc(project.path(), &["build", "--check"])), 3);
    let diff = syzc(project.path(), &["diff", "small"]);
    assert_eq!(code(&diff), 3);
    assert!(
        said(&diff).contains("+++ b/build/small/README.md"),
        "{}",
        said(&diff)
    );
    assert!(!project.path().join("build").exists());
}

#[test]
fn a_hand_edit_is_shown_and_kept_until_it_is_overwritten() {
    let project = project();
    syzc(project.path(), &["build"]);
    let file = project.path().join("build/small/README.md");
    let original = fs::read_to_string(&file).expect("README");
    fs::write(&file, format!("{original}my note\n")).expect("writes");
    for _ in 0..2 {
        let kept = syzc(project.path(), &["build"]);
        assert_eq!(code(&kept), 1);
        assert!(
            said(&kept).contains("S0601") && said(&kept).contains("-my note"),
            "{}",
            said(&kept)
        );
    }
    assert!(
        fs::read_to_string(&file)
            .expect("README")
            .contains("my note")
    );
    assert_eq!(code(&syzc(project.path(), &["build", "--overwrite"])), 0);
    assert_eq!(fs::read_to_string(&file).expect("README"), original);
}

#[test]
fn a_volume_does_not_shrink_behind_ones_back() {
    let project = project();
    let site = project.path().join("sites/small.toml");
    fs::write(&site, format!("{SMALL}[homes]\nvolume = \"500 GiB\"\n")).expect("writes");
    assert_eq!(code(&syzc(project.path(), &["build"])), 0);
    fs::write(&site, SMALL).expect("writes");
    let refused = syzc(project.path(), &["build"]);
    assert_eq!(code(&refused), 1);
    assert!(
        said(&refused).contains("volume = \"500 GiB\""),
        "{}",
        said(&refused)
    );
}

#[test]
fn a_site_that_is_gone_keeps_its_directory() {
    let project = project();
    let other = SMALL.replace("hub.test.example", "other.test.example");
    fs::write(project.path().join("sites/other.toml"), other).expect("a site");
    assert_eq!(code(&syzc(project.path(), &["build"])), 0);
    fs::remove_file(project.path().join("sites/other.toml")).expect("removes");
    let built = syzc(project.path(), &["build"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    assert!(
        said(&built).contains("S0603") && said(&built).contains("destroy"),
        "{}",
        said(&built)
    );
    assert!(project.path().join("build/other/README.md").is_file());
}

#[test]
fn a_mistake_in_one_site_does_not_stop_the_others() {
    let project = project();
    fs::write(project.path().join("sites/bad.toml"), "users = \"many\"\n").expect("a site");
    assert_eq!(code(&syzc(project.path(), &["build"])), 1);
    assert!(project.path().join("build/small/README.md").is_file());
    assert!(!project.path().join("build/bad").exists());
}

#[test]
fn diagnostics_as_json_are_json() {
    let project = project();
    fs::write(project.path().join("sites/bad.toml"), "users = \"many\"\n").expect("a site");
    let output = syzc(project.path(), &["check", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let first = &all[0];
    assert!(
        first["code"].is_string() && first["places"][0]["line"].is_number(),
        "{all}"
    );
}

#[test]
fn init_writes_a_site_that_builds() {
    let project = tempfile::tempdir().expect("a directory");
    let words = [
        "init",
        "--name",
        "Université de l'Exemple \"; } ${x} {{ y }}",
        "--domain",
        "carnet.exemple.ca",
        "--users",
        "900",
        "--ssh-key",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHPeHEN7UVzDVE2J9sYVEA6pKR4WpbsRGUkoznBivIxi moi",
        "--ssh-from",
        "192.0.2.0/24",
        "--identity-provider",
        "https://idp.exemple.ca/idp",
        "--metadata-url",
        "https://idp.exemple.ca/metadata.xml",
    ];
    let made = syzc(project.path(), &words);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let built = syzc(project.path(), &["build"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    assert!(
        project
            .path()
            .join("build/carnet/terraform/machine.tf")
            .is_file()
    );
    let again = syzc(project.path(), &words);
    assert_eq!(
        code(&again),
        2,
        "a site is never overwritten: {}",
        said(&again)
    );
}

#[test]
fn size_prints_the_whole_reasoning() {
    let output = syzc(&root(), &["size", "ubc"]);
    let text = said(&output);
    for word in [
        "users present at once",
        "flavor",
        "data volume",
        "floating IPs",
        "assumed",
    ] {
        assert!(text.contains(word), "{word} is not in\n{text}");
    }
    let constants = said(&syzc(&root(), &["size", "ubc", "--constants"]));
    assert!(
        constants.contains("assumed") && constants.contains("measured"),
        "{constants}"
    );
}

#[test]
fn graph_is_drawn_in_four_forms() {
    let text = said(&syzc(&root(), &["graph", "ubc"]));
    assert!(text.contains("login/shibboleth"), "{text}");
    assert!(said(&syzc(&root(), &["graph", "ubc", "--as", "dot"])).starts_with("digraph"));
    assert!(said(&syzc(&root(), &["graph", "ubc", "--as", "mermaid"])).starts_with("flowchart"));
    let svg = said(&syzc(&root(), &["graph", "ubc", "--as", "svg"]));
    roxmltree::Document::parse(&svg).expect("SVG is XML");
}

#[test]
fn explain_prints_the_page_of_every_code() {
    for code in syzc::diagnostic::Code::ALL {
        let output = syzc(&root(), &["explain", code.name()]);
        let page = said(&output);
        assert!(
            page.starts_with(&format!("# {code}")) && page.len() > 200,
            "{code} has a page: {page}"
        );
    }
    let unknown = syzc(&root(), &["explain", "S9999"]);
    assert_eq!(code(&unknown), 1);
}

#[test]
fn images_are_listed_as_a_tree_and_each_with_what_is_in_it() {
    let tree = said(&syzc(&root(), &["list", "images", "--tree"]));
    let depth = |name: &str| {
        let line = tree
            .lines()
            .find(|line| line.contains(&format!("─ {name} ")));
        line.and_then(|line| line.find("─ "))
            .unwrap_or_else(|| panic!("no {name} in\n{tree}"))
    };
    assert!(depth("base") < depth("minimal") && depth("minimal") < depth("scipy"));
    assert_eq!(depth("base"), depth("r"));
    let page = said(&syzc(&root(), &["list", "images", "scipy"]));
    assert!(
        page.contains("builds on: minimal, on base, on `quay.io/"),
        "{page}"
    );
    let numpy = page
        .split("numpy ")
        .nth(1)
        .and_then(|rest| rest.chars().next());
    assert!(numpy.is_some_and(|digit| digit.is_ascii_digit()), "{page}");
    let unknown = syzc(&root(), &["list", "images", "nothing"]);
    assert_ne!(code(&unknown), 0);
    assert!(
        said(&unknown).contains("no image `nothing`"),
        "{}",
        said(&unknown)
    );
}

#[test]
fn cloud_import_makes_a_catalogue_that_a_site_can_use() {
    let project = project();
    let list = r#"[{"ID": "1", "Name": "m1.huge", "RAM": 65536, "Disk": 0, "Ephemeral": 0, "VCPUs": 16, "Is Public": true, "Swap": 0, "RXTX Factor": 1.0, "Properties": {}}]"#;
    fs::write(project.path().join("flavors.json"), list).expect("writes");
    let words = [
        "cloud",
        "import",
        "flavors.json",
        "--title",
        "Ours",
        "--date",
        "2026-11-23",
        "--external-network",
        "public",
        "--image",
        "debian-12=Debian 12 (generic)",
        "--image",
        "ubuntu-24=Ubuntu-24.04",
        "--disk-bus",
        "scsi",
        "--volume-type",
        "ssd",
    ];
    let catalogue = syzc(project.path(), &words);
    assert_eq!(code(&catalogue), 0, "{}", said(&catalogue));
    fs::create_dir_all(project.path().join("stdlib/cloud")).expect("stdlib");
    fs::write(
        project.path().join("stdlib/cloud/ours.toml"),
        &catalogue.stdout,
    )
    .expect("writes");
    let site = SMALL.replace("\"arbutus\"", "\"ours\"");
    fs::write(project.path().join("sites/small.toml"), site).expect("writes");
    let size = syzc(project.path(), &["size"]);
    assert!(said(&size).contains("m1.huge"), "{}", said(&size));
    assert_eq!(code(&syzc(project.path(), &["build"])), 0);
    let machine = fs::read_to_string(project.path().join("build/small/terraform/machine.tf"));
    let machine = machine.expect("the machine");
    for line in [
        r#"name_regex = "^Debian 12 \\(generic\\)$""#,
        r#"volume_type = "ssd""#,
    ] {
        assert!(machine.contains(line), "{line} is not in\n{machine}");
    }
    let unknown = [&words[..], &["--image", "plan-9=glenda"]].concat();
    let unknown = syzc(project.path(), &unknown);
    assert!(
        code(&unknown) == 1 && said(&unknown).contains("ubuntu-24"),
        "{}",
        said(&unknown)
    );
    fs::write(project.path().join("flavors.json"), "| ID | Name |").expect("writes");
    let table = syzc(project.path(), &words);
    assert!(
        code(&table) == 1 && said(&table).contains("-f json"),
        "{}",
        said(&table)
    );
}

#[test]
fn wrong_paths_are_sentences() {
    let project = project();
    for words in [
        vec!["check", "nosuch"],
        vec!["check", "sites"],
        vec!["check", "../outside.toml"],
        vec!["build", "sites/nosuch.toml"],
    ] {
        let output = syzc(project.path(), &words);
        assert_eq!(code(&output), 1, "{words:?}: {}", said(&output));
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
    }
    fs::write(project.path().join("sites/latin.toml"), [0x66, 0xE9, 0x0A]).expect("writes");
    let latin = syzc(project.path(), &["check"]);
    assert!(said(&latin).contains("S0102"), "{}", said(&latin));
}

#[test]
fn a_closed_pipe_is_quiet() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .args(["-C", &root().to_string_lossy(), "schema"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("syzc runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn colour_is_for_terminals_only() {
    let project = project();
    fs::write(project.path().join("sites/bad.toml"), "users = \"many\"\n").expect("a site");
    let output = syzc(project.path(), &["check"]);
    assert!(!said(&output).contains('\u{1b}'), "{}", said(&output));
    let help = syzc(project.path(), &["build", "--help"]);
    assert!(said(&help).contains("Examples:") && !said(&help).contains('\u{1b}'));
}

#[test]
fn other_names_are_refused_until_the_site_says_that_they_are_meant() {
    let project = project();
    let site = project.path().join("sites/small.toml");
    let bare = SMALL;
    fs::write(&site, bare).expect("a site");
    assert_eq!(code(&syzc(project.path(), &["build"])), 0);
    let whole = bare.replace("local-part", "whole");
    fs::write(&site, &whole).expect("another rule");
    let refused = syzc(project.path(), &["build"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let words = said(&refused);
    let value = words
        .split("`new_names = \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the message says what to write");
    let meant = format!("{whole}\n[homes]\nnew_names = \"{value}\"\n");
    fs::write(&site, &meant).expect("it is meant");
    let built = syzc(project.path(), &["build"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    // What was said then allows no later change.
    let back = meant.replace("\"whole\"", "\"local-part\"");
    fs::write(&site, back).expect("another rule again");
    assert_eq!(code(&syzc(project.path(), &["build"])), 1);
}

#[test]
fn a_command_finds_its_project_from_any_directory_in_it() {
    let project = project();
    let root = project.path();
    let inner = root.join("notes/2026");
    std::fs::create_dir_all(&inner).expect("directories");
    assert_eq!(code(&syzc(root, &["build"])), 0);
    for (directory, words, expected) in [
        (root.join("sites"), &["build", "small.toml"][..], 0),
        (root.join("sites"), &["build", "small", "--check"], 0),
        (root.join("build/small/terraform"), &["check"], 0),
        (root.join("build/small/terraform"), &["diff"], 0),
        (inner.clone(), &["check", "../../sites/small.toml"], 0),
        (inner.clone(), &["check", "sites/small.toml"], 0),
        (inner.clone(), &["size", "small"], 0),
        (inner.clone(), &["check", "--out", "../../build"], 0),
        (inner.clone(), &["check", "../../../small.toml"], 1),
        (inner.clone(), &["check", "small.toml"], 1),
    ] {
        let output = syzc(&directory, words);
        assert_eq!(code(&output), expected, "{words:?}: {}", said(&output));
    }
    assert_eq!(code(&syzc(&inner, &["build", "--out", "there"])), 0);
    assert!(inner.join("there/small/README.md").is_file());
    for stray in [
        "sites/build",
        "sites/sites",
        "notes/2026/build",
        "notes/build",
    ] {
        assert!(!root.join(stray).exists(), "{stray}");
    }
    // An id that nothing has is looked for among the sites.
    let output = syzc(&inner, &["check", "smal"]);
    assert!(
        said(&output).contains("did you mean `sites/small.toml`?"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_directory_without_sites_begins_a_project() {
    let empty = tempfile::tempdir().expect("a directory");
    let output = syzc(empty.path(), &["check"]);
    assert_eq!(code(&output), 1);
    assert!(
        said(&output).contains("`syzc init` starts one"),
        "{}",
        said(&output)
    );
}
