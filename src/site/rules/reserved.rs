//! Names that a unit keeps for itself (`[[reserved]]` in its definition), such as variables that its programs live by.

use super::units_for;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::lock::normalized;
use crate::library::{Library, ROLES};
use crate::syntax::Datum;
use crate::text::Span;

/// Holds every table and list that a unit of the site speaks of against the names that it keeps.
pub fn names_are_free(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let units = ROLES
        .iter()
        .flat_map(|(role, _)| units_for(role, site, library));
    for reserved in units.flat_map(|unit| &unit.reserved) {
        for (place, datum) in places(site, &reserved.site) {
            for (name, span) in names(datum) {
                if !reserved.names.iter().any(|known| means(known, &name)) {
                    continue;
                }
                found.push(
                    Diagnostic::error(
                        Code::S0312,
                        format!("`{place}` cannot have `{name}`: {}", reserved.message),
                    )
                    .at(span, "not free")
                    .help(reserved.help.clone()),
                );
            }
        }
    }
}

/// The values at a path in which `*` stands for every entry of a table, each with its own path.
pub fn places<'a>(site: &'a Datum, path: &str) -> Vec<(String, &'a Datum)> {
    let mut places = vec![(String::new(), site)];
    for part in path.split('.') {
        places = places
            .into_iter()
            .flat_map(|(place, datum)| {
                let fields = datum
                    .fields()
                    .iter()
                    .filter(move |(name, _)| part == "*" || name == part);
                fields.map(move |(name, datum)| {
                    let dot = if place.is_empty() { "" } else { "." };
                    (format!("{place}{dot}{name}"), datum)
                })
            })
            .collect();
    }
    places
}

/// The names of a table's entries, or of the packages of a list.
fn names(datum: &Datum) -> Vec<(String, Option<Span>)> {
    let entries = datum
        .fields()
        .iter()
        .map(|(name, value)| (name.clone(), value.span));
    let packages = datum.items().iter().filter_map(|item| {
        let text = item.text()?;
        let bare = text.rsplit_once("::").map_or(text, |(_, bare)| bare);
        Some((normalized(bare), item.span))
    });
    entries.chain(packages).collect()
}

fn means(known: &str, name: &str) -> bool {
    match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => known == name,
    }
}
