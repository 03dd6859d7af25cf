//! Where a site's output stands, reached without following a link.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Failure, failed, is_missing};
use crate::compare::Obstacle;

/// The directory of one site's output.
#[derive(Debug, Clone)]
pub struct Target {
    root: PathBuf,
    /// What the site's directory is beneath `root`, one name each.
    way: Vec<PathBuf>,
    /// The directory as messages name it.
    pub shown: String,
    pub id: String,
}

/// What stands at a path.
pub(super) enum Entry {
    Nothing,
    File(fs::Metadata),
    Directory,
    Obstacle(Obstacle),
}

impl Target {
    /// The output of the site `id` under `out`, which is relative to the project's directory `root`, or absolute.
    pub fn new(root: &Path, out: &Path, id: &str) -> Target {
        let shown = out.join(id).to_string_lossy().into_owned();
        let mut root = root.to_owned();
        let mut way = Vec::new();
        for component in out.components() {
            match component {
                Component::Normal(name) => way.push(PathBuf::from(name)),
                Component::CurDir => {}
                // Whoever names a directory elsewhere means what is there.
                _ => {
                    root.extend(way.drain(..));
                    root.push(component);
                }
            }
        }
        if out.is_absolute() {
            root.extend(way.drain(..));
        }
        way.push(PathBuf::from(id));
        Target {
            root,
            way,
            shown,
            id: id.to_owned(),
        }
    }

    pub fn directory(&self) -> PathBuf {
        let mut directory = self.root.clone();
        directory.extend(&self.way);
        directory
    }

    /// Whether nothing is there yet.
    pub fn is_new(&self) -> bool {
        matches!(what_is(&self.directory()), Ok(None))
    }

    /// What on the way to the site's directory is a link, or something else that is no directory.
    pub(super) fn obstacle(&self) -> Result<Option<Obstacle>, Failure> {
        let mut at = self.root.clone();
        let mut shown = PathBuf::new();
        for name in &self.way {
            at.push(name);
            shown.push(name);
            match what_is(&at)? {
                None => return Ok(None),
                Some((_, None)) => {}
                Some((_, Some(what))) => {
                    let path = shown.to_string_lossy().into_owned();
                    return Ok(Some(Obstacle { path, what }));
                }
            }
        }
        Ok(None)
    }

    /// What stands at a plain path of the output, where no part of the way is a link.
    pub(super) fn entry(&self, path: &str) -> Result<Entry, Failure> {
        let mut at = self.directory();
        let mut ends = path
            .match_indices('/')
            .map(|(end, _)| end)
            .collect::<Vec<_>>();
        ends.push(path.len());
        let mut begin = 0;
        for end in ends {
            at.push(&path[begin..end]);
            begin = end + 1;
            let is_last = end == path.len();
            let obstacle = |what| {
                Entry::Obstacle(Obstacle {
                    path: path[..end].to_owned(),
                    what,
                })
            };
            match what_is(&at)? {
                None => return Ok(Entry::Nothing),
                Some((metadata, Some("a file"))) if is_last => return Ok(Entry::File(metadata)),
                Some((_, Some(what))) => return Ok(obstacle(what)),
                Some((_, None)) => {}
            }
        }
        Ok(Entry::Directory)
    }

    /// Makes the directories that a path of the output stands in, and the site's own.
    pub(super) fn make_directories(&self, path: &str) -> Result<(), Failure> {
        let mut at = self.root.clone();
        fs::create_dir_all(&at).map_err(failed("make the directory", &at))?;
        let parents = path.rsplit_once('/').map_or("", |(parents, _)| parents);
        let parents = parents.split('/').filter(|part| !part.is_empty());
        let way = self.way.iter().map(PathBuf::as_path);
        for name in way.chain(parents.map(Path::new)) {
            at.push(name);
            make_directory(&at)?;
        }
        Ok(())
    }
}

/// Makes one directory, unless it is there. A build that ends may remove one that is empty, so it may have to be made
/// more than once.
fn make_directory(path: &Path) -> Result<(), Failure> {
    const TRIES: usize = 16;
    for _ in 0..TRIES {
        match fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed("make the directory", path)(error));
            }
            _ => {}
        }
        match what_is(path)? {
            Some((_, None)) => return Ok(()),
            Some(_) => break,
            None => {}
        }
    }
    let error = io::Error::from(io::ErrorKind::NotADirectory);
    Err(failed("make the directory", path)(error))
}

/// What a path is, and its name unless it is a directory; no link is followed.
fn what_is(path: &Path) -> Result<Option<(fs::Metadata, Option<&'static str>)>, Failure> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(failed("look at", path)(error)),
    };
    let kind = metadata.file_type();
    let what = if kind.is_dir() {
        None
    } else if kind.is_file() {
        Some("a file")
    } else if kind.is_symlink() {
        Some("a link")
    } else {
        Some("neither a file nor a directory")
    };
    Ok(Some((metadata, what)))
}
