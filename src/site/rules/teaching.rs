//! What must hold of groups and of what is only for them.

use std::collections::BTreeSet;

use super::{entries, unknown_among};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::syntax::{Data, Datum};

/// Every group that an image or a course names is one of the site.
pub fn groups_are_there(site: &Datum, found: &mut Diagnostics) {
    let groups = || entries(site, "group").iter().map(|(name, _)| name.as_str());
    let known: BTreeSet<&str> = groups().collect();
    for table in ["image", "course"] {
        for (_, entry) in entries(site, table) {
            for group in entry.get("groups").map_or(&[][..], Datum::items) {
                let name = group.text().unwrap_or_default();
                if name.is_empty() || known.contains(name) {
                    continue;
                }
                let mut diagnostic = if !known.is_empty() {
                    unknown_among(Code::S0311, "group", name, group.span, groups(), found)
                } else {
                    Diagnostic::error(Code::S0311, format!("there is no group `{name}`"))
                        .at(group.span, "not a group of this site")
                };
                diagnostic.helps.push(format!(
                    "a group is its people: `[group.{name}]` `members = [\"jdoe\"]`"
                ));
                found.push(diagnostic);
            }
        }
    }
}

/// Somebody writes into each course. That the key is missing was found where it was read.
pub fn courses_are_taught(site: &Datum, found: &mut Diagnostics) {
    for (name, course) in entries(site, "course") {
        let Some(instructor) = course.get("instructor") else {
            continue;
        };
        if instructor.data == Data::Record(Vec::new()) {
            found.push(
                Diagnostic::error(Code::S0202, format!("`course.{name}` has no instructor"))
                    .at(
                        instructor.span.or(course.span),
                        "nobody could write into it",
                    )
                    .help("name those who write it: `instructors = [\"jdoe\"]`"),
            );
        }
    }
}

/// The image that is chosen beforehand is one that everybody can choose.
pub fn the_default_image_is_for_everybody(site: &Datum, found: &mut Diagnostics) {
    let groups_of = |image: &'_ Datum| {
        let groups = image.get("groups")?;
        (!groups.items().is_empty()).then_some(groups.span)
    };
    for (name, image) in entries(site, "image") {
        let is_default =
            image.get("default").map(|datum| &datum.data) == Some(&Data::Boolean(true));
        if is_default && let Some(at) = groups_of(image) {
            found.push(
                Diagnostic::error(
                    Code::S0303,
                    format!("`{name}` is the default image, but not everybody can choose it"),
                )
                .at(at, "only these groups can")
                .help("remove `groups` here, or put `default = true` on an image for everybody"),
            );
        }
    }
}
