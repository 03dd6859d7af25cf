//! An output to the disk: each file whole or not at all, hand edits kept, orphans removed.
//!
//! What syzc did not write is not touched: only paths that the output or the last manifest names are looked at.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::compare::{self, Change, Kind, Present};
use crate::emit::{Manifest, Output, manifest};

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

/// What is in a site's directory now, held against the output.
pub fn survey(directory: &Path, output: &Output) -> Result<Vec<Change>, Failure> {
    let last = last_manifest(directory)?;
    let mut present = BTreeMap::new();
    for path in compare::paths(output, last.as_ref()) {
        if let Some(found) = look(&directory.join(&path))? {
            present.insert(path, found);
        }
    }
    Ok(compare::changes(output, &present, last.as_ref()))
}

fn last_manifest(directory: &Path) -> Result<Option<Manifest>, Failure> {
    let path = directory.join(manifest::NAME);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Manifest::read(&text)),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(failed("read", &path)(error)),
    }
}

fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn look(path: &Path) -> Result<Option<Present>, Failure> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(failed("look at", path)(error)),
    };
    if !metadata.is_file() {
        return Ok(Some(Present::Other));
    }
    let bytes = fs::read(path).map_err(failed("read", path))?;
    Ok(Some(match String::from_utf8(bytes) {
        Ok(content) => Present::File {
            content,
            executable: is_executable(&metadata),
        },
        Err(_) => Present::Other,
    }))
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}

/// Carries changes out. Files that were edited or are in the way stay as they are unless `overwrite` is set.
///
/// The manifest comes last and remembers, for a file that was kept, what syzc last wrote there: so the edit is
/// reported again at the next build, and nothing is lost if the machine stops half-way.
pub fn apply(
    directory: &Path,
    output: &Output,
    changes: &[Change],
    overwrite: bool,
) -> Result<(), Failure> {
    let last = last_manifest(directory)?.unwrap_or_default();
    let mut next = output
        .files
        .get(manifest::NAME)
        .and_then(|file| Manifest::read(&file.content))
        .unwrap_or_default();
    for change in changes {
        let path = directory.join(&change.path);
        let is_kept = matches!(change.kind, Kind::Edited | Kind::InTheWay) && !overwrite;
        match (&change.new, change.kind) {
            (_, Kind::Unchanged) => {}
            _ if is_kept => match last.files.get(&change.path) {
                Some(hash) => {
                    next.files.insert(change.path.clone(), hash.clone());
                }
                None => {
                    next.files.remove(&change.path);
                }
            },
            (Some(content), _) => put(&path, content, change.executable)?,
            (None, _) => remove(directory, &path)?,
        }
    }
    let path = directory.join(manifest::NAME);
    let text = next.text();
    match fs::read_to_string(&path) {
        Ok(old) if old == text => Ok(()),
        _ => put(&path, &text, false),
    }
}

/// Writes one file beside its place and moves it there.
fn put(path: &Path, content: &str, executable: bool) -> Result<(), Failure> {
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(failed("make the directory", directory))?;
    let mut file = tempfile::Builder::new()
        .prefix(".syzc-")
        .tempfile_in(directory)
        .map_err(failed("write into", directory))?;
    file.write_all(content.as_bytes())
        .and_then(|()| set_mode(file.as_file(), executable))
        .and_then(|()| file.as_file().sync_data())
        .map_err(failed("write", path))?;
    file.persist(path)
        .map_err(|error| failed("write", path)(error.error))?;
    Ok(())
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
fn remove(directory: &Path, path: &Path) -> Result<(), Failure> {
    fs::remove_file(path).map_err(failed("remove", path))?;
    let mut parent = path.parent();
    while let Some(empty) = parent.filter(|parent| *parent != directory) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        parent = empty.parent();
    }
    Ok(())
}

/// Directories under `root` that hold an output of syzc: their names, with their manifests.
pub fn outputs(root: &Path) -> Vec<(String, Manifest)> {
    let Ok(entries) = fs::read_dir(root) else {
        return Vec::new();
    };
    let mut found: Vec<(String, Manifest)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let manifest = last_manifest(&entry.path()).ok().flatten()?;
            Some((entry.file_name().to_str()?.to_owned(), manifest))
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

/// Writes one new file, and refuses when there is one already.
pub fn create(path: &Path, content: &str) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_ok() {
        let exists = io::Error::new(io::ErrorKind::AlreadyExists, "it is there already");
        return Err(failed("write", path)(exists));
    }
    put(path, content, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::OutputFile;

    fn output(files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        let mut manifest = Manifest {
            version: 1,
            ..Manifest::default()
        };
        for (path, content) in files {
            manifest
                .files
                .insert((*path).to_owned(), manifest::hash(content));
            output.files.insert((*path).to_owned(), file(content));
        }
        output
            .files
            .insert(manifest::NAME.to_owned(), file(&manifest.text()));
        output
    }

    fn file(content: &str) -> OutputFile {
        OutputFile {
            content: content.to_owned(),
            executable: false,
            lines: Vec::new(),
            unit: String::new(),
        }
    }

    fn build(directory: &Path, output: &Output, overwrite: bool) -> Vec<(String, Kind)> {
        let changes = survey(directory, output).expect("surveys");
        apply(directory, output, &changes, overwrite).expect("applies");
        changes
            .into_iter()
            .map(|change| (change.path, change.kind))
            .collect()
    }

    fn read(directory: &Path, path: &str) -> String {
        fs::read_to_string(directory.join(path)).unwrap_or_default()
    }

    #[test]
    fn a_second_build_changes_nothing_and_orphans_go() {
        let directory = tempfile::tempdir().expect("a directory");
        let both = output(&[("a/x", "1\n"), ("b", "2\n")]);
        build(directory.path(), &both, false);
        let kinds = build(directory.path(), &both, false);
        assert!(kinds.iter().all(|(_, kind)| *kind == Kind::Unchanged));
        fs::write(directory.path().join("terraform.tfstate"), "state").expect("writes");
        build(directory.path(), &output(&[("b", "2\n")]), false);
        assert!(!directory.path().join("a").exists());
        assert_eq!(read(directory.path(), "terraform.tfstate"), "state");
    }

    #[test]
    fn an_edit_is_kept_and_reported_until_it_is_overwritten() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path();
        build(path, &output(&[("a", "1\n")]), false);
        fs::write(path.join("a"), "mine\n").expect("writes");
        for _ in 0..2 {
            let kinds = build(path, &output(&[("a", "2\n")]), false);
            assert_eq!(kinds, [("a".to_owned(), Kind::Edited)]);
            assert_eq!(read(path, "a"), "mine\n");
        }
        build(path, &output(&[("a", "2\n")]), true);
        assert_eq!(read(path, "a"), "2\n");
        let kinds = build(path, &output(&[("a", "2\n")]), false);
        assert_eq!(kinds, [("a".to_owned(), Kind::Unchanged)]);
    }

    #[test]
    fn a_file_of_someone_else_is_never_replaced() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path();
        fs::write(path.join("a"), "theirs\n").expect("writes");
        for _ in 0..2 {
            let kinds = build(path, &output(&[("a", "1\n")]), false);
            assert_eq!(kinds, [("a".to_owned(), Kind::InTheWay)]);
        }
        assert_eq!(read(path, "a"), "theirs\n");
    }

    #[test]
    fn an_edited_orphan_stays() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path();
        build(path, &output(&[("a", "1\n"), ("b", "2\n")]), false);
        fs::write(path.join("a"), "mine\n").expect("writes");
        let kinds = build(path, &output(&[("b", "2\n")]), false);
        assert_eq!(kinds[0], ("a".to_owned(), Kind::Edited));
        assert_eq!(read(path, "a"), "mine\n");
    }
}
