//! What stands in a site's directory, read as from a stranger: plain files only, no link followed, sizes bounded.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::target::{Entry, Target};
use super::{Failure, failed};
use crate::compare::{self, Change, Obstacle, Present};
use crate::emit::manifest::{self, Last};
use crate::emit::{Manifest, Output};

/// How large a file may be to be read, in bytes; what is larger, no build wrote.
const MOST_BYTES: u64 = 16 << 20;

/// Why it cannot be known what an earlier build left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The manifest cannot be believed; why, in a phrase.
    Damaged(String),
    /// On the way to the site's directory stands something that is not followed.
    Obstacle(Obstacle),
}

/// The manifest of earlier builds; `None` when there is none.
pub fn last(target: &Target) -> Result<Option<Last>, Trouble> {
    let unreadable = |error: io::Error| Trouble::Damaged(format!("it cannot be read: {error}"));
    let obstacle = target.obstacle();
    if let Some(obstacle) = obstacle.map_err(|failure| unreadable(failure.error))? {
        return Err(Trouble::Obstacle(obstacle));
    }
    let entry = target.entry(manifest::NAME);
    let metadata = match entry.map_err(|failure| unreadable(failure.error))? {
        Entry::Nothing => return Ok(None),
        Entry::File(metadata) => metadata,
        Entry::Directory => return Err(Trouble::Damaged("it is a directory".to_owned())),
        Entry::Obstacle(Obstacle { what, .. }) => {
            return Err(Trouble::Damaged(format!("it is {what}")));
        }
    };
    let most = manifest::read::MOST_BYTES;
    let path = target.directory().join(manifest::NAME);
    let Some(bytes) = bounded(&path, &metadata, most).map_err(unreadable)? else {
        return Err(Trouble::Damaged(format!(
            "it is larger than {} MiB",
            most >> 20
        )));
    };
    let text =
        String::from_utf8(bytes).map_err(|_| Trouble::Damaged("it is not UTF-8".to_owned()))?;
    let last = manifest::read(&text, &target.id).map_err(Trouble::Damaged)?;
    Ok(Some(last))
}

/// A path of the output that is there already, if there is one.
pub fn holds_any<'a>(target: &Target, output: &'a Output) -> Option<&'a str> {
    let is_there = |path: &&String| matches!(target.entry(path), Ok(Entry::File(_)));
    output.files.keys().find(is_there).map(String::as_str)
}

/// What is in a site's directory now, held against the output.
pub fn survey(
    target: &Target,
    output: &Output,
    last: Option<&Last>,
) -> Result<Vec<Change>, Failure> {
    let mut present = BTreeMap::new();
    for path in compare::paths(output, last) {
        if let Some(found) = look(target, &path)? {
            present.insert(path, found);
        }
    }
    Ok(compare::changes(output, &present, last))
}

fn look(target: &Target, path: &str) -> Result<Option<Present>, Failure> {
    let metadata = match target.entry(path)? {
        Entry::Nothing => return Ok(None),
        Entry::File(metadata) => metadata,
        Entry::Directory => {
            return Ok(Some(Present::Obstacle(Obstacle {
                path: path.to_owned(),
                what: "a directory",
            })));
        }
        Entry::Obstacle(obstacle) => return Ok(Some(Present::Obstacle(obstacle))),
    };
    let full = target.directory().join(path);
    let bytes = bounded(&full, &metadata, MOST_BYTES).map_err(failed("read", &full))?;
    let content = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(Some(match content {
        Some(content) => Present::File {
            content,
            executable: is_executable(&metadata),
        },
        None => Present::Bytes,
    }))
}

/// The bytes of a plain file; `None` when there are more than `most`.
fn bounded(path: &Path, metadata: &fs::Metadata, most: u64) -> io::Result<Option<Vec<u8>>> {
    if metadata.len() > most {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(most + 1)
        .read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= most))
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> Option<bool> {
    None
}

/// An output that is there, by its directory: its manifest, or why it has none that can be believed.
pub type Standing = (String, Result<Last, Trouble>);

/// Directories under `out` that hold an output of syzc, sorted by name.
pub fn outputs(root: &Path, out: &Path) -> Vec<Standing> {
    let Ok(entries) = fs::read_dir(root.join(out)) else {
        return Vec::new();
    };
    let names = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok());
    let mut found: Vec<_> = names
        .filter_map(|name| {
            let last = last(&Target::new(root, out, &name)).transpose()?;
            Some((name, last))
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The manifest that an output brings.
pub(super) fn manifest_of(output: &Output, id: &str) -> Manifest {
    let file = output.files.get(manifest::NAME);
    let mut all = file
        .and_then(|file| manifest::read(&file.content, id).ok())
        .map(Last::into_sides)
        .unwrap_or_default();
    all.pop()
        .expect("invariant: an output has a manifest of its own")
}
