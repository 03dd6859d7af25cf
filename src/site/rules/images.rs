//! What must hold of the images of a site.

use std::collections::{BTreeMap, BTreeSet};

use super::{entries, is_own, unknown_among};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::library::{Defined, Image, Library};
use crate::limits::IMAGE_DEPTH;
use crate::syntax::{Data, Datum};
use crate::text::Span;

pub fn one_default_image(site: &Datum, place: Span, found: &mut Diagnostics) {
    let Some(images) = site.get("image").filter(|image| !image.is_absent()) else {
        return;
    };
    if images.fields().is_empty() {
        found.push(
            Diagnostic::error(Code::S0303, "the site has no image")
                .at(images.span.unwrap_or(place), "none is left here")
                .help("write `images = [\"scipy\"]`"),
        );
    }
    let mut defaults = images.fields().iter().filter_map(|(name, image)| {
        let default = image.get("default")?;
        (default.data == Data::Boolean(true)).then_some((name, default.span))
    });
    if let Some((first, first_at)) = defaults.next() {
        for (name, at) in defaults {
            found.push(
                Diagnostic::error(
                    Code::S0303,
                    format!("both `{first}` and `{name}` are the default image"),
                )
                .at(at, "a second default")
                .at(first_at, "the first one")
                .help("keep `default = true` on one image; against a layer's, write `default = false`"),
            );
        }
    }
}

pub fn images_are_known(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let own = entries(site, "image");
    let known = || {
        let library = library.images.iter().map(|image| image.name.as_str());
        let own = own.iter().map(|(name, _)| name.as_str());
        library.chain(own)
    };
    let all: BTreeSet<&str> = known().collect();
    for (name, image) in own {
        let base = image.get("base").filter(|base| base.is_present());
        let from = image.get("from").filter(|from| from.is_present());
        match (base, from) {
            (Some(base), Some(from)) => found.push(
                Diagnostic::error(
                    Code::S0310,
                    format!("image `{name}` builds on two things at once"),
                )
                .at(base.span, "on an image of the library or the site…")
                .at(from.span, "…and on one of a registry")
                .help("keep one of the two"),
            ),
            (Some(base), None) => {
                let wanted = base.text().unwrap_or_default();
                if !all.contains(wanted) && wanted != name {
                    let names = all.iter().copied();
                    let diagnostic =
                        unknown_among(Code::S0304, "image", wanted, base.span, names, found);
                    found.push(diagnostic);
                }
            }
            (None, None) if library.image(name).is_none() && !is_own(image) => {
                let names = library.images.iter().map(|image| image.name.as_str());
                let mut diagnostic =
                    unknown_among(Code::S0405, "image", name, image.span, names, found);
                diagnostic.helps.push(format!(
                    "an image of your own needs a base: `[image.{name}] base = \"scipy\"`"
                ));
                found.push(diagnostic);
            }
            _ => {}
        }
    }
}

/// Packages of a language are for images that have the language, by themselves or from what they build on. What `from`
/// names is not known here, and conda and the commands of an image beneath can bring any language.
pub fn languages_are_there(site: &Datum, library: &Library, found: &mut Diagnostics) {
    for (name, image) in entries(site, "image") {
        for language in LANGUAGES {
            let Some(list) = image.get(language).filter(|list| list.is_present()) else {
                continue;
            };
            if brings(site, library, name, language) {
                continue;
            }
            let has = |other: &&Defined<Image>| {
                let languages = other.value.languages.iter();
                languages.clone().any(|known| known == language)
            };
            let images = library.images.iter().filter(has);
            let names = listed(images.map(|image| image.name.as_str()));
            let first = library.images.iter().find(has);
            let diagnostic = Diagnostic::error(
                Code::S0319,
                format!("`image.{name}.{language}` names packages of a language that the image does not have"),
            )
            .at(list.span, "nothing could install them");
            found.push(match first {
                Some(_) => diagnostic
                    .help(format!("name them under an image that has it: {names}, or one of your own with such a `base`")),
                None => diagnostic.help("remove them"),
            });
        }
    }
}

/// The lists of an image that are of a language which not every image has.
const LANGUAGES: [&str; 2] = ["r", "julia"];

/// Whether an image has the language, or could have it from what nobody knows here.
fn brings(site: &Datum, library: &Library, name: &str, language: &str) -> bool {
    let has = |image: &Datum, key: &str| image.get(key).is_some_and(Datum::is_present);
    let mut name = name.to_owned();
    let mut seen: Vec<String> = Vec::new();
    while !seen.contains(&name) {
        let own = site.at(&format!("image.{name}"));
        // An image's own commands come after its packages.
        if own.is_some_and(|own| has(own, "conda") || (!seen.is_empty() && has(own, "run"))) {
            return true;
        }
        seen.push(name.clone());
        let base = match (own.filter(|own| is_own(own)), library.image(&name)) {
            (Some(own), _) => own.get("base").and_then(Datum::text).map(str::to_owned),
            (None, Some(definition)) => {
                let image = &definition.value;
                if image.languages.iter().any(|known| known == language) {
                    return true;
                }
                // One that stands on a foreign image says what it has, or nobody knows.
                if image.base.value.is_none() {
                    let said = definition.datum.get("languages");
                    return said.is_none_or(|languages| languages.span.is_none());
                }
                image.base.value.clone()
            }
            (None, None) => None,
        };
        match base {
            Some(base) => name = base,
            None => return true,
        }
    }
    true
}

pub fn images_do_not_circle(site: &Datum, found: &mut Diagnostics) {
    let own = entries(site, "image");
    let bases: BTreeMap<&str, (&str, Option<Span>)> = own
        .iter()
        .filter_map(|(name, image)| {
            let base = image.get("base")?;
            Some((name.as_str(), (base.text()?, base.span)))
        })
        .collect();
    let mut too_deep = None;
    for (name, _) in own {
        let mut way = vec![name.as_str()];
        while let Some((base, at)) = way.last().and_then(|last| bases.get(last)) {
            if base == name {
                way.push(base);
                // Each circle is reported once, at its first member by name.
                if way.iter().min() == Some(&name.as_str()) {
                    found.push(
                        Diagnostic::error(
                            Code::S0305,
                            format!("image `{name}` builds on itself: {}", way.join(" -> ")),
                        )
                        .at(*at, "this closes the circle")
                        .help("let one of them build on an image of the library"),
                    );
                }
                break;
            }
            if way.contains(base) {
                break;
            }
            if way.len() >= IMAGE_DEPTH.most {
                too_deep = too_deep.or(bases.get(name.as_str()).map(|(_, at)| (name, *at)));
                break;
            }
            way.push(base);
        }
    }
    if let Some((name, at)) = too_deep {
        let most = IMAGE_DEPTH.most;
        found.push(
            Diagnostic::error(
                Code::S0211,
                format!("image `{name}` builds on more than {most} others"),
            )
            .at(at, "which build on each other")
            .help("let some of them build on an image of the library"),
        );
    }
}
