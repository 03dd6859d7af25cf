//! What the units of a site take of the cloud, summed and held against the allocation.

use super::assemble::Instance;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Operand;
use crate::site::Loaded;
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum};

/// The resources that OpenStack counts, as `[cloud.allocation]` names them, and what they are called.
pub const RESOURCES: &[(&str, &str)] = &[
    ("instances", "servers"),
    ("vcpus", "virtual processors"),
    ("ram", "memory"),
    ("volumes", "volumes"),
    ("storage", "storage of volumes"),
    ("floating_ips", "floating IPs"),
    ("networks", "networks"),
    ("subnets", "subnets"),
    ("routers", "routers"),
    ("ports", "ports"),
    ("security_groups", "security groups"),
    ("security_group_rules", "rules of security groups"),
];

/// What is taken of one resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub resource: &'static str,
    pub title: &'static str,
    /// A number, or bytes for `ram` and `storage`.
    pub taken: u64,
    /// What there is, when the site says so.
    pub allowed: Option<u64>,
    /// How much each role takes.
    pub parts: Vec<(String, u64)>,
}

/// All resources in the order of [`RESOURCES`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    pub rows: Vec<Row>,
}

/// An amount as people read it.
pub fn show(resource: &str, amount: u64) -> String {
    if matches!(resource, "ram" | "storage") {
        show_size(amount)
    } else {
        amount.to_string()
    }
}

/// Sums what the units declare, and reports each resource of which there is not enough.
pub fn tally(loaded: &Loaded, instances: &[Instance], found: &mut Diagnostics) -> Tally {
    let mut rows = Vec::new();
    for (resource, title) in RESOURCES {
        let mut parts = Vec::new();
        for instance in instances {
            let amounts = instance
                .unit
                .takes
                .iter()
                .filter(|(name, _)| name == resource);
            let sum = sum(amounts.map(|(_, operand)| taken(operand, &instance.inputs)));
            if sum > 0 {
                parts.push((instance.part.clone(), sum));
            }
        }
        let taken = sum(parts.iter().map(|(_, amount)| *amount));
        let given = loaded.datum.at(&format!("cloud.allocation.{resource}"));
        let allowed = given.filter(|given| !given.is_absent()).map(amount);
        if let Some(allowed) = allowed.filter(|allowed| *allowed < taken) {
            let shares: Vec<String> = parts
                .iter()
                .map(|(role, amount)| format!("{role} {}", show(resource, *amount)))
                .collect();
            found.push(
                Diagnostic::error(
                    Code::S0402,
                    format!(
                        "there is not enough of {title} in the allocation: {} taken, {} allowed",
                        show(resource, taken),
                        show(resource, allowed)
                    ),
                )
                .at(
                    given.and_then(|given| given.span),
                    format!("{} missing", show(resource, taken - allowed)),
                )
                .help(format!("it is taken by: {}", shares.join(", ")))
                .help("`syzc size` shows what each number comes from"),
            );
        }
        rows.push(Row {
            resource,
            title,
            taken,
            allowed,
            parts,
        });
    }
    Tally { rows }
}

/// What a unit declares: a list in the declaration is a sum.
pub fn taken(operand: &Operand, inputs: &Datum) -> u64 {
    match operand {
        Operand::List(parts) => sum(parts.iter().map(|part| taken(part, inputs))),
        other => other
            .evaluate(inputs, None)
            .map_or(0, |datum| amount(&datum)),
    }
}

/// The sum, which ends at the largest number: a mistake elsewhere may have made a part as large as it goes.
fn sum(amounts: impl Iterator<Item = u64>) -> u64 {
    amounts.fold(0, u64::saturating_add)
}

/// A number of things; a list or table counts its entries, something present counts one.
fn amount(datum: &Datum) -> u64 {
    match &datum.data {
        Data::Integer(value) => u64::try_from(*value).unwrap_or(0),
        Data::Size(value) | Data::Duration(value) => *value,
        Data::List(items) => items.len() as u64,
        Data::Record(fields) => fields.len() as u64,
        Data::Absent | Data::Boolean(false) => 0,
        _ => 1,
    }
}
