//! What earlier builds left where a site's output goes, and why a build stops when that cannot be known.
//!
//! The manifest guards homes, names and files. So a manifest that is damaged, or missing beside the files it is about,
//! never counts as none.

use std::path::Path;

use ignore::gitignore::GitignoreBuilder;

use crate::diagnostic::{Code, Diagnostic};
use crate::emit::Output;
use crate::emit::manifest::{self, Last, last::Reason};
use crate::site::Loaded;
use crate::source::{Fault, Files};
use crate::write::{self, Target, Trouble};

/// The file of an output that names what is never committed.
const IGNORED: &str = ".gitignore";

/// Reads the manifest of the output that is there.
pub fn last(files: &dyn Files, out: &str, id: &str) -> Result<Option<Last>, Box<Diagnostic>> {
    let name = format!("{out}/{id}/{}", manifest::NAME);
    let found = match files.root() {
        Some(root) => write::last(&Target::new(root, Path::new(out), id)),
        None => match files.read(&name) {
            Ok(text) => manifest::read(&text, id)
                .map(Some)
                .map_err(Trouble::Damaged),
            Err(Fault::Missing) => Ok(None),
            Err(_) => Err(Trouble::Damaged("it cannot be read".to_owned())),
        },
    };
    found.map_err(|trouble| Box::new(diagnostic(trouble, out, id)))
}

/// Whether nothing stands where the output of a site goes.
pub fn is_new(files: &dyn Files, out: &str, id: &str) -> bool {
    match files.root() {
        Some(root) => Target::new(root, Path::new(out), id).is_new(),
        None => files.list(&format!("{out}/{id}")).names.is_empty(),
    }
}

/// What is said of an output that cannot be known.
pub fn diagnostic(trouble: Trouble, out: &str, id: &str) -> Diagnostic {
    match trouble {
        Trouble::Damaged(reason) => damaged(out, id, &reason),
        Trouble::Obstacle(obstacle) => Diagnostic::error(
            Code::S0606,
            format!("`{}` is {}, not a directory", obstacle.path, obstacle.what),
        )
        .in_file(format!("{out}/{id}"))
        .help("make it a directory, or name the one that is meant with `--out`"),
    }
}

fn damaged(out: &str, id: &str, reason: &str) -> Diagnostic {
    let name = format!("{out}/{id}/{}", manifest::NAME);
    Diagnostic::error(
        Code::S0604,
        format!("the manifest of `{out}/{id}` is damaged: {reason}"),
    )
    .in_file(&name)
    .help(format!(
        "bring it back as it was committed: `git checkout HEAD -- {name}`"
    ))
    .help(go_on(id))
}

fn go_on(id: &str) -> String {
    format!(
        "if no hub was ever deployed from it, `syzc build {id} --without-manifest` writes a new one, and holds the site to nothing that was there"
    )
}

/// Why a build stops where there is no manifest: files of the output are there already, so there was one.
pub fn lost(files: &dyn Files, out: &str, id: &str, output: &Output) -> Option<Diagnostic> {
    let path = match files.root() {
        Some(root) => write::holds_any(&Target::new(root, Path::new(out), id), output)?,
        None => output
            .files
            .keys()
            .find(|path| files.read(&format!("{out}/{id}/{path}")).is_ok())?,
    };
    let name = format!("{out}/{id}/{}", manifest::NAME);
    Some(
        Diagnostic::error(
            Code::S0605,
            format!("`{out}/{id}` holds files of an output, but not its manifest"),
        )
        .in_file(&name)
        .help(format!(
            "`{path}` is there, so there may be a hub whose homes and names the manifest guards"
        ))
        .help(format!(
            "bring it back as it was committed: `git checkout HEAD -- {name}`"
        ))
        .help(go_on(id)),
    )
}

/// Refuses a manifest that names what git never sees: a build writes no such file, so the manifest lies, and following
/// it would delete somebody's state or secrets.
pub fn hold(last: &Last, output: &Output, out: &str, id: &str) -> Option<Diagnostic> {
    let mut builder = GitignoreBuilder::new("");
    let patterns = output.files.get(IGNORED)?;
    for line in patterns.content.lines() {
        // A pattern that git would pass over is passed over here too.
        let _ = builder.add_line(None, line);
    }
    let ignored = builder.build().ok()?;
    let path = last.paths().into_iter().find(|path| {
        !output.files.contains_key(*path)
            && ignored.matched_path_or_any_parents(path, false).is_ignore()
    })?;
    let reason =
        format!("it names `{path}`, which is never committed and never written by a build");
    Some(damaged(out, id, &reason))
}

/// What to add to a mistake that only this reason makes one.
pub fn because(reason: Reason, out: &str, id: &str) -> Option<String> {
    match reason {
        Reason::Built => None,
        Reason::Merge => Some(format!(
            "one of the branches that were merged was built so; to keep to the other, `git checkout --ours -- {out}/{id}/{name}`, or `--theirs`, and build again",
            name = manifest::NAME
        )),
        Reason::Unfinished => Some(format!(
            "a build that was interrupted was to write so; if nothing was deployed since, `git checkout HEAD -- {out}/{id}` brings back what was there before it"
        )),
    }
}

/// Why a build stops where the branches of a merge promised what leads to different outputs.
pub fn undecided(loaded: &Loaded, out: &str) -> Diagnostic {
    let id = &loaded.id;
    let name = format!("{out}/{id}/{}", manifest::NAME);
    Diagnostic::error(
        Code::S0604,
        format!("the manifest of `{out}/{id}` has two sides of a merge, and each leads to another output"),
    )
    .in_file(&name)
    .help(format!("say which branch is deployed: `git checkout --ours -- {name}`, or `--theirs`, and build again"))
}

/// Whether two outputs differ in anything but their manifests.
pub fn differ(one: &Output, other: &Output) -> bool {
    let files = |output: &Output| -> Vec<(String, String)> {
        let files = output
            .files
            .iter()
            .filter(|(path, _)| *path != manifest::NAME);
        files
            .map(|(path, file)| (path.clone(), file.content.clone()))
            .collect()
    };
    files(one) != files(other)
}
