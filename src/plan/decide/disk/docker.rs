//! The disks of the operating system and of Docker.

use super::super::constants::{BOOT_STEP, BUILD_DISK, IMAGE_GENERATIONS, SYSTEM_DISK};
use super::super::machine::by_name;
use super::super::short::What;
use super::super::{Desk, GIB, levers, round_up};
use super::{Volume, as_written_or, hold};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Sources};
use crate::text::Span;

/// Decides the boot volume, and which disk Docker is on.
pub fn decide(desk: &mut Desk<'_>) {
    let docker = docker_needs(desk);
    boot_volume(desk, &docker);
    docker_volume(desk, &docker);
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
    let volume = Volume {
        key: "cloud.boot_volume",
        title: "the boot volume",
        written: &cloud.boot_volume,
        size,
        needed: sum,
        holds,
        span: cause(desk),
    };
    hold(desk, &volume, levers::images);
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
        let volume = Volume {
            key: "cloud.docker_volume",
            title: "the volume of images",
            written: &cloud.docker_volume,
            size,
            needed,
            holds: "images and logs",
            span: cause(desk),
        };
        hold(desk, &volume, levers::images);
        desk.put("docker_volume", title, Data::Size(size), rule, from);
    } else {
        desk.wire("docker_volume", title, Data::Absent, from);
    }
    if kind == "ephemeral" {
        ephemeral_is_enough(desk, docker.0);
    }
}

/// What makes a disk of images large, where somebody wrote it: the largest image, or what servers print.
fn cause(desk: &Desk<'_>) -> Span {
    let images = desk.site.image.iter();
    let sizes = images.filter_map(|(_, image)| Some((image.size.value?, image.size.span?)));
    let image = sizes.max_by_key(|(size, _)| *size).map(|(_, span)| span);
    let log = desk.site.limits.log.span;
    log.or(image).unwrap_or(desk.loaded.place)
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
        let needed = round_up(needed, GIB);
        let mistake = Diagnostic::error(
            Code::S0302,
            format!(
                "flavor `{name}` has {has}, but Docker needs {}",
                show_size(needed)
            ),
        )
        .at(desk.site.cloud.docker_disk.span, "on that disk");
        desk.lacks(
            What::Disk,
            Data::Size(needed),
            Data::Size(there.unwrap_or(0)),
            format!("`{name}`"),
        );
        desk.report(mistake, |desk| {
            let good = desk.better_off(What::Disk);
            let mut ways: Vec<String> = by_name(desk, &good).into_iter().collect();
            let mut case = desk.case();
            "volume".clone_into(&mut case.site.cloud.docker_disk.value);
            if good(&desk.tried(&case)) {
                ways.push(
                    "write `docker_disk = \"volume\"` under `[cloud]` for a volume of its own"
                        .to_owned(),
                );
            }
            ways.extend(levers::helps(desk, &levers::images(desk), &good));
            ways
        });
    }
}
