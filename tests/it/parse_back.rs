//! Every golden file is read back by a real parser of its language.

use std::fs;
use std::path::Path;

use syzc::source::relative_name;
use walkdir::WalkDir;

use syzc::source::MemoryFiles;

use crate::support::{SMALL, compile, root};

/// Golden files whose name ends so, with their text.
fn golden(accept: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let directory = root().join("golden");
    let found: Vec<(String, String)> = WalkDir::new(&directory)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let name = relative_name(entry.path(), &directory)?;
            Some((name, fs::read_to_string(entry.path()).ok()?))
        })
        .filter(|(name, _)| accept(name))
        .collect();
    assert!(
        found.len() >= 3,
        "each golden site has such files: {found:?}"
    );
    found
}

fn extension(name: &str) -> &str {
    Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("")
}

#[test]
fn hcl() {
    for (name, text) in golden(|name| extension(name) == "tf") {
        text.parse::<hcl_edit::structure::Body>()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn terraform_references_lead_to_resources() {
    let files = golden(|name| extension(name) == "tf");
    for site in ["ubc"] {
        let own: Vec<&(String, String)> = files
            .iter()
            .filter(|(name, _)| name.starts_with(&format!("{site}/")))
            .collect();
        let mut declared = Vec::new();
        for (_, text) in &own {
            let body: hcl_edit::structure::Body = text.parse().expect("HCL");
            for block in body.get_blocks("resource") {
                let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
                declared.push(labels.join("."));
            }
        }
        for (name, text) in &own {
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with('#'));
            for word in code
                .flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || "._".contains(c))))
            {
                let mut parts = word.split('.');
                if let (Some(kind), Some(role), Some(_)) =
                    (parts.next(), parts.next(), parts.next())
                    && kind.starts_with("openstack_")
                {
                    let address = format!("{kind}.{role}");
                    assert!(
                        declared.contains(&address),
                        "{name} refers to {address}, which no file declares"
                    );
                }
            }
        }
    }
}

#[test]
fn yaml() {
    for (name, text) in golden(|name| matches!(extension(name), "yml" | "yaml")) {
        // Ansible's tag for strings that are not templates is no tag of YAML itself.
        let text = text.replace("!unsafe ", "");
        serde_saphyr::from_str::<serde_json::Value>(&text)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// Ansible reads YAML 1.1, in which these are a boolean or nothing; a test of the dialect knows the others.
#[test]
fn names_that_yaml_reads_as_something_else_stand_in_quotes() {
    let names = ["no", "on", "off", "null", "yes", "y", "n"];
    let mut more = String::new();
    for name in names {
        more.push_str(&format!("[image.{name}]\nbase = \"minimal\"\ntitle = \"{name}\"\nenvironment.{name} = \"{name}\"\n"));
        more.push_str(&format!(
            "[group.{name}]\nmembers = [\"{name}\"]\n[users.class.{name}]\nsize = 9\n"
        ));
        more.push_str(&format!(
            "[course.{name}]\ninstructors = [\"{name}\"]\ngroups = [\"{name}\"]\n"
        ));
    }
    let site = format!(
        "id = \"no\"\n{}{more}",
        SMALL.replace("users  = 300", "users.total = 300")
    );
    let files = MemoryFiles::default().with("sites/small.toml", &site);
    let compiled = compile(&files, &["sites/small.toml"]);
    let mut seen = 0;
    for (path, file) in &compiled[0].output.files {
        if !matches!(extension(path), "yml" | "yaml") {
            continue;
        }
        seen += 1;
        for line in file.content.lines().map(str::trim) {
            let value = line.rsplit(": ").next().unwrap_or(line);
            let value = value
                .trim_start_matches("- ")
                .trim_matches(['[', ']', '{', '}']);
            for word in value.split(", ") {
                assert!(!names.contains(&word), "{path}: {line}");
            }
        }
    }
    assert!(seen > 20, "{seen}");
    let images = &compiled[0].output.files["ansible/roles/images/vars/main.yml"].content;
    for name in names {
        assert!(
            images.contains(&format!(
                "  - name: \"{name}\"\n    tag: \"localhost/no/{name}:"
            )),
            "{images}"
        );
    }
}

#[test]
fn json() {
    for (name, text) in golden(|name| extension(name) == "json") {
        serde_json::from_str::<serde_json::Value>(&text)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn xml() {
    let federated = |name: &str| extension(name) == "xml";
    for (name, text) in golden(federated) {
        roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn dockerfiles() {
    for (name, text) in golden(|name| name.ends_with("/Dockerfile")) {
        dockerfile_parser::Dockerfile::parse(&text)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn every_file_ends_in_one_newline_and_names_no_machine() {
    for (name, text) in golden(|_| true) {
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "{name} does not end in one newline"
        );
        assert!(!text.contains('\r'), "{name} has carriage returns");
        let root = root();
        assert!(
            !text.contains(&*root.to_string_lossy()),
            "{name} names a path of this machine"
        );
    }
}
