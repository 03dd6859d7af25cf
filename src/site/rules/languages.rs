//! What must hold between the languages of a site and those that the library has.

use super::unknown;
use crate::diagnostic::{Code, Diagnostics};
use crate::library::Library;
use crate::syntax::Datum;

pub fn languages_are_there(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let one = site.at("institution.language");
    let others = site
        .at("institution.other_languages")
        .map_or(&[][..], Datum::items);
    for datum in one.into_iter().chain(others) {
        if let Some(name) = datum.text()
            && library.language(name).is_none()
        {
            let names = library
                .languages
                .iter()
                .map(|language| language.name.as_str());
            found.push(
                unknown(Code::S0405, "language", name, datum.span, names).help(
                    "another language is a file with the same sentences, as in `stdlib/language/fr.toml`",
                ),
            );
        }
    }
}
