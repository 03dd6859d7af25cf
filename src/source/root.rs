//! The project that a directory belongs to.

use std::fs;
use std::path::{Path, PathBuf};

use super::relative_name;

/// A project's directory, and the directory within it that a command was started in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    pub directory: PathBuf,
    /// From the project's directory, with `/` between parts; empty when it is the same.
    pub within: String,
}

impl Root {
    /// The nearest directory, from this one upwards, in which the directory `sites` has a site; this one when there is
    /// none, as for a project that is about to begin. So it does not matter where in a project a command is started, as
    /// with git and cargo, and nobody gets a second output by starting it in `sites/`.
    pub fn find(start: &Path, sites: &str) -> Root {
        let here = || Root {
            directory: start.to_owned(),
            within: String::new(),
        };
        if has_sites(start, sites) {
            return here();
        }
        let Ok(start) = fs::canonicalize(start) else {
            return here();
        };
        let found = start.ancestors().skip(1).find_map(|directory| {
            let within = relative_name(&start, directory)?;
            has_sites(directory, sites).then(|| Root {
                directory: directory.to_owned(),
                within,
            })
        });
        found.unwrap_or_else(here)
    }
}

fn has_sites(directory: &Path, sites: &str) -> bool {
    let Ok(entries) = fs::read_dir(directory.join(sites)) else {
        return false;
    };
    entries.filter_map(Result::ok).any(|entry| {
        let name = entry.file_name();
        Path::new(&name)
            .extension()
            .is_some_and(|extension| extension == "toml")
    })
}

/// A path without its `.` and `..`, which are taken away without a look at the disk.
pub fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// A path as a name in the project, where it lies in it, by itself or with links followed.
pub fn name_in(root: &Path, path: &Path) -> Option<String> {
    let absolute = |path: &Path| std::path::absolute(path).map(|path| lexical(&path)).ok();
    if let Some(name) = relative_name(&absolute(path)?, &absolute(root)?) {
        return Some(name);
    }
    let directory = fs::canonicalize(path.parent()?).ok()?;
    relative_name(
        &directory.join(path.file_name()?),
        &fs::canonicalize(root).ok()?,
    )
}
