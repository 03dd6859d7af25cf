//! What decides people's user names: where it changes, everybody comes back to another home than their own.
//!
//! Units say which of their inputs count (`[[identity]]`). The manifest keeps their values, and a build that would change
//! one is refused until the site says that it is meant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Instance;
use super::digest::hexadecimal;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Dialect;
use crate::library::definition::IdentityKeys;
use crate::site::Loaded;
use crate::syntax::{Data, Datum};

/// The values that decide user names, as JSON, by `role.unit.input`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identity(pub BTreeMap<String, String>);

/// Collects what the units of a plan name.
pub fn of(instances: &[Instance]) -> Identity {
    let counting = named(instances).into_iter().filter(|named| named.counts);
    Identity(
        counting
            .map(|named| (named.key.clone(), named.shown()))
            .collect(),
    )
}

/// Refuses a change of what was there, unless the site says that just this one is meant. What is new beside it (a
/// second login with names of its own) changes nobody's name.
pub fn hold(
    before: &Identity,
    now: &Identity,
    instances: &[Instance],
    loaded: &Loaded,
    found: &mut Diagnostics,
) {
    let changed: Vec<(&String, &String)> = before
        .0
        .iter()
        .filter(|(key, value)| now.0.get(*key) != Some(value))
        .collect();
    if changed.is_empty() {
        return;
    }
    let said = loaded.datum.at("homes.new_names");
    let meant = fingerprint(before, now);
    if said.and_then(Datum::text) == Some(&meant) {
        return;
    }
    let mut diagnostic = Diagnostic::error(
        Code::S0406,
        "with this change people come back under other names, each to a new and empty home",
    );
    let mut placed = false;
    let named = named(instances);
    for (key, value) in &changed {
        let Some(now) = named.iter().find(|named| named.key == **key) else {
            // Its unit is no part of the site any more; what it left open decided nothing.
            if *value != "null" {
                diagnostic = diagnostic.help(format!("`{key}` was `{value}` and is gone"));
            }
            continue;
        };
        let new = now.shown();
        if let Some(at) = now.value.and_then(|value| value.span) {
            diagnostic = diagnostic.at(at, format!("it was `{value}` and becomes `{new}`"));
            placed = true;
        } else {
            diagnostic = diagnostic.help(format!("`{key}` was `{value}` and becomes `{new}`"));
        }
    }
    if !placed {
        diagnostic = diagnostic.in_file(&loaded.file);
    }
    found.push(
        diagnostic
            .help("to keep everybody's home, write it as it was")
            .help(format!(
                "if that loses nobody's home, write `new_names = \"{meant}\"` under `[homes]`: nobody has logged in yet, the new identity provider knows people by the same identifiers, or the homes are renamed in the same maintenance"
            )),
    );
}

/// An input that a unit names, or the same key of one entry of a table.
struct Named<'a> {
    /// `role.unit.input`, or `role.unit.table.entry.key`.
    key: String,
    value: Option<&'a Datum>,
    /// Whether it decides names here: the conditions of the definition hold.
    counts: bool,
}

impl Named<'_> {
    fn shown(&self) -> String {
        match self.value.map(|value| &value.data) {
            None | Some(Data::Absent) => "null".to_owned(),
            Some(data) => Dialect::Json.literal(data, 0).unwrap_or_default(),
        }
    }
}

/// Everything that units name, whether it counts now or not.
fn named(instances: &[Instance]) -> Vec<Named<'_>> {
    let mut all = Vec::new();
    for instance in instances {
        for identity in &instance.unit.identity {
            let part = format!("{}.{}", instance.unit.role, instance.unit.name);
            for (path, table) in tables(identity, &instance.inputs) {
                all.push(Named {
                    key: format!("{part}.{path}"),
                    value: table.at(&identity.input),
                    counts: identity.equal.iter().all(|(name, value)| {
                        let input = table.at(name);
                        input.is_some_and(|input| input.data == value.data)
                    }),
                });
            }
        }
    }
    all
}

/// Where the input is, by its path: among the unit's own, or in each entry of a table.
fn tables<'a>(identity: &IdentityKeys, inputs: &'a Datum) -> Vec<(String, &'a Datum)> {
    let input = &identity.input.value;
    let Some(name) = &identity.each else {
        return vec![(input.clone(), inputs)];
    };
    let entries = inputs.at(name).map(Datum::fields).unwrap_or_default();
    entries
        .iter()
        .map(|(entry, table)| (format!("{name}.{entry}.{input}"), table))
        .collect()
}

/// Stands for this one change, so that what was said for it allows no later one.
fn fingerprint(before: &Identity, now: &Identity) -> String {
    let mut hash = Sha256::new();
    for identity in [before, now] {
        for (key, value) in &identity.0 {
            hash.update(format!("{key}={value}\n"));
        }
        hash.update("--\n");
    }
    hexadecimal(hash)[..8].to_owned()
}
