//! What a hub has is not lost to a build: refusals that write nothing, and what is let go of without being destroyed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use hcl_edit::structure::Body;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::support::{self, SMALL, files, root};

const VOLUME: &str = "[homes]\nexisting_volume = \"11111111-1111-4111-8111-111111111111\"\n";

struct Operator {
    project: TempDir,
}

impl Operator {
    /// A project in which the small site was built.
    fn new() -> Operator {
        let project = tempfile::tempdir().expect("a directory");
        fs::create_dir(project.path().join("sites")).expect("sites");
        let operator = Operator { project };
        operator.write("small", "");
        operator.builds();
        operator
    }

    fn path(&self) -> &Path {
        self.project.path()
    }

    fn write(&self, site: &str, more: &str) {
        let path = self.path().join(format!("sites/{site}.toml"));
        fs::write(path, format!("{SMALL}{more}")).expect("a site");
    }

    fn syzc(&self, words: &[&str]) -> (i32, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(env!("CARGO_BIN_EXE_syzc"))
            .arg("-C")
            .arg(self.path())
            .args(words)
            .env("NO_COLOR", "1")
            .output()
            .expect("syzc runs");
        let said = [stdout, stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (status.code().unwrap_or(-1), said)
    }

    fn builds(&self) -> String {
        let (code, said) = self.syzc(&["build"]);
        assert_eq!(code, 0, "{said}");
        said
    }

    /// Every command refuses with a code, and nothing is written; what was said last.
    fn refuses(&self, wanted: &str) -> String {
        let before = self.content();
        let mut last = String::new();
        for words in [
            &["check"][..],
            &["diff"],
            &["size"],
            &["build", "--check"],
            &["build"],
            &["build", "--overwrite"],
        ] {
            let (code, said) = self.syzc(words);
            assert_eq!(code, 1, "{words:?}: {said}");
            assert!(
                said.contains(&format!("error[{wanted}]")),
                "{words:?}: {said}"
            );
            last = said;
        }
        assert_eq!(self.content(), before, "a refused build wrote something");
        last
    }

    fn content(&self) -> BTreeMap<String, Vec<u8>> {
        WalkDir::new(self.path().join("build"))
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let name = entry.path().display().to_string();
                (name, fs::read(entry.path()).expect("readable"))
            })
            .collect()
    }

    fn released(&self) -> Option<String> {
        fs::read_to_string(self.path().join("build/small/terraform/released.tf")).ok()
    }
}

/// The line that says a change is meant.
fn meant(said: &str) -> String {
    let (_, rest) = said
        .split_once("`leave_behind = ")
        .expect("a way to say that it is meant");
    let value = rest.split('`').next().unwrap_or_default();
    format!("leave_behind = {value}\n")
}

fn with_cloud(more: &str) -> String {
    SMALL.replace(
        "cloud  = \"arbutus\"\n",
        &format!("cloud.catalogue = \"arbutus\"\ncloud.{more}"),
    )
}

#[test]
fn another_volume_is_refused_by_every_command_and_then_let_go_of() {
    let operator = Operator::new();
    assert_eq!(operator.released(), None);
    operator.write("small", VOLUME);
    let said = operator.refuses("S0407");
    let site = operator.path().join("sites/small.toml");
    fs::write(&site, format!("{}{VOLUME}", with_cloud(&meant(&said)))).expect("a site");
    operator.builds();
    let released = operator.released().expect("what is let go of");
    assert!(
        released.contains("from = openstack_blockstorage_volume_v3.data"),
        "{released}"
    );
    assert!(
        released.contains("destroy = false") && released.contains(">= 1.7.0"),
        "{released}"
    );
    // It stays so, whatever is written down of it.
    fs::remove_file(operator.path().join("build/small/syzc-manifest.json")).expect("removes");
    let (_, said) = operator.syzc(&["build"]);
    assert_eq!(operator.released().as_ref(), Some(&released), "{said}");
}

#[test]
fn the_way_back_is_another_change_and_declares_it_again() {
    let operator = Operator::new();
    let site = operator.path().join("sites/small.toml");
    operator.write("small", VOLUME);
    let there = meant(&operator.refuses("S0407"));
    fs::write(&site, format!("{}{VOLUME}", with_cloud(&there))).expect("a site");
    operator.builds();
    fs::write(&site, with_cloud(&there)).expect("a site");
    let back = meant(&operator.refuses("S0407"));
    assert_ne!(there, back);
    fs::write(&site, with_cloud(&back)).expect("a site");
    operator.builds();
    assert_eq!(operator.released(), None);
}

#[test]
fn an_older_manifest_is_no_mistake_and_still_nothing_is_destroyed() {
    let operator = Operator::new();
    let path = operator.path().join("build/small/syzc-manifest.json");
    let text = fs::read_to_string(&path).expect("a manifest");
    let mut manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    manifest["version"] = 1.into();
    manifest.as_object_mut().expect("an object").remove("id");
    for hashes in manifest["files"]
        .as_object_mut()
        .expect("files")
        .values_mut()
    {
        *hashes = hashes[0].take();
    }
    let keeps = manifest["keeps"].as_object_mut().expect("what is kept");
    for name in ["domain", "facts", "protected", "released"] {
        keeps.remove(name);
    }
    fs::write(&path, manifest.to_string()).expect("writes");
    operator.write("small", VOLUME);
    operator.builds();
    let released = operator.released().expect("what is let go of");
    assert!(
        released.contains("openstack_blockstorage_volume_v3.data"),
        "{released}"
    );
}

#[test]
fn a_unit_of_one_s_own_does_not_take_what_is_protected_with_it() {
    let operator = Operator::new();
    let own = operator.path().join("stdlib/storage/btrfs");
    let given = root().join("stdlib/storage/btrfs");
    for entry in WalkDir::new(&given).into_iter().filter_map(Result::ok) {
        let target = own.join(entry.path().strip_prefix(&given).expect("beneath"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("makes");
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("readable");
        let text = text.replace(
            "openstack_blockstorage_volume_v3.data",
            "openstack_blockstorage_volume_v3.homes",
        );
        let text = text.replace(
            "\"openstack_blockstorage_volume_v3\" \"data\"",
            "\"openstack_blockstorage_volume_v3\" \"homes\"",
        );
        fs::write(target, text).expect("writes");
    }
    operator.builds();
    let released = operator.released().expect("what is let go of");
    assert!(
        released.contains("from = openstack_blockstorage_volume_v3.data\n"),
        "{released}"
    );
    fs::remove_dir_all(&own).expect("removes");
    operator.builds();
    let released = operator.released().expect("what is let go of");
    assert!(
        released.contains("from = openstack_blockstorage_volume_v3.homes\n"),
        "{released}"
    );
}

#[test]
fn a_hub_under_another_name_is_no_new_hub() {
    let operator = Operator::new();
    let site = operator.path().join("sites/small.toml");
    // Another id.
    fs::write(&site, format!("id = \"other\"\n{SMALL}")).expect("a site");
    let said = operator.refuses("S0409");
    assert!(said.contains("`id = \"small\"`"), "{said}");
    // The file renamed, with and without another domain.
    fs::remove_file(&site).expect("removes");
    operator.write("renamed", "");
    let said = operator.refuses("S0409");
    assert!(
        said.contains("`id = \"small\"`") && said.contains("S0603"),
        "{said}"
    );
    // As it is told to be done: nothing but the manifest changes.
    let renamed = operator.path().join("sites/renamed.toml");
    fs::write(&renamed, format!("id = \"small\"\n{SMALL}")).expect("a site");
    let before = operator.content();
    operator.builds();
    let after = operator.content();
    let changed: Vec<&String> = after
        .iter()
        .filter(|(name, text)| before.get(*name) != Some(text))
        .map(|(name, _)| name)
        .collect();
    assert!(
        changed.len() == 1 && changed[0].ends_with("syzc-manifest.json"),
        "{changed:?}"
    );
    // A second hub can be meant.
    fs::write(&renamed, SMALL).expect("a site");
    let line = meant(&operator.refuses("S0409"));
    fs::write(&renamed, with_cloud(&line)).expect("a site");
    operator.builds();
    fs::write(&renamed, SMALL).expect("a site");
    operator.builds();
}

#[test]
fn a_site_that_is_gone_is_told_by_check_too() {
    let operator = Operator::new();
    fs::remove_file(operator.path().join("sites/small.toml")).expect("removes");
    let other = SMALL.replace("hub.test.example", "other.test.example");
    fs::write(operator.path().join("sites/other.toml"), other).expect("a site");
    for words in [&["check"][..], &["diff"], &["build"]] {
        let (code, said) = operator.syzc(words);
        assert!(
            code != 1 && said.contains("[S0603]") && said.contains("Leave"),
            "{words:?}: {said}"
        );
    }
}

/// The resources of a file that no plan may destroy.
fn prevented(content: &str) -> BTreeSet<String> {
    let body: Body = content.parse().expect("HCL");
    let resources = body.blocks().filter(|block| block.has_ident("resource"));
    resources
        .filter(|block| {
            let mut lifecycle = block.body.get_blocks("lifecycle");
            lifecycle.any(|lifecycle| {
                let value = lifecycle.body.get_attribute("prevent_destroy");
                value.is_some_and(|value| value.value.as_bool() == Some(true))
            })
        })
        .map(|block| {
            let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
            labels.join(".")
        })
        .collect()
}

#[test]
fn what_is_protected_in_the_files_is_what_the_manifest_says() {
    let sites = ["sites/ubc.toml", "sites/nic.toml", "sites/callysto.toml"];
    let mut all = 0;
    for compiled in support::compile(&files(), &sites) {
        let texts = compiled
            .output
            .files
            .iter()
            .filter(|(path, _)| path.ends_with(".tf"));
        let found: BTreeSet<String> = texts
            .flat_map(|(_, file)| prevented(&file.content))
            .collect();
        assert_eq!(found, compiled.plan.protected, "{}", compiled.plan.id);
        all += found.len();
    }
    assert!(all >= 4, "{all} resources are protected");
}
