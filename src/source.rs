//! Reads files: the only stage besides `write` that touches the disk, and it never writes.
//!
//! Everything after it sees files through [`Files`], so a whole compilation also runs in memory. What a project holds is
//! as hostile as any input: no link leads out of it, only files are read, and of each no more than [`limits`] allow.

mod disk;
mod fault;
mod root;

pub use disk::DiskFiles;
pub use fault::Fault;
pub use root::{Root, lexical, name_in};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use crate::limits;

/// What is in a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Names from the project's directory, sorted.
    pub names: Vec<String>,
    /// What is there and cannot be had, with its name as far as it can be written.
    pub faults: Vec<(String, Fault)>,
}

/// Where files come from. Names are relative to the project, with `/` between parts.
pub trait Files: Sync {
    /// The text of one file.
    fn read(&self, name: &str) -> Result<String, Fault>;

    /// The directory that names are relative to, when the files are on a disk.
    fn root(&self) -> Option<&Path> {
        None
    }

    /// The text of one file beneath a directory that the user named, which may lie outside the project: no link may
    /// lead out of that directory.
    fn read_beneath(&self, directory: &str, name: &str) -> Result<String, Fault> {
        self.read(&format!("{directory}/{name}"))
    }

    /// All files below a directory; nothing when there is no such directory.
    fn list(&self, directory: &str) -> Listing;

    /// Whatever stands directly in a directory, also what can not be read; nothing when there is no such directory.
    fn entries(&self, directory: &str) -> Listing;
}

/// A text as it is compiled: without a byte order mark, which would no longer be first in the output, and with the line
/// ends of Unix, so that a checkout on Windows gives the same bytes.
pub fn plain(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
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
        let content = self.files.get(name).ok_or(Fault::Missing)?;
        if content.len() > limits::FILE.most {
            return Err(Fault::TooLarge);
        }
        Ok(content.clone())
    }

    fn list(&self, directory: &str) -> Listing {
        let prefix = format!("{}/", directory.trim_end_matches('/'));
        let names = self.files.keys();
        Listing {
            names: names
                .filter(|name| name.starts_with(&prefix))
                .cloned()
                .collect(),
            faults: Vec::new(),
        }
    }

    fn entries(&self, directory: &str) -> Listing {
        let all = self.list(directory);
        let prefix = format!("{}/", directory.trim_end_matches('/'));
        let mut names: Vec<String> = all
            .names
            .iter()
            .filter_map(|name| name[prefix.len()..].split('/').next())
            .map(|own| format!("{prefix}{own}"))
            .collect();
        names.dedup();
        Listing {
            names,
            faults: Vec::new(),
        }
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
    use super::{join, plain};

    #[test]
    fn texts_of_windows_read_as_those_of_unix() {
        assert_eq!(plain("\u{feff}a\r\nb\r\n"), "a\nb\n");
        // A carriage return alone ends no line anywhere; what it may do is for the reader of the language to say.
        assert_eq!(plain("a\rb\n"), "a\rb\n");
    }

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
