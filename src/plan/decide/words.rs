//! What people read on the hub's pages, in the languages of the institution.
//!
//! A hub has one language that everything comes up in, and may have others: a page that somebody asks for while the hub
//! works is in the one that their browser prefers, and a page that is made beforehand says it in each, one below the other.

use super::Desk;
use crate::library::{Defined, Language};
use crate::syntax::{Data, Datum, Source, Sources};

pub fn decide(desk: &mut Desk<'_>) {
    let institution = &desk.site.institution;
    let mut from: Sources = institution.language.sources.clone();
    from.extend(institution.other_languages.sources.iter().cloned());
    let mut codes = vec![institution.language.as_str()];
    for other in &institution.other_languages.value {
        if !codes.contains(&other.as_str()) {
            codes.push(other);
        }
    }
    // Whether they are there was checked with the site's other names of the library.
    let languages: Vec<Datum> = codes
        .iter()
        .filter_map(|code| desk.library.language(code))
        .map(language)
        .collect();
    desk.wire(
        "words",
        "what the hub's own pages say",
        languages
            .first()
            .map_or(Data::Absent, |first| first.data.clone()),
        [institution.language.sources.clone()],
    );
    desk.wire(
        "languages",
        "the languages of the hub's pages, and what they say in each",
        Data::List(languages),
        [from],
    );
}

/// A language as templates take it: its code and each sentence by name, and all of it as the hub itself reads it.
fn language(defined: &Defined<Language>) -> Datum {
    let source = Source::Library(format!("language/{}", defined.name));
    let code = ("language".to_owned(), text(&defined.name));
    let sentences = defined.datum.get("sentence").cloned();
    let mut fields = vec![code.clone()];
    fields.extend(sentences.iter().flat_map(Datum::fields).cloned());
    let mut catalogue = vec![code];
    for part in ["moment", "sentence", "jupyterhub"] {
        let datum = defined.datum.get(part).cloned();
        catalogue.extend(datum.map(|datum| (part.to_owned(), datum)));
    }
    fields.push((
        "catalogue".to_owned(),
        Datum::new(Data::Record(catalogue)).from_source(&source),
    ));
    Datum::new(Data::Record(fields)).from_source(&source)
}

fn text(text: &str) -> Datum {
    Datum::new(Data::Text(text.to_owned()))
}
