//! What must hold between the keys of a site, and between sites. One function for each rule.
//!
//! Rules read the checked value, not the typed site, so that they also run beside mistakes in other keys. What
//! needs a decision (does the limit fit the flavor?) is checked in `plan`.

use std::collections::BTreeMap;

use super::load::Loaded;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed, nearest};
use crate::library::{Library, RELEASES, ROLES, Unit};
use crate::syntax::{Data, Datum};
use crate::text::Span;

/// Holds every rule of one site.
pub fn hold(site: &Datum, library: &Library, place: Span, found: &mut Diagnostics) {
    guarantee_within_limit(site, found);
    quota_leaves_room(site, found);
    one_default_image(site, place, found);
    images_are_known(site, library, found);
    images_do_not_circle(site, found);
    ssh_is_not_open(site, place, found);
    names_are_in_the_library(site, library, found);
    state_is_complete(site, found);
    for (role, _) in ROLES {
        one_unit_fills(role, site, library, place, found);
    }
}

/// Holds what must differ between sites of one run.
pub fn hold_between(sites: &[&Loaded], found: &mut Diagnostics) {
    for (path, what) in [
        ("institution.domain", "domain"),
        ("homes.existing_volume", "volume"),
        ("cloud.existing_address", "address"),
    ] {
        let mut seen: BTreeMap<String, (&Loaded, &Datum)> = BTreeMap::new();
        for site in sites {
            let Some(datum) = site.datum.at(path) else {
                continue;
            };
            let Some(text) = datum.text() else { continue };
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

fn size(site: &Datum, path: &str) -> Option<(u64, Option<Span>)> {
    let datum = site.at(path)?;
    match datum.data {
        Data::Size(bytes) => Some((bytes, datum.span)),
        _ => None,
    }
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

fn one_default_image(site: &Datum, place: Span, found: &mut Diagnostics) {
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

fn images_are_known(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let own = entries(site, "image");
    let known = || {
        let library = library.images.iter().map(|image| image.name.as_str());
        let own = own.iter().map(|(name, _)| name.as_str());
        library.chain(own)
    };
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
                if !known().any(|known| known == wanted && known != name)
                    && library.image(wanted).is_none()
                    && wanted != name
                {
                    found.push(unknown(Code::S0304, "image", wanted, base.span, known()));
                }
            }
            (None, None) if library.image(name).is_none() && !is_own(image) => {
                let names = library.images.iter().map(|image| image.name.as_str());
                let mut diagnostic = unknown(Code::S0405, "image", name, image.span, names);
                diagnostic.helps.push(format!(
                    "an image of your own needs a base: `[image.{name}] base = \"scipy\"`"
                ));
                found.push(diagnostic);
            }
            _ => {}
        }
    }
}

/// Whether an image was given a base at all, even one that is wrong and was reported.
fn is_own(image: &Datum) -> bool {
    ["base", "from"]
        .iter()
        .any(|key| image.get(key).is_some_and(|datum| datum.span.is_some()))
}

fn images_do_not_circle(site: &Datum, found: &mut Diagnostics) {
    let own = entries(site, "image");
    let base_of = |name: &str| {
        let (_, image) = own.iter().find(|(own, _)| own == name)?;
        let base = image.get("base")?;
        Some((base.text()?.to_owned(), base.span))
    };
    for (name, _) in own {
        let mut way = vec![name.clone()];
        while let Some((base, at)) = base_of(way.last().map_or("", String::as_str)) {
            if base == *name {
                way.push(base);
                // Each circle is reported once, at its first member by name.
                if way.iter().min() == Some(name) {
                    found.push(
                        Diagnostic::error(
                            Code::S0305,
                            format!("image `{name}` builds on itself: {}", way.join(" -> ")),
                        )
                        .at(at, "this closes the circle")
                        .help("let one of them build on an image of the library"),
                    );
                }
                break;
            }
            if way.contains(&base) {
                break;
            }
            way.push(base);
        }
    }
}

fn ssh_is_not_open(site: &Datum, place: Span, found: &mut Diagnostics) {
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
        let open = range.text().is_some_and(|text| text.ends_with("/0"));
        if open && !stated {
            found.push(
                Diagnostic::error(Code::S0306, format!("`access.ssh_from.{name}` opens SSH to the whole world"))
                    .at(range.span, "every address is in this range")
                    .at(access.and_then(|access| access.span).filter(|_| range.span.is_none()), "")
                    .help("name the networks that operators come from; if the world is meant, write `ssh_from_anywhere = true` under `[access]`"),
            );
        }
    }
}

fn unknown<'a>(
    code: Code,
    what: &str,
    name: &str,
    span: Option<Span>,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(code, format!("there is no {what} `{name}`"))
        .at(span, format!("unknown {what}"));
    match nearest(name, known.clone()) {
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
    let text = |path: &str| {
        let datum = site.at(path)?;
        Some((datum.text()?, datum.span))
    };
    if let Some((name, span)) = text("users.profile")
        && library.profile(name).is_none()
    {
        let names = library.profiles.iter().map(|profile| profile.name.as_str());
        found.push(unknown(Code::S0405, "profile", name, span, names));
    }
    let Some((name, span)) = text("cloud.catalogue") else {
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
    if let Some((name, span)) = text("cloud.flavor")
        && !cloud.value.flavor.iter().any(|(known, _)| known == name)
    {
        let names = cloud.value.flavor.iter().map(|(known, _)| known.as_str());
        found.push(unknown(Code::S0405, "flavor", name, span, names));
    }
    if let Some((name, span)) = text("cloud.release")
        && !cloud.value.image.iter().any(|(known, _)| known == name)
    {
        let names = cloud.value.image.iter().map(|(known, _)| known.as_str());
        found.push(unknown(Code::S0405, "release", name, span, names));
    } else if let Some((name, span)) = text("cloud.release")
        && !RELEASES.iter().any(|(known, _, _)| *known == name)
    {
        let names = listed(RELEASES.iter().map(|(known, _, _)| *known));
        found.push(
            Diagnostic::error(
                Code::S0207,
                format!("hosts on `{name}` are planned but not there yet"),
            )
            .at(span, "comes later")
            .help(format!("until then write {names}")),
        );
    }
}

fn state_is_complete(site: &Datum, found: &mut Diagnostics) {
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

/// The unit that fills a role: the one whose table is written, else the default.
pub fn unit_for<'a>(role: &str, site: &Datum, library: &'a Library) -> Option<&'a Unit> {
    let written = |unit: &&Unit| {
        site.at(&format!("{role}.{}", unit.name))
            .is_some_and(|table| !table.is_absent())
    };
    library
        .units
        .iter()
        .filter(|unit| unit.role == role)
        .find(written)
        .or_else(|| {
            library
                .units
                .iter()
                .find(|unit| unit.role == role && unit.default)
        })
}

fn one_unit_fills(
    role: &str,
    site: &Datum,
    library: &Library,
    place: Span,
    found: &mut Diagnostics,
) {
    let units: Vec<&Unit> = library
        .units
        .iter()
        .filter(|unit| unit.role == role)
        .collect();
    let mut written: Vec<(&Unit, &Datum)> = units
        .iter()
        .filter_map(|unit| {
            let table = site.at(&format!("{role}.{}", unit.name))?;
            (!table.is_absent()).then_some((*unit, table))
        })
        .collect();
    let names = || listed(units.iter().map(|unit| unit.name.as_str()));
    // What layers give comes first, so that what the site itself adds is the second.
    written.sort_by_key(|(_, table)| table.span.is_some_and(|span| span.file == place.file));
    match written.as_slice() {
        [] if units.is_empty() || units.iter().any(|unit| unit.default) => {}
        [] => found.push(
            Diagnostic::error(Code::S0309, format!("nothing fills the role `{role}`"))
                .at(place, "in this site")
                .help(format!("add a table `[{role}.…]` for one of {}", names())),
        ),
        [(unit, table)] => refusals(unit, table, role, found),
        [(first, first_table), others @ ..] => {
            for (unit, table) in others {
                found.push(
                    Diagnostic::error(
                        Code::S0309,
                        format!(
                            "both `{}` and `{}` would fill the role `{role}`",
                            first.name, unit.name
                        ),
                    )
                    .at(table.span, "a second one")
                    .at(first_table.span, "the first one")
                    .help(
                        if first_table.span.map(|span| span.file)
                            == table.span.map(|span| span.file)
                        {
                            "remove one of them".to_owned()
                        } else {
                            format!(
                                "to have `{}` in its place, write `{} = false` under `[{role}]`",
                                unit.name, first.name
                            )
                        },
                    ),
                );
            }
        }
    }
}

/// Holds what a unit refuses in its own table.
fn refusals(unit: &Unit, table: &Datum, role: &str, found: &mut Diagnostics) {
    for refusal in &unit.refusals {
        let present = |key: &String| table.at(key).is_some_and(Datum::is_present);
        let equal = refusal
            .equal
            .iter()
            .all(|(key, value)| table.at(key).is_some_and(|datum| datum.data == value.data));
        let several = refusal.several.as_ref().is_none_or(|key| {
            table
                .at(key)
                .is_some_and(|datum| datum.items().len() > 1 || datum.fields().len() > 1)
        });
        let outside = refusal.outside.is_empty() || lies_outside(table, &refusal.outside);
        let holds = equal
            && several
            && outside
            && refusal.present.iter().all(present)
            && !refusal.absent.iter().any(present);
        if holds {
            let span = table
                .at(&refusal.at)
                .and_then(|datum| datum.span)
                .or(table.span);
            let code = Code::find(&refusal.code).unwrap_or(Code::S0310);
            found.push(
                Diagnostic::error(code, format!("`{role}.{}`: {}", unit.name, refusal.message))
                    .at(span, "here")
                    .help(refusal.help.clone()),
            );
        }
    }
}

/// Whether the address of the first key lies outside the range of the second.
fn lies_outside(table: &Datum, keys: &[String]) -> bool {
    let text = |index: usize| table.at(keys.get(index)?)?.text();
    let address = text(0).and_then(|text| text.parse::<std::net::IpAddr>().ok());
    let range = text(1).and_then(|text| text.parse::<ipnet::IpNet>().ok());
    match (address, range) {
        (Some(address), Some(range)) => !range.contains(&address),
        _ => false,
    }
}
