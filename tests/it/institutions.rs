//! The library and the program belong to nobody: no name, domain or address of an institution is in them, or every hub
//! would say it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use syzc::project::{Project, all_sites};

use crate::support::{files, root};

/// Figures and catalogues name where they come from; no file of a hub is made of them.
const SOURCES: &[&str] = &["stdlib/cloud", "stdlib/profile"];

#[test]
fn nothing_of_an_institution_is_in_the_library_or_in_the_program() {
    let project = Project::read(&files(), &all_sites(&files()));
    let mut theirs: BTreeSet<String> = BTreeSet::new();
    for loaded in &project.sites {
        let institution = &loaded.site.institution;
        theirs.insert(institution.name.value.to_lowercase());
        theirs.insert(institution.domain.value.to_lowercase());
        theirs.insert(institution.admin_email.value.to_lowercase());
        theirs.extend(
            institution
                .support_email
                .value
                .iter()
                .map(|email| email.to_lowercase()),
        );
    }
    assert!(theirs.len() > 60, "the sites name hardly anybody");
    let mut found = Vec::new();
    for directory in ["stdlib", "src"] {
        search(&root(), directory, &theirs, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn search(root: &Path, name: &str, theirs: &BTreeSet<String>, found: &mut Vec<String>) {
    if SOURCES.contains(&name) {
        return;
    }
    for entry in fs::read_dir(root.join(name)).expect("a directory") {
        let entry = entry.expect("an entry");
        let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("its type").is_dir() {
            search(root, &inner, theirs, found);
            continue;
        }
        let bytes = fs::read(entry.path()).expect("a file");
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let named = theirs.iter().filter(|their| text.contains(their.as_str()));
        found.extend(named.map(|their| format!("{inner} says {their}")));
    }
}
