//! What must hold of the units that a site chooses, and what they refuse themselves.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
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
        [(unit, table)] => refusals(unit, table, role, found),
        several if SEVERAL.contains(&role) => {
            for (unit, table) in several {
                refusals(unit, table, role, found);
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

/// Holds what a unit refuses in its own table.
fn refusals(unit: &Unit, table: &Datum, role: &str, found: &mut Diagnostics) {
    for refusal in &unit.refusals {
        // What is there but wrong was reported, and is not missing.
        let present = |key: &String| {
            let written = |datum: &Datum| datum.is_absent() && datum.span.is_some();
            table
                .at(key)
                .is_some_and(|datum| datum.is_present() || written(datum))
        };
        let equal = refusal
            .equal
            .iter()
            .all(|(key, value)| table.at(key).is_some_and(|datum| datum.data == value.data));
        let several = refusal.several.as_ref().is_none_or(|key| {
            table
                .at(key)
                .is_some_and(|datum| datum.items().len() > 1 || datum.fields().len() > 1)
        });
        let outside = refusal.outside.is_empty() || lies_outside(table, &refusal.outside);
        let lacks = refusal.lacks.is_empty() || does_not_hold(table, &refusal.lacks);
        let holds = equal
            && several
            && outside
            && lacks
            && refusal.present.iter().all(present)
            && !refusal.absent.iter().any(present);
        if holds {
            let span = table
                .at(&refusal.at)
                .and_then(|datum| datum.span)
                .or(table.span);
            let code = Code::find(&refusal.code).unwrap_or(Code::S0310);
            found.push(
                Diagnostic::error(code, format!("`{role}.{}`: {}", unit.name, refusal.message))
                    .at(span, "here")
                    .help(refusal.help.clone()),
            );
        }
    }
}

/// Whether the text of the first key is there without that of the second in it.
fn does_not_hold(table: &Datum, keys: &[String]) -> bool {
    let text = |index: usize| table.at(keys.get(index)?)?.text();
    match (text(0), text(1)) {
        (Some(whole), Some(part)) => !whole.contains(part),
        _ => false,
    }
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
