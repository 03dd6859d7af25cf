//! What must hold of who may log in to the machine itself.

use std::collections::BTreeMap;

use super::entries;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::syntax::{Data, Datum};
use crate::text::Span;

pub fn ssh_is_not_open(site: &Datum, place: Span, found: &mut Diagnostics) {
    let stated = site
        .at("access.ssh_from_anywhere")
        .is_some_and(Datum::is_present);
    let access = site.get("access");
    for (path, what) in [("access.ssh_from", "network"), ("access.ssh_key", "key")] {
        if site
            .at(path)
            .is_some_and(|map| map.data == Data::Record(Vec::new()))
        {
            found.push(
                Diagnostic::error(Code::S0202, format!("`{path}` names no {what}"))
                    .at(
                        site.at(path).and_then(|map| map.span).unwrap_or(place),
                        "empty",
                    )
                    .help("without one nobody could reach the machine"),
            );
        }
    }
    keys_are_different(site, found);
    let mut seen: BTreeMap<&str, (&str, Option<Span>)> = BTreeMap::new();
    for (name, range) in entries(site, "access.ssh_from") {
        let text = range.text().unwrap_or_default();
        if let Some((first, first_at)) = seen
            .insert(text, (name, range.span))
            .filter(|_| !text.is_empty())
        {
            found.push(
                Diagnostic::error(Code::S0308, format!("`access.ssh_from` has the range `{text}` twice"))
                    .at(range.span, format!("again as `{name}`"))
                    .at(first_at, format!("first as `{first}`"))
                    .help(format!("remove one; if it comes from a layer, write `{first} = false` under `[access.ssh_from]`")),
            );
        }
        let open = range.text().is_some_and(is_half_the_world);
        if open && !stated {
            found.push(
                Diagnostic::error(Code::S0306, format!("`access.ssh_from.{name}` opens SSH to the whole world"))
                    .at(range.span, if range.text().is_some_and(|text| text.ends_with("/0")) { "every address is in this range" } else { "more addresses than any institution has" })
                    .at(access.and_then(|access| access.span).filter(|_| range.span.is_none()), "")
                    .help("name the networks that operators come from; if the world is meant, write `ssh_from_anywhere = true` under `[access]`"),
            );
        }
    }
}

/// Whether a range is as wide as no institution has one: `0.0.0.0/0`, or the halves of it that say the same.
fn is_half_the_world(text: &str) -> bool {
    match text.parse::<ipnet::IpNet>() {
        Ok(ipnet::IpNet::V4(range)) => range.prefix_len() < 8,
        Ok(ipnet::IpNet::V6(range)) => range.prefix_len() < 12,
        Err(_) => false,
    }
}

/// One key under two names would stay in force after one of them is removed. Comments make no difference.
fn keys_are_different(site: &Datum, found: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, (&str, Option<Span>)> = BTreeMap::new();
    for (name, line) in entries(site, "access.ssh_key") {
        let key = line.text().and_then(|line| line.split_whitespace().nth(1));
        let Some(key) = key else {
            continue;
        };
        if let Some((first, first_at)) = seen.insert(key, (name, line.span)) {
            found.push(
                Diagnostic::error(Code::S0308, format!("`access.ssh_key` has one key as `{first}` and as `{name}`"))
                    .at(line.span, format!("again as `{name}`"))
                    .at(first_at, format!("first as `{first}`"))
                    .help(format!("remove one; if it comes from a layer, write `{first} = false` under `[access.ssh_key]`")),
            );
        }
    }
}
