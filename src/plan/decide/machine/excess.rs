//! More people than one machine takes: what is short, and what to type.

use super::super::constants::BRIDGE_PORTS;
use super::super::short::{Short, What};
use super::super::{Desk, GIB, counted, integer, levers, round_up};
use super::flavor::{by_name, carries, for_everybody, processors};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::Data;
use crate::text::Span;

/// What has the fewest ports.
const BRIDGE: &str = "a bridge of Linux";

const AT_ONCE: &str = "a share of these is present at once";

/// No flavor that a site gets without naming it has what this one needs.
pub fn no_flavor(desk: &mut Desk<'_>) {
    let memory = desk.amount("memory_needed");
    let vcpus = desk.amount("vcpus_needed");
    let present = desk.amount("users_present");
    let flavors = for_everybody(desk);
    let largest = flavors.iter().max_by_key(|(_, flavor)| flavor.ram.value);
    let fastest = flavors.iter().max_by_key(|(_, flavor)| flavor.vcpus.value);
    let (Some(large), Some(fast)) = (largest, fastest) else {
        return nothing_offered(desk);
    };
    let has_memory = memory <= large.1.ram.value;
    let has_vcpus = vcpus <= processors(&fast.1);
    let passed_over = flavors
        .iter()
        .find(|(_, flavor)| carries(flavor, memory, vcpus));
    // Where there is enough of each, but in no flavor of both, each is short in the one that has most of the other.
    let apart = has_memory && has_vcpus && passed_over.is_none();
    if !has_memory || apart {
        let (name, flavor) = if apart { fast } else { large };
        let there = Data::Size(flavor.ram.value);
        let needed = Data::Size(round_up(memory, GIB));
        desk.lacks(What::Memory, needed, there, format!("`{name}`"));
    }
    if !has_vcpus || apart {
        let (name, flavor) = if apart { large } else { fast };
        let there = integer(processors(flavor));
        desk.lacks(What::Processors, integer(vcpus), there, format!("`{name}`"));
    }
    let ports = BRIDGE_PORTS.value as u64;
    if present > ports {
        desk.lacks(What::Ports, integer(present), integer(ports), BRIDGE);
    }
    let mut reasons: Vec<String> = desk.decisions.short.iter().map(Short::phrase).collect();
    if let Some((name, _)) = passed_over {
        reasons.push(format!(
            "`{name}` has fewer processors than a smaller one, and only a site that names it gets it"
        ));
    }
    let mistake = Diagnostic::error(
        Code::S0401,
        format!(
            "no flavor of {} carries {}: {}",
            desk.cloud.title,
            counted(present, "present user"),
            reasons.join(", ")
        ),
    )
    .at(desk.site.users.total.span, AT_ONCE)
    .at(
        each(has_memory, desk.site.limits.memory_guarantee.span),
        "so much memory is kept for each",
    )
    .at(
        each(has_vcpus, desk.site.limits.cpu_guarantee.span),
        "so many processors are counted for each",
    );
    desk.report(mistake, |desk| {
        let mut ways = ways_out(desk);
        if ways.is_empty() {
            ways.push(super::super::short::NONE.to_owned());
        }
        ways.push("if the cloud has a larger flavor, `syzc cloud import` brings it into a catalogue of your own".to_owned());
        ways
    });
}

/// The place of a figure for each user, where it makes something short.
fn each(has_enough: bool, written: Option<Span>) -> Option<Span> {
    written.filter(|_| !has_enough)
}

/// The catalogue has only flavors that a site must name.
fn nothing_offered(desk: &mut Desk<'_>) {
    let mistake = Diagnostic::error(
        Code::S0401,
        format!(
            "{} has no flavor that a site is given without naming it",
            desk.cloud.title
        ),
    )
    .at(
        desk.site.cloud.catalogue.span,
        "all of them have graphics processors or are for those who ask",
    );
    desk.lacks(
        What::Memory,
        Data::Size(desk.amount("memory_needed")),
        Data::Size(0),
        "the catalogue",
    );
    desk.report(mistake, |desk| {
        let mut ways: Vec<String> = by_name(desk, |_| true).into_iter().collect();
        ways.push(
            "`syzc cloud import` brings other flavors into a catalogue of your own".to_owned(),
        );
        ways
    });
}

/// More people are expected at once than the network of their servers has ports, on a machine that had room for them.
pub fn ports(desk: &mut Desk<'_>) {
    let present = desk.amount("users_present");
    let ports = BRIDGE_PORTS.value as u64;
    let (_, room) = super::servers_of(desk);
    if present <= ports || room <= ports {
        return;
    }
    desk.lacks(What::Ports, integer(present), integer(ports), BRIDGE);
    let mistake = Diagnostic::error(
        Code::S0413,
        format!("{present} users are present at once, but one hub runs no more than {ports} servers: a bridge of Linux has no more ports"),
    )
    .at(desk.site.users.total.span, AT_ONCE);
    desk.report(mistake, ways_out);
}

/// Figures with which the site fits, and how many people one hub takes.
fn ways_out(desk: &Desk<'_>) -> Vec<String> {
    let mut ways = levers::helps(desk, &levers::the_machine(desk), &super::fits);
    if desk.site.cloud.flavor.value.is_none() {
        ways.extend(by_name(desk, |_| true));
    }
    let total = u64::try_from(*desk.site.users.total).unwrap_or(0);
    let lever = levers::total(desk);
    match lever.largest(desk, &super::fits) {
        Some(most) => {
            let hubs = total.div_ceil(most.max(1));
            ways.push(format!(
                "one hub of {} takes {most} users like these: write {}, and give the others hubs of their own, each with its own domain; for {total} users that makes {hubs} hubs",
                desk.cloud.title,
                lever.written(most)
            ));
        }
        None => {
            let present = desk.amount("users_present");
            let most = levers::at_once(desk, &super::fits).filter(|most| *most < present);
            ways.extend(most.map(|most| {
                format!(
                    "one hub of {} takes {} at once: divide classes and users over at least {} hubs, each with its own domain",
                    desk.cloud.title,
                    counted(most, "user"),
                    present.div_ceil(most.max(1))
                )
            }));
        }
    }
    ways
}
