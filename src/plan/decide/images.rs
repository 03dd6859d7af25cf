//! The images of a site: definitions completed, ordered so that each follows the one it builds on, and tagged.

mod resolve;
mod tag;

use std::collections::BTreeMap;

use super::{Desk, MIB, integer, sum, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum, Sources};
use resolve::{Resolved, add, maybe};
use tag::tags;

/// Decides the list of images; `None` when a definition leads nowhere.
pub fn decide(desk: &mut Desk<'_>) -> Option<()> {
    let mut resolved: Vec<Resolved> = Vec::new();
    let chosen: Vec<String> = desk
        .site
        .image
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    for name in &chosen {
        add(desk, name, &mut resolved, &mut Vec::new())?;
    }
    let tags = tags(desk, &resolved);
    let default = default(desk, &resolved)?;
    let total = sum(resolved.iter().map(|image| image.size));
    let sources: Vec<Sources> = resolved.iter().map(|image| image.sources.clone()).collect();
    let records: Vec<Datum> = resolved
        .iter()
        .map(|image| record(image, &tags, chosen.contains(&image.name), &default))
        .collect();
    let count = records.len();
    desk.put(
        "images_size",
        "images on the disk",
        Data::Size(total),
        format!("{count} images that share layers: {}", sizes(&resolved)),
        sources.clone(),
    );
    let files = resolved
        .iter()
        .flat_map(|image| {
            image.files.iter().map(|(path, content)| {
                Datum::new(Data::Record(vec![
                    ("image".to_owned(), text(&image.name)),
                    ("path".to_owned(), text(path)),
                    ("content".to_owned(), text(content)),
                ]))
            })
        })
        .collect();
    desk.wire(
        "images",
        "all images, each after its base",
        Data::List(records.clone()),
        sources.clone(),
    );
    let roots = records
        .iter()
        .filter(|record| record.get("from").is_some_and(Datum::is_present))
        .cloned()
        .collect();
    desk.wire(
        "image_roots",
        "the images that build on one of a registry",
        Data::List(roots),
        sources.clone(),
    );
    desk.wire(
        "image_files",
        "files that images are built from",
        Data::List(files),
        sources,
    );
    let from = desk
        .site
        .image
        .iter()
        .map(|(_, image)| image.default.sources.clone());
    let from: Vec<Sources> = from.collect();
    desk.wire(
        "default_image",
        "the image chosen beforehand",
        Data::Text(default),
        from,
    );
    Some(())
}

fn sizes(resolved: &[Resolved]) -> String {
    let parts: Vec<String> = resolved
        .iter()
        .map(|image| format!("{} {}", image.name, show_size(image.size)))
        .collect();
    parts.join(", ")
}

fn record(image: &Resolved, tags: &BTreeMap<String, String>, chosen: bool, default: &str) -> Datum {
    let tag = |name: &str| tags.get(name).cloned().unwrap_or_default();
    let mut fields = vec![
        ("name".to_owned(), text(&image.name)),
        ("tag".to_owned(), text(&tag(&image.name))),
        ("base".to_owned(), maybe(image.base.as_deref())),
        (
            "base_tag".to_owned(),
            maybe(image.base.as_deref().map(tag).as_deref()),
        ),
        ("from".to_owned(), maybe(image.from.as_deref())),
        (
            "size_mib".to_owned(),
            Datum::new(integer(image.size.div_ceil(MIB))),
        ),
        (
            "offered".to_owned(),
            Datum::new(Data::Boolean(image.offered && chosen)),
        ),
        (
            "default".to_owned(),
            Datum::new(Data::Boolean(image.name == default)),
        ),
    ];
    fields.extend(image.fields.clone());
    let mut record = Datum::new(Data::Record(fields));
    for source in &image.sources {
        record = record.from_source(source);
    }
    record
}

/// The image that says so, else the first that is offered to everybody.
fn default(desk: &mut Desk<'_>, resolved: &[Resolved]) -> Option<String> {
    let offered = |name: &str| {
        resolved
            .iter()
            .any(|image| image.name == name && image.offered)
    };
    let marked = desk
        .site
        .image
        .iter()
        .find(|(_, image)| image.default.value);
    let first = desk
        .site
        .image
        .iter()
        .find(|(name, image)| offered(name) && image.groups.is_empty());
    match marked.or(first) {
        Some((name, _)) if offered(name) => Some(name.clone()),
        _ => {
            let restricted = desk.site.image.iter().find(|(name, _)| offered(name));
            let (what, place) = match restricted {
                Some((_, image)) => ("everybody", image.groups.span.unwrap_or(desk.loaded.place)),
                None => ("users", desk.loaded.place),
            };
            let message = format!("no image of the site can be offered to {what}");
            desk.found.push(
                Diagnostic::error(Code::S0303, message)
                    .at(
                        place,
                        if restricted.is_some() {
                            "for these groups only"
                        } else {
                            "in this site"
                        },
                    )
                    .help(if restricted.is_some() {
                        "remove `groups` from one of them: whoever is in no group starts that one"
                    } else {
                        "add one that is not only built upon: `images = [\"scipy\"]`"
                    }),
            );
            None
        }
    }
}
