//! Values that a unit of the site can do nothing with (`[[unfit]]` in its definition).

use super::reserved::places;
use super::units_for;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::definition::UnfitKeys;
use crate::library::{Library, ROLES, matches};
use crate::syntax::Datum;

/// Holds every value that a unit of the site speaks of against what it can work with.
pub fn values_are_fit(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let units = ROLES
        .iter()
        .flat_map(|(role, _)| units_for(role, site, library));
    for unfit in units.flat_map(|unit| &unit.unfit) {
        for (place, datum) in places(site, &unfit.site) {
            if !counts(unfit, site, &place) {
                continue;
            }
            for datum in std::iter::once(datum).chain(datum.items()) {
                if datum.text().is_some_and(|text| is_unfit(unfit, text)) {
                    let code = Code::find(&unfit.code).unwrap_or(Code::S0310);
                    let message = format!("`{place}`: {}", unfit.message);
                    let diagnostic = if unfit.told {
                        Diagnostic::warning(code, message)
                    } else {
                        Diagnostic::error(code, message)
                    };
                    found.push(diagnostic.at(datum.span, "here").help(unfit.help.clone()));
                }
            }
        }
    }
}

fn counts(unfit: &UnfitKeys, site: &Datum, place: &str) -> bool {
    let Some(beside) = &unfit.beside else {
        return true;
    };
    let table = place.rsplit_once('.').map_or("", |(table, _)| table);
    site.at(&format!("{table}.{beside}"))
        .is_some_and(Datum::is_present)
}

fn is_unfit(unfit: &UnfitKeys, text: &str) -> bool {
    let matched = unfit.matches.as_ref().map(|held| matches(held, text));
    let missing = unfit.unlike.as_ref().map(|held| !matches(held, text));
    matched.unwrap_or(true) && missing.unwrap_or(true)
}
