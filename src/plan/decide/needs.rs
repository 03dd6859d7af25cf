//! What single images and groups of people need beside what every server gets: memory, processors, a first page.
//!
//! A server gets what its image says, else what the site says; the groups of its owner can only add to that.

mod groups;
mod images;
mod memory;

use super::constants::SYSTEM_MEMORY;
use super::{Desk, MIB, figure, integer, machine, percent, share_of, sum};
use crate::site::keys::Group;
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum, Sources};

/// Decides what each image and each group gets, and the memory that this takes on top.
pub fn decide(desk: &mut Desk<'_>) {
    let more = Vec::from_iter(images::decide(desk).into_iter().chain(groups::decide(desk)));
    if more.is_empty() {
        return;
    }
    let total = sum(more.iter().map(More::bytes));
    // Of the two, only the first grows with those who are present; a group has as many people as it has.
    let (shares, groups): (Vec<More>, Vec<More>) =
        more.iter().cloned().partition(|part| part.share.is_some());
    let each = sum(shares.iter().map(More::of_everybody));
    let fixed = sum(groups.iter().map(More::bytes));
    let rules: Vec<String> = more.iter().map(|part| part.rule.clone()).collect();
    let mut from: Vec<Sources> = more.into_iter().map(|part| part.sources).collect();
    from.push(desk.made("users_present"));
    from.push(desk.made("memory_guarantee"));
    desk.put(
        "memory_more",
        "memory that some need more",
        Data::Size(total),
        rules.join("; "),
        from,
    );
    for (name, title, size) in [
        ("memory_more_each", "of it, for each who is present", each),
        ("memory_more_groups", "of it, for groups", fixed),
    ] {
        desk.wire(name, title, Data::Size(size), [desk.made("memory_more")]);
    }
}

/// Some of those who are present, and what each of them needs more than others.
#[derive(Debug, Clone)]
struct More {
    people: u64,
    each: u64,
    /// The share of those present that they are, where they are not a group of people.
    share: Option<f64>,
    rule: String,
    sources: Sources,
}

impl More {
    fn bytes(&self) -> u64 {
        self.people.saturating_mul(self.each)
    }

    /// What it is for each who is present, on average.
    fn of_everybody(&self) -> u64 {
        share_of(self.each, self.share.unwrap_or(0.0))
    }
}

/// How many of a group are present at once. One that needs more than others is taken for a class that meets.
fn present_of(desk: &Desk<'_>, group: &Group) -> (u64, Sources, String) {
    let named = group.member.len();
    let size = group.size.value.and_then(|size| usize::try_from(size).ok());
    let people = u64::try_from(size.unwrap_or(0).max(named)).unwrap_or(u64::MAX);
    let (share, mut sources, whose) = figure(
        &group.present,
        &desk.profile.class_present,
        desk.profile_source(),
    );
    sources.extend(group.size.sources.iter().cloned());
    sources.extend(group.member.sources.iter().cloned());
    (
        share_of(people, share),
        sources,
        format!("{} of {people}, {whose}", percent(share)),
    )
}

/// How many servers the hub lets run. Where some need more memory, fewer fit than the machine is laid out for.
pub fn admitted(desk: &mut Desk<'_>) {
    let servers = desk.amount("servers");
    let title = "servers that the hub lets run at once";
    if desk.decisions.get("memory_more").is_none() {
        desk.wire(
            "servers_admitted",
            title,
            integer(servers),
            [desk.made("servers")],
        );
        return;
    }
    let groups = desk.amount("memory_more_groups");
    let each = machine::each(desk).saturating_add(desk.amount("memory_more_each"));
    let room = desk
        .amount("flavor_ram")
        .saturating_sub(SYSTEM_MEMORY.value as u64)
        .saturating_sub(groups);
    let most = (room / each).clamp(1, servers.max(1));
    desk.put(
        "servers_admitted",
        title,
        integer(most),
        format!(
            "{} beside the memory of the system and of groups, {} for each on average",
            show_size(room / MIB * MIB),
            show_size(each.div_ceil(MIB) * MIB)
        ),
        [
            desk.made("servers"),
            desk.made("memory_more"),
            desk.made("flavor_ram"),
        ],
    );
}

fn number(value: f64) -> Datum {
    Datum::new(Data::Number(value))
}

fn mebibytes(bytes: u64) -> Datum {
    Datum::new(integer(bytes.div_ceil(MIB)))
}

fn value_of(desk: &Desk<'_>, name: &str) -> Datum {
    desk.decisions
        .get(name)
        .map_or_else(Datum::absent, |decision| decision.value.clone())
}
