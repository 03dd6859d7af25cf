//! Lists that name something twice, found in each file before layers are merged: afterwards a name that was written
//! twice is there once.

use std::collections::BTreeMap;

use super::scalar::Scalar;
use super::shape::{Field, Shape};
use super::value::{Kind, Table, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Finds every list of a file that has an entry twice, `extends` among them.
pub fn find(table: &Table, fields: &[Field], diagnostics: &mut Diagnostics) {
    if let Some(entry) = table.get("extends") {
        list(&entry.value, "extends", diagnostics);
    }
    within(table, fields, "", diagnostics);
}

fn within(table: &Table, fields: &[Field], path: &str, diagnostics: &mut Diagnostics) {
    for entry in &table.entries {
        let path = if path.is_empty() {
            entry.key.clone()
        } else {
            format!("{path}.{}", entry.key)
        };
        if let Some(field) = fields.iter().find(|field| field.name == entry.key) {
            value(&entry.value, &field.shape, &path, diagnostics);
        } else if fields
            .iter()
            .any(|field| field.plural.as_ref() == Some(&entry.key))
        {
            list(&entry.value, &path, diagnostics);
        }
    }
}

fn value(value: &Value, shape: &Shape, path: &str, diagnostics: &mut Diagnostics) {
    match (shape, &value.kind) {
        // A command can be run twice on purpose.
        (Shape::List(item), _) if **item != Shape::Scalar(Scalar::Command) => {
            list(value, path, diagnostics)
        }
        (Shape::Record(fields), Kind::Table(table)) => within(table, fields, path, diagnostics),
        (Shape::Map { value: inner, .. }, Kind::Table(table)) => {
            for entry in &table.entries {
                self::value(
                    &entry.value,
                    inner,
                    &format!("{path}.{}", entry.key),
                    diagnostics,
                );
            }
        }
        _ => {}
    }
}

fn list(value: &Value, path: &str, diagnostics: &mut Diagnostics) {
    let Kind::List(items) = &value.kind else {
        return;
    };
    let mut seen = BTreeMap::new();
    for item in items {
        let Some(text) = item.as_text() else {
            continue;
        };
        if let Some(first) = seen.get(text) {
            diagnostics.push(
                Diagnostic::error(Code::S0308, format!("`{path}` names `{text}` twice"))
                    .at(item.span, "again here")
                    .at(*first, "first here")
                    .help("remove one of the two"),
            );
        } else {
            seen.insert(text, item.span);
        }
    }
}
