//! What must hold of the packages that a site adds to images: one version of each, and none that a lock fixes otherwise.

use std::collections::BTreeMap;

use super::reserved::places;
use super::{entries, is_own, units_for};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::library::lock::normalized;
use crate::library::{Library, ROLES};
use crate::syntax::Datum;

/// The lists of an image that name packages.
const LISTS: [&str; 5] = ["apt", "pip", "conda", "r", "julia"];

pub fn packages_are_named_once(site: &Datum, found: &mut Diagnostics) {
    for (image, table) in entries(site, "image") {
        for list in LISTS {
            let mut seen = BTreeMap::new();
            for item in table.get(list).map_or(&[][..], Datum::items) {
                let text = item.text().unwrap_or_default();
                let name = bare(list, text);
                // What is there twice letter by letter was found where the list was read.
                let first = seen.entry(name.clone()).or_insert((text, item.span));
                if first.0 != text && !text.is_empty() {
                    found.push(
                        Diagnostic::error(
                            Code::S0308,
                            format!("`image.{image}.{list}` names the package `{name}` twice"),
                        )
                        .at(item.span, "again here")
                        .at(first.1, "first here")
                        .help("keep the version that is meant"),
                    );
                }
            }
        }
    }
}

/// A package without its version, in one spelling.
fn bare(list: &str, text: &str) -> String {
    match list {
        // One for another kind of processor would be another package, but no image has two kinds.
        "apt" => text
            .split(['=', '/', ':'])
            .next()
            .unwrap_or(text)
            .to_owned(),
        "conda" => normalized(text.rsplit_once("::").map_or(text, |(_, bare)| bare)),
        "julia" => text.split('@').next().unwrap_or(text).to_owned(),
        "r" => text.to_owned(),
        _ => normalized(text),
    }
}

/// Nothing is asked for in another version than a lock has of what the image is made of.
pub fn packages_fit_their_locks(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let units = ROLES
        .iter()
        .flat_map(|(role, _)| units_for(role, site, library));
    for (unit, locked) in
        units.flat_map(|unit| unit.locked.iter().map(move |locked| (unit, locked)))
    {
        let directory = unit.definition.trim_end_matches("unit.toml");
        let lock = format!("{directory}{}", locked.lock.value);
        for (place, datum) in locked.site.iter().flat_map(|path| places(site, path)) {
            differences(
                &place,
                datum,
                library,
                &lock,
                &locked.message,
                "remove it",
                found,
            );
        }
    }
    for (name, table) in entries(site, "image") {
        let lists = ["pip", "conda"].into_iter();
        let lists: Vec<(&str, &Datum)> = lists
            .filter_map(|list| Some((list, table.get(list)?)))
            .collect();
        for (image, lock) in locks_of(site, library, name) {
            let message = format!("the image `{image}` was locked and tested with it");
            let help = "remove it; for another version, let an image of your own build on one without it, and name there what it needs";
            for (list, packages) in &lists {
                let place = format!("image.{name}.{list}");
                differences(&place, packages, library, &lock, &message, help, found);
            }
        }
    }
}

/// The locks of an image and of those that it builds on.
fn locks_of(site: &Datum, library: &Library, name: &str) -> Vec<(String, String)> {
    let mut locks = Vec::new();
    let mut name = name.to_owned();
    let mut seen = Vec::new();
    while !seen.contains(&name) {
        seen.push(name.clone());
        let own = site
            .at(&format!("image.{name}"))
            .filter(|image| is_own(image));
        let base = match (own, library.image(&name)) {
            (Some(own), _) => own.get("base").and_then(Datum::text).map(str::to_owned),
            (None, Some(image)) => {
                if let Some(lock) = &image.value.pip_lock.value {
                    let directory = image.file.trim_end_matches("image.toml");
                    locks.push((name.clone(), format!("{directory}{lock}")));
                }
                image.value.base.value.clone()
            }
            (None, None) => None,
        };
        let Some(base) = base else {
            break;
        };
        name = base;
    }
    locks
}

fn differences(
    place: &str,
    list: &Datum,
    library: &Library,
    lock: &str,
    message: &str,
    help: &str,
    found: &mut Diagnostics,
) {
    let Some(lock) = library.locks.get(lock) else {
        return;
    };
    for item in list.items() {
        let text = item.text().unwrap_or_default();
        let text = text.rsplit_once("::").map_or(text, |(_, bare)| bare);
        let name = normalized(text);
        let Some(versions) = lock.get(&name) else {
            continue;
        };
        let wanted = text
            .split_once('=')
            .map_or("", |(_, version)| version.trim_start_matches('='));
        // What conda builds may say after a second `=`.
        let wanted = wanted.split('=').next().unwrap_or(wanted);
        if versions.iter().any(|version| version == wanted) {
            continue;
        }
        let there = listed(versions.iter().map(String::as_str));
        found.push(
            Diagnostic::error(
                Code::S0313,
                format!(
                    "`{place}` asks for `{name}` {wanted}, but the lock has {there}: {message}"
                ),
            )
            .at(item.span, "another version")
            .help(help),
        );
    }
}
