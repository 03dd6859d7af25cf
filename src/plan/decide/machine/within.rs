//! Limits of one server held against each other, and against the machine that all servers share.

use super::super::constants::IDLE_SERVER;
use super::super::short::What;
use super::super::trial::Outcome;
use super::super::{Desk, MIB, levers};
use super::flavor::by_name;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum};
use crate::text::Span;

/// Holds that a server may take what is kept for it.
pub fn guarantee(desk: &mut Desk<'_>, guarantee: u64, limit: u64) {
    if guarantee <= limit {
        return;
    }
    let (limit, guarantee) = (show_size(limit), show_size(guarantee));
    desk.found.push(
        Diagnostic::error(
            Code::S0301,
            format!("`limits.memory` is {limit}, but {guarantee} are kept for each user"),
        )
        .at(desk.site.limits.memory.span, "a smaller limit")
        .help(format!(
            "write `memory = \"{guarantee}\"` under `[limits]`, or `memory_guarantee = \"{limit}\"`"
        )),
    );
}

/// Holds that a server can run at all, and that what is memory besides fits into its own.
pub fn parts(desk: &mut Desk<'_>) {
    let limits = &desk.site.limits;
    let limit = desk.amount("memory_limit");
    // Where both are written, the rules between keys have said it.
    for (key, given, is) in [
        ("temporary", &limits.temporary, "`/tmp` is memory"),
        (
            "shared_memory",
            &limits.shared_memory,
            "`/dev/shm` is memory",
        ),
    ] {
        if given.value > limit {
            let limit = show_size(limit);
            desk.found.push(
                Diagnostic::error(
                    Code::S0301,
                    format!(
                        "`limits.{key}` is {}, but a server may take {limit} of memory",
                        show_size(given.value)
                    ),
                )
                .at(given.span.unwrap_or(desk.loaded.place), is)
                .help(format!(
                    "write `{key} = \"{limit}\"` under `[limits]`, or less"
                )),
            );
        }
    }
    let span = limits.memory.span;
    let least = [
        limits.temporary.value,
        limits.shared_memory.value,
        desk.amount("memory_guarantee"),
    ];
    let least = least.into_iter().max().unwrap_or(0);
    can_run(desk, limit, least, "one server", "`[limits]`", span);
}

/// Holds that a notebook can run within a limit, beside which other keys ask for some memory too.
pub fn can_run(
    desk: &mut Desk<'_>,
    limit: u64,
    beside: u64,
    whose: &str,
    table: &str,
    span: Option<Span>,
) {
    let least = IDLE_SERVER.value as u64;
    if limit >= least {
        return;
    }
    desk.found.push(
        Diagnostic::error(
            Code::S0414,
            format!(
                "{whose} may take {}, but one idle notebook takes {}",
                show_size(limit),
                show_size(least)
            ),
        )
        .at(
            span.unwrap_or(desk.loaded.place),
            "nothing can run with so little",
        )
        .help(format!(
            "write `memory = \"{}\"` under {table} or more; most hubs give from 1 to 4 GiB",
            show_size(beside.max(levers::LEAST_MEMORY))
        )),
    );
}

/// Holds that no server may take more than the machine has for all of them.
pub fn hold(desk: &mut Desk<'_>) {
    let most = most(desk);
    let usual = desk.amount("memory_limit");
    if usual > most {
        let span = desk.site.limits.memory.span;
        let span = span.or(desk.site.limits.memory_guarantee.span);
        let ways = levers::the_limits(desk, most);
        memory(desk, "one server".to_owned(), usual, most, span, ways);
    }
    for (index, (name, image)) in desk.site.image.iter().enumerate() {
        let size = decided(desk, "choices", name, "memory");
        if let Some(size) = size.filter(|size| *size > most && *size > usual) {
            let whose = format!("a server of image `{name}`");
            let kept = decided(desk, "choices", name, "memory_guarantee");
            let kept = kept.unwrap_or(0);
            let ways = levers::an_image(name, size, kept, most, index);
            memory(desk, whose, size, most, image.memory.span, ways);
        }
    }
    for (index, (name, group)) in desk.site.group.iter().enumerate() {
        let size = decided(desk, "groups", name, "memory");
        if let Some(size) = size.filter(|size| *size > most && *size > usual) {
            let whose = format!("a server of group `{name}`");
            let kept = decided(desk, "groups", name, "memory_guarantee");
            let kept = kept.unwrap_or(0);
            let ways = levers::a_group(name, size, kept, most, index);
            memory(desk, whose, size, most, group.memory.span, ways);
        }
    }
    processors(desk);
}

fn memory(
    desk: &mut Desk<'_>,
    whose: String,
    size: u64,
    most: u64,
    span: Option<Span>,
    levers: Vec<levers::Lever>,
) {
    let flavor = desk.decisions.get("flavor");
    let flavor = flavor.and_then(|flavor| flavor.value.text());
    let flavor = format!("`{}`", flavor.unwrap_or_default());
    let mistake = Diagnostic::error(
        Code::S0302,
        format!(
            "{whose} may take {}, but flavor {flavor} has {} for all of them",
            show_size(size),
            show_size(most / MIB * MIB)
        ),
    )
    .at(span.unwrap_or(desk.loaded.place), "larger than the machine");
    desk.lacks(
        What::Limit,
        Data::Size(size),
        Data::Size(most / MIB * MIB),
        flavor,
    );
    desk.report(mistake, |desk| {
        let good = desk.better_off(What::Limit);
        let mut ways = levers::helps(desk, &levers, &good);
        ways.extend(by_name(desk, good));
        ways
    });
}

/// What the machine has for all servers together, beside the system and the hub's part for those that run.
fn most(desk: &Desk<'_>) -> u64 {
    let running = desk.amount("users_present").min(desk.amount("servers"));
    let system = super::memory_of_system(running);
    desk.amount("flavor_ram").saturating_sub(system)
}

/// A size of memory that was decided for an image or a group.
fn decided(desk: &Desk<'_>, list: &str, name: &str, field: &str) -> Option<u64> {
    let decision = desk.decisions.get(list)?;
    let mut items = decision.value.items().iter();
    let is_it = |item: &&Datum| item.get("name").and_then(Datum::text) == Some(name);
    match items.find(is_it)?.get(field)?.data {
        Data::Integer(mebibytes) => Some(u64::try_from(mebibytes).ok()?.saturating_mul(MIB)),
        _ => None,
    }
}

/// Says where one server may take more processors than the machine has: it can, so nothing limits it.
fn processors(desk: &mut Desk<'_>) {
    let most = desk.amount("flavor_vcpus");
    let site = desk.site;
    let limits = (
        "one server".to_owned(),
        "`[limits]`".to_owned(),
        &site.limits.cpu,
    );
    let images = site.image.iter().map(|(name, image)| {
        let whose = format!("a server of image `{name}`");
        (whose, format!("`[image.{name}]`"), &image.cpu)
    });
    let groups = site.group.iter().map(|(name, group)| {
        let whose = format!("a server of group `{name}`");
        (whose, format!("`[group.{name}]`"), &group.cpu)
    });
    for (whose, table, given) in std::iter::once(limits).chain(images).chain(groups) {
        let Some(cpu) = given.value.filter(|cpu| *cpu > most as f64) else {
            continue;
        };
        let warning = Diagnostic::warning(
            Code::S0302,
            format!("{whose} may take {cpu} processors, but the flavor has {most} for all of them"),
        )
        .at(given.span, "more than the machine has");
        desk.report(warning, |desk| {
            let has = |outcome: &Outcome| outcome.decisions.amount("flavor_vcpus") as f64 >= cpu;
            let mut ways = vec![format!("write `cpu = {most}` under {table}, or less")];
            ways.extend(by_name(desk, has));
            ways
        });
    }
}
