//! The reference of the site language as Markdown: made from the same fields as the checks.

use std::fmt::Write as _;

use super::later::LATER;
use crate::limits;
use crate::syntax::scalar::Scalar;
use crate::syntax::{Field, Presence, Shape};

/// The whole page, given all keys.
pub fn reference(fields: &[Field]) -> String {
    let mut out = String::from(INTRODUCTION);
    let mut sections = vec![(String::new(), "Top level".to_owned(), fields)];
    let mut index = 0;
    while index < sections.len() {
        let (path, doc, fields) = sections[index].clone();
        section(&mut out, &path, &doc, fields);
        for field in fields {
            let inner = if path.is_empty() {
                field.name.clone()
            } else {
                format!("{path}.{}", field.name)
            };
            match &field.shape {
                Shape::Record(fields) => sections.push((inner, field.doc.clone(), fields)),
                Shape::Map { value, .. } => {
                    if let Shape::Record(fields) = &**value {
                        sections.push((format!("{inner}.NAME"), field.doc.clone(), fields));
                    }
                }
                _ => {}
            }
        }
        index += 1;
    }
    out.push_str("\n## Kinds of value\n\n| kind | example |\n| --- | --- |\n");
    for scalar in Scalar::ALL {
        writeln!(out, "| {} | `{}` |", scalar.phrase(), scalar.example())
            .expect("invariant: writing to a string");
    }
    out.push_str("\n## Limits\n\nBeyond these syzc says so at once.\n\n| most | of | why not more |\n| --- | --- | --- |\n");
    for limit in limits::ALL {
        writeln!(out, "| {} | {} | {} |", limit.most, limit.what, limit.why)
            .expect("invariant: writing to a string");
    }
    out.push_str("\n## Keys that come later\n\n| key | until then |\n| --- | --- |\n");
    for (key, until) in LATER {
        writeln!(out, "| `{key}` | {until} |").expect("invariant: writing to a string");
    }
    out
}

const INTRODUCTION: &str = "# Reference of the site language\n
This page is made from the definitions that check a site (`syzc schema --reference` prints it).\n
A site is a TOML file under `sites/`. `extends = \"layers/arbutus.toml\"` (or a list, of which later ones win) puts it on
top of layers: tables merge key by key, everything else replaces. In a table by name, `name = false` removes an entry
that a layer gave.\n";

fn section(out: &mut String, path: &str, doc: &str, fields: &[Field]) {
    if fields.is_empty() {
        return;
    }
    let heading = if path.is_empty() {
        doc.to_owned()
    } else {
        format!("`[{path}]`")
    };
    let lead = if path.is_empty() { "" } else { doc };
    writeln!(out, "\n## {heading}\n\n{lead}\n").expect("invariant: writing to a string");
    out.push_str("| key | value | unless written | meaning |\n| --- | --- | --- | --- |\n");
    for field in fields {
        let default = match &field.presence {
            Presence::Required => "must be written".to_owned(),
            Presence::Optional => "–".to_owned(),
            Presence::Default(default) if default == "{}" || default == "[]" => "empty".to_owned(),
            Presence::Default(default) => format!("`{default}`"),
        };
        let mut doc = field.doc.clone();
        if let Some(short) = &field.short {
            write!(
                doc,
                " Short: `{} = …` for `{}.{short}`.",
                field.name, field.name
            )
            .expect("invariant: writing to a string");
        }
        if let Some(plural) = &field.plural {
            write!(doc, " Short: `{plural} = [\"…\"]`.").expect("invariant: writing to a string");
        }
        if let Shape::Choice(choices) = &field.shape {
            for (name, meaning) in choices.iter().filter(|(_, meaning)| !meaning.is_empty()) {
                write!(doc, " `{name}`: {meaning}.").expect("invariant: writing to a string");
            }
        }
        writeln!(
            out,
            "| `{}` | {} | {default} | {} |",
            field.name,
            field.shape.phrase().replace('|', "\\|"),
            doc.trim().replace('|', "\\|")
        )
        .expect("invariant: writing to a string");
    }
}
