//! What sites of one run keep apart: which keys of a site a unit's `[[apart]]` speaks of.

use super::definition::ApartKeys;
use super::unit::{Binding, Unit};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::syntax::keys::Given;

impl ApartKeys {
    /// Every input that it names.
    pub fn inputs(&self) -> impl Iterator<Item = &Given<String>> {
        [&self.range]
            .into_iter()
            .chain(&self.address)
            .chain(&self.same)
    }
}

impl Unit {
    /// Where an input stands in a site; `None` for what no key of the site gives.
    pub fn site_path(&self, input: &str) -> Option<String> {
        match &self.input(input)?.binding {
            Binding::Key(_) => Some(format!("{}.{}.{input}", self.role, self.name)),
            Binding::Site(path) => Some(path.clone()),
            _ => None,
        }
    }
}

/// Finds inputs that cannot be compared between sites. That an input is not there at all is found with all its uses.
pub fn comparable(unit: &Unit, diagnostics: &mut Diagnostics) {
    for name in unit.apart.iter().flat_map(ApartKeys::inputs) {
        if unit.input(name).is_some() && unit.site_path(name).is_none() {
            diagnostics.push(
                Diagnostic::error(
                    Code::S0501,
                    format!(
                        "input `{}` is no key of a site, so sites cannot be held apart by it",
                        name.value
                    ),
                )
                .at(name.span, "named here")
                .help("name an input with `key = true` or with `site`"),
            );
        }
    }
}
