//! A hub that was built under another name: a build under a new one would make a second hub, empty, beside it.

use super::{Existing, meant};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::site::Loaded;

/// An output that is this hub's, and has another name than the site now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// Its directory, as messages show it.
    pub directory: String,
    /// The id that it was built under.
    pub id: String,
    /// Whether it is known by the domain, and not by the site's file alone.
    pub has_domain: bool,
}

/// Refuses a second hub, unless the site says that it is meant.
pub fn hold(existing: &Existing, loaded: &Loaded, found: &mut Diagnostics) {
    let Some(first) = existing.former.first() else {
        return;
    };
    let names = existing.former.iter().map(|former| former.id.clone());
    let fingerprint = meant::fingerprint(names.chain([loaded.id.clone()]));
    if meant::is_said(loaded, &fingerprint) {
        return;
    }
    let written = loaded.datum.get("id").and_then(|id| id.span);
    let domain = &loaded.site.institution.domain;
    let (directory, id) = (&first.directory, &first.id);
    let mut diagnostic = Diagnostic::error(
        Code::S0409,
        format!("`{directory}` is this hub under another name, and a build would make a second, empty one"),
    )
    .at(
        written.unwrap_or(loaded.place),
        format!("the hub is `{id}`, and would be `{}`", loaded.id),
    )
    .at(
        domain.span.filter(|_| first.has_domain),
        "its domain is this",
    );
    for other in &existing.former[1..] {
        diagnostic = diagnostic.help(format!("`{}` is one more", other.directory));
    }
    found.push(
        diagnostic
            .help(format!("to keep the hub with its homes, write `id = \"{id}\"` at the top of the site"))
            .help(format!(
                "if that hub is gone, or another's site has the domain no longer, remove `{directory}` or build that site first"
            ))
            .help(meant::how(&fingerprint)),
    );
}
