//! A plan to the tree of files, in memory and pure; which value reached which line is known.

pub mod manifest;
mod marks;
pub mod merge;
pub mod picture;
mod render;
mod unwritable;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Library;
use crate::library::unit::UnitFile;
use crate::plan::{Instance, Plan};
use crate::syntax::{Data, Datum};
use crate::text::Texts;

pub use manifest::Manifest;
pub use marks::Line;

/// One file of the output.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputFile {
    pub content: String,
    pub executable: bool,
    pub lines: Vec<Line>,
    /// The unit that wrote it, as `role/name`.
    pub unit: String,
}

/// The directory of one site: files by path, `/` between parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    pub files: BTreeMap<String, OutputFile>,
}

/// Renders every file of every unit, and the manifest over them.
pub fn emit(
    plan: &Plan,
    library: &Library,
    texts: &Texts,
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    let mut found = Diagnostics::default();
    let mut output = Output::default();
    for instance in &plan.instances {
        for file in &instance.unit.files {
            let wanted = file.when.as_ref().is_none_or(|path| {
                let value = instance.inputs.at(path);
                value.is_some_and(Datum::is_present)
            });
            if wanted {
                write_file(
                    plan,
                    library,
                    texts,
                    instance,
                    file,
                    &mut output,
                    &mut found,
                );
            }
        }
    }
    hold_paths(plan, &output, &mut found);
    let manifest = Manifest::of(plan, &output);
    output.files.insert(
        manifest::NAME.to_owned(),
        OutputFile {
            content: manifest.text(),
            executable: false,
            lines: Vec::new(),
            unit: "syzc".to_owned(),
        },
    );
    let failed = found.has_errors();
    diagnostics.extend(found);
    (!failed).then_some(output)
}

/// Refuses paths that a manifest may not name: the next build would not believe it.
fn hold_paths(plan: &Plan, output: &Output, found: &mut Diagnostics) {
    let mut wrong = |message: String| {
        found.push(
            Diagnostic::error(Code::S0507, message)
                .in_file(&plan.file)
                .help("let the unit write the file under another name"),
        );
    };
    for path in output.files.keys() {
        if let Some(fault) = manifest::path::fault(path) {
            wrong(format!("`{path}` cannot be written: it {fault}"));
        }
    }
    if let Some((one, other)) = manifest::path::twins(output.files.keys()) {
        wrong(format!("`{one}` cannot be written beside `{other}`"));
    }
}

/// Writes one file, or one for each item of a list.
fn write_file(
    plan: &Plan,
    library: &Library,
    texts: &Texts,
    instance: &Instance,
    file: &UnitFile,
    output: &mut Output,
    found: &mut Diagnostics,
) {
    let items: Vec<Option<&Datum>> = match &file.each {
        None => vec![None],
        Some(path) => instance
            .inputs
            .at(path)
            .map_or(Vec::new(), |list| list.items().iter().map(Some).collect()),
    };
    for item in items {
        let Some(path) = path_of(file, item) else {
            found.push(
                Diagnostic::error(
                    Code::S0501,
                    format!("the path `{}` cannot be filled", file.path),
                )
                .at(
                    file.span,
                    "each `{field}` must be a field of the item, and a plain name",
                ),
            );
            continue;
        };
        let Some(rendered) = render::render(plan, library, texts, instance, file, item, found)
        else {
            continue;
        };
        let unit = instance.unit.path();
        let new = OutputFile {
            content: rendered.0,
            lines: rendered.1,
            executable: file.executable,
            unit: unit.clone(),
        };
        if let Some(other) = output.files.insert(path.clone(), new) {
            let message = if other.unit == unit {
                format!("`{unit}` writes `{path}` more than once")
            } else {
                format!("both `{}` and `{unit}` write `{path}`", other.unit)
            };
            found.push(
                Diagnostic::error(Code::S0507, message)
                    .at(file.span, "written again here")
                    .help("put `{name}` into the path of a file that is written for each record, or rename one"),
            );
        }
    }
}

/// The path with `{field}` filled from the item; `None` when a field is not a safe part of a path.
fn path_of(file: &UnitFile, item: Option<&Datum>) -> Option<String> {
    let mut out = String::new();
    let mut rest = file.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let Some(Data::Text(value)) = item?.at(name).map(|datum| &datum.data) else {
            return None;
        };
        let safe = !value.is_empty()
            && value
                .split('/')
                .all(|part| !matches!(part, "" | "." | ".."))
            && value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
        if !safe {
            return None;
        }
        out.push_str(before);
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
