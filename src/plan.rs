//! The compiled site before any text is made: decisions, units with their inputs, the graph between them.
//!
//! - [`decide`]: site and catalogues to the table of decisions;
//! - [`assemble`]: each role filled by a unit, inputs bound, contributions collected, the graph;
//! - [`ranges`]: ranges of addresses of the site, each held against the others;
//! - [`identity`]: what decides people's user names, held against the output that is there;
//! - [`fixed`]: what the hub has for good, held so too; [`protected`]: what may not be destroyed; [`former`]: the hub
//!   under another name;
//! - [`tally`]: what the units take, summed against the allocation.
//!
//! Pure: reads nothing and writes nothing. To add a rule: a function in the file of `decide/` that its subject
//! belongs to, and its constants with their sources in `decide/constants.rs`.

pub mod assemble;
pub mod decide;
pub mod digest;
pub mod fixed;
pub mod former;
pub mod identity;
mod meant;
pub mod origin;
pub mod protected;
mod ranges;
pub mod tally;

pub use assemble::{Edge, Instance};
pub use decide::{Decision, Decisions, Short};
pub use fixed::Facts;
pub use former::Former;
pub use identity::Identity;
pub use tally::Tally;

use std::collections::BTreeSet;

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
    pub domain: String,
    pub decisions: Decisions,
    /// One for each role that is filled, in the order of the roles.
    pub instances: Vec<Instance>,
    /// Which unit uses what of which other.
    pub edges: Vec<Edge>,
    pub tally: Tally,
    pub identity: Identity,
    /// What the hub has for good.
    pub facts: Facts,
    /// Addresses of what no plan may destroy.
    pub protected: BTreeSet<String>,
    /// Addresses of what was protected once and is left alone since.
    pub released: BTreeSet<String>,
}

/// What is known of the output that is there already: what may not shrink, move or be destroyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Existing {
    /// The size of the data volume, in bytes.
    pub data_volume: Option<u64>,
    /// What decides user names.
    pub identity: Identity,
    /// What the hub has for good; `None` where an older syzc did not write it down.
    pub facts: Option<Facts>,
    /// Addresses of what no plan may destroy.
    pub protected: BTreeSet<String>,
    /// Addresses of what was protected once and is left alone since.
    pub released: BTreeSet<String>,
    /// Outputs of the same hub under other names.
    pub former: Vec<Former>,
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

/// How a site was reckoned, also one that does not fit: up to where it failed, and what is short.
#[derive(Debug, Clone)]
pub struct Reasoning {
    pub id: String,
    /// The site's file, as messages name it.
    pub file: String,
    pub decisions: Decisions,
    /// What is taken of the cloud; `None` where a decision that it needs could not be made.
    pub tally: Option<Tally>,
    /// Whether it was planned without a mistake.
    pub fits: bool,
}

impl From<Plan> for Reasoning {
    fn from(plan: Plan) -> Self {
        Reasoning {
            id: plan.id,
            file: plan.file,
            decisions: plan.decisions,
            tally: Some(plan.tally),
            fits: true,
        }
    }
}

/// The reasoning of a site of which no plan could be made. What is wrong was said when that was tried.
pub fn reasoning(loaded: &Loaded, library: &Library, texts: &Texts) -> Reasoning {
    let mut said = Diagnostics::default();
    let existing = Existing::default();
    let decided = decide::decide(loaded, library, &existing, texts, &mut said);
    let tally = decided.as_ref().ok().and_then(|decisions| {
        let (instances, _) = assemble::assemble(loaded, library, decisions, &mut said)?;
        Some(tally::tally(loaded, &instances, &mut said))
    });
    let (Ok(decisions) | Err(decisions)) = decided;
    Reasoning {
        id: loaded.id.clone(),
        file: loaded.file.clone(),
        decisions,
        tally,
        fits: false,
    }
}

fn plan_into(
    loaded: &Loaded,
    library: &Library,
    existing: &Existing,
    texts: &Texts,
    found: &mut Diagnostics,
) -> Option<Plan> {
    let mut decisions = decide::decide(loaded, library, existing, texts, found).ok()?;
    let (mut instances, mut edges) = assemble::assemble(loaded, library, &decisions, found)?;
    if !protected::hold_addresses(existing, loaded, found) {
        return None;
    }
    // What is let go of is known once the units are there, and one of them writes it.
    let released = protected::released(existing, &instances);
    if !released.is_empty() {
        decisions.replace(protected::DECISION, protected::as_data(&released));
        (instances, edges) = assemble::assemble(loaded, library, &decisions, found)?;
    }
    protected::hold_released(&released, &instances, loaded, found);
    ranges::hold(loaded, &instances, found);
    let tally = tally::tally(loaded, &instances, found);
    let identity = identity::of(&instances);
    identity::hold(&existing.identity, &identity, &instances, loaded, found);
    if let Some(before) = &existing.facts {
        fixed::hold(before, &instances, &decisions, loaded, library, found);
    }
    former::hold(existing, loaded, found);
    Some(Plan {
        id: loaded.id.clone(),
        file: loaded.file.clone(),
        facts: fixed::of(&instances),
        protected: protected::declared(&instances),
        released,
        domain: loaded.site.institution.domain.value.clone(),
        decisions,
        instances,
        edges,
        tally,
        identity,
    })
}
