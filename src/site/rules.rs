//! What must hold between the keys of a site, and between sites. One function for each rule.
//!
//! Rules read the checked value, not the typed site, so that they also run beside mistakes in other keys. What
//! needs a decision (does the limit fit the flavor?) is checked in `plan`.

mod access;
mod apart;
mod between;
mod cloud;
mod images;
mod installers;
mod languages;
mod limits;
mod logins;
mod packages;
mod people;
mod pseudonyms;
mod refusals;
mod reserved;
mod teaching;
mod times;
mod unfit;
mod units;

pub use between::hold_between;
pub use units::{unit_for, units_for};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::library::{Library, ROLES};
use crate::syntax::{Data, Datum};
use crate::text::Span;

/// Holds every rule of one site.
pub fn hold(site: &Datum, library: &Library, place: Span, found: &mut Diagnostics) {
    guarantee_within_limit(site, found);
    quota_leaves_room(site, found);
    no_part_is_larger_than_the_whole(site, found);
    images::one_default_image(site, place, found);
    images::images_are_known(site, library, found);
    images::images_do_not_circle(site, found);
    images::languages_are_there(site, library, found);
    teaching::groups_are_there(site, found);
    teaching::courses_are_taught(site, found);
    teaching::the_default_image_is_for_everybody(site, found);
    access::ssh_is_not_open(site, place, found);
    names_are_in_the_library(site, library, found);
    languages::languages_are_there(site, library, found);
    cloud::state_is_complete(site, found);
    cloud::state_is_meant(site, found);
    cloud::bucket_has_a_name(site, found);
    limits::values_can_work(site, library, found);
    times::servers_can_start(site, found);
    cloud::domain_is_in_its_zone(site, found);
    cloud::docker_volume_is_used(site, found);
    logins::names_are_apart(site, library, found);
    pseudonyms::no_name_tells_who(site, found);
    people::people_can_come_in(site, library, found);
    reserved::names_are_free(site, library, found);
    unfit::values_are_fit(site, library, found);
    packages::packages_are_named_once(site, found);
    installers::installers_agree(site, found);
    packages::packages_fit_their_locks(site, library, found);
    for (role, _) in ROLES {
        units::units_fill(role, site, library, place, found);
    }
}

fn size(site: &Datum, path: &str) -> Option<(u64, Option<Span>)> {
    let datum = site.at(path)?;
    match datum.data {
        Data::Size(bytes) => Some((bytes, datum.span)),
        _ => None,
    }
}

fn text<'a>(site: &'a Datum, path: &str) -> Option<(&'a str, Option<Span>)> {
    let datum = site.at(path)?;
    Some((datum.text()?, datum.span))
}

fn entries<'a>(site: &'a Datum, path: &str) -> &'a [(String, Datum)] {
    site.at(path).map_or(&[], Datum::fields)
}

fn guarantee_within_limit(site: &Datum, found: &mut Diagnostics) {
    if let (Some((guarantee, at)), Some((limit, limit_at))) = (
        size(site, "limits.memory_guarantee"),
        size(site, "limits.memory"),
    ) && guarantee > limit
    {
        found.push(
            Diagnostic::error(
                Code::S0301,
                "`limits.memory_guarantee` is larger than `limits.memory`",
            )
            .at(at, "more is kept for each user…")
            .at(limit_at, "…than a user may take")
            .help("lower the guarantee, or raise the limit"),
        );
    }
    if let (Some((temporary, at)), Some((limit, limit_at))) =
        (size(site, "limits.temporary"), size(site, "limits.memory"))
        && temporary > limit
    {
        found.push(
            Diagnostic::error(
                Code::S0301,
                "`limits.temporary` is larger than `limits.memory`",
            )
            .at(at, "`/tmp` is memory…")
            .at(limit_at, "…and a server may take only so much")
            .help("lower `limits.temporary`"),
        );
    }
}

fn quota_leaves_room(site: &Datum, found: &mut Diagnostics) {
    if let (Some((free, at)), Some((quota, quota_at))) =
        (size(site, "homes.minimum_free"), size(site, "homes.quota"))
        && free >= quota
    {
        found.push(
            Diagnostic::error(
                Code::S0301,
                "`homes.minimum_free` is not smaller than `homes.quota`",
            )
            .at(at, "users are warned from here on…")
            .at(quota_at, "…which even an empty home reaches")
            .help("lower `homes.minimum_free`, or raise `homes.quota`"),
        );
    }
}

/// A class or a group has no more people than may log in.
fn no_part_is_larger_than_the_whole(site: &Datum, found: &mut Diagnostics) {
    let count = |datum: &Datum, key: &str| match datum.at(key)?.data {
        Data::Integer(count) => Some((count, datum.at(key)?.span)),
        _ => None,
    };
    let Some((total, total_at)) = count(site, "users.total") else {
        return;
    };
    for table in ["users.class", "group"] {
        for (name, entry) in entries(site, table) {
            if let Some((size, at)) = count(entry, "size").filter(|(size, _)| *size > total) {
                found.push(
                    Diagnostic::error(
                        Code::S0310,
                        format!("`{table}.{name}` has {size} people, and the hub has {total}"),
                    )
                    .at(at, "more than all…")
                    .at(total_at, "…who may log in")
                    .help("write a smaller `size`, or count its people in `users.total` too"),
                );
            }
        }
    }
}

/// Whether an image was given a base at all, even one that is wrong and was reported.
fn is_own(image: &Datum) -> bool {
    ["base", "from"]
        .iter()
        .any(|key| image.get(key).is_some_and(|datum| datum.span.is_some()))
}

fn unknown<'a>(
    code: Code,
    what: &str,
    name: &str,
    span: Option<Span>,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    unknown_among(code, what, name, span, known, &Diagnostics::default())
}

/// Like [`unknown`], where there may be many such names and many mistakes in them.
fn unknown_among<'a>(
    code: Code,
    what: &str,
    name: &str,
    span: Option<Span>,
    known: impl Iterator<Item = &'a str> + Clone,
    found: &Diagnostics,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(code, format!("there is no {what} `{name}`"))
        .at(span, format!("unknown {what}"));
    match found.nearest(name, known.clone()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => {
            let mut names: Vec<&str> = known.collect();
            names.sort_unstable();
            names.dedup();
            diagnostic.help(format!("there is {}", listed(names)))
        }
    }
}

fn names_are_in_the_library(site: &Datum, library: &Library, found: &mut Diagnostics) {
    if let Some((name, span)) = text(site, "users.profile")
        && library.profile(name).is_none()
    {
        let names = library.profiles.iter().map(|profile| profile.name.as_str());
        found.push(unknown(Code::S0405, "profile", name, span, names));
    }
    let Some((name, span)) = text(site, "cloud.catalogue") else {
        return;
    };
    let Some(cloud) = library.cloud(name) else {
        let names = library.clouds.iter().map(|cloud| cloud.name.as_str());
        let mut diagnostic = unknown(Code::S0405, "cloud", name, span, names);
        diagnostic
            .helps
            .push("`syzc cloud import` makes a catalogue of any OpenStack cloud".to_owned());
        found.push(diagnostic);
        return;
    };
    if let Some((name, span)) = text(site, "cloud.flavor")
        && !cloud.value.flavor.iter().any(|(known, _)| known == name)
    {
        let names = cloud.value.flavor.iter().map(|(known, _)| known.as_str());
        found.push(unknown(Code::S0405, "flavor", name, span, names));
    }
    if let Some((name, span)) = text(site, "cloud.release")
        && !cloud.value.image.iter().any(|(known, _)| known == name)
    {
        let names = cloud.value.image.iter().map(|(known, _)| known.as_str());
        found.push(unknown(Code::S0405, "release", name, span, names));
    } else if let Some((name, span)) = text(site, "cloud.release")
        && library.release(name).is_none()
    {
        let names = library.releases.iter().map(|release| release.name.as_str());
        found.push(unknown(Code::S0405, "release", name, span, names).help(
            "hosts are written for these; that the cloud has an image of another is not enough",
        ));
    }
}
