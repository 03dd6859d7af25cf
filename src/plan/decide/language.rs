//! The language of a hub as the names that operating systems and Jupyter know it by.

use super::Desk;
use crate::syntax::{Data, Datum};

/// What a language is called outside syzc.
struct Names {
    /// The language pack that JupyterLab's menus come up in.
    interface: &'static str,
    /// The locale of programs, without its character set.
    locale: &'static str,
    /// The locale of characters alone, where JupyterLab's server needs the name of a language pack there. It takes
    /// the language of a request from no other place, and knows only French as spoken in France.
    characters: Option<&'static str>,
}

const ENGLISH: Names = Names {
    interface: "en",
    locale: "en_CA",
    characters: None,
};
const FRENCH: Names = Names {
    interface: "fr_FR",
    locale: "fr_CA",
    characters: Some("fr_FR"),
};

pub fn decide(desk: &mut Desk<'_>) {
    let language = &desk.site.institution.language;
    let from = language.sources.clone();
    let names = match language.as_str() {
        "fr" => FRENCH,
        _ => ENGLISH,
    };
    let text = |value: &str| Data::Text(value.to_owned());
    let locales = [Some(names.locale), names.characters]
        .into_iter()
        .flatten()
        .map(|locale| Datum::new(text(locale)))
        .collect();
    desk.wire(
        "language_interface",
        "the language of Jupyter's menus",
        text(names.interface),
        [from.clone()],
    );
    desk.wire(
        "language_locale",
        "the locale of programs",
        text(names.locale),
        [from.clone()],
    );
    desk.wire(
        "language_characters",
        "the locale of characters, where it is another",
        names.characters.map_or(Data::Absent, text),
        [from.clone()],
    );
    desk.wire(
        "language_locales",
        "all locales that the language needs",
        Data::List(locales),
        [from],
    );
}
