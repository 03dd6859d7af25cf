//! Memory and processors for those who are present, and the flavor that carries them.

use super::constants::{
    CPU_HEADROOM, HUB_CPU, HUB_MEMORY, HUB_USERS, MEMORY_HEADROOM, SERVER_OVERHEAD, SYSTEM_MEMORY,
};
use super::{Desk, GIB, MIB, figure, integer, needs, people, percent, round_up, with_extra};
use crate::diagnostic::{Code, Diagnostic};
use crate::library::cloud::Flavor;
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Sources};

/// Decides memory, processors and the flavor; `None` when no flavor of the cloud carries the site.
pub fn decide(desk: &mut Desk<'_>) -> Option<()> {
    per_user(desk);
    needs::decide(desk);
    needed(desk);
    flavor(desk)?;
    servers(desk);
    needs::admitted(desk);
    Some(())
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
    if guarantee > chosen {
        desk.found.push(
            Diagnostic::error(
                Code::S0301,
                format!(
                    "`limits.memory` is {}, but {} are kept for each user",
                    show_size(chosen),
                    show_size(guarantee)
                ),
            )
            .at(limits.memory.span, "a smaller limit")
            .help("raise `limits.memory`, or write a smaller `limits.memory_guarantee`"),
        );
    }
    desk.put(
        "memory_limit",
        "memory that one server can take",
        Data::Size(chosen),
        whose,
        [from, desk.made("memory_guarantee")],
    );
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
    let parts = present.div_ceil(HUB_USERS.value as u64);
    let hub = parts.saturating_mul(HUB_MEMORY.value as u64);
    let own = round_up((SYSTEM_MEMORY.value as u64).saturating_add(hub), GIB);
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
    let hub_cpu = parts.saturating_mul(milli(HUB_CPU.value));
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

fn carries(flavor: &Flavor, memory: u64, vcpus: u64) -> bool {
    flavor.ram.value >= memory && u64::try_from(flavor.vcpus.value).unwrap_or(0) >= vcpus
}

/// The smallest flavor that carries the site: by memory, then processors, then name.
fn flavor(desk: &mut Desk<'_>) -> Option<()> {
    let memory = desk.amount("memory_needed");
    let vcpus = desk.amount("vcpus_needed");
    let mut flavors: Vec<&(String, Flavor)> = desk
        .cloud
        .flavor
        .iter()
        .filter(|(_, flavor)| !flavor.gpu.value && !flavor.on_request.value)
        .collect();
    flavors.sort_by_key(|(name, flavor)| (flavor.ram.value, flavor.vcpus.value, name.clone()));
    // One with fewer processors than a smaller one is passed over, so that growing takes no processor away.
    let mut most = 0;
    flavors.retain(|(_, flavor)| {
        let grows = flavor.vcpus.value >= most;
        most = most.max(flavor.vcpus.value);
        grows
    });
    let own = &desk.site.cloud.flavor;
    let chosen = match &own.value {
        Some(name) => desk.cloud.flavor.iter().find(|(known, _)| known == name),
        None => flavors
            .iter()
            .copied()
            .find(|(_, flavor)| carries(flavor, memory, vcpus)),
    };
    let Some((name, flavor)) = chosen else {
        too_large(desk, memory, vcpus, &flavors);
        return None;
    };
    let rule = if own.value.is_some() {
        "as the site says".to_owned()
    } else {
        format!(
            "the smallest of {} with {} and {vcpus} processors ({}, {})",
            desk.cloud.title,
            show_size(memory),
            desk.cloud.source,
            desk.cloud.date
        )
    };
    if !carries(flavor, memory, vcpus) {
        desk.found.push(
            Diagnostic::warning(
                Code::S0404,
                format!(
                    "flavor `{name}` has {} and {} processors, but {} and {vcpus} processors are needed",
                    show_size(flavor.ram.value),
                    flavor.vcpus.value,
                    show_size(memory)
                ),
            )
            .at(own.span, "too small for all who are present at once")
            .help("remove `cloud.flavor` for one that carries them; with this one, fewer servers run at once"),
        );
    }
    if flavor.gpu.value {
        desk.found.push(
            Diagnostic::warning(
                Code::S0207,
                format!("flavor `{name}` has a graphics processor, which notebooks cannot use yet"),
            )
            .at(own.span, "drivers and the runtime for it come later")
            .help("until then take a flavor without one, which costs less"),
        );
    }
    let from = [
        own.sources.clone(),
        desk.made("memory_needed"),
        desk.made("vcpus_needed"),
        desk.catalogue(),
    ];
    let (ram, processors) = (flavor.ram.value, flavor.vcpus.value);
    desk.put("flavor", "flavor", Data::Text(name.clone()), rule, from);
    desk.put(
        "flavor_ram",
        "its memory",
        Data::Size(ram),
        format!(
            "{} more than needed",
            show_size(ram.saturating_sub(memory) / MIB * MIB)
        ),
        [desk.made("flavor"), desk.catalogue()],
    );
    desk.put(
        "flavor_vcpus",
        "its processors",
        Data::Integer(processors),
        format!(
            "{} more than needed",
            processors.saturating_sub(i64::try_from(vcpus).unwrap_or(0))
        ),
        [desk.made("flavor"), desk.catalogue()],
    );
    limit_fits(desk, ram);
    Some(())
}

fn too_large(desk: &mut Desk<'_>, memory: u64, vcpus: u64, flavors: &[&(String, Flavor)]) {
    let largest = flavors.last().map_or("none".to_owned(), |(name, flavor)| {
        format!(
            "`{name}` with {} and {} processors",
            show_size(flavor.ram.value),
            flavor.vcpus.value
        )
    });
    let present = desk.amount("users_present");
    desk.found.push(
        Diagnostic::error(
            Code::S0401,
            format!(
                "no flavor of {} carries {present} present users: {} and {vcpus} processors are needed",
                desk.cloud.title,
                show_size(round_up(memory, GIB))
            ),
        )
        .at(
            desk.site.users.total.span,
            format!("the largest flavor is {largest}"),
        )
        .help("write a smaller `limits.memory_guarantee`, if measurements allow it")
        .help("write `users.present` as measured; the profile's share may be too large")
        .help("divide the users over two sites, each with its own domain")
        .help("if the cloud has a larger flavor, `syzc cloud import` brings it into a catalogue of your own"),
    );
}

fn limit_fits(desk: &mut Desk<'_>, ram: u64) {
    let system = desk.amount("memory_system");
    let most = ram.saturating_sub(system);
    needs::fit(desk, most);
    let limit = desk.amount("memory_limit");
    if limit > most {
        desk.found.push(
            Diagnostic::error(
                Code::S0302,
                format!(
                    "one server may take {}, but the flavor has {} for all of them",
                    show_size(limit),
                    show_size(most / MIB * MIB)
                ),
            )
            .at(
                desk.site.limits.memory.span.unwrap_or(desk.loaded.place),
                "larger than the machine",
            )
            .help("lower `limits.memory`, or write a larger `cloud.flavor`"),
        );
    }
}

/// How many servers may run: as many as the flavor has memory for, with the hub's own part for each.
fn servers(desk: &mut Desk<'_>) {
    let ram = desk.amount("flavor_ram");
    let each = desk.amount("memory_guarantee")
        + SERVER_OVERHEAD.value as u64
        + HUB_MEMORY.value as u64 / HUB_USERS.value as u64;
    let room = ram.saturating_sub(SYSTEM_MEMORY.value as u64);
    let most = (room / each.max(1)).max(1);
    desk.put(
        "servers",
        "servers that may run at once",
        integer(most),
        format!(
            "{} beside the system's memory, {} for each with the hub's part",
            show_size(room / MIB * MIB),
            show_size(round_up(each, MIB))
        ),
        [desk.made("flavor_ram"), desk.made("memory_guarantee")] as [Sources; 2],
    );
}
