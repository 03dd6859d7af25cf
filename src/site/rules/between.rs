//! What must differ between the sites of one run.

use std::collections::BTreeMap;

use super::apart::ranges_are_apart;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Library;
use crate::site::Loaded;
use crate::syntax::Datum;

/// Holds what must differ between sites of one run.
pub fn hold_between(sites: &[&Loaded], library: &Library, found: &mut Diagnostics) {
    ranges_are_apart(sites, library, found);
    for (path, what) in [
        ("institution.domain", "domain"),
        ("homes.existing_volume", "volume"),
        ("cloud.existing_address", "address"),
        // Of an object store, each site takes a key of its own; over HTTP, the address is the state.
        ("cloud.state.address", "state"),
    ] {
        let mut seen: BTreeMap<String, (&Loaded, &Datum)> = BTreeMap::new();
        for site in sites {
            let Some(datum) = site.datum.at(path) else {
                continue;
            };
            let Some(text) = datum.text() else { continue };
            if what == "state" && site.site.cloud.state.kind.as_str() != "http" {
                continue;
            }
            if let Some((other, first)) = seen.get(text) {
                let message = format!(
                    "`{}` and `{}` both use the {what} `{text}`",
                    other.file, site.file
                );
                let diagnostic = Diagnostic::error(Code::S0308, message);
                let diagnostic = if datum.span == first.span {
                    diagnostic.at(datum.span, "both take it from here")
                } else {
                    diagnostic
                        .at(datum.span, "used again here")
                        .at(first.span, "used first here")
                };
                found.push(diagnostic.help(format!("write a {what} of its own in each site")));
            } else {
                seen.insert(text.to_owned(), (site, datum));
            }
        }
    }
    let mut ids: BTreeMap<&str, &Loaded> = BTreeMap::new();
    for site in sites {
        if let Some(first) = ids.get(site.id.as_str()) {
            let span = |loaded: &Loaded| {
                let id = loaded.datum.get("id");
                id.and_then(|id| id.span).unwrap_or(loaded.place)
            };
            found.push(
                Diagnostic::error(Code::S0308, format!("two sites have the id `{}`", site.id))
                    .at(span(site), "used again here")
                    .at(span(first), "used first here")
                    .help("write another `id`; both would own the same cloud resources"),
            );
        } else {
            ids.insert(&site.id, site);
        }
    }
}
