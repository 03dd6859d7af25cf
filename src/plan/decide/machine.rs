//! Memory and processors for those who are present, and the flavor that carries them.

mod excess;
mod flavor;
pub mod within;

pub use flavor::{by_name, largest};

use super::constants::{
    BRIDGE_PORTS, CPU_HEADROOM, HUB_CPU, HUB_MEMORY, HUB_USERS, MEMORY_HEADROOM, SERVER_OVERHEAD,
    SYSTEM_MEMORY,
};
use super::short::What;
use super::trial::Outcome;
use super::{Desk, GIB, MIB, figure, integer, needs, people, percent, round_up, with_extra};
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Sources};

/// Decides memory, processors and the flavor; `None` when no flavor of the cloud carries the site.
pub fn decide(desk: &mut Desk<'_>) -> Option<()> {
    per_user(desk);
    needs::decide(desk);
    needed(desk);
    flavor::decide(desk)?;
    servers(desk);
    needs::admitted(desk);
    excess::ports(desk);
    within::hold(desk);
    Some(())
}

/// Whether a machine was found that takes everybody who is present.
fn fits(outcome: &Outcome) -> bool {
    let decisions = &outcome.decisions;
    decisions.get("flavor").is_some() && decisions.lacks_of(What::Ports) == 0
}

fn per_user(desk: &mut Desk<'_>) {
    let limits = &desk.site.limits;
    let profile = desk.profile;
    let (guarantee, from, whose) = figure(
        &limits.memory_guarantee,
        &profile.memory_guarantee,
        desk.profile_source(),
    );
    desk.put(
        "memory_guarantee",
        "memory kept for each present user",
        Data::Size(guarantee),
        whose,
        [from],
    );
    let (limit, from, whose) = figure(&limits.memory, &profile.memory_limit, desk.profile_source());
    let limit_is_own = limits.memory.value.is_some();
    // A guarantee that the site raised takes the profile's limit along; the other way round it is a mistake.
    let chosen = if limit_is_own {
        limit
    } else {
        limit.max(guarantee)
    };
    within::guarantee(desk, guarantee, chosen);
    desk.put(
        "memory_limit",
        "memory that one server can take",
        Data::Size(chosen),
        whose,
        [from, desk.made("memory_guarantee")],
    );
    within::parts(desk);
    let (cpu, from, whose) = figure(
        &limits.cpu_guarantee,
        &profile.cpu_guarantee,
        desk.profile_source(),
    );
    desk.put(
        "cpu_guarantee",
        "processors that a present user is counted with",
        Data::Number(cpu),
        whose,
        [from],
    );
    let (cpu, from, whose) = figure(&limits.cpu, &profile.cpu_limit, desk.profile_source());
    desk.put(
        "cpu_limit",
        "processors that one server can take",
        Data::Number(cpu),
        whose,
        [from],
    );
}

fn needed(desk: &mut Desk<'_>) {
    let guarantee = desk.amount("memory_guarantee");
    let everyday = desk.amount("users_everyday");
    let present = desk.amount("users_present");
    let overhead = SERVER_OVERHEAD.value as u64;
    let mut users = everyday.saturating_mul(guarantee);
    let mut from = vec![
        desk.made("users_everyday"),
        desk.made("users_present"),
        desk.made("memory_guarantee"),
    ];
    for (members, memory, sources) in people::classes(desk, guarantee) {
        users = users.saturating_add(members.saturating_mul(memory));
        from.push(sources);
    }
    users = users.saturating_add(present.saturating_mul(overhead));
    let mut rule = format!(
        "{present} present, {} each with {} beside it",
        show_size(guarantee),
        show_size(overhead)
    );
    if desk.decisions.get("memory_more").is_some() {
        users = users.saturating_add(desk.amount("memory_more"));
        from.push(desk.made("memory_more"));
        rule.push_str(", and what some need more");
    }
    desk.put(
        "memory_users",
        "memory for them",
        Data::Size(round_up(users, GIB)),
        rule,
        from,
    );
    let own = memory_of_system(present);
    desk.put(
        "memory_system",
        "memory of the system and the hub",
        Data::Size(own),
        format!(
            "{} and {} for each {} present",
            show_size(SYSTEM_MEMORY.value as u64),
            show_size(HUB_MEMORY.value as u64),
            HUB_USERS.value
        ),
        [desk.made("users_present")],
    );
    let sum = desk.amount("memory_users").saturating_add(own);
    desk.put(
        "memory_needed",
        "memory of the machine",
        Data::Size(round_up(with_extra(sum, MEMORY_HEADROOM.value), GIB)),
        format!("both, and {} free", percent(MEMORY_HEADROOM.value)),
        [desk.made("memory_users"), desk.made("memory_system")],
    );
    let cpu = match desk
        .decisions
        .get("cpu_guarantee")
        .map(|decision| &decision.value.data)
    {
        Some(Data::Number(cpu)) => *cpu,
        _ => 0.0,
    };
    // In thousandths of a processor, so that the sum is the same on every machine.
    let milli = |processors: f64| (processors * 1000.0).round() as u64;
    let users = present.saturating_mul(milli(cpu));
    let hub_cpu = parts_of_hub(present).saturating_mul(milli(HUB_CPU.value));
    let processors = with_extra(users.saturating_add(hub_cpu), CPU_HEADROOM.value).div_ceil(1000);
    desk.put(
        "vcpus_needed",
        "processors of the machine",
        integer(processors),
        format!(
            "{present} present, {cpu} each; {} for each {} present for the hub; {} free",
            HUB_CPU.value,
            HUB_USERS.value,
            percent(CPU_HEADROOM.value)
        ),
        [desk.made("users_present"), desk.made("cpu_guarantee")],
    );
}

/// The memory of the system, and of the hub for so many.
fn memory_of_system(present: u64) -> u64 {
    let hub = parts_of_hub(present).saturating_mul(HUB_MEMORY.value as u64);
    round_up((SYSTEM_MEMORY.value as u64).saturating_add(hub), GIB)
}

fn parts_of_hub(present: u64) -> u64 {
    present.div_ceil(HUB_USERS.value as u64)
}

/// How many servers may run: as many as the flavor has memory for, with the hub's own part for each, and no more than
/// their network has ports.
fn servers(desk: &mut Desk<'_>) {
    let (servers, room) = servers_of(desk);
    let memory = beside_the_system(desk);
    let mut rule = format!(
        "{} beside the system's memory, {} for each with the hub's part",
        show_size(memory / MIB * MIB),
        show_size(round_up(each(desk), MIB))
    );
    if room > servers {
        rule.push_str(&format!(
            ": enough for {room}, but a bridge of Linux has {servers} ports"
        ));
    }
    desk.put(
        "servers",
        "servers that may run at once",
        integer(servers),
        rule,
        [desk.made("flavor_ram"), desk.made("memory_guarantee")] as [Sources; 2],
    );
}

/// How many servers may run, and how many the memory alone would carry.
fn servers_of(desk: &Desk<'_>) -> (u64, u64) {
    let room = (beside_the_system(desk) / each(desk).max(1)).max(1);
    (room.min(BRIDGE_PORTS.value as u64), room)
}

fn beside_the_system(desk: &Desk<'_>) -> u64 {
    let ram = desk.amount("flavor_ram");
    ram.saturating_sub(SYSTEM_MEMORY.value as u64)
}

/// What a server is counted with: what is kept for it, and its part of what Docker and the hub take.
pub fn each(desk: &Desk<'_>) -> u64 {
    desk.amount("memory_guarantee")
        .saturating_add(SERVER_OVERHEAD.value as u64)
        .saturating_add(HUB_MEMORY.value as u64 / HUB_USERS.value as u64)
}
