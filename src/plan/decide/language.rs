//! The language of a hub as the names that operating systems and Jupyter know it by.

use super::Desk;
use crate::syntax::{Data, Datum};

pub fn decide(desk: &mut Desk<'_>) -> Option<()> {
    let code = &desk.site.institution.language;
    let from = code.sources.clone();
    let language = &desk.library.language(code)?.value;
    let text = |value: &str| Data::Text(value.to_owned());
    let locales = [Some(&language.locale), language.characters.as_ref()]
        .into_iter()
        .flatten()
        .map(|locale| Datum::new(text(locale)))
        .collect();
    desk.wire(
        "language_interface",
        "the language of Jupyter's menus",
        text(&language.interface),
        [from.clone()],
    );
    desk.wire(
        "language_locale",
        "the locale of programs",
        text(&language.locale),
        [from.clone()],
    );
    let characters = language.characters.as_deref();
    desk.wire(
        "language_characters",
        "the locale of characters, where it is another",
        characters.map_or(Data::Absent, text),
        [from.clone()],
    );
    desk.wire(
        "language_locales",
        "all locales that the language needs",
        Data::List(locales),
        [from],
    );
    Some(())
}
