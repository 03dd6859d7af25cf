//! What must hold of the units that a site chooses.

use super::refusals::refusals;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::library::{Library, SEVERAL, Unit};
use crate::syntax::check::read_default;
use crate::syntax::{Data, Datum, Presence, Shape};
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
        [] if units.is_empty() || units.iter().any(|unit| unit.default) => {
            for unit in units.iter().filter(|unit| unit.default) {
                if !unit.refusals.is_empty() {
                    refusals(unit, &unwritten(unit), site, found);
                }
            }
        }
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

/// The table of a unit of which nothing is written: its defaults.
fn unwritten(unit: &Unit) -> Datum {
    let Shape::Record(fields) = unit.key_table().shape else {
        return Datum::absent();
    };
    let given = fields.iter().map(|field| {
        let default = match &field.presence {
            Presence::Default(default) => read_default(default, &field.shape, &field.name),
            _ => None,
        };
        (field.name.clone(), default.unwrap_or_else(Datum::absent))
    });
    Datum::new(Data::Record(given.collect()))
}
