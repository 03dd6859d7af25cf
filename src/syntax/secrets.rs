//! Secrets among values, each with the key that it stands under.

use super::scalar::Scalar;
use super::shape::{Field, Shape};
use super::value::{Kind, Table, Value};
use crate::secret::{self, BY_NAME, Extent};
use crate::text::{FileId, Span, Texts};

/// A secret that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub span: Span,
    /// The key that it stands under, with its path; none where it is in a text that has no keys.
    pub key: Option<(Span, String)>,
    /// The rule that knew it.
    pub rule: String,
    /// The secret itself, for who hides it.
    pub value: String,
}

/// The secrets in a file, whatever it holds, except those that are known already.
pub fn in_text(texts: &Texts, file: FileId, extent: Extent, known: &[Secret]) -> Vec<Secret> {
    let text = texts.get(file);
    let finds = secret::find(&text.content, Some(&text.name), extent);
    let found = finds.into_iter().map(|find| Secret {
        span: texts.span(file, find.range.clone()),
        key: None,
        rule: find.rule,
        value: text.content[find.range].to_owned(),
    });
    let is_new = |secret: &Secret| {
        known.iter().all(|known| {
            known.span.file != file
                || known.span.end <= secret.span.start
                || secret.span.end <= known.span.start
        })
    };
    found.filter(is_new).collect()
}

/// The secrets in a table's values. What the fields do not describe is taken for free text.
pub fn in_table(texts: &Texts, table: &Table, fields: &[Field]) -> Vec<Secret> {
    let mut walk = Walk {
        texts,
        found: Vec::new(),
    };
    walk.table(table, fields, "");
    walk.found
}

struct Walk<'a> {
    texts: &'a Texts,
    found: Vec<Secret>,
}

/// A value's key: where, what it is called, and where it is in the site.
struct Key<'a> {
    span: Span,
    name: &'a str,
    path: String,
}

impl Walk<'_> {
    fn table(&mut self, table: &Table, fields: &[Field], path: &str) {
        for entry in &table.entries {
            let field = fields.iter().find(|field| field.name == entry.key);
            let key = Key {
                span: entry.key_span,
                name: &entry.key,
                path: join(path, &entry.key),
            };
            self.value(&entry.value, field.map(|field| &field.shape), &key);
        }
    }

    fn value(&mut self, value: &Value, shape: Option<&Shape>, key: &Key<'_>) {
        match (&value.kind, shape) {
            (Kind::Table(table), Some(Shape::Record(fields))) => {
                self.table(table, fields, &key.path)
            }
            (Kind::Table(table), _) => {
                let inner = match shape {
                    Some(Shape::Map { value, .. }) => Some(&**value),
                    _ => None,
                };
                for entry in &table.entries {
                    let key = Key {
                        span: entry.key_span,
                        name: &entry.key,
                        path: join(&key.path, &entry.key),
                    };
                    self.value(&entry.value, inner, &key);
                }
            }
            (Kind::List(items), _) => {
                let inner = match shape {
                    Some(Shape::List(inner)) => Some(&**inner),
                    _ => None,
                };
                items.iter().for_each(|item| self.value(item, inner, key));
            }
            (Kind::Text(text), _) => self.text(value, text, shape, key),
            (Kind::Integer(_) | Kind::Number(_) | Kind::Date(_), None) => {
                let text = self.texts.slice(value.span);
                if secret::is_secret_value(key.name, text) {
                    self.add(value, text, BY_NAME, key);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, value: &Value, text: &str, shape: Option<&Shape>, key: &Key<'_>) {
        // A key or certificate that is public has a form of its own, and is held against it.
        if matches!(
            shape,
            Some(Shape::Scalar(Scalar::SshKey | Scalar::Certificate))
        ) {
            return;
        }
        let is_free = match shape {
            Some(Shape::Scalar(scalar)) => {
                matches!(
                    scalar,
                    Scalar::Text
                        | Scalar::Paragraph
                        | Scalar::Python
                        | Scalar::Command
                        | Scalar::Name
                        | Scalar::Label
                )
            }
            Some(Shape::Any) | None => true,
            Some(_) => false,
        };
        if is_free && secret::is_secret_value(key.name, text) {
            return self.add(value, text, BY_NAME, key);
        }
        let mut finds = secret::find(text, None, Extent::Names);
        if finds.is_empty() && is_free {
            // Some forms are known only together with the name of what they are for.
            let start = key.name.len() + 2;
            let named = format!("{}=\"{text}\"", key.name);
            finds = secret::find(&named, None, Extent::Forms);
            finds.retain(|find| find.range.start >= start && find.range.end <= start + text.len());
            for find in &mut finds {
                find.range = find.range.start - start..find.range.end - start;
            }
        }
        for find in finds {
            self.add(value, &text[find.range], &find.rule, key);
        }
    }

    fn add(&mut self, value: &Value, text: &str, rule: &str, key: &Key<'_>) {
        let content = &self.texts.get(value.span.file).content;
        let literal = &content[value.span.range()];
        // As it was written, or all of a value that was written with escapes.
        let span = match literal.find(text).filter(|_| text.len() > 2) {
            Some(offset) => {
                let start = value.span.range().start + offset;
                self.texts.span(value.span.file, start..start + text.len())
            }
            None => value.span,
        };
        if secret::is_allowed(content, span.range().start) {
            return;
        }
        self.found.push(Secret {
            span,
            key: Some((key.span, key.path.clone())),
            rule: rule.to_owned(),
            value: text.to_owned(),
        });
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
