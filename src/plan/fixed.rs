//! What a hub has for good: where it runs, what its homes lie on, how it is reached.
//!
//! Units say which of their inputs count (`[[fixed]]`). The manifest keeps their values. A build that would change one
//! is refused until the site says that it is meant; one whose change is only to be told is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decide::Decisions;
use super::{Instance, meant};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Dialect;
use crate::library::definition::FixedKeys;
use crate::library::{Library, Unit};
use crate::site::Loaded;
use crate::syntax::{Data, Datum, Source};
use crate::text::Span;

/// The values that a hub has for good, as JSON, by `role.unit.input`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(pub BTreeMap<String, String>);

/// Collects what the units of a plan name.
pub fn of(instances: &[Instance]) -> Facts {
    let mut facts = BTreeMap::new();
    for instance in instances {
        for fixed in &instance.unit.fixed {
            facts.insert(key(&instance.unit, fixed), shown(instance, fixed));
        }
    }
    Facts(facts)
}

fn key(unit: &Unit, fixed: &FixedKeys) -> String {
    format!("{}.{}.{}", unit.role, unit.name, fixed.input.value)
}

fn shown(instance: &Instance, fixed: &FixedKeys) -> String {
    match instance.inputs.at(&fixed.input).map(|input| &input.data) {
        None | Some(Data::Absent) => "null".to_owned(),
        Some(data) => Dialect::Json.literal(data, 0).unwrap_or_default(),
    }
}

/// Holds a plan against what the hub had at the last build.
pub fn hold(
    before: &Facts,
    instances: &[Instance],
    decisions: &Decisions,
    loaded: &Loaded,
    library: &Library,
    found: &mut Diagnostics,
) {
    let changes: Vec<Change<'_>> = before
        .0
        .iter()
        .filter_map(|(key, old)| Change::find(key, old, instances, library))
        .collect();
    let refused = changes.iter().filter(|change| change.is_refused());
    let fingerprint = meant::fingerprint(
        refused.map(|change| format!("{}={}:{}", change.key, change.old, change.new)),
    );
    let is_meant = meant::is_said(loaded, &fingerprint);
    let mut told: Vec<(&str, String)> = Vec::new();
    for change in &changes {
        let group = (change.unit.as_str(), change.cost());
        if told.contains(&group) || is_meant && change.is_refused() {
            continue;
        }
        let together: Vec<&Change<'_>> = changes
            .iter()
            .filter(|other| (other.unit.as_str(), other.cost()) == group)
            .collect();
        found.push(diagnostic(&together, &fingerprint, decisions, loaded));
        told.push(group);
    }
}

/// A value that is not what it was.
struct Change<'a> {
    key: &'a str,
    old: &'a str,
    new: String,
    /// The unit that named it, as `role/name`.
    unit: String,
    /// Its role.
    role: &'a str,
    /// The unit where it still fills its role, with the input's value.
    now: Option<(&'a Instance, Option<&'a Datum>)>,
    /// What the unit says of it, as far as its definition is still there.
    fixed: Option<&'a FixedKeys>,
}

impl<'a> Change<'a> {
    fn find(
        key: &'a str,
        old: &'a str,
        instances: &'a [Instance],
        library: &'a Library,
    ) -> Option<Change<'a>> {
        let mut parts = key.splitn(3, '.');
        let role = parts.next()?;
        let name = parts.next().unwrap_or_default();
        let input = parts.next().unwrap_or_default();
        let is_it = |unit: &&Unit| unit.role == role && unit.name == name;
        let among = |unit: &'a Unit| unit.fixed.iter().find(|fixed| fixed.input.value == input);
        let mut change = Change {
            key,
            old,
            new: "null".to_owned(),
            unit: format!("{role}/{name}"),
            role,
            now: None,
            fixed: None,
        };
        let Some(instance) = instances.iter().find(|one| is_it(&&one.unit)) else {
            change.fixed = library.units.iter().find(is_it).and_then(among);
            // Another unit fills the role; what is told or may not shrink was the old one's own affair.
            return change.is_refused().then_some(change);
        };
        // A unit that no longer names it lets it change.
        let fixed = among(&instance.unit)?;
        change.fixed = Some(fixed);
        change.new = shown(instance, fixed);
        change.now = Some((instance, instance.inputs.at(input)));
        let differs = change.new != old && (fixed.keep.is_none() || is_less(&change.new, old));
        differs.then_some(change)
    }

    fn is_refused(&self) -> bool {
        self.fixed
            .is_none_or(|fixed| !fixed.told && fixed.keep.is_none())
    }

    fn cost(&self) -> String {
        match self.fixed {
            Some(fixed) => fixed.cost.clone(),
            None => format!("what `{}` made is left behind", self.unit),
        }
    }

    /// A value as people read it.
    fn said(&self, value: &str) -> String {
        if value == "null" {
            return self
                .fixed
                .map_or("nothing", |fixed| fixed.absent.as_str())
                .to_owned();
        }
        let text: Option<String> = serde_json::from_str(value).ok();
        let keeps = self.fixed.is_some_and(|fixed| fixed.keep.is_some());
        let unit = if keeps { " GiB" } else { "" };
        format!("`{}{unit}`", text.as_deref().unwrap_or(value))
    }

    fn was_and_becomes(&self) -> String {
        format!(
            "it was {} and becomes {}",
            self.said(self.old),
            self.said(&self.new)
        )
    }
}

fn is_less(new: &str, old: &str) -> bool {
    match (new.parse::<u64>(), old.parse::<u64>()) {
        (Ok(new), Ok(old)) => new < old,
        _ => false,
    }
}

/// One diagnostic for changes of one unit that cost the same.
fn diagnostic(
    changes: &[&Change<'_>],
    fingerprint: &str,
    decisions: &Decisions,
    loaded: &Loaded,
) -> Diagnostic {
    let first = changes[0];
    let message = format!("with this change {}", first.cost());
    let keep = first.fixed.and_then(|fixed| fixed.keep.as_deref());
    let told = first.fixed.is_some_and(|fixed| fixed.told);
    let mut diagnostic = match (told, keep) {
        (true, _) => Diagnostic::warning(Code::S0410, message),
        (_, Some(_)) => Diagnostic::error(Code::S0403, message),
        _ => Diagnostic::error(Code::S0407, message),
    };
    let mut placed = false;
    for change in changes {
        let Some((_, value)) = change.now else {
            let table = loaded.datum.get(change.role);
            if let Some(at) = table.and_then(place_of).filter(|_| !placed) {
                let label = format!("this takes the place of `{}`", change.unit);
                diagnostic = diagnostic.at(at, label);
                placed = true;
            }
            continue;
        };
        let at = value.and_then(|value| written_at(value, decisions, loaded));
        if let Some(at) = at {
            diagnostic = diagnostic.at(at, change.was_and_becomes());
            placed = true;
        } else {
            let input = change.key.rsplit('.').next().unwrap_or(change.key);
            diagnostic = diagnostic.help(format!("`{input}`: {}", change.was_and_becomes()));
        }
    }
    if !placed {
        diagnostic = diagnostic.in_file(&loaded.file);
    }
    let way = first.fixed.and_then(|fixed| fixed.way.clone());
    if told {
        return diagnostic.help_maybe(way);
    }
    if let Some((table, key)) = keep.and_then(|keep| keep.rsplit_once('.')) {
        return diagnostic.help(format!(
            "write `{key} = \"{} GiB\"` under `[{table}]` to keep its size",
            first.old
        ));
    }
    let back = match first.now {
        Some(_) => "to keep what the hub has, write it as it was".to_owned(),
        None => format!(
            "to keep what the hub has, let `{}` fill its role again",
            first.unit
        ),
    };
    let then = way.map_or(String::new(), |way| format!("; then {way}"));
    diagnostic
        .help(back)
        .help(format!("{}{then}", meant::how(fingerprint)))
}

/// The first place in a table that somebody wrote.
fn place_of(table: &Datum) -> Option<Span> {
    let entries = table.fields().iter();
    table
        .span
        .or_else(|| entries.filter_map(|(_, entry)| entry.span).next())
}

/// Where a value was written: in a key of its own, or in one that the decision which it is came from.
fn written_at(value: &Datum, decisions: &Decisions, loaded: &Loaded) -> Option<Span> {
    let key = |source: &Source| match source {
        Source::Key(path) => loaded.datum.at(path)?.span,
        _ => None,
    };
    let decision = |source: &Source| match source {
        Source::Decision(name) => decisions.get(name)?.from.iter().find_map(key),
        _ => None,
    };
    let mut sources = value.sources.iter();
    value
        .span
        .or_else(|| sources.clone().find_map(key))
        .or_else(|| sources.find_map(decision))
}
