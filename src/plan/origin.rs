//! Where values come from, all the way: through outputs and decisions back to keys and definitions.

use std::collections::BTreeSet;

use super::Plan;
use crate::syntax::{Source, Sources};

/// Everything that `sources` come from, directly or through decisions. An output carries its sources with it.
pub fn closure(plan: &Plan, sources: &Sources) -> Sources {
    let mut all = Sources::new();
    let mut open: Vec<Source> = sources.iter().cloned().collect();
    while let Some(source) = open.pop() {
        if !all.insert(source.clone()) {
            continue;
        }
        if let Source::Decision(name) = &source
            && let Some(decision) = plan.decisions.get(name)
        {
            open.extend(decision.from.iter().cloned());
        }
    }
    all
}

/// The keys among what `sources` come from, directly or not.
pub fn keys(plan: &Plan, sources: &Sources) -> BTreeSet<String> {
    closure(plan, sources)
        .into_iter()
        .filter_map(|source| match source {
            Source::Key(key) => Some(key),
            _ => None,
        })
        .collect()
}
