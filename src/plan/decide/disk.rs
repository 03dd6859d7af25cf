//! The data volume and the boot volume.

use super::constants::{
    BOOT_STEP, BUILD_DISK, IMAGE_GENERATIONS, LARGEST_VOLUME, SNAPSHOT_SHARE, STATE_SIZE,
    SYSTEM_DISK, VOLUME_HEADROOM, VOLUME_STEP,
};
use super::{Desk, GIB, figure, integer, percent, round_up, share_of, with_extra};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::datum::show_size;
use crate::syntax::keys::Given;
use crate::syntax::{Data, Datum, Sources};

pub fn decide(desk: &mut Desk<'_>) {
    homes(desk);
    quotas(desk);
    data_volume(desk);
    let docker = docker_needs(desk);
    boot_volume(desk, &docker);
    docker_volume(desk, &docker);
}

/// A stated share of all quotas together: few users fill their home, and a volume for all quotas would stand empty.
fn homes(desk: &mut Desk<'_>) {
    let keys = &desk.site.homes;
    let profile = desk.profile;
    let (quota, from, whose) = figure(&keys.quota, &profile.home_quota, desk.profile_source());
    desk.put(
        "home_quota",
        "what a home can hold",
        Data::Size(quota),
        whose,
        [from],
    );
    let (fill, fill_from, whose) = figure(&keys.fill, &profile.home_fill, desk.profile_source());
    let total = u64::try_from(desk.site.users.total.value).unwrap_or(0);
    let promised = total.saturating_mul(quota);
    let extra: u64 = keys
        .quotas
        .value
        .iter()
        .map(|(_, own)| own.saturating_sub(quota))
        .sum();
    let used = share_of(promised, fill).saturating_add(extra);
    let mut rule = format!(
        "{total} homes of {}, {} of it used ({whose})",
        show_size(quota),
        percent(fill)
    );
    if extra > 0 {
        rule.push_str(&format!(", {} for larger quotas", show_size(extra)));
    }
    desk.put(
        "homes_used",
        "space that homes use",
        Data::Size(round_up(used, 1 << 20)),
        rule,
        [
            desk.site.users.total.sources.clone(),
            desk.made("home_quota"),
            fill_from,
            keys.quotas.sources.clone(),
        ],
    );
}

/// The quotas of single users, with the directory that DockerSpawner gives each.
fn quotas(desk: &mut Desk<'_>) {
    let quotas = &desk.site.homes.quotas;
    let records = quotas
        .value
        .iter()
        .map(|(person, bytes)| {
            let field = |name: &str, data: Data| (name.to_owned(), Datum::new(data));
            Datum::new(Data::Record(vec![
                field("person", Data::Text(person.clone())),
                field("directory", Data::Text(home_directory(person))),
                field("bytes", integer(*bytes)),
                field("shown", Data::Text(show_size(*bytes))),
            ]))
        })
        .collect();
    desk.wire(
        "home_quotas",
        "quotas of single users",
        Data::List(records),
        [quotas.sources.clone()],
    );
}

/// A user's name as DockerSpawner writes it into paths (escapism with `-` as its escape character): letters and
/// digits stay, every other byte becomes a dash and two hexadecimal digits.
fn home_directory(person: &str) -> String {
    person
        .bytes()
        .map(|byte| {
            if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
                char::from(byte).to_string()
            } else {
                format!("-{byte:02x}")
            }
        })
        .collect()
}

fn data_volume(desk: &mut Desk<'_>) {
    let keys = &desk.site.homes;
    let homes = desk.amount("homes_used");
    let courses = desk.amount("courses_size");
    let kept = homes.saturating_add(courses);
    let snapshots = if keys.snapshots.value > 0 {
        share_of(kept, SNAPSHOT_SHARE.value)
    } else {
        0
    };
    let sum = kept
        .saturating_add(snapshots)
        .saturating_add(STATE_SIZE.value as u64);
    let needed = round_up(
        with_extra(sum, VOLUME_HEADROOM.value),
        VOLUME_STEP.value as u64,
    );
    let rule = format!(
        "homes{}, {} for snapshots, {} for the hub's state, {} free, in steps of {}",
        if courses > 0 { " and courses" } else { "" },
        percent(SNAPSHOT_SHARE.value),
        show_size(STATE_SIZE.value as u64),
        percent(VOLUME_HEADROOM.value),
        show_size(VOLUME_STEP.value as u64)
    );
    let (size, rule) = as_written_or(keys.volume.value, needed, rule);
    let holds = kept.saturating_add(STATE_SIZE.value as u64);
    let of_homes = "homes and the hub's own state: if a measurement says that homes use less, write `fill` under `[homes]`";
    large_enough(
        desk,
        "homes.volume",
        &desk.site.homes.volume,
        holds,
        of_homes,
    );
    if size > LARGEST_VOLUME.value as u64 {
        let span = keys.volume.span.or(keys.quota.span);
        let span = span.or(desk.site.users.total.span);
        desk.found.push(
            Diagnostic::error(
                Code::S0316,
                format!("the data volume would have {}", show_size(size)),
            )
            .at(span, "this makes it so large")
            .help(format!(
                "no volume is larger than {}: write a smaller `quota` under `[homes]`, or a measured `fill`",
                show_size(LARGEST_VOLUME.value as u64)
            )),
        );
    }
    if let Some(before) = desk.existing.data_volume.filter(|before| *before > size) {
        let span = keys.volume.span.or(desk.site.users.total.span);
        desk.found.push(
            Diagnostic::error(
                Code::S0403,
                format!(
                    "the data volume would shrink from {} to {}",
                    show_size(before),
                    show_size(size)
                ),
            )
            .at(span, "this makes it smaller than it is")
            .help(format!(
                "a volume cannot shrink: write `volume = \"{}\"` under `[homes]` to keep its size",
                show_size(before)
            )),
        );
    }
    let mut from: Vec<Sources> = vec![
        keys.volume.sources.clone(),
        keys.snapshots.sources.clone(),
        desk.made("homes_used"),
    ];
    if courses > 0 {
        from.push(desk.made("courses_size"));
    }
    desk.put("data_volume", "data volume", Data::Size(size), rule, from);
}

/// What Docker needs on a disk, and what that is made of. Images twice, because a server keeps the image it was started
/// with until it is stopped.
fn docker_needs(desk: &Desk<'_>) -> (u64, String) {
    let images = desk.amount("images_size");
    let logs = desk
        .amount("servers")
        .saturating_mul(desk.site.limits.log.value);
    let size = images
        .saturating_mul(IMAGE_GENERATIONS.value as u64)
        .saturating_add(BUILD_DISK.value as u64)
        .saturating_add(logs);
    let rule = format!(
        "{} of images twice, {} to build, {} of logs",
        show_size(images),
        show_size(BUILD_DISK.value as u64),
        show_size(logs)
    );
    (size, rule)
}

fn boot_volume(desk: &mut Desk<'_>, docker: &(u64, String)) {
    let cloud = &desk.site.cloud;
    let step = BOOT_STEP.value as u64;
    let mut sum = SYSTEM_DISK.value as u64;
    let mut rule = format!("{} for the system", show_size(sum));
    if cloud.docker_disk.as_str() == "boot" {
        let (size, parts) = docker;
        sum = sum.saturating_add(*size);
        rule.push_str(&format!(", {parts}"));
    }
    rule.push_str(&format!(", in steps of {}", show_size(step)));
    let (size, rule) = as_written_or(cloud.boot_volume.value, round_up(sum, step), rule);
    let holds = if cloud.docker_disk.as_str() == "boot" {
        "the system and Docker's images; `docker_disk = \"volume\"` gives those a volume of their own"
    } else {
        "the system"
    };
    large_enough(
        desk,
        "cloud.boot_volume",
        &desk.site.cloud.boot_volume,
        sum,
        holds,
    );
    let from = docker_sources(desk, &cloud.boot_volume.sources);
    desk.put("boot_volume", "boot volume", Data::Size(size), rule, from);
}

/// Which disk Docker is on, and the size of its own volume.
fn docker_volume(desk: &mut Desk<'_>, docker: &(u64, String)) {
    let cloud = &desk.site.cloud;
    let kind = cloud.docker_disk.as_str();
    for (name, title, holds) in [
        (
            "docker_on_volume",
            "whether it is on a volume of its own",
            kind == "volume",
        ),
        (
            "docker_on_boot",
            "whether Docker is on the boot volume",
            kind == "boot",
        ),
        (
            "docker_on_ephemeral",
            "whether it is on the flavor's own disk",
            kind == "ephemeral",
        ),
        (
            "docker_apart",
            "whether it has a disk of its own",
            kind != "boot",
        ),
    ] {
        let from = [cloud.docker_disk.sources.clone()];
        desk.wire(name, title, Data::Boolean(holds), from);
    }
    let title = "volume of Docker";
    let from = docker_sources(desk, &cloud.docker_volume.sources);
    if kind == "volume" {
        let (size, parts) = docker;
        let step = BOOT_STEP.value as u64;
        let rule = format!("{parts}, in steps of {}", show_size(step));
        let needed = *size;
        let (size, rule) = as_written_or(cloud.docker_volume.value, round_up(needed, step), rule);
        large_enough(
            desk,
            "cloud.docker_volume",
            &desk.site.cloud.docker_volume,
            needed,
            "images and logs",
        );
        desk.put("docker_volume", title, Data::Size(size), rule, from);
    } else {
        desk.wire("docker_volume", title, Data::Absent, from);
    }
    if kind == "ephemeral" {
        ephemeral_is_enough(desk, docker.0);
    }
}

/// Holds a volume that the site writes against what it is counted to hold.
fn large_enough(
    desk: &mut Desk<'_>,
    key: &str,
    written: &Given<Option<u64>>,
    needed: u64,
    holds: &str,
) {
    let Some(size) = written.value.filter(|size| *size < needed) else {
        return;
    };
    desk.found.push(
        Diagnostic::error(
            Code::S0316,
            format!(
                "`{key}` is {}, and {} are counted to be on it",
                show_size(size),
                show_size(round_up(needed, GIB))
            ),
        )
        .at(written.span, "too small")
        .help(format!(
            "write at least `\"{}\"`, or leave it out; it holds {holds}",
            show_size(round_up(needed, GIB))
        )),
    );
}

/// The size that the site writes, in whole GiB, or the one that was reckoned with its rule.
fn as_written_or(written: Option<u64>, size: u64, rule: String) -> (u64, String) {
    match written {
        Some(size) => (round_up(size, GIB), "as the site says".to_owned()),
        None => (size, rule),
    }
}

fn docker_sources(desk: &Desk<'_>, own: &Sources) -> [Sources; 5] {
    [
        own.clone(),
        desk.site.cloud.docker_disk.sources.clone(),
        desk.made("images_size"),
        desk.made("servers"),
        desk.site.limits.log.sources.clone(),
    ]
}

fn ephemeral_is_enough(desk: &mut Desk<'_>, needed: u64) {
    let flavor = desk
        .decisions
        .get("flavor")
        .and_then(|flavor| flavor.value.text());
    let name = flavor.unwrap_or_default().to_owned();
    let flavors = &desk.cloud.flavor;
    let found = flavors.iter().find(|(known, _)| *known == name);
    let there = found.and_then(|(_, flavor)| flavor.ephemeral.value);
    if there.unwrap_or(0) < needed {
        let has = there.map_or("no ephemeral disk".to_owned(), |size| {
            format!("an ephemeral disk of {}", show_size(size))
        });
        desk.found.push(
            Diagnostic::error(
                Code::S0302,
                format!(
                    "flavor `{name}` has {has}, but Docker needs {}",
                    show_size(round_up(needed, GIB))
                ),
            )
            .at(desk.site.cloud.docker_disk.span, "on that disk")
            .help("write `docker_disk = \"volume\"` for a volume of its own, or a `flavor` with a larger ephemeral disk"),
        );
    }
}
