//! One build of a site at a time, and a directory of its own for what is half written.
//!
//! `.syzc/` stands in the site's directory while a build writes: a lock that the system takes back when the build dies,
//! the file that is being written, and a `.gitignore` over both. What an earlier build left in it is removed by the next.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use same_file::Handle;

use super::target::{Entry, Target};
use super::{Failure, failed};
use crate::emit::manifest::WORK;

/// How long a build waits for another of the same site. Assumed: one takes seconds on a slow disk.
const PATIENCE: Duration = Duration::from_secs(60);

const LOCK: &str = "lock";
const HALF_WRITTEN: &str = "new";
const IGNORED: &str = ".gitignore";
const EVERYTHING: &[u8] = b"*\n";

/// The right to write into one site's directory; gone, with the directory, when it is dropped.
pub struct Work {
    directory: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl Work {
    /// Waits for the right to write; `waiting` is called once when another build has it.
    pub fn begin(target: &Target, waiting: impl FnOnce()) -> Result<Work, Failure> {
        target.make_directories(&format!("{WORK}/{LOCK}"))?;
        let directory = target.directory().join(WORK);
        let mut waiting = Some(waiting);
        let began = Instant::now();
        loop {
            match attempt(target, &directory)? {
                Some(lock) => {
                    let work = Work {
                        directory,
                        _lock: lock,
                    };
                    work.clear()?;
                    return Ok(work);
                }
                None if began.elapsed() > PATIENCE => {
                    let busy = io::Error::new(
                        io::ErrorKind::WouldBlock,
                        "another build of this site has not ended for a minute",
                    );
                    return Err(failed("write into", &target.directory())(busy));
                }
                None => {}
            }
            if let Some(waiting) = waiting.take() {
                waiting();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether an earlier build left something to clear away.
    pub fn is_left(target: &Target) -> bool {
        matches!(target.entry(WORK), Ok(Entry::Directory))
    }

    /// Where a file is written before it is moved to its place.
    pub(super) fn half_written(&self) -> PathBuf {
        self.directory.join(HALF_WRITTEN)
    }

    /// Removes what a build that was stopped left.
    fn clear(&self) -> Result<(), Failure> {
        remove_plain(&self.half_written());
        let ignored = self.directory.join(IGNORED);
        if fs::metadata(&ignored).map(|metadata| metadata.len()).ok()
            != Some(EVERYTHING.len() as u64)
        {
            remove_plain(&ignored);
        }
        hide(&ignored)
    }
}

/// Hides the directory from git, also before the output has a `.gitignore`.
fn hide(ignored: &Path) -> Result<(), Failure> {
    let written = File::create_new(ignored).and_then(|mut file| file.write_all(EVERYTHING));
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        written => written.map_err(failed("write", ignored)),
    }
}

/// Takes the lock if nobody has it. A build that ends removes its lock file; whoever waited for that very file waited
/// for nothing, and tries again with the one that stands there now.
fn attempt(target: &Target, directory: &Path) -> Result<Option<File>, Failure> {
    let path = directory.join(LOCK);
    if let Entry::Directory | Entry::Obstacle(_) = target.entry(&format!("{WORK}/{LOCK}"))? {
        let error = io::Error::from(io::ErrorKind::AlreadyExists);
        return Err(failed("lock", &path)(error));
    }
    match hide(&directory.join(IGNORED)) {
        Err(failure) if failure.error.kind() == io::ErrorKind::NotFound => {
            target.make_directories(&format!("{WORK}/{LOCK}"))?;
            return Ok(None);
        }
        hidden => hidden?,
    }
    let open = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path);
    let file = match open {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            target.make_directories(&format!("{WORK}/{LOCK}"))?;
            return Ok(None);
        }
        Err(error) => return Err(failed("lock", &path)(error)),
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(failed("lock", &path)(error)),
    }
    let is_current = file
        .try_clone()
        .and_then(Handle::from_file)
        .is_ok_and(|mine| Handle::from_path(&path).is_ok_and(|there| mine == there));
    Ok(is_current.then_some(file))
}

/// Removes a file of syzc's own; what else may stand at its place stays.
fn remove_plain(path: &Path) {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        let _ = fs::remove_file(path);
    }
}

impl Drop for Work {
    /// The lock goes last, so that nobody works here meanwhile. What cannot be removed is ignored by git, and the next
    /// build's.
    fn drop(&mut self) {
        remove_plain(&self.half_written());
        remove_plain(&self.directory.join(IGNORED));
        remove_plain(&self.directory.join(LOCK));
        let _ = fs::remove_dir(&self.directory);
    }
}
