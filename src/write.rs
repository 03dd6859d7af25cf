//! An output to the disk: each file whole or not at all, hand edits kept, orphans removed.
//!
//! - `target`: where an output stands, reached without following a link;
//! - `look`: what is there, read with bounds;
//! - `lock`: one build at a time, and a place for what is half written;
//! - `put`: one file, whole or not at all;
//! - `apply`: a build's changes, in an order in which it may be stopped anywhere.
//!
//! What syzc did not write is not touched: only paths that the output or the last manifest names are looked at.

mod apply;
mod lock;
mod look;
mod put;
mod target;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use apply::apply;
pub use lock::Work;
pub use look::{Standing, Trouble, holds_any, last, outputs, survey};
pub use put::create;
pub use target::Target;

/// The machine failed: what was tried, on which path, and the system's words.
#[derive(Debug)]
pub struct Failure {
    pub action: &'static str,
    pub path: PathBuf,
    pub error: io::Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "cannot {} `{}`: {}",
            self.action,
            self.path.display(),
            self.error
        )
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| Failure {
        action,
        path,
        error,
    }
}

fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests;
