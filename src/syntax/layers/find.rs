//! The file of a site or a layer, by the name that somebody wrote for it.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Fault, Files, plain};
use crate::syntax::correct::quoted;
use crate::text::{FileId, Span, Texts};

/// Reads one file into `texts`; `from` is the `extends` that named it.
pub fn read(
    files: &dyn Files,
    name: &str,
    from: Option<Span>,
    texts: &mut Texts,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    if let Some(file) = texts.find(name) {
        return Some(file);
    }
    let fault = match files.read(name) {
        Ok(content) => return Some(texts.add(name, &plain(&content))),
        Err(fault) => fault,
    };
    let (code, message) = match &fault {
        Fault::Missing if from.is_some() => (Code::S0104, format!("there is no layer `{name}`")),
        Fault::Missing => (Code::S0103, format!("there is no file `{name}`")),
        Fault::Directory => (
            Code::S0103,
            format!("`{name}` is a directory, but a TOML file is needed"),
        ),
        Fault::NotUtf8 { offset } => (
            Code::S0102,
            format!("`{name}` is not UTF-8: byte {offset} starts no character"),
        ),
        other => (
            other.code(),
            format!("`{name}` cannot be read: {}", other.reason()),
        ),
    };
    let mut diagnostic = Diagnostic::error(code, message).at(from, "named here");
    // What is there under this very name was meant, whatever is wrong with it.
    let near = match fault {
        Fault::Missing | Fault::Directory => {
            meant(files, name, from.map(|from| &*texts.get(from.file).name))
        }
        _ => None,
    };
    diagnostic = match (near, from) {
        _ if let Some(help) = fault.help() => diagnostic.help(help),
        _ if matches!(fault, Fault::Other(_)) => {
            diagnostic.help("see with `ls -l` whom it belongs to and who may read it")
        }
        (Some(near), Some(from)) => diagnostic.fix(from, quoted(&near), "did you mean this?"),
        (Some(near), None) => diagnostic.help(format!("did you mean `{near}`?")),
        (None, Some(_)) => {
            diagnostic.help("layers are named from the directory of the file that extends them")
        }
        (None, None) => diagnostic.help("`syzc list` prints the sites that are there"),
    };
    if from.is_none() {
        diagnostic = diagnostic.in_file(name);
    }
    diagnostics.push(diagnostic);
    None
}

/// The file that a name most likely means, as it would be written: of the same name elsewhere, else of one near it.
/// `from` is the file that extends it; without one, it is a site that was asked for.
fn meant(files: &dyn Files, name: &str, from: Option<&str>) -> Option<String> {
    let directory = from.and_then(|from| from.rsplit_once('/'));
    let directory = directory.map_or("sites", |(directory, _)| directory);
    let stem = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        last.trim_end_matches(".toml").to_owned()
    };
    let present: Vec<String> = files
        .list(directory)
        .names
        .into_iter()
        .filter(|file| file.ends_with(".toml") && Some(file.as_str()) != from)
        .filter(|file| from.is_some() || file.matches('/').count() == 1)
        // What is wrong with the file of this very name is said.
        .filter(|file| file != name)
        .collect();
    // A directory was named in the place of the file in it.
    let mut within = present
        .iter()
        .filter(|file| file.starts_with(&format!("{name}/")));
    let only = within.next().filter(|_| within.next().is_none());
    // What all paths have in common would make any two of them seem near.
    let stems: Vec<String> = present.iter().map(|file| stem(file)).collect();
    let wanted = stem(name);
    let same = stems.iter().position(|stem| *stem == wanted);
    let near = || {
        let near = nearest(&wanted, stems.iter().map(String::as_str))?;
        stems.iter().position(|stem| stem == near)
    };
    let near = match only {
        Some(only) => only,
        None => &present[same.or_else(near)?],
    };
    match from {
        Some(_) => near
            .strip_prefix(&format!("{directory}/"))
            .map(str::to_owned),
        None => Some(near.clone()),
    }
}
