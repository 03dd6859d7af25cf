//! One site built over another: what is refused, what goes on, and that nothing is lost without a word.
//!
//! The transitions are those of `tests/acceptance/data/transitions.toml`; the rig asks Terraform what they destroy.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::OnceLock;

use serde::Deserialize;
use syzc::diagnostic::{Diagnostics, Severity};
use syzc::emit::manifest;
use syzc::plan::origin;
use syzc::project::{Compiled, Project};
use syzc::site;
use syzc::source::MemoryFiles;
use syzc::syntax::{Field, Shape};
use syzc::write::Trouble;

use crate::support::{self, files, root};

#[derive(Deserialize)]
struct Data {
    site: BTreeMap<String, Start>,
    transition: Vec<Transition>,
    elsewhere: Elsewhere,
}

#[derive(Deserialize)]
struct Start {
    extends: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct Elsewhere {
    keys: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Transition {
    from: String,
    key: String,
    to: String,
    refused: Option<String>,
    #[serde(default = "yes")]
    meant: bool,
    told: Option<String>,
}

fn yes() -> bool {
    true
}

fn data() -> Data {
    let path = root().join("tests/acceptance/data/transitions.toml");
    let text = fs::read_to_string(path).expect("the transitions");
    let filled = [
        ("@volume@", "11111111-1111-4111-8111-111111111111"),
        ("@other_volume@", "22222222-2222-4222-8222-222222222222"),
        ("@group@", "33333333-3333-4333-8333-333333333333"),
        ("@address@", "203.0.113.17"),
        ("@other_address@", "203.0.113.18"),
        ("@router@", "router"),
        ("@other_router@", "other-router"),
        ("@network@", "network"),
        ("@other_network@", "other-network"),
        ("@subnet@", "subnet"),
        ("@other_subnet@", "other-subnet"),
        ("@subnet6@", "subnet6"),
        ("@second_subnet@", "second-subnet"),
        ("@taken@", "203.0.113.19"),
    ]
    .iter()
    .fold(text, |text, (from, to)| text.replace(from, to));
    toml::from_str(&filled).expect("they are well formed")
}

/// A project in memory with a site over its layers, and an output of an earlier one.
fn project(data: &Data, start: &str, site: &str, manifest: Option<&str>) -> MemoryFiles {
    let mut files = MemoryFiles::default();
    for (name, start) in &data.site {
        let extends = start.extends.iter();
        let extends: String = extends
            .map(|layer| format!("extends = \"{layer}.toml\"\n"))
            .collect();
        let text = format!("{extends}{}", start.text);
        files = files.with(&format!("sites/layers/{name}.toml"), &text);
    }
    let site = format!("extends = \"layers/{start}.toml\"\n{site}");
    files = files.with("sites/small.toml", &site);
    match manifest {
        Some(manifest) => files.with("build/small/syzc-manifest.json", manifest),
        None => files,
    }
}

/// Compiles the site of a project; the library, which is the same for all, is read once.
fn compile(files: &MemoryFiles) -> (Option<Compiled>, Diagnostics, String) {
    static LIBRARY: OnceLock<Project> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| Project::open(&MemoryFiles::default()));
    let mut project = library.clone();
    let there = files.files.get("build/small/syzc-manifest.json");
    let there = there.map(|text| manifest::read(text, "small").map_err(Trouble::Damaged));
    project
        .outputs
        .extend(there.map(|last| ("small".to_owned(), last)));
    project.load(files, &["sites/small.toml".to_owned()]);
    let compiled = project.compile(files, "build").pop();
    let said = syzc::diagnostic::render::text(&project.diagnostics, &project.texts, false);
    (compiled, project.diagnostics, said)
}

fn manifest_of(compiled: &Compiled) -> String {
    compiled.output.files[manifest::NAME].content.clone()
}

fn codes(found: &Diagnostics, severity: Severity) -> BTreeSet<&'static str> {
    let sorted = found.sorted();
    let chosen = sorted.iter().filter(|one| one.severity == severity);
    chosen.map(|one| one.code.name()).collect()
}

/// The site with what the message says to write.
fn said_to_be_meant(to: &str, said: &str) -> String {
    let (_, rest) = said
        .split_once("`leave_behind = \"")
        .unwrap_or_else(|| panic!("nothing to write in\n{said}"));
    let (value, _) = rest.split_once('"').expect("a value");
    // Before any table of the site's own.
    format!("cloud.leave_behind = \"{value}\"\n{to}")
}

/// Every leaf of the language, tables by name as `NAME`.
fn leaves(fields: &[Field], before: &str, all: &mut BTreeSet<String>) {
    for field in fields {
        let path = format!("{before}{}", field.name);
        match &field.shape {
            Shape::Record(inner) => leaves(inner, &format!("{path}."), all),
            Shape::Map { value, .. } => match &**value {
                Shape::Record(inner) => leaves(inner, &format!("{path}.NAME."), all),
                _ => drop(all.insert(path)),
            },
            _ => drop(all.insert(path)),
        }
    }
}

/// The leaf that a key of a site is, or lies in.
fn leaf_of(key: &str, leaves: &BTreeSet<String>) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    let matches = |leaf: &&String| {
        let names: Vec<&str> = leaf.split('.').collect();
        names.len() <= parts.len()
            && names
                .iter()
                .zip(&parts)
                .all(|(name, part)| *name == "NAME" || name == part)
    };
    leaves.iter().find(matches).cloned()
}

/// The keys that reach a file of Terraform's.
fn reached(compiled: &Compiled) -> impl Iterator<Item = String> {
    let Compiled { plan, output, .. } = compiled;
    let files = output.files.iter();
    files
        .filter(|(path, _)| path.starts_with("terraform/"))
        .flat_map(|(_, file)| &file.lines)
        .flat_map(|sources| origin::keys(plan, sources))
}

/// Builds the second site over the first; tells what came of it, unless it is what the transition says.
fn try_one(
    data: &Data,
    transition: &Transition,
    manifest: &str,
    reach: &mut BTreeSet<String>,
) -> Result<(), String> {
    let Transition { from, to, .. } = transition;
    let build = |site: &str, manifest: &str| compile(&project(data, from, site, Some(manifest)));
    let (compiled, found, said) = build(to, manifest);
    let refused: BTreeSet<&str> = transition.refused.as_deref().into_iter().collect();
    let told: BTreeSet<&str> = transition.told.as_deref().into_iter().collect();
    let is_as_said = codes(&found, Severity::Error) == refused
        && codes(&found, Severity::Warning) == told
        && compiled.is_some() == refused.is_empty();
    if !is_as_said {
        return Err(said);
    }
    reach.extend(compiled.iter().flat_map(reached));
    if refused.is_empty() || !transition.meant {
        return Ok(());
    }
    let meant = said_to_be_meant(to, &said);
    let (compiled, _, said) = build(&meant, manifest);
    let compiled = compiled.ok_or(said)?;
    reach.extend(reached(&compiled));
    // What was said for this change allows no other: not the way back either.
    let back = meant.lines().next().unwrap_or_default();
    let (_, found, said) = build(back, &manifest_of(&compiled));
    if codes(&found, Severity::Error).contains("S0407") {
        Ok(())
    } else {
        Err(format!("the way back: {said}"))
    }
}

#[test]
fn every_key_that_reaches_terraform_has_a_transition_that_goes_as_it_says() {
    let data = data();
    let mut reach = BTreeSet::new();
    let mut starts = BTreeMap::new();
    for name in data.site.keys() {
        let (compiled, _, said) = compile(&project(&data, name, "", None));
        let compiled = compiled.unwrap_or_else(|| panic!("{name}: {said}"));
        reach.extend(reached(&compiled));
        starts.insert(name.clone(), manifest_of(&compiled));
    }
    // Sites that have keys which the small ones do not.
    let shipped = ["sites/callysto.toml", "sites/nic.toml", "sites/uqam.toml"];
    let shipped = support::compile(&files(), &shipped);
    reach.extend(shipped.iter().flat_map(reached));
    let mut wrong = String::new();
    for transition in &data.transition {
        if let Err(said) = try_one(&data, transition, &starts[&transition.from], &mut reach) {
            let Transition { from, to, .. } = transition;
            writeln!(wrong, "== {from}: {to}\n{said}").expect("invariant: writing to a string");
        }
    }
    let mut all = BTreeSet::new();
    let library = Project::open(&MemoryFiles::default()).library;
    leaves(&site::load::fields(&library), "", &mut all);
    let tried: BTreeSet<String> = data.transition.iter().map(|one| one.key.clone()).collect();
    let elsewhere = &data.elsewhere.keys;
    let reach: BTreeSet<String> = reach.iter().filter_map(|key| leaf_of(key, &all)).collect();
    for (what, keys) in [
        (
            "is no key of the language",
            tried
                .union(elsewhere)
                .filter(|key| !all.contains(*key))
                .collect::<Vec<_>>(),
        ),
        (
            "has no transition and is not listed as elsewhere",
            all.iter()
                .filter(|key| !tried.contains(*key) && !elsewhere.contains(*key))
                .collect(),
        ),
        (
            "reaches Terraform and has no transition",
            reach.difference(&tried).collect(),
        ),
    ] {
        for key in keys {
            writeln!(wrong, "`{key}` {what}").expect("invariant: writing to a string");
        }
    }
    assert!(
        reach.len() > 30,
        "only {} keys reach Terraform",
        reach.len()
    );
    assert!(wrong.is_empty(), "{wrong}");
}
