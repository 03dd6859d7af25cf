//! Files beside a site that become part of its output, since no reference may leave the output.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::limits::{FOLDER, FOLDER_FILES};
use crate::source::{Fault, Files, Listing, join, plain};
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
    let Listing { names, faults } = files.list(&directory);
    for (name, fault) in &faults {
        let help = fault.help().unwrap_or("mend it, or remove it");
        let message = format!("`{name}` cannot be read: {}", fault.reason());
        wrong(fault.code(), message, "in this folder".to_owned(), help);
    }
    if !faults.is_empty() {
        return None;
    }
    if names.is_empty() {
        wrong(
            Code::S0103,
            format!("there are no files in `{directory}`"),
            format!("looked for beside `{from}`"),
            "make the folder and put a file into it, or remove the key",
        );
        return None;
    }
    if names.len() > FOLDER_FILES.most {
        wrong(
            Code::S0205,
            format!("`{directory}` has {} files", names.len()),
            format!("at most {} go into every new home", FOLDER_FILES.most),
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
        if let Err(reason) = is_plain(path) {
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
                // Enough is known; the others need not be read.
                if bytes > FOLDER.most {
                    break;
                }
                folder
                    .files
                    .push((path.to_owned(), texts.add(&name, &plain(&content))));
            }
            Err(Fault::NotUtf8 { .. }) => wrong(
                Code::S0102,
                format!("`{name}` is not text"),
                "in this folder".to_owned(),
                "a picture can be embedded in a notebook; other data belongs into a `[course.NAME]` folder",
            ),
            Err(fault) => wrong(
                fault.code(),
                reason(&name, &fault),
                "in this folder".to_owned(),
                fault.help().unwrap_or("mend the file, or remove it"),
            ),
        }
    }
    if bytes > FOLDER.most {
        wrong(
            Code::S0205,
            format!(
                "the files in `{directory}` are more than {} bytes together",
                FOLDER.most
            ),
            "this much goes into every new home".to_owned(),
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
        Ok(text) => return Ok(plain(&text).into_owned()),
        Err(fault) => fault,
    };
    let problem = Problem::new(reason(&name, &fault));
    if fault != Fault::Missing {
        let help = fault.help().unwrap_or("mend the file, or name another");
        return Err(problem.help(help));
    }
    let directory = name.rsplit_once('/').map_or("", |(directory, _)| directory);
    let present = files.list(directory).names;
    Err(match nearest(&name, present.iter().map(String::as_str)) {
        Some(near) => {
            let own = directory_of(&texts.get(place.file).name);
            problem.help(format!(
                "write `{}`",
                near.strip_prefix(own).unwrap_or(near)
            ))
        }
        None => {
            problem.help("put it there; it is named from the directory of the file that names it")
        }
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
        other => format!("`{name}` cannot be read: {}", other.reason()),
    }
}

/// Names that mean the same on every system and in every language that they are written in.
fn is_plain(path: &str) -> Result<(), &'static str> {
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
