//! Compares what is generated for each site under `golden/` with what is there, byte for byte.
//!
//! `BLESS=1 cargo test --test golden -- ubc` rewrites one site's directory; under CI it refuses.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;
use syzc::project::Project;
use syzc::source::{DiskFiles, relative_name};
use walkdir::WalkDir;

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = sites(&root)
        .into_iter()
        .map(|id| {
            let root = root.clone();
            Trial::test(id.clone(), move || check(&root, &id))
        })
        .collect();
    let count = trials.len();
    trials.push(Trial::test("there_are_golden_sites", move || {
        if count >= 8 {
            Ok(())
        } else {
            Err(format!("only {count} sites under golden/").into())
        }
    }));
    libtest_mimic::run(&arguments, trials).exit();
}

/// A site is golden when it has a directory, even an empty one that is to be blessed.
fn sites(root: &Path) -> Vec<String> {
    let mut ids: Vec<String> = fs::read_dir(root.join("golden"))
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    ids.sort();
    ids
}

fn check(root: &Path, id: &str) -> Result<(), Failed> {
    let generated = generate(root, id)?;
    let directory = root.join("golden").join(id);
    if env::var_os("BLESS").is_some() {
        if env::var_os("CI").is_some() {
            return Err(
                "BLESS is refused under CI: golden files change in the commit that causes it"
                    .into(),
            );
        }
        return bless(&directory, &generated).map_err(|error| error.to_string().into());
    }
    let mut report = String::new();
    let golden = read(&directory);
    for (path, content) in &golden {
        match generated.get(path) {
            None => report.push_str(&format!("{path}: golden, but not generated\n")),
            Some(new) if new == content => {}
            Some((text, is_executable)) if *text == content.0 => report.push_str(&format!(
                "{path}: executable is {}, generated {is_executable}\n",
                content.1
            )),
            Some((text, _)) => {
                let difference = TextDiff::from_lines(content.0.as_str(), text.as_str());
                let header = (&format!("golden/{path}"), &format!("generated/{path}"));
                report.push_str(
                    &difference
                        .unified_diff()
                        .header(header.0, header.1)
                        .to_string(),
                );
            }
        }
    }
    for path in generated.keys().filter(|path| !golden.contains_key(*path)) {
        report.push_str(&format!("{path}: generated, but not golden\n"));
    }
    if report.is_empty() {
        Ok(())
    } else {
        Err(format!("{report}\nif this is meant: BLESS=1 cargo test --test golden -- {id}").into())
    }
}

/// Files by their paths, each with whether it is a program.
type Tree = BTreeMap<String, (String, bool)>;

fn generate(root: &Path, id: &str) -> Result<Tree, Failed> {
    let files = DiskFiles::new(root);
    let mut project = Project::read(&files, &[format!("sites/{id}.toml")]);
    // Golden output is that of a fresh build: nothing under `golden/` holds it to a size.
    let mut compiled = project.compile(&files, "target/no-earlier-output");
    let report = syzc::diagnostic::render::text(&project.diagnostics, &project.texts, false);
    let site = compiled.pop().ok_or(report)?;
    Ok(site
        .output
        .files
        .into_iter()
        .map(|(path, file)| (path, (file.content, file.executable)))
        .collect())
}

fn read(directory: &Path) -> Tree {
    WalkDir::new(directory)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let name = relative_name(entry.path(), directory)?;
            let mode = entry.metadata().ok()?.permissions().mode();
            let text = fs::read_to_string(entry.path()).ok()?;
            Some((name, (text, mode & 0o100 != 0)))
        })
        .collect()
}

fn bless(directory: &Path, generated: &Tree) -> std::io::Result<()> {
    fs::remove_dir_all(directory)?;
    for (path, (content, is_executable)) in generated {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap_or(directory))?;
        fs::write(&path, content)?;
        if *is_executable {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
        }
    }
    Ok(())
}
