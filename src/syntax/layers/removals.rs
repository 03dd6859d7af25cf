//! Entries that a site takes out of those of its layers.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::syntax::correct::key;
use crate::syntax::shape::{Field, Shape};
use crate::syntax::value::{Entry, Table};

/// Finds `name = false` in a site where no layer has that entry: a slip in the name would leave, say, a colleague's
/// key in force.
pub fn removals(
    site: &Table,
    base: &Table,
    fields: &[Field],
    path: &str,
    diagnostics: &mut Diagnostics,
) {
    let below = Table::default();
    for field in fields {
        let Some(table) = site
            .get(&field.name)
            .and_then(|entry| entry.value.as_table())
        else {
            continue;
        };
        let given = base.get(&field.name);
        let given = given.and_then(|entry| entry.value.as_table());
        let given = given.unwrap_or(&below);
        let path = if path.is_empty() {
            field.name.clone()
        } else {
            format!("{path}.{}", field.name)
        };
        match &field.shape {
            Shape::Record(inner) => removals(table, given, inner, &path, diagnostics),
            Shape::Map { .. } => {
                let there: BTreeSet<&str> = given
                    .entries
                    .iter()
                    .map(|entry| entry.key.as_str())
                    .collect();
                let removed = table.entries.iter().filter(|entry| entry.value.is_false());
                for entry in removed.filter(|entry| !there.contains(entry.key.as_str())) {
                    let diagnostic = nothing_to_remove(entry, given, &path, diagnostics);
                    diagnostics.push(diagnostic);
                }
            }
            _ => {}
        }
    }
}

fn nothing_to_remove(entry: &Entry, given: &Table, path: &str, found: &Diagnostics) -> Diagnostic {
    let names = || {
        let entries = given.entries.iter().filter(|entry| !entry.value.is_false());
        entries.map(|entry| entry.key.as_str())
    };
    let diagnostic = Diagnostic::error(
        Code::S0208,
        format!(
            "`{path}.{}` is removed, but no layer has such an entry",
            entry.key
        ),
    )
    .at(entry.key_span, "nothing to remove");
    match found.nearest(&entry.key, names()) {
        Some(near) => diagnostic.fix(entry.key_span, key(near), "did you mean this?"),
        None if names().next().is_none() => {
            diagnostic.help("remove this line; no layer gives any entry here")
        }
        None => diagnostic.help(format!(
            "the layers give {}; remove this line if none of them is meant",
            listed(names())
        )),
    }
}
