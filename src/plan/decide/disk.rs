//! The data volume and the boot volume.

mod docker;
mod homes;

use super::constants::{LARGEST_VOLUME, SNAPSHOT_SHARE, STATE_SIZE, VOLUME_HEADROOM, VOLUME_STEP};
use super::levers::{self, Lever};
use super::short::What;
use super::{Desk, GIB, percent, round_up, share_of, sum, with_extra};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::datum::show_size;
use crate::syntax::keys::Given;
use crate::syntax::{Data, Sources};
use crate::text::Span;

/// What people keep: it does not depend on the machine.
pub fn data(desk: &mut Desk<'_>) {
    homes::decide(desk);
    data_volume(desk);
}

/// What the machine keeps.
pub fn docker(desk: &mut Desk<'_>) {
    docker::decide(desk);
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
    let volume = Volume {
        key: "homes.volume",
        title: "the data volume",
        written: &desk.site.homes.volume,
        size,
        needed: holds,
        holds: "homes and the hub's own state: if a measurement says that homes use less, write `fill` under `[homes]`",
        span: cause(desk),
    };
    hold(desk, &volume, |desk| {
        let mut levers = levers::the_data_volume(desk);
        levers.push(levers::total(desk));
        levers
    });
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

/// What makes the data volume large: what most of it is for, where somebody wrote that.
fn cause(desk: &Desk<'_>) -> Span {
    let site = desk.site;
    let courses = site.course.iter().map(|(_, course)| &course.quota);
    let course = courses.max_by_key(|quota| quota.value);
    let own = sum(site.homes.quotas.value.iter().map(|(_, quota)| *quota));
    let for_courses = course.filter(|_| desk.amount("courses_size") > desk.amount("homes_used"));
    let for_some = site
        .homes
        .quotas
        .span
        .filter(|_| own > desk.amount("homes_used") / 2);
    for_courses
        .and_then(|quota| quota.span)
        .or(for_some)
        .or(site.homes.quota.span)
        .or(site.users.total.span)
        .unwrap_or(desk.loaded.place)
}

/// A volume that is held against what there is.
struct Volume<'a> {
    key: &'static str,
    title: &'static str,
    written: &'a Given<Option<u64>>,
    /// What it will have.
    size: u64,
    /// What is counted to be on it.
    needed: u64,
    holds: &'static str,
    /// What makes it so large, where its size is not written.
    span: Span,
}

/// Holds that a volume is as large as what is on it, and no larger than volumes are.
fn hold(desk: &mut Desk<'_>, volume: &Volume<'_>, levers: impl FnOnce(&Desk<'_>) -> Vec<Lever>) {
    let most = LARGEST_VOLUME.value as u64;
    let written = volume.written;
    let (key, title) = (volume.key, volume.title);
    let least = show_size(round_up(volume.needed, GIB));
    let is_written_too_large = written.value.is_some_and(|size| size > most);
    let largest = format!("`{key}` at its largest");
    if volume.needed <= most && is_written_too_large {
        let size = Data::Size(volume.size);
        desk.lacks(What::Volume, size, Data::Size(most), largest);
        desk.found.push(
            Diagnostic::error(
                Code::S0316,
                format!("{title} would have {}", show_size(volume.size)),
            )
            .at(written.span, "no volume is so large")
            .help(format!(
                "write from `\"{least}\"` to `\"{}\"`, or leave it out",
                show_size(most)
            )),
        );
        return;
    }
    if volume.needed > most || volume.size > most {
        let size = volume.size.max(round_up(volume.needed, GIB));
        desk.lacks(What::Volume, Data::Size(size), Data::Size(most), largest);
        let mistake = Diagnostic::error(
            Code::S0316,
            format!(
                "{title} would have {}, and no volume is larger than {}",
                show_size(size),
                show_size(most)
            ),
        )
        .at(volume.span, "this makes it so large");
        desk.report(mistake, |desk| {
            let good = desk.better_off(What::Volume);
            levers::helps(desk, &levers(desk), &good)
        });
        return;
    }
    if let Some(size) = written.value.filter(|size| *size < volume.needed) {
        let needed = Data::Size(round_up(volume.needed, GIB));
        let of = format!("`{key}`");
        desk.lacks(What::Volume, needed, Data::Size(size), of);
        desk.found.push(
            Diagnostic::error(
                Code::S0316,
                format!(
                    "`{key}` is {}, and {least} are counted to be on it",
                    show_size(size)
                ),
            )
            .at(written.span, "too small")
            .help(format!(
                "write at least `\"{least}\"`, or leave it out; it holds {}",
                volume.holds
            )),
        );
    }
}

/// The size that the site writes, in whole GiB, or the one that was reckoned with its rule.
fn as_written_or(written: Option<u64>, size: u64, rule: String) -> (u64, String) {
    match written {
        Some(size) => (round_up(size, GIB), "as the site says".to_owned()),
        None => (size, rule),
    }
}
