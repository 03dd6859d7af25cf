//! Reads files: the only stage besides `write` that touches the disk, and it never writes.
//!
//! Everything after it sees files through [`Files`], so a whole compilation also runs in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Why a file could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Missing,
    Directory,
    NotUtf8 {
        /// The first byte that is not UTF-8.
        offset: usize,
    },
    /// The system's own words.
    Other(String),
}

/// Where files come from. Names are relative to the project, with `/` between parts.
pub trait Files: Sync {
    /// The text of one file.
    fn read(&self, name: &str) -> Result<String, Fault>;

    /// The names of all files below a directory, sorted; none when there is no such directory.
    fn list(&self, directory: &str) -> Vec<String>;

    /// The directory that names are relative to, when the files are on a disk.
    fn root(&self) -> Option<&Path> {
        None
    }
}

/// Files of a project directory.
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
}

impl Files for DiskFiles {
    fn read(&self, name: &str) -> Result<String, Fault> {
        let path = self.path(name);
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Fault::Missing,
            _ if path.is_dir() => Fault::Directory,
            _ => Fault::Other(error.to_string()),
        })?;
        String::from_utf8(bytes).map_err(|error| Fault::NotUtf8 {
            offset: error.utf8_error().valid_up_to(),
        })
    }

    fn list(&self, directory: &str) -> Vec<String> {
        let base = self.path(directory);
        // Links are followed, so that several projects can share one `stdlib/`; walkdir notices circles of links.
        let mut names: Vec<String> = WalkDir::new(&base)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| !entry.file_type().is_dir())
            .filter_map(|entry| relative_name(entry.path(), &self.root))
            .collect();
        names.sort();
        names
    }

    fn root(&self) -> Option<&Path> {
        Some(&self.root)
    }
}

/// A path below `root` as a name with `/` between parts; `None` when it is not UTF-8.
pub fn relative_name(path: &Path, root: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    parts.map(|parts| parts.join("/"))
}

/// Files held in memory, for tests and for programs that embed the compiler.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    pub files: BTreeMap<String, String>,
}

impl MemoryFiles {
    pub fn with(mut self, name: &str, content: &str) -> Self {
        self.files.insert(name.to_owned(), content.to_owned());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, name: &str) -> Result<String, Fault> {
        self.files.get(name).cloned().ok_or(Fault::Missing)
    }

    fn list(&self, directory: &str) -> Vec<String> {
        let prefix = format!("{}/", directory.trim_end_matches('/'));
        self.files
            .keys()
            .filter(|name| name.starts_with(&prefix))
            .cloned()
            .collect()
    }
}

/// Joins a reference to the directory of the file that holds it; `None` when it leaves the project.
pub fn join(from_file: &str, reference: &str) -> Option<String> {
    if reference.starts_with('/') || reference.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = from_file.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_stay_inside_the_project() {
        let from = "sites/ubc.toml";
        assert_eq!(
            join(from, "layers/a.toml").as_deref(),
            Some("sites/layers/a.toml")
        );
        assert_eq!(join(from, "../x.toml").as_deref(), Some("x.toml"));
        assert_eq!(join(from, "../../x.toml"), None);
        assert_eq!(join(from, "/etc/passwd"), None);
    }
}
