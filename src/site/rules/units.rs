//! What must hold of the units that a site chooses, and what they refuse themselves.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::library::definition::RefuseKeys;
use crate::library::{Library, SEVERAL, Unit};
use crate::syntax::Datum;
use crate::text::Span;

/// The units that fill a role: those whose tables are written, else the default. One, but for the roles that
/// several may fill.
pub fn units_for<'a>(role: &str, site: &Datum, library: &'a Library) -> Vec<&'a Unit> {
    let of_role = || library.units.iter().filter(|unit| unit.role == role);
    let mut units: Vec<&Unit> = of_role()
        .filter(|unit| {
            site.at(&format!("{role}.{}", unit.name))
                .is_some_and(|table| !table.is_absent())
        })
        .collect();
    if units.is_empty() {
        units.extend(of_role().find(|unit| unit.default));
    }
    if !SEVERAL.contains(&role) {
        units.truncate(1);
    }
    units
}

/// The unit that fills a role which only one may fill.
pub fn unit_for<'a>(role: &str, site: &Datum, library: &'a Library) -> Option<&'a Unit> {
    units_for(role, site, library).into_iter().next()
}

/// Holds that each role is filled, by one unit where only one may, and what the units refuse.
pub fn units_fill(
    role: &str,
    site: &Datum,
    library: &Library,
    place: Span,
    found: &mut Diagnostics,
) {
    let units: Vec<&Unit> = library
        .units
        .iter()
        .filter(|unit| unit.role == role)
        .collect();
    let mut written: Vec<(&Unit, &Datum)> = units
        .iter()
        .filter_map(|unit| {
            let table = site.at(&format!("{role}.{}", unit.name))?;
            (!table.is_absent()).then_some((*unit, table))
        })
        .collect();
    let names = || listed(units.iter().map(|unit| unit.name.as_str()));
    // What layers give comes first, so that what the site itself adds is the second.
    written.sort_by_key(|(_, table)| table.span.is_some_and(|span| span.file == place.file));
    match written.as_slice() {
        [] if units.is_empty() || units.iter().any(|unit| unit.default) => {}
        [] => found.push(
            Diagnostic::error(Code::S0309, format!("nothing fills the role `{role}`"))
                .at(place, "in this site")
                .help(format!("add a table `[{role}.…]` for one of {}", names())),
        ),
        [(unit, table)] => refusals(unit, table, site, found),
        several if SEVERAL.contains(&role) => {
            for (unit, table) in several {
                refusals(unit, table, site, found);
            }
        }
        [(first, first_table), others @ ..] => {
            for (unit, table) in others {
                found.push(
                    Diagnostic::error(
                        Code::S0309,
                        format!(
                            "both `{}` and `{}` would fill the role `{role}`",
                            first.name, unit.name
                        ),
                    )
                    .at(table.span, "a second one")
                    .at(first_table.span, "the first one")
                    .help(
                        if first_table.span.map(|span| span.file)
                            == table.span.map(|span| span.file)
                        {
                            "remove one of them".to_owned()
                        } else {
                            format!(
                                "to have `{}` in its place, write `{} = false` under `[{role}]`",
                                unit.name, first.name
                            )
                        },
                    ),
                );
            }
        }
    }
}

/// Holds what a unit refuses in its own table, and beside what the rest of the site says.
fn refusals(unit: &Unit, table: &Datum, site: &Datum, found: &mut Diagnostics) {
    for refusal in &unit.refusals {
        match refusal.each.as_ref().map(|name| table.at(name)) {
            None => refuse(unit, refusal, table, &[], site, found),
            Some(None) => {}
            Some(Some(entries)) => {
                let entries: Vec<&Datum> =
                    entries.fields().iter().map(|(_, entry)| entry).collect();
                for (index, entry) in entries.iter().enumerate() {
                    refuse(unit, refusal, entry, &entries[..index], site, found);
                }
            }
        }
    }
}

/// Holds one refusal against a table, and against those of its kind before it.
fn refuse(
    unit: &Unit,
    refusal: &RefuseKeys,
    table: &Datum,
    earlier: &[&Datum],
    site: &Datum,
    found: &mut Diagnostics,
) {
    let present = |key: &String| table.at(key).is_some_and(Datum::is_present);
    let in_site = |key: &String| site.at(key).is_some_and(Datum::is_present);
    let equal = refusal
        .equal
        .iter()
        .all(|(key, value)| table.at(key).is_some_and(|datum| datum.data == value.data));
    let begins = refusal
        .begins
        .iter()
        .all(|(key, start)| begins_with(table.at(key), start));
    let several = refusal.several.as_ref().is_none_or(|key| {
        table
            .at(key)
            .is_some_and(|datum| datum.items().len() > 1 || datum.fields().len() > 1)
    });
    let text = |entry: &Datum, key: &str| {
        let value = entry.at(key).and_then(Datum::text);
        value.unwrap_or_default().to_owned()
    };
    let twice = refusal.twice.as_ref().is_none_or(|key| {
        earlier
            .iter()
            .any(|other| text(other, key) == text(table, key))
    });
    let confused = refusal.confused.as_ref().is_none_or(|key| {
        let mine = text(table, key);
        earlier
            .iter()
            .any(|other| confusing(&mine, &text(other, key)))
    });
    let outside = refusal.outside.is_empty() || lies_outside(table, &refusal.outside);
    let holds = equal
        && begins
        && several
        && twice
        && confused
        && outside
        && refusal.present.iter().all(present)
        && !refusal.absent.iter().any(present)
        && refusal.site_present.iter().all(in_site)
        && !refusal.site_absent.iter().any(in_site);
    if holds {
        let span = table
            .at(&refusal.at)
            .and_then(|datum| datum.span)
            .or(table.span);
        let code = Code::find(&refusal.code).unwrap_or(Code::S0310);
        let message = format!("`{}.{}`: {}", unit.role, unit.name, refusal.message);
        let mut diagnostic = Diagnostic::error(code, message).at(span, "here");
        let elsewhere = refusal.site_present.iter().map(|key| site.at(key));
        for other in elsewhere.filter_map(|datum| datum.and_then(|datum| datum.span)) {
            diagnostic = diagnostic.at(other, "and here");
        }
        found.push(diagnostic.help(refusal.help.clone()));
    }
}

/// Whether names behind these prefixes could be the same; a name without one is held against the other's when it comes.
pub fn confusing(prefix: &str, other: &str) -> bool {
    match (prefix.is_empty(), other.is_empty()) {
        (false, false) => prefix.starts_with(other) || other.starts_with(prefix),
        (without, other_without) => without && other_without,
    }
}

/// Whether there is a text that begins so, in capitals or not.
fn begins_with(value: Option<&Datum>, start: &str) -> bool {
    value
        .and_then(Datum::text)
        .and_then(|text| text.get(..start.len()))
        .is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

/// Whether the address of the first key lies outside the range of the second.
fn lies_outside(table: &Datum, keys: &[String]) -> bool {
    let text = |index: usize| table.at(keys.get(index)?)?.text();
    let address = text(0).and_then(|text| text.parse::<std::net::IpAddr>().ok());
    let range = text(1).and_then(|text| text.parse::<ipnet::IpNet>().ok());
    match (address, range) {
        (Some(address), Some(range)) => !range.contains(&address),
        _ => false,
    }
}
