//! What must hold of the place where a site runs: its state, its zone, its disks.

use super::{size, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::syntax::Datum;

pub fn state_is_complete(site: &Datum, found: &mut Diagnostics) {
    let Some(state) = site.at("cloud.state") else {
        return;
    };
    let needed: &[&str] = match state.get("kind").and_then(Datum::text) {
        Some("s3") => &["bucket", "address"],
        Some("http") => &["address"],
        _ => &[],
    };
    for key in needed {
        if !state.get(key).is_some_and(Datum::is_present) {
            found.push(
                Diagnostic::error(Code::S0202, format!("`cloud.state.{key}` is missing"))
                    .at(
                        state.get("kind").and_then(|kind| kind.span),
                        "this kind of state needs it",
                    )
                    .help(format!(
                        "write `[cloud.state]` with `kind`, {}",
                        listed(needed.iter().copied())
                    )),
            );
        }
    }
}

/// A bucket's name is part of an address. What stores of one's own take is wider than what Amazon's does, and still this.
pub fn bucket_has_a_name(site: &Datum, found: &mut Diagnostics) {
    let Some((bucket, at)) = text(site, "cloud.state.bucket") else {
        return;
    };
    let is_good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if bucket.len() < 3 || !bucket.chars().all(is_good) {
        found.push(
            Diagnostic::error(Code::S0204, "`cloud.state.bucket` is no name of a bucket")
                .at(
                    at,
                    "three or more letters, digits, `.`, `-` and `_` make one",
                )
                .help("write the name alone, as `aws s3 ls` or the store's own pages show it"),
        );
    }
}

/// Keys of a remote state count for nothing where nobody says that there is one; a site that says `local` over a layer's
/// remote state has them from there.
pub fn state_is_meant(site: &Datum, found: &mut Diagnostics) {
    let Some(state) = site.at("cloud.state") else {
        return;
    };
    if state.get("kind").is_some_and(|kind| kind.span.is_some()) {
        return;
    }
    for (key, kind) in [
        ("bucket", "s3"),
        ("address", "http"),
        ("lock_address", "http"),
    ] {
        if let Some(datum) = state.get(key).filter(|datum| datum.is_present()) {
            found.push(
                Diagnostic::error(
                    Code::S0310,
                    format!("`cloud.state.{key}` is written, but the state is kept beside the configuration"),
                )
                .at(datum.span, "nothing is kept there")
                .help(format!("write `kind = \"{kind}\"` under `[cloud.state]` too, or remove it")),
            );
            return;
        }
    }
}

pub fn domain_is_in_its_zone(site: &Datum, found: &mut Diagnostics) {
    let (Some((zone, at)), Some((domain, domain_at))) = (
        text(site, "cloud.dns_zone"),
        text(site, "institution.domain"),
    ) else {
        return;
    };
    let inside = domain
        .strip_suffix(zone)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if !inside {
        found.push(
            Diagnostic::error(
                Code::S0310,
                format!("the domain `{domain}` does not lie in the zone `{zone}`"),
            )
            .at(at, "its records would be made in this zone…")
            .at(domain_at, "…which does not hold this domain")
            .help("write the zone that ends the domain, or leave `cloud.dns_zone` out and ask its keepers for the record"),
        );
    }
}

pub fn docker_volume_is_used(site: &Datum, found: &mut Diagnostics) {
    let Some((_, at)) = size(site, "cloud.docker_volume") else {
        return;
    };
    let disk = text(site, "cloud.docker_disk");
    if disk.is_none_or(|(disk, _)| disk != "volume") {
        found.push(
            Diagnostic::error(
                Code::S0310,
                "`cloud.docker_volume` is written, but Docker has no volume of its own",
            )
            .at(at, "the size of nothing")
            .at(disk.and_then(|(_, span)| span), "Docker is elsewhere")
            .help("write `docker_disk = \"volume\"` under `[cloud]`, or leave the size out"),
        );
    }
}
