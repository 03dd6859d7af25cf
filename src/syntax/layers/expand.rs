//! Short forms of keys, replaced by the tables that they stand for.

use super::merge;
use crate::syntax::shape::{Field, Shape};
use crate::syntax::value::{Entry, Kind, Table, Value};

/// Replaces the short forms of keys by the tables they stand for.
pub fn expand(table: &mut Table, fields: &[Field]) {
    for field in fields {
        if let (Some(plural), Shape::Map { .. }) = (&field.plural, &field.shape) {
            expand_plural(table, field, plural);
        }
        let Some(entry) = table
            .entries
            .iter_mut()
            .find(|entry| entry.key == field.name)
        else {
            continue;
        };
        if let (Some(short), false) = (&field.short, matches!(entry.value.kind, Kind::Table(_))) {
            let inner = Entry {
                key: short.clone(),
                key_span: entry.key_span,
                value: entry.value.clone(),
            };
            entry.value.kind = Kind::Table(Table {
                entries: vec![inner],
            });
        }
        if let (Kind::Table(inner), Shape::Record(fields)) = (&mut entry.value.kind, &field.shape) {
            expand(inner, fields);
        }
        // Within each entry of a table by name, too.
        if let (Kind::Table(inner), Shape::Map { value, .. }) =
            (&mut entry.value.kind, &field.shape)
            && let Shape::Record(fields) = &**value
        {
            for named in &mut inner.entries {
                if let Kind::Table(table) = &mut named.value.kind {
                    expand(table, fields);
                }
            }
        }
    }
}

/// `images = ["scipy", "r"]` stands for `[image.scipy]` and `[image.r]`, before any that are written out.
fn expand_plural(table: &mut Table, field: &Field, plural: &str) {
    let singular = &field.name;
    let is_flag = matches!(&field.shape, Shape::Map { value, .. } if **value == Shape::Boolean);
    let is_names = |entry: &Entry| match &entry.value.kind {
        Kind::List(items) => items.iter().all(|item| item.as_text().is_some()),
        _ => false,
    };
    let Some(index) = table
        .entries
        .iter()
        .position(|entry| entry.key == plural && is_names(entry))
    else {
        return;
    };
    let entry = table.entries.remove(index);
    let (span, key_span) = (entry.value.span, entry.key_span);
    let Kind::List(items) = entry.value.kind else {
        return;
    };
    let mut named = Table::default();
    for item in items {
        if let Some(name) = item.as_text() {
            named.entries.push(Entry {
                key: name.to_owned(),
                key_span: item.span,
                value: Value {
                    kind: if is_flag {
                        Kind::Boolean(true)
                    } else {
                        Kind::Table(Table::default())
                    },
                    span: item.span,
                },
            });
        }
    }
    let written = table.take(singular);
    if let Some(Kind::Table(inner)) = written.map(|entry| entry.value.kind) {
        merge(&mut named, inner);
    }
    table.entries.push(Entry {
        key: singular.clone(),
        key_span,
        value: Value {
            kind: Kind::Table(named),
            span,
        },
    });
}
