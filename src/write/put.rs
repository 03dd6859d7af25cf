//! One file, whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::target::{Entry, Target};
use super::{Failure, Work, failed};

/// Writes one file of the output in the build's own directory and moves it to its place.
pub(super) fn put(
    work: &Work,
    target: &Target,
    path: &str,
    content: &str,
    executable: bool,
) -> Result<(), Failure> {
    target.make_directories(path)?;
    let place = target.directory().join(path);
    let half = work.half_written();
    let written = fs::File::create_new(&half).and_then(|mut file| {
        file.write_all(content.as_bytes())?;
        set_mode(&file, executable)?;
        file.sync_data()
    });
    written.map_err(|error| {
        let is_occupied = error.kind() == io::ErrorKind::AlreadyExists;
        failed("write", if is_occupied { &half } else { &place })(error)
    })?;
    // Only now, so that nothing that came meanwhile is followed or replaced.
    if let Entry::Directory | Entry::Obstacle(_) = target.entry(path)? {
        let error = io::Error::from(io::ErrorKind::AlreadyExists);
        return Err(failed("write", &place)(error));
    }
    fs::rename(&half, &place).map_err(failed("write", &place))
}

#[cfg(unix)]
fn set_mode(file: &fs::File, executable: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if executable { 0o755 } else { 0o644 };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &fs::File, _: bool) -> io::Result<()> {
    Ok(())
}

/// Removes a file that syzc wrote, and the directories that it leaves empty.
pub(super) fn remove(target: &Target, path: &str) -> Result<(), Failure> {
    let Entry::File(_) = target.entry(path)? else {
        return Ok(());
    };
    let place = target.directory().join(path);
    fs::remove_file(&place).map_err(failed("remove", &place))?;
    let mut parents = path;
    while let Some((parent, _)) = parents.rsplit_once('/') {
        if fs::remove_dir(target.directory().join(parent)).is_err() {
            break;
        }
        parents = parent;
    }
    Ok(())
}

/// Waits until the names in a directory are on the disk, not only in memory. Systems that cannot are believed.
pub(super) fn settle(directory: &Path) -> Result<(), Failure> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let synced = fs::File::open(directory).and_then(|directory| directory.sync_all());
    match synced {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other.map_err(failed("write into", directory)),
    }
}

/// Writes one new file, and refuses when there is one already.
pub fn create(path: &Path, content: &str) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_ok() {
        let exists = io::Error::new(io::ErrorKind::AlreadyExists, "it is there already");
        return Err(failed("write", path)(exists));
    }
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(failed("make the directory", directory))?;
    let mut file = tempfile::Builder::new()
        .prefix(".syzc-")
        .tempfile_in(directory)
        .map_err(failed("write into", directory))?;
    file.write_all(content.as_bytes())
        .and_then(|()| set_mode(file.as_file(), false))
        .and_then(|()| file.as_file().sync_data())
        .map_err(failed("write", path))?;
    file.persist_noclobber(path)
        .map_err(|error| failed("write", path)(error.error))?;
    Ok(())
}
