//! The compiled site before any text is made: decisions, units with their inputs, the graph between them.
//!
//! - [`decide`]: site and catalogues to the table of decisions;
//! - [`assemble`]: each role filled by a unit, inputs bound, contributions collected, the graph;
//! - [`ranges`]: ranges of addresses of the site, each held against the others;
//! - [`identity`]: what decides people's user names, held against the output that is there;
//! - [`tally`]: what the units take, summed against the allocation.
//!
//! Pure: reads nothing and writes nothing. To add a rule: a function in the file of `decide/` that its subject
//! belongs to, and its constants with their sources in `decide/constants.rs`.

pub mod assemble;
pub mod decide;
pub mod digest;
pub mod identity;
pub mod origin;
mod ranges;
pub mod tally;

pub use assemble::{Edge, Instance};
pub use decide::{Decision, Decisions};
pub use identity::Identity;
pub use tally::Tally;

use crate::diagnostic::Diagnostics;
use crate::library::Library;
use crate::site::Loaded;
use crate::text::Texts;

/// Everything that is known of a site before it becomes text.
#[derive(Debug, Clone)]
pub struct Plan {
    pub id: String,
    /// The site's file, as headers and messages name it.
    pub file: String,
    pub decisions: Decisions,
    /// One for each role that is filled, in the order of the roles.
    pub instances: Vec<Instance>,
    /// Which unit uses what of which other.
    pub edges: Vec<Edge>,
    pub tally: Tally,
    pub identity: Identity,
}

/// What is known of the output that is there already: what may not shrink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Existing {
    /// The size of the data volume, in bytes.
    pub data_volume: Option<u64>,
    /// What decides user names.
    pub identity: Identity,
}

/// Compiles a site up to its plan.
pub fn plan(
    loaded: &Loaded,
    library: &Library,
    existing: &Existing,
    texts: &Texts,
    diagnostics: &mut Diagnostics,
) -> Option<Plan> {
    let mut found = Diagnostics::default();
    let plan = plan_into(loaded, library, existing, texts, &mut found);
    let failed = found.has_errors();
    diagnostics.extend(found);
    plan.filter(|_| !failed)
}

fn plan_into(
    loaded: &Loaded,
    library: &Library,
    existing: &Existing,
    texts: &Texts,
    found: &mut Diagnostics,
) -> Option<Plan> {
    let decisions = decide::decide(loaded, library, existing, texts, found)?;
    let (instances, edges) = assemble::assemble(loaded, library, &decisions, found)?;
    ranges::hold(loaded, &instances, found);
    let tally = tally::tally(loaded, &instances, found);
    let identity = identity::of(&instances);
    identity::hold(&existing.identity, &identity, &instances, loaded, found);
    Some(Plan {
        id: loaded.id.clone(),
        file: loaded.file.clone(),
        decisions,
        instances,
        edges,
        tally,
        identity,
    })
}
