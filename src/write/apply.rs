//! A build's changes, in an order in which it may be stopped anywhere.
//!
//! First the manifest says what is about to be written, beside what was: whatever is found afterwards is then one or
//! the other, or a hand edit. So it is the journal of a build as well, and a file less that could contradict it. Last,
//! it says only what is there.

use std::collections::BTreeSet;
use std::path::PathBuf;

use same_file::Handle;

use super::look::manifest_of;
use super::put::{put, remove, settle};
use super::target::Target;
use super::{Failure, Work};
use crate::compare::{Change, Kind};
use crate::emit::manifest::{self, Last};
use crate::emit::{Manifest, Output};

/// Carries changes out. Nobody may have stopped any of them ([`Change::stops`]).
pub fn apply(
    work: &Work,
    target: &Target,
    output: &Output,
    changes: &[Change],
    last: Option<&Last>,
) -> Result<(), Failure> {
    let (own, files): (Vec<&Change>, Vec<&Change>) = changes
        .iter()
        .partition(|change| change.path == manifest::NAME);
    let removed: Vec<&&Change> = files
        .iter()
        .filter(|change| change.kind == Kind::Remove)
        .collect();
    let written: Vec<&&Change> = files.iter().filter(|change| change.writes()).collect();
    let next = manifest_of(output, &target.id);
    if !removed.is_empty() || !written.is_empty() {
        let announced = announce(&next, changes, last);
        put(work, target, manifest::NAME, &announced.text(), false)?;
        settle(&target.directory())?;
    }
    let mut touched: BTreeSet<PathBuf> = BTreeSet::new();
    for change in removed {
        // Its name may have changed in the case of its letters only, and be the new file where that makes no difference.
        if is_same_file(target, output, &change.path) {
            continue;
        }
        remove(target, &change.path)?;
        touched.extend(parents(target, &change.path));
    }
    for change in written {
        let content = change.new.as_deref().unwrap_or_default();
        put(work, target, &change.path, content, change.executable)?;
        touched.extend(parents(target, &change.path));
    }
    for directory in touched {
        settle(&directory)?;
    }
    let is_new = own.iter().any(|change| change.kind != Kind::Unchanged);
    if is_new || files.iter().any(|change| change.kind != Kind::Unchanged) {
        put(work, target, manifest::NAME, &next.text(), false)?;
        settle(&target.directory())?;
    }
    Ok(())
}

/// The manifest of a build that begins: each path with what may be found there, and everything that was promised.
fn announce(next: &Manifest, changes: &[Change], last: Option<&Last>) -> Manifest {
    let mut announced = next.clone();
    let Some(last) = last else {
        return announced;
    };
    for change in changes
        .iter()
        .filter(|change| change.path != manifest::NAME)
    {
        if change.kind != Kind::Unchanged {
            let before = last.hashes(&change.path).into_iter().cloned();
            let hashes = announced.files.entry(change.path.clone()).or_default();
            hashes.extend(before);
        }
        if announced
            .files
            .get(&change.path)
            .is_some_and(BTreeSet::is_empty)
        {
            announced.files.remove(&change.path);
        }
    }
    let mut promised = last.keeps().into_iter().cloned();
    if let Some(keeps) = promised.next() {
        announced.unfinished = promised.filter(|more| *more != keeps).collect();
        if next.keeps != keeps && !announced.unfinished.contains(&next.keeps) {
            announced.unfinished.push(next.keeps.clone());
        }
        announced.keeps = keeps;
    }
    announced
}

/// Whether a path is another name of a file that the output has.
fn is_same_file(target: &Target, output: &Output, path: &str) -> bool {
    let twins = output
        .files
        .keys()
        .filter(|other| other.to_lowercase() == path.to_lowercase());
    let handle = |path: &str| Handle::from_path(target.directory().join(path)).ok();
    let mut twins = twins.filter_map(|twin| handle(twin));
    twins.any(|twin| handle(path).is_some_and(|handle| handle == twin))
}

/// The directories from a path up to the site's own.
fn parents(target: &Target, path: &str) -> impl Iterator<Item = PathBuf> {
    let directory = target.directory();
    let mut all = vec![directory.clone()];
    all.extend(
        path.match_indices('/')
            .map(|(end, _)| directory.join(&path[..end])),
    );
    all.into_iter()
}
