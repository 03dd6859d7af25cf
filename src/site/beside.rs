//! Files beside a site that become part of its output, since no reference may leave the output.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Fault, Files, join};
use crate::syntax::Datum;
use crate::syntax::scalar::Problem;
use crate::text::{FileId, Span, Texts};

/// A folder with the files in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// Its own name, without what it is in.
    pub name: String,
    /// Each by its path in the folder, sorted.
    pub files: Vec<(String, FileId)>,
}

/// How much a folder may hold: it is in every review and in every home. Assumed; nobody has measured what is too much.
const MOST_BYTES: usize = 4 << 20;
const MOST_FILES: usize = 200;

/// Reads the folder that `hub.getting_started` names, beside the file that the key is written in.
pub fn getting_started(
    files: &dyn Files,
    site: &Datum,
    texts: &mut Texts,
    found: &mut Diagnostics,
) -> Option<Folder> {
    let key = site.at("hub.getting_started")?;
    let (reference, span) = (key.text()?, key.span?);
    let from = texts.get(span.file).name.to_string();
    // The key's shape has refused what leaves the directory.
    let directory = join(&from, reference)?;
    let mut wrong = |code: Code, message: String, label: String, help: &str| {
        let diagnostic = Diagnostic::error(code, message).at(span, label);
        found.push(diagnostic.help(help));
    };
    let names = files.list(&directory);
    if names.is_empty() {
        wrong(
            Code::S0103,
            format!("there are no files in `{directory}`"),
            format!("looked for beside `{from}`"),
            "make the folder and put a file into it, or remove the key",
        );
        return None;
    }
    if names.len() > MOST_FILES {
        wrong(
            Code::S0205,
            format!("`{directory}` has {} files", names.len()),
            format!("at most {MOST_FILES} go into every new home"),
            "put more than people need on their first day into a `[course.NAME]` folder",
        );
        return None;
    }
    let mut folder = Folder {
        name: directory
            .rsplit('/')
            .next()
            .unwrap_or(&directory)
            .to_owned(),
        files: Vec::new(),
    };
    let mut bytes = 0;
    for name in names {
        let path = name.strip_prefix(&format!("{directory}/")).unwrap_or(&name);
        if let Err(reason) = plain(path) {
            wrong(
                Code::S0204,
                format!("`{name}` cannot be put into homes: {reason}"),
                "in this folder".to_owned(),
                "remove or rename the file",
            );
            continue;
        }
        match files.read(&name) {
            Ok(content) => {
                bytes += content.len();
                folder
                    .files
                    .push((path.to_owned(), texts.add(&name, &content)));
            }
            Err(Fault::NotUtf8 { .. }) => wrong(
                Code::S0102,
                format!("`{name}` is not text"),
                "in this folder".to_owned(),
                "a picture can be embedded in a notebook; other data belongs into a `[course.NAME]` folder",
            ),
            Err(fault) => wrong(
                Code::S0103,
                reason(&name, &fault),
                "in this folder".to_owned(),
                "mend the file, or remove it",
            ),
        }
    }
    if bytes > MOST_BYTES {
        wrong(
            Code::S0205,
            format!("the files in `{directory}` are {bytes} bytes together"),
            format!("at most {MOST_BYTES} go into every new home"),
            "put data into a `[course.NAME]` folder, which all homes share",
        );
    }
    Some(folder)
}

/// The text of a file that a site or a layer names, from its own directory.
pub fn text(
    files: &dyn Files,
    texts: &Texts,
    place: Span,
    reference: &str,
) -> Result<String, Problem> {
    let name = join(&texts.get(place.file).name, reference)
        .ok_or_else(|| Problem::new("it lies outside the project"))?;
    let fault = match files.read(&name) {
        Ok(text) if text.trim().is_empty() => {
            return Err(Problem::new(format!("`{name}` is empty")));
        }
        // A byte order mark, which some programs write first, would no longer be first in the output.
        Ok(text) => return Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()),
        Err(fault) => fault,
    };
    let problem = Problem::new(reason(&name, &fault));
    let directory = name.rsplit_once('/').map_or("", |(directory, _)| directory);
    let present = files.list(directory);
    Err(match nearest(&name, present.iter().map(String::as_str)) {
        Some(near) if fault == Fault::Missing => {
            let own = directory_of(&texts.get(place.file).name);
            problem.help(format!(
                "write `{}`",
                near.strip_prefix(own).unwrap_or(near)
            ))
        }
        _ => problem.help("put it there; it is named from the directory of the file that names it"),
    })
}

/// The directory of a file, with its final `/`.
fn directory_of(name: &str) -> &str {
    name.rfind('/').map_or("", |slash| &name[..=slash])
}

/// Why a file could not be had, for people.
fn reason(name: &str, fault: &Fault) -> String {
    match fault {
        Fault::Missing => format!("there is no `{name}`"),
        Fault::Directory => format!("`{name}` is a directory"),
        Fault::NotUtf8 { .. } => format!("`{name}` is not UTF-8"),
        Fault::Other(error) => format!("`{name}` cannot be read: {error}"),
    }
}

/// Names that mean the same on every system and in every language that they are written in.
fn plain(path: &str) -> Result<(), &'static str> {
    if path.split('/').any(|part| part.starts_with('.')) {
        return Err("a name that begins with a dot is not seen there");
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if path.chars().all(good) {
        Ok(())
    } else {
        Err("letters without accents, digits, `.`, `_` and `-` make a name")
    }
}
