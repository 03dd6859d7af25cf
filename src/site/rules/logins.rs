//! With several ways in, no two people may get the same user name, and with it the same home.

use super::refusals::confusing;
use super::units_for;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Library;
use crate::syntax::Datum;

/// One login may give names as they are; each other one has a prefix, and none begins with another's.
///
/// The login without a prefix refuses, when the hub runs, the names that begin with one (`syzc_logins.py`).
pub fn names_are_apart(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let logins: Vec<(&str, Option<&Datum>, &str)> = units_for("login", site, library)
        .into_iter()
        .map(|unit| {
            let table = site.at(&format!("login.{}", unit.name));
            let prefix = table
                .and_then(|table| table.get("prefix"))
                .and_then(Datum::text)
                .unwrap_or_default();
            (unit.name.as_str(), table, prefix)
        })
        .collect();
    let [_, _, ..] = logins.as_slice() else {
        return;
    };
    for (index, (name, table, prefix)) in logins.iter().enumerate() {
        for (other, other_table, theirs) in &logins[..index] {
            if !confusing(prefix, theirs) {
                continue;
            }
            let place = |table: &Option<&Datum>| {
                let table = (*table)?;
                table
                    .get("prefix")
                    .and_then(|prefix| prefix.span)
                    .or(table.span)
            };
            found.push(
                Diagnostic::error(
                    Code::S0307,
                    if prefix.is_empty() {
                        format!("people of `{other}` and of `{name}` with the same name would share a home")
                    } else {
                        format!("a name of `{other}` could be one of `{name}` too: one prefix begins with the other")
                    },
                )
                .at(place(table), "this login…")
                .at(place(other_table), "…and this one")
                .help(format!(
                    "set the names of one of them apart, as in `[login.{name}]` `prefix = \"{name}-\"`"
                )),
            );
        }
    }
}
