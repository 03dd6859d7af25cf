//! Files of a project's directory: every link resolved before anything is opened, and nothing read without end.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::{Fault, Files, Listing};
use crate::limits;

/// The directory that several projects may share by a link.
const SHARED: &str = "stdlib";

/// Files of a project directory.
///
/// What is read lies in the project, wherever links lead. One exception: `stdlib` itself may be a link to a directory
/// elsewhere, so that projects can share one; then its files lie in that directory. It may not hold the project, so
/// that no link reaches what stands beside the project by way of it.
#[derive(Debug, Clone)]
pub struct DiskFiles {
    root: PathBuf,
}

impl DiskFiles {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The directory, without links, in which what a name leads to must lie.
    fn bounds(&self, name: &str) -> Result<PathBuf, Fault> {
        let root = fs::canonicalize(&self.root).map_err(|error| fault(&self.root, &error))?;
        let is_shared = name
            .strip_prefix(SHARED)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !is_shared {
            return Ok(root);
        }
        let own = self.path(SHARED);
        let shared = fs::canonicalize(&own).map_err(|error| fault(&own, &error))?;
        if shared.starts_with(&root) {
            Ok(root)
        } else if root.starts_with(&shared) {
            Err(Fault::Outside)
        } else {
            Ok(shared)
        }
    }

    /// Adds what stands in one directory.
    fn collect(&self, walk: &Walk<'_>, directory: &str, deep: usize, listing: &mut Listing) {
        let found = inside(&self.path(directory), &walk.bounds).and_then(|path| {
            let entries = read_directory(&path).map_err(|error| fault(&path, &error))?;
            Ok((path, entries))
        });
        let (way, mut entries) = match found {
            Ok(found) => found,
            Err(fault) => return listing.faults.push((directory.to_owned(), fault)),
        };
        entries.sort();
        for entry in entries {
            if listing.names.len() + listing.faults.len() >= limits::ENTRIES.most {
                let fault = (walk.top.to_owned(), Fault::TooMany);
                if !listing.faults.contains(&fault) {
                    listing.faults.push(fault);
                }
                return;
            }
            let Some(own) = entry.to_str() else {
                let shown = format!("{directory}/{}", entry.to_string_lossy());
                listing.faults.push((shown, Fault::Name));
                continue;
            };
            let name = if directory.is_empty() {
                own.to_owned()
            } else {
                format!("{directory}/{own}")
            };
            if !walk.deep {
                listing.names.push(name);
                continue;
            }
            let found = inside(&self.path(&name), &walk.bounds).and_then(|path| {
                let metadata = fs::metadata(&path).map_err(|error| fault(&path, &error))?;
                Ok((path, metadata))
            });
            match found {
                Ok((_, metadata)) if metadata.is_file() => listing.names.push(name),
                // A link to a directory that it lies in goes round for ever.
                Ok((path, metadata)) if metadata.is_dir() && way.starts_with(&path) => {
                    listing.faults.push((name, Fault::BrokenLink));
                }
                Ok((_, metadata)) if metadata.is_dir() && deep >= limits::DIRECTORIES.most => {
                    listing.faults.push((name, Fault::TooDeep));
                }
                Ok((_, metadata)) if metadata.is_dir() => {
                    self.collect(walk, &name, deep + 1, listing);
                }
                Ok(_) => listing.faults.push((name, Fault::Special)),
                Err(fault) => listing.faults.push((name, fault)),
            }
        }
    }

    fn listed(&self, directory: &str, deep: bool) -> Listing {
        let mut listing = Listing::default();
        // A link that leads nowhere is there; only what nobody put there is no mistake.
        if fs::symlink_metadata(self.path(directory)).is_err() {
            return listing;
        }
        match self.bounds(directory) {
            Ok(bounds) => {
                let walk = Walk {
                    top: directory,
                    bounds,
                    deep,
                };
                self.collect(&walk, directory, 1, &mut listing);
            }
            Err(fault) => listing.faults.push((directory.to_owned(), fault)),
        }
        // Nobody is to work through a part of them.
        if listing
            .faults
            .iter()
            .any(|(_, fault)| *fault == Fault::TooMany)
        {
            listing.names.clear();
        }
        listing.names.sort();
        listing
    }
}

/// One look through a directory.
struct Walk<'a> {
    /// The directory that was asked for.
    top: &'a str,
    bounds: PathBuf,
    /// Whether directories in it are looked into.
    deep: bool,
}

impl Files for DiskFiles {
    fn root(&self) -> Option<&Path> {
        Some(&self.root)
    }

    fn read(&self, name: &str) -> Result<String, Fault> {
        read(&inside(&self.path(name), &self.bounds(name)?)?)
    }

    fn read_beneath(&self, directory: &str, name: &str) -> Result<String, Fault> {
        let directory = self.path(directory);
        let bounds = fs::canonicalize(&directory).map_err(|error| fault(&directory, &error))?;
        read(&inside(&directory.join(name), &bounds)?)
    }

    fn list(&self, directory: &str) -> Listing {
        self.listed(directory, true)
    }

    fn entries(&self, directory: &str) -> Listing {
        self.listed(directory, false)
    }
}

/// Where a path leads, without links.
fn inside(path: &Path, bounds: &Path) -> Result<PathBuf, Fault> {
    let resolved = fs::canonicalize(path).map_err(|error| fault(path, &error))?;
    if resolved.starts_with(bounds) {
        Ok(resolved)
    } else {
        Err(Fault::Outside)
    }
}

/// Why the system refused a path.
fn fault(path: &Path, error: &io::Error) -> Fault {
    let is_link = || fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory if is_link() => Fault::BrokenLink,
        ErrorKind::NotFound => Fault::Missing,
        ErrorKind::NotADirectory if fs::metadata(path).is_ok() => Fault::NoDirectory,
        ErrorKind::NotADirectory => Fault::Missing,
        _ if is_circle(error) => Fault::BrokenLink,
        _ => Fault::Other(words(error)),
    }
}

/// Whether links lead to each other in a circle, a kind of error that the standard library does not let one name yet.
fn is_circle(error: &io::Error) -> bool {
    format!("{:?}", error.kind()) == "FilesystemLoop"
}

/// The system's words without its number.
fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => text,
    }
}

/// Reads what is a file, and no further than a file may be long: what it says of its own size may be wrong.
fn read(path: &Path) -> Result<String, Fault> {
    // Opening a pipe would wait for its writer.
    kind(&fs::metadata(path).map_err(|error| fault(path, &error))?)?;
    let file = File::open(path).map_err(|error| fault(path, &error))?;
    kind(&file.metadata().map_err(|error| fault(path, &error))?)?;
    let most = limits::FILE.most as u64;
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| fault(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(Fault::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| Fault::NotUtf8 {
        offset: error.utf8_error().valid_up_to(),
    })
}

fn kind(metadata: &fs::Metadata) -> Result<(), Fault> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(Fault::Directory)
    } else {
        Err(Fault::Special)
    }
}

/// The names in a directory, and no more of them than are looked at.
fn read_directory(path: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    fs::read_dir(path)?
        .take(limits::ENTRIES.most + 1)
        .map(|entry| Ok(entry?.file_name()))
        .collect()
}
