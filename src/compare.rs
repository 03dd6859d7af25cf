//! An output against what is on the disk: what a build would change. Pure; `write` does it.

use std::collections::{BTreeMap, BTreeSet};

use similar::TextDiff;

use crate::emit::{Manifest, Output, manifest};
use crate::secret::hide;

/// What is there at a path already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Present {
    File {
        content: String,
        executable: bool,
    },
    /// Something that is not a file of text: a directory, a link, bytes.
    Other,
}

/// What becomes of one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Create,
    Update,
    /// Written by an earlier build, no longer part of the output.
    Remove,
    Unchanged,
    /// Written by an earlier build and edited since.
    Edited,
    /// Not written by syzc at all.
    InTheWay,
}

/// One path with what is there and what would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    pub kind: Kind,
    pub old: Option<String>,
    pub new: Option<String>,
    pub executable: bool,
}

/// The paths that a comparison needs to see: all that the output or the last manifest names.
pub fn paths(output: &Output, last: Option<&Manifest>) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = output.files.keys().cloned().collect();
    if let Some(last) = last {
        paths.extend(last.files.keys().cloned());
    }
    paths.remove(manifest::NAME);
    paths
}

/// Every path with what becomes of it, sorted by path. The manifest itself is left to `write`.
pub fn changes(
    output: &Output,
    present: &BTreeMap<String, Present>,
    last: Option<&Manifest>,
) -> Vec<Change> {
    paths(output, last)
        .into_iter()
        .filter_map(|path| {
            let written = last.and_then(|last| last.files.get(&path));
            change(&path, output, present.get(&path), written)
        })
        .collect()
}

fn change(
    path: &str,
    output: &Output,
    present: Option<&Present>,
    written: Option<&String>,
) -> Option<Change> {
    let new = output.files.get(path);
    let (old, executable_now) = match present {
        Some(Present::File {
            content,
            executable,
        }) => (Some(content), *executable),
        _ => (None, false),
    };
    let is_ours = old.is_some_and(|old| written == Some(&manifest::hash(old)));
    let kind = match (new, present) {
        (None, None) => return None,
        (Some(_), None) => Kind::Create,
        (Some(_), Some(Present::Other)) => Kind::InTheWay,
        (None, Some(Present::Other)) => return None,
        (Some(new), Some(_)) if old == Some(&new.content) => {
            if new.executable == executable_now {
                Kind::Unchanged
            } else {
                Kind::Update
            }
        }
        (Some(_), Some(_)) if is_ours => Kind::Update,
        (None, Some(_)) if is_ours => Kind::Remove,
        (_, Some(_)) if written.is_some() => Kind::Edited,
        (Some(_), Some(_)) => Kind::InTheWay,
        (None, Some(_)) => return None,
    };
    Some(Change {
        path: path.to_owned(),
        kind,
        old: old.cloned(),
        new: new.map(|file| file.content.clone()),
        executable: new.is_some_and(|file| file.executable),
    })
}

/// A change as a unified diff; empty when nothing would change.
pub fn unified(directory: &str, change: &Change) -> String {
    let old = change.old.as_deref().unwrap_or("");
    let new = change.new.as_deref().unwrap_or("");
    if old == new {
        return String::new();
    }
    // A file that was edited by hand may hold a secret, which no report may print.
    let (old, new) = (&*hide(old), &*hide(new));
    let name = |text: &Option<String>, side: &str| match text {
        Some(_) => format!("{side}/{directory}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let (a, b) = (name(&change.old, "a"), name(&change.new, "b"));
    if old == new {
        return format!(
            "--- {a}\n+++ {b}\n(the only difference is a secret, which is not shown)\n"
        );
    }
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&a, &b)
        .to_string()
}
