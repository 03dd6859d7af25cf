//! Sizes with which no server could start, or that contradict each other.

use super::{entries, size};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Library;
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum};
use crate::text::Span;

const MIB: u64 = 1 << 20;

/// What the hub itself writes into a home before its owner does: Jupyter's settings and history.
const LEAST_QUOTA: u64 = 16 * MIB;

/// Above these, a unit was mistaken: each is some ten times what the largest hubs have.
const LARGEST: [(&str, u64); 3] = [
    ("limits.log", 16 << 30),
    ("cloud.boot_volume", 16 << 40),
    ("cloud.docker_volume", 16 << 40),
];
const LARGEST_IMAGE: u64 = 1 << 40;

/// Less than this is kept for no server: a unit was mistaken.
const LEAST_GUARANTEE: u64 = 16 * MIB;

pub fn values_can_work(site: &Datum, library: &Library, found: &mut Diagnostics) {
    shared_memory_is_memory(site, found);
    sizes_are_meant(site, found);
    processors_are_there(site, library, found);
    processors_agree(site, found);
    quotas_hold_something(site, found);
    groups_are_as_large_as_they_say(site, found);
}

fn shared_memory_is_memory(site: &Datum, found: &mut Diagnostics) {
    // Memory-backed too, and counted against the same limit as `/tmp`.
    if let (Some((shared, at)), Some((limit, limit_at))) = (
        size(site, "limits.shared_memory"),
        size(site, "limits.memory"),
    ) && shared > limit
    {
        found.push(
            Diagnostic::error(
                Code::S0301,
                "`limits.shared_memory` is larger than `limits.memory`",
            )
            .at(at, "`/dev/shm` is memory…")
            .at(limit_at, "…and a server may take only so much")
            .help("lower `limits.shared_memory`"),
        );
    }
}

fn sizes_are_meant(site: &Datum, found: &mut Diagnostics) {
    let mut places: Vec<(String, u64)> = LARGEST
        .iter()
        .map(|(place, most)| ((*place).to_owned(), *most))
        .collect();
    let images = entries(site, "image").iter();
    places.extend(images.map(|(name, _)| (format!("image.{name}.size"), LARGEST_IMAGE)));
    for (place, most) in places {
        if let Some((size, at)) = size(site, &place).filter(|(size, _)| *size > most) {
            found.push(
                Diagnostic::error(Code::S0205, format!("`{place}` is {}", show_size(size)))
                    .at(at, "more than anybody has")
                    .help(format!("write at most `\"{}\"`", show_size(most))),
            );
        }
    }
    let mut places = vec!["limits.memory_guarantee".to_owned()];
    let images = entries(site, "image").iter();
    places.extend(images.map(|(name, _)| format!("image.{name}.memory_guarantee")));
    for place in places {
        if let Some((size, at)) = size(site, &place).filter(|(size, _)| *size < LEAST_GUARANTEE) {
            found.push(
                Diagnostic::warning(
                    Code::S0205,
                    format!(
                        "`{place}` is {}, less than any server takes",
                        show_size(size)
                    ),
                )
                .at(at, "the machine is sized by it")
                .help("write what a server takes when its owner works, such as `\"512 MiB\"`"),
            );
        }
    }
}

/// A limit that no machine of the cloud reaches limits nothing.
fn processors_are_there(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let cloud = site.at("cloud.catalogue").and_then(Datum::text);
    let Some(cloud) = cloud.and_then(|name| library.cloud(name)) else {
        return;
    };
    let flavors = cloud.value.flavor.iter();
    let Some(most) = flavors.map(|(_, flavor)| flavor.vcpus.value).max() else {
        return;
    };
    let mut places = vec!["limits.cpu".to_owned()];
    for table in ["image", "group"] {
        let names = entries(site, table).iter();
        places.extend(names.map(|(name, _)| format!("{table}.{name}.cpu")));
    }
    for place in places {
        let Some((cpu, at)) = number(site, &place).filter(|(cpu, _)| *cpu > most as f64) else {
            continue;
        };
        found.push(
            Diagnostic::warning(
                Code::S0302,
                format!("`{place}` is {cpu}, and no flavor of the cloud has more than {most}"),
            )
            .at(at, "limits nothing")
            .help(format!("write `{most}` or less")),
        );
    }
}

fn processors_agree(site: &Datum, found: &mut Diagnostics) {
    let (Some((guarantee, at)), Some((limit, limit_at))) = (
        number(site, "limits.cpu_guarantee"),
        number(site, "limits.cpu"),
    ) else {
        return;
    };
    if guarantee > limit {
        found.push(
            Diagnostic::error(
                Code::S0301,
                "`limits.cpu_guarantee` is larger than `limits.cpu`",
            )
            .at(at, "each user is counted with more…")
            .at(limit_at, "…than a server may take")
            .help("lower the guarantee, or raise the limit"),
        );
    }
}

fn quotas_hold_something(site: &Datum, found: &mut Diagnostics) {
    let free = size(site, "homes.minimum_free");
    for (name, _) in entries(site, "homes.quotas") {
        let place = format!("homes.quotas.{name}");
        let (Some((quota, at)), Some((free, free_at))) = (entry(site, "homes.quotas", name), free)
        else {
            continue;
        };
        if free >= quota {
            found.push(
                Diagnostic::error(
                    Code::S0301,
                    format!("`{place}` is not larger than `homes.minimum_free`"),
                )
                .at(at, "an empty home of this size…")
                .at(free_at, "…has too little room already")
                .help(format!("write more than `\"{}\"`", show_size(free))),
            );
        }
    }
    let mut places = vec![("homes.quota".to_owned(), size(site, "homes.quota"))];
    for (name, _) in entries(site, "homes.quotas") {
        let quota = entry(site, "homes.quotas", name);
        places.push((format!("homes.quotas.{name}"), quota));
    }
    for (name, course) in entries(site, "course") {
        places.push((format!("course.{name}.quota"), size(course, "quota")));
    }
    for (place, quota) in places {
        if let Some((_, at)) = quota.filter(|(quota, at)| *quota < LEAST_QUOTA && at.is_some()) {
            found.push(
                Diagnostic::error(Code::S0205, format!("`{place}` is too small for any file"))
                    .at(at, "full from the start")
                    .help(format!("write at least `\"{}\"`", show_size(LEAST_QUOTA))),
            );
        }
    }
}

/// A group has at least those whom the site names.
fn groups_are_as_large_as_they_say(site: &Datum, found: &mut Diagnostics) {
    for (name, group) in entries(site, "group") {
        let named = group.get("member").map_or(&[][..], Datum::fields);
        let Some(Data::Integer(size)) = group.get("size").map(|size| &size.data) else {
            continue;
        };
        if usize::try_from(*size).is_ok_and(|size| size < named.len()) {
            found.push(
                Diagnostic::error(
                    Code::S0310,
                    format!(
                        "`group.{name}` has {size} people, and {} are named",
                        named.len()
                    ),
                )
                .at(group.get("size").and_then(|size| size.span), "fewer…")
                .at(
                    group.get("member").and_then(|member| member.span),
                    "…than these",
                )
                .help("write a larger `size`, or leave it out"),
            );
        }
    }
}

fn entry(site: &Datum, table: &str, name: &str) -> Option<(u64, Option<Span>)> {
    let datum = site.at(table)?.get(name)?;
    match datum.data {
        Data::Size(bytes) => Some((bytes, datum.span)),
        _ => None,
    }
}

fn number(site: &Datum, path: &str) -> Option<(f64, Option<Span>)> {
    let datum = site.at(path)?;
    match datum.data {
        Data::Number(number) => Some((number, datum.span)),
        _ => None,
    }
}
