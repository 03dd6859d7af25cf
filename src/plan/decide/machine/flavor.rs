//! The flavor of the machine: the smallest that carries the site, or the one that the site names.

use super::super::trial::Outcome;
use super::super::{Desk, GIB, MIB, Purpose, counted, round_up};
use super::excess;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::cloud::Flavor;
use crate::syntax::Data;
use crate::syntax::datum::show_size;

pub type Named = (String, Flavor);

pub fn carries(flavor: &Flavor, memory: u64, vcpus: u64) -> bool {
    flavor.ram.value >= memory && processors(flavor) >= vcpus
}

pub fn processors(flavor: &Flavor) -> u64 {
    u64::try_from(flavor.vcpus.value).unwrap_or(0)
}

/// The flavors that the cloud gives everybody, from the smallest: by memory, then processors, then name.
pub fn for_everybody<'a>(desk: &Desk<'a>) -> Vec<&'a Named> {
    let mut flavors = sorted(desk);
    flavors.retain(|(_, flavor)| !flavor.gpu.value && !flavor.on_request.value);
    flavors
}

/// The name of the largest of them.
pub fn largest(desk: &Desk<'_>) -> Option<String> {
    let flavors = for_everybody(desk);
    flavors.last().map(|(name, _)| name.clone())
}

fn sorted<'a>(desk: &Desk<'a>) -> Vec<&'a Named> {
    let mut flavors: Vec<&Named> = desk.cloud.flavor.iter().collect();
    flavors.sort_by_key(|(name, flavor)| (flavor.ram.value, flavor.vcpus.value, name.clone()));
    flavors
}

/// Decides it; `None` when none of the cloud carries the site.
pub fn decide(desk: &mut Desk<'_>) -> Option<()> {
    let memory = desk.amount("memory_needed");
    let vcpus = desk.amount("vcpus_needed");
    let own = &desk.site.cloud.flavor;
    let mut offered = for_everybody(desk);
    // One with fewer processors than a smaller one is passed over, so that growing takes no processor away.
    let mut most = 0;
    offered.retain(|(_, flavor)| {
        let grows = flavor.vcpus.value >= most;
        most = most.max(flavor.vcpus.value);
        grows
    });
    let chosen = match &own.value {
        Some(name) => desk.cloud.flavor.iter().find(|(known, _)| known == name),
        None => offered
            .into_iter()
            .find(|(_, flavor)| carries(flavor, memory, vcpus)),
    };
    let Some((name, flavor)) = chosen else {
        excess::no_flavor(desk);
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
    let from = [
        own.sources.clone(),
        desk.made("memory_needed"),
        desk.made("vcpus_needed"),
        desk.catalogue(),
    ];
    desk.put("flavor", "flavor", Data::Text(name.clone()), rule, from);
    let (ram, count) = (flavor.ram.value, flavor.vcpus.value);
    desk.put(
        "flavor_ram",
        "its memory",
        Data::Size(ram),
        beside(ram, memory, |size| show_size(size / MIB * MIB)),
        [desk.made("flavor"), desk.catalogue()],
    );
    desk.put(
        "flavor_vcpus",
        "its processors",
        Data::Integer(count),
        beside(processors(flavor), vcpus, |count| count.to_string()),
        [desk.made("flavor"), desk.catalogue()],
    );
    if !carries(flavor, memory, vcpus) {
        too_small(desk, name, flavor);
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
    Some(())
}

/// What a flavor has beside what is needed of it.
fn beside(has: u64, needed: u64, show: impl Fn(u64) -> String) -> String {
    match has.checked_sub(needed) {
        Some(more) => format!("{} more than needed", show(more)),
        None => format!("{} less than needed", show(needed - has)),
    }
}

/// The site names a flavor that does not carry all who are present at once.
fn too_small(desk: &mut Desk<'_>, name: &str, flavor: &Flavor) {
    let memory = desk.amount("memory_needed");
    let vcpus = desk.amount("vcpus_needed");
    let present = desk.amount("users_present");
    let mut short = Vec::new();
    if flavor.ram.value < memory {
        short.push(format!(
            "too little memory ({} needed, {} there)",
            show_size(round_up(memory, GIB)),
            show_size(flavor.ram.value)
        ));
    }
    if processors(flavor) < vcpus {
        short.push(format!(
            "too few processors ({vcpus} needed, {} there)",
            flavor.vcpus.value
        ));
    }
    let short = short.join(" and ");
    let warning = Diagnostic::warning(
        Code::S0404,
        format!(
            "flavor `{name}` has {short} for {}",
            counted(present, "present user")
        ),
    )
    .at(
        desk.site.cloud.flavor.span,
        "too small for all who are present at once",
    );
    desk.report(warning, |desk| {
        let servers = super::servers_of(desk).0;
        let mut ways = Vec::new();
        let mut case = desk.case();
        case.site.cloud.flavor.value = None;
        let without = desk.tried(&case);
        let other = without.decisions.get("flavor");
        match other.and_then(|flavor| flavor.value.text()) {
            Some(other) if super::fits(&without) => ways.push(format!(
                "remove `flavor` under `[cloud]`: then `{other}` is taken, which carries them"
            )),
            _ => match by_name(desk, carries_all) {
                Some(named) => ways.push(named),
                None => ways.push(format!(
                    "no flavor of {} carries all of them",
                    desk.cloud.title
                )),
            },
        }
        ways.push(format!(
            "with this one, {} at once, and others wait",
            if servers == 1 {
                "1 server runs".to_owned()
            } else {
                format!("{servers} servers run")
            }
        ));
        ways
    });
}

/// Whether the flavor of a site has what the site needs.
fn carries_all(outcome: &Outcome) -> bool {
    let amount = |name: &str| outcome.decisions.amount(name);
    let has_memory = amount("flavor_ram") >= amount("memory_needed");
    has_memory && amount("flavor_vcpus") >= amount("vcpus_needed")
}

/// A help that names the smallest other flavor with which the site fits; where none carries it, one that the site may
/// name and that turns people away.
pub fn by_name(desk: &Desk<'_>, good: impl Fn(&Outcome) -> bool) -> Option<String> {
    if desk.purpose == Purpose::Further {
        return None;
    }
    let memory = desk.amount("memory_needed");
    let vcpus = desk.amount("vcpus_needed");
    let mut flavors = sorted(desk);
    flavors.retain(|(_, flavor)| !flavor.gpu.value);
    // What is given only to those who ask comes last.
    let rank = |flavor: &Flavor| (!carries(flavor, memory, vcpus), flavor.on_request.value);
    flavors.sort_by_key(|(_, flavor)| rank(flavor));
    let is_named = desk.site.cloud.flavor.value.is_some();
    let mut case = desk.case();
    let found = flavors.into_iter().find(|(name, flavor)| {
        if !is_named && !carries(flavor, memory, vcpus) {
            return false;
        }
        case.site.cloud.flavor.value = Some(name.clone());
        let outcome = desk.tried(&case);
        super::fits(&outcome) && good(&outcome)
    });
    let (name, flavor) = found?;
    let asked = if flavor.on_request.value {
        ", which the cloud gives to those who ask for it"
    } else {
        ""
    };
    Some(format!(
        "write `flavor = \"{name}\"` under `[cloud]`{asked}"
    ))
}
