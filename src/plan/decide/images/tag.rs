//! The tag of an image: the hash of everything that it is built from.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::super::Desk;
use super::resolve::Resolved;
use crate::library::{Binding, Unit};
use crate::plan::digest::hexadecimal;
use crate::site::rules::unit_for;
use crate::syntax::Data;

/// The tag of an image is the hash of everything it is built from: its definition, its files, the templates, and
/// the tag of the image under it. So a changed image has a new name, and a running server keeps the old one.
pub fn tags(desk: &Desk<'_>, resolved: &[Resolved]) -> BTreeMap<String, String> {
    let mut templates = Sha256::new();
    if let Some(unit) = unit_for("build", &desk.loaded.datum, desk.library) {
        for file in unit
            .files
            .iter()
            .filter(|file| file.path.starts_with("images/"))
        {
            if let Some(id) = desk.library.files.get(&file.from) {
                templates.update(desk.texts.get(*id).content.as_bytes());
            }
        }
        for name in used(desk, unit) {
            if let Some(input) = unit.input(&name) {
                templates.update(bound(desk, &input.binding));
            }
        }
    }
    let templates = hexadecimal(templates);
    let mut tags: BTreeMap<String, String> = BTreeMap::new();
    for image in resolved {
        let mut hash = Sha256::new();
        hash.update(&templates);
        hash.update(Data::Record(image.fields.clone()).canonical());
        for (path, content) in &image.files {
            hash.update(format!("{path}\0{}\0{content}", content.len()));
        }
        let below = image.base.as_ref().and_then(|base| tags.get(base));
        hash.update(below.or(image.from.as_ref()).map_or("", String::as_str));
        tags.insert(image.name.clone(), hexadecimal(hash)[..12].to_owned());
    }
    tags
}

/// The inputs that reach the files which images are built from.
fn used(desk: &Desk<'_>, unit: &Unit) -> BTreeSet<String> {
    let files = unit
        .files
        .iter()
        .filter(|file| file.path.starts_with("images/"));
    files
        .filter_map(|file| desk.library.templates.get(&file.from))
        .flat_map(|template| template.used.iter().cloned())
        .collect()
}

/// What an input is bound to, as text to hash. The images themselves are hashed one by one.
fn bound(desk: &Desk<'_>, binding: &Binding) -> String {
    match binding {
        Binding::Site(path) => {
            let datum = desk.loaded.datum.at(path);
            datum.map_or_else(String::new, |datum| datum.data.canonical())
        }
        Binding::Decision(name) => {
            let decision = desk.decisions.get(name);
            decision.map_or_else(String::new, |decision| decision.value.data.canonical())
        }
        Binding::Value(operand) => format!("{operand:?}"),
        Binding::Key(_) | Binding::Output { .. } | Binding::Collection(_) => String::new(),
    }
}
