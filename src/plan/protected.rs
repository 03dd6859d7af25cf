//! Resources that no plan may destroy (`[[protect]]`): what protects them is in the configuration, and goes with them.
//!
//! So whatever a build no longer declares is remembered, and told to be let go of without being destroyed, until it is
//! declared again.

use std::collections::BTreeSet;

use super::{Existing, Instance};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::dialect::is_resource;
use crate::library::Binding;
use crate::site::Loaded;
use crate::syntax::{Data, Datum};

/// The decision that tells a unit what to let go of.
pub const DECISION: &str = "released";

/// The addresses that the units of a plan declare.
pub fn declared(instances: &[Instance]) -> BTreeSet<String> {
    addresses(instances, true)
}

fn addresses(instances: &[Instance], declared_only: bool) -> BTreeSet<String> {
    let mut addresses = BTreeSet::new();
    for instance in instances {
        for protect in &instance.unit.protect {
            let is_absent = protect.unless.as_ref().is_none_or(|input| {
                let value = instance.inputs.at(input);
                !value.is_some_and(Datum::is_present)
            });
            if is_absent || !declared_only {
                addresses.insert(protect.address.value.clone());
            }
        }
    }
    addresses
}

/// What earlier builds declared and this one does not. The output may have been lost, or be of an older syzc, so
/// whatever the units could have declared counts too: to let go of what never was there does nothing.
pub fn released(existing: &Existing, instances: &[Instance]) -> BTreeSet<String> {
    let mut before = addresses(instances, false);
    let known = existing.protected.iter().chain(&existing.released);
    before.extend(known.cloned());
    let now = declared(instances);
    before.retain(|address| !now.contains(address));
    before
}

/// The same for the unit that writes it.
pub fn as_data(released: &BTreeSet<String>) -> Data {
    let references = released.iter().cloned().map(Data::Reference);
    Data::List(references.map(Datum::new).collect())
}

/// Refuses what is read back and is no address: it would be written as it is.
pub fn hold_addresses(existing: &Existing, loaded: &Loaded, found: &mut Diagnostics) -> bool {
    let named = existing.protected.iter().chain(&existing.released);
    let wrong: Vec<&String> = named.filter(|address| !is_resource(address)).collect();
    for address in &wrong {
        let shown: String = address.chars().take(80).collect();
        found.push(
            Diagnostic::error(
                Code::S0411,
                format!(
                    "the manifest of `{}` protects {shown:?}, which is no resource",
                    loaded.id
                ),
            )
            .in_file(&loaded.file)
            .help("take the manifest back from version control, as the last build wrote it"),
        );
    }
    wrong.is_empty()
}

/// Refuses to let go of something when no unit writes it down.
pub fn hold_released(
    released: &BTreeSet<String>,
    instances: &[Instance],
    loaded: &Loaded,
    found: &mut Diagnostics,
) {
    let writes = |instance: &Instance| {
        let mut inputs = instance.unit.inputs.iter();
        inputs.any(|input| matches!(&input.binding, Binding::Decision(name) if name == DECISION))
    };
    if released.is_empty() || instances.iter().any(writes) {
        return;
    }
    let names = listed(released.iter().map(String::as_str));
    found.push(
        Diagnostic::error(
            Code::S0408,
            format!("{names} is protected, and the next plan would destroy it"),
        )
        .in_file(&loaded.file)
        .help("let the unit fill its role again that declares it")
        .help(format!(
            "or let a unit of your own take the decision `{DECISION}` and write what is in it down as let go of, not destroyed"
        )),
    );
}
