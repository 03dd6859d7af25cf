//! What earlier builds left: one manifest, or the two sides of a merge that git could not settle.

use std::collections::BTreeSet;

use super::{Keeps, Manifest};
use crate::plan::Existing;

/// The manifest that stands in a site's directory. Where git left the markers of a conflict, it has both sides, and a
/// build is held to both: neither branch saw what the other promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    sides: Vec<Manifest>,
}

/// Why a build is held to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Built,
    /// A side of a merge.
    Merge,
    /// A build that did not end may have written what somebody has deployed.
    Unfinished,
}

impl Last {
    pub fn one(manifest: Manifest) -> Last {
        Last {
            sides: vec![manifest],
        }
    }

    pub fn both(ours: Manifest, theirs: Manifest) -> Last {
        Last {
            sides: vec![ours, theirs],
        }
    }

    pub fn into_sides(self) -> Vec<Manifest> {
        self.sides
    }

    pub fn is_merge(&self) -> bool {
        self.sides.len() > 1
    }

    /// The site's file, as the last build knew it.
    pub fn site(&self) -> &str {
        self.sides.first().map_or("", |side| &side.site)
    }

    /// Whether the hub had this domain, as any side knows it.
    pub fn has_domain(&self, domain: &str) -> bool {
        let mut sides = self.sides.iter();
        sides.any(|side| side.keeps.domain.as_deref() == Some(domain))
    }

    /// Every path that earlier builds wrote.
    pub fn paths(&self) -> BTreeSet<&String> {
        self.sides
            .iter()
            .flat_map(|side| side.files.keys())
            .collect()
    }

    /// What earlier builds may have left at a path.
    pub fn hashes(&self, path: &str) -> BTreeSet<&String> {
        let written = self.sides.iter().filter_map(|side| side.files.get(path));
        written.flatten().collect()
    }

    /// Whether both sides of a merge wrote this path, each something else: what stands there is git's mixture of both.
    pub fn is_mixed(&self, path: &str) -> bool {
        match self.sides.as_slice() {
            [ours, theirs] => {
                let (ours, theirs) = (ours.files.get(path), theirs.files.get(path));
                ours.is_some() && theirs.is_some() && ours != theirs
            }
            _ => false,
        }
    }

    /// What a new plan is held to, each with the reason; the first is what the last finished build promised.
    pub fn existing(&self) -> Vec<(Reason, Existing)> {
        let mut all: Vec<(Reason, Existing)> = Vec::new();
        let mut add = |reason, manifest: &Manifest| {
            let existing = manifest.existing();
            if !all.iter().any(|(_, known)| *known == existing) {
                all.push((reason, existing));
            }
        };
        for (index, side) in self.sides.iter().enumerate() {
            add(
                if index == 0 {
                    Reason::Built
                } else {
                    Reason::Merge
                },
                side,
            );
        }
        for side in &self.sides {
            for keeps in &side.unfinished {
                let unfinished = Manifest {
                    keeps: keeps.clone(),
                    files: Default::default(),
                    ..side.clone()
                };
                add(Reason::Unfinished, &unfinished);
            }
        }
        all
    }

    /// Everything that was promised, for the manifest of a build that begins.
    pub fn keeps(&self) -> Vec<&Keeps> {
        let mut all: Vec<&Keeps> = Vec::new();
        let promised = self.sides.iter().map(|side| &side.keeps);
        for keeps in promised.chain(self.sides.iter().flat_map(|side| &side.unfinished)) {
            if !all.contains(&keeps) {
                all.push(keeps);
            }
        }
        all
    }
}
