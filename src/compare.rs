//! An output against what is on the disk: what a build would change. Pure; `write` does it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use similar::TextDiff;

use crate::emit::manifest::{self, Last};
use crate::emit::{Output, OutputFile, merge};
use crate::secret::hide;

/// What is there at a path already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Present {
    File {
        content: String,
        /// Unknown where the system has no such thing.
        executable: Option<bool>,
    },
    /// A plain file that no build wrote: its bytes are no text, or too many.
    Bytes,
    /// Not a plain file, or something on the way to it that is no directory.
    Obstacle(Obstacle),
}

/// What stands in the way of a file, and is never replaced or followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// Its path in the site's directory.
    pub path: String,
    /// What it is: `a link`, `a directory`.
    pub what: &'static str,
}

/// What becomes of one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Create,
    Update,
    /// The same text, with the line ends of another system.
    LineEnds,
    /// Written by both sides of a merge, and mixed by git.
    Merged,
    /// Written by an earlier build, no longer part of the output.
    Remove,
    Unchanged,
    /// Written by an earlier build and edited since.
    Edited,
    /// Not written by syzc at all.
    InTheWay,
    /// No plain file, or not reached without following a link.
    Blocked,
}

/// One path with what is there and what would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    pub kind: Kind,
    /// The text that is there, where it may be shown: at a path of the output, or written by syzc.
    pub old: Option<String>,
    pub new: Option<String>,
    pub executable: bool,
    pub obstacle: Option<Obstacle>,
}

impl Change {
    /// Whether a build stops here: somebody else's work is at this path, and `overwrite` does not give it up.
    pub fn stops(&self, overwrite: bool) -> bool {
        match self.kind {
            Kind::Edited | Kind::InTheWay => !overwrite,
            Kind::Blocked => true,
            _ => false,
        }
    }

    /// Whether a build writes the file. What was edited and is no longer part of the output stays in any case.
    pub fn writes(&self) -> bool {
        self.new.is_some() && self.kind != Kind::Unchanged
    }
}

/// The paths that a comparison needs to see: all that the output or the last manifest names.
pub fn paths(output: &Output, last: Option<&Last>) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = output.files.keys().cloned().collect();
    if let Some(last) = last {
        paths.extend(last.paths().into_iter().cloned());
    }
    paths
}

/// Every path with what becomes of it, sorted by path.
pub fn changes(
    output: &Output,
    present: &BTreeMap<String, Present>,
    last: Option<&Last>,
) -> Vec<Change> {
    paths(output, last)
        .into_iter()
        .filter_map(|path| change(&path, output.files.get(&path), present.get(&path), last))
        .collect()
}

fn change(
    path: &str,
    new: Option<&OutputFile>,
    present: Option<&Present>,
    last: Option<&Last>,
) -> Option<Change> {
    let change = |kind, old: Option<&String>, obstacle: Option<&Obstacle>| {
        Some(Change {
            path: path.to_owned(),
            kind,
            old: old.cloned(),
            new: new.map(|file| file.content.clone()),
            executable: new.is_some_and(|file| file.executable),
            obstacle: obstacle.cloned(),
        })
    };
    let was_written = last.is_some_and(|last| !last.hashes(path).is_empty());
    match (new, present) {
        (None, None | Some(Present::Obstacle(_))) => None,
        (Some(_), None) => change(Kind::Create, None, None),
        (Some(_), Some(Present::Obstacle(obstacle))) => change(Kind::Blocked, None, Some(obstacle)),
        (_, Some(Present::Bytes)) if was_written => change(Kind::Edited, None, None),
        (_, Some(Present::Bytes)) => new.and_then(|_| change(Kind::InTheWay, None, None)),
        (None, Some(Present::File { content, .. })) => {
            if is_ours(path, content, last) {
                change(Kind::Remove, Some(content), None)
            } else {
                // Nobody knows what it is by now, so its text is not shown.
                change(Kind::Edited, None, None)
            }
        }
        (
            Some(new),
            Some(Present::File {
                content,
                executable,
            }),
        ) => {
            let kind = if *content == new.content {
                // The manifest is the one file that no manifest has a hash of.
                match executable {
                    Some(executable) if *executable != new.executable => Kind::Update,
                    _ => Kind::Unchanged,
                }
            } else if unix(content) == new.content {
                Kind::LineEnds
            } else if path == manifest::NAME || is_ours(path, content, last) {
                Kind::Update
            } else if last.is_some_and(|last| is_gits(path, content, &new.content, last)) {
                Kind::Merged
            } else if was_written {
                Kind::Edited
            } else {
                Kind::InTheWay
            };
            change(kind, Some(content), None)
        }
    }
}

/// Whether a text is one that an earlier build wrote, apart from line ends that a checkout changed.
fn is_ours(path: &str, content: &str, last: Option<&Last>) -> bool {
    let hashes = last.map(|last| last.hashes(path)).unwrap_or_default();
    hashes.contains(&manifest::hash(content))
        || (content.contains('\r') && hashes.contains(&manifest::hash(&unix(content))))
}

/// Whether git made a text out of what builds on two branches wrote: it left its markers, or both sides of a merge of
/// manifests wrote that path. What each branch had is in git, so nothing is lost when it is written anew.
fn is_gits(path: &str, content: &str, new: &str, last: &Last) -> bool {
    if last.hashes(path).is_empty() {
        return false;
    }
    last.is_mixed(path) || (merge::sides(content).is_some() && merge::sides(new).is_none())
}

/// A text with the line ends that syzc writes.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// How long a text may be to be shown as a difference, in bytes; no generated file comes near.
const MOST_SHOWN: usize = 1 << 20;

/// A change as a unified diff; empty when nothing would change.
pub fn unified(directory: &str, change: &Change) -> String {
    let path = format!("{directory}/{}", change.path);
    if change.kind == Kind::LineEnds {
        return format!("{path}: only the line ends differ\n");
    }
    let old = change.old.as_deref().unwrap_or("");
    let new = change.new.as_deref().unwrap_or("");
    if old == new {
        return String::new();
    }
    if old.len().max(new.len()) > MOST_SHOWN {
        return format!("{path}: too large to be shown\n");
    }
    let old = if new.contains('\r') {
        old.to_owned()
    } else {
        unix(old)
    };
    // A file that was edited by hand may hold a secret, which no report may print.
    let (old, new) = (&*hide(&old), &*hide(new));
    let name = |text: &Option<String>, side: &str| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let (a, b) = (name(&change.old, "a"), name(&change.new, "b"));
    if old == new {
        return format!(
            "--- {a}\n+++ {b}\n(the only difference is a secret, which is not shown)\n"
        );
    }
    let difference = TextDiff::configure()
        .timeout(Duration::from_secs(1))
        .diff_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&a, &b)
        .to_string();
    visible(&difference)
}

/// A text without anything that a terminal obeys.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
