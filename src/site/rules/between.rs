//! What must differ between the sites of one run.

use std::collections::{BTreeMap, BTreeSet};

use super::apart::ranges_are_apart;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Library;
use crate::site::Loaded;
use crate::syntax::Datum;

/// Holds what must differ between sites of one run. Returns the files of all sites that share something: one message
/// stands for many of them and names two.
pub fn hold_between(
    sites: &[&Loaded],
    library: &Library,
    found: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut faulty = ranges_are_apart(sites, library, found);
    for (path, what) in [
        ("institution.domain", "domain"),
        ("homes.existing_volume", "volume"),
        ("cloud.existing_address", "address"),
        // Of an object store, each site takes a key of its own; over HTTP, the address is the state.
        ("cloud.state.address", "state"),
    ] {
        let mut users: BTreeMap<&str, Vec<(&Loaded, &Datum)>> = BTreeMap::new();
        for site in sites {
            if what == "state" && site.site.cloud.state.kind.as_str() != "http" {
                continue;
            }
            if let Some(datum) = site.datum.at(path)
                && let Some(text) = datum.text()
            {
                users.entry(text).or_default().push((site, datum));
            }
        }
        for (text, users) in users {
            let [(first, first_datum), others @ ..] = users.as_slice() else {
                continue;
            };
            let Some((_, second_datum)) = others.first() else {
                continue;
            };
            faulty.extend(users.iter().map(|(site, _)| site.file.clone()));
            let message = format!(
                "{} use the {what} `{text}`",
                all_of(first, others.iter().map(|(site, _)| *site))
            );
            let diagnostic = Diagnostic::error(Code::S0308, message);
            let diagnostic = if second_datum.span == first_datum.span {
                diagnostic.at(second_datum.span, "both take it from here")
            } else {
                diagnostic
                    .at(second_datum.span, "used again here")
                    .at(first_datum.span, "used first here")
            };
            found.push(diagnostic.help(format!("write a {what} of its own in each site")));
        }
    }
    let mut ids: BTreeMap<&str, Vec<&Loaded>> = BTreeMap::new();
    for site in sites {
        ids.entry(site.id.as_str()).or_default().push(site);
    }
    for (id, sites) in ids.into_iter().filter(|(_, sites)| sites.len() > 1) {
        let span = |loaded: &Loaded| {
            let id = loaded.datum.get("id");
            id.and_then(|id| id.span).unwrap_or(loaded.place)
        };
        faulty.extend(sites.iter().map(|site| site.file.clone()));
        let count = match sites.len() {
            2 => "two".to_owned(),
            more => more.to_string(),
        };
        found.push(
            Diagnostic::error(Code::S0308, format!("{count} sites have the id `{id}`"))
                .at(span(sites[1]), "used again here")
                .at(span(sites[0]), "used first here")
                .help("write another `id`; both would own the same cloud resources"),
        );
    }
    faulty
}

/// The sites that share something, as the beginning of a sentence; of many, the first two.
pub fn all_of<'a>(first: &Loaded, others: impl ExactSizeIterator<Item = &'a Loaded>) -> String {
    let count = others.len();
    let second = others
        .map(|site| site.file.as_str())
        .next()
        .unwrap_or_default();
    match count {
        0 | 1 => format!("`{}` and `{second}` both", first.file),
        _ => format!("`{}`, `{second}` and {} more", first.file, count - 1),
    }
}
