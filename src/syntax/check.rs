//! Holds values against shapes and turns them into [`Datum`]s. Finds every mistake, not only the first.

use super::correct::{self, quoted};
use super::datum::{Data, Datum, Source};
use super::parse::parse;
use super::scalar::{Problem, Scalar};
use super::shape::{Field, Presence, Shape};
use super::value::{Kind, Table, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::text::{Span, Texts};

/// What the checks need besides a value and its shape.
pub struct Checker<'a> {
    pub diagnostics: &'a mut Diagnostics,
    /// Keys that are planned: their path, and what to do until they come.
    pub later: &'a [(&'a str, &'a str)],
    /// What is in a file that a value at this place names.
    pub beside: Beside<'a>,
}

/// Finds a file from the place that names it, and reads it.
pub type Beside<'a> = &'a dyn Fn(Span, &str) -> Result<String, Problem>;

/// For values that have no directory, such as defaults.
pub fn nothing_beside(_: Span, _: &str) -> Result<String, Problem> {
    Err(Problem::new("no file can be named here"))
}

/// Holds a table against a record's fields. `place` is shown for keys that are missing from it.
///
/// A field that is wrong is reported and becomes [`Data::Absent`]; the caller looks at the
/// diagnostics before it trusts the result.
pub fn check(
    checker: &mut Checker<'_>,
    table: &Table,
    fields: &[Field],
    path: &str,
    place: Option<Span>,
) -> Datum {
    checker.unknown_keys(table, fields, path);
    let mut checked = Vec::new();
    for field in fields {
        let inner = join(path, &field.name);
        let datum = match (table.get(&field.name), &field.presence) {
            (Some(entry), _) if entry.value.kind == Kind::Unread => Datum::absent(),
            // `shibboleth = false` removes a table that a layer gave, as in tables by name.
            (Some(entry), Presence::Optional)
                if entry.value.is_false() && matches!(field.shape, Shape::Record(_)) =>
            {
                absent(inner)
            }
            (Some(entry), _)
                if entry.value.as_table().is_none() && is_plural(fields, &field.name) =>
            {
                checker.not_a_list_of_names(&entry.value, &inner);
                Datum::absent()
            }
            (Some(entry), _) => {
                checker.value(&entry.value, &field.shape, &inner, Some(entry.key_span))
            }
            (None, Presence::Default(default)) => default_of(default, &field.shape, &inner),
            (None, Presence::Optional) => absent(inner),
            (None, Presence::Required) => {
                checker.missing(field, &inner, place);
                Datum::absent()
            }
        };
        checked.push((field.name.clone(), datum));
    }
    let mut datum = Datum::new(Data::Record(checked));
    datum.span = place;
    datum
}

/// A field's default as a value. Defaults are written in the language itself, so they read as in the reference.
///
/// # Panics
/// When the default does not have the field's shape: a mistake in syzc, which a test over all keys finds first.
pub fn default_of(default: &str, shape: &Shape, path: &str) -> Datum {
    read_default(default, shape, path)
        .unwrap_or_else(|| panic!("invariant: the default {default:?} of `{path}` has its shape"))
}

/// Like [`default_of`], for defaults that a library definition gives and that may be wrong.
pub fn read_default(default: &str, shape: &Shape, path: &str) -> Option<Datum> {
    let (mut texts, mut diagnostics) = (Texts::default(), Diagnostics::default());
    let file = texts.add("default", &format!("value = {default}\n"));
    let table = parse(&texts, file, &mut diagnostics)?;
    let mut checker = Checker {
        diagnostics: &mut diagnostics,
        later: &[],
        beside: &nothing_beside,
    };
    let mut datum = checker.value(&table.get("value")?.value, shape, path, None);
    forget_places(&mut datum);
    (!diagnostics.has_errors()).then_some(datum)
}

fn forget_places(datum: &mut Datum) {
    datum.span = None;
    match &mut datum.data {
        Data::List(items) => items.iter_mut().for_each(forget_places),
        Data::Record(fields) => fields
            .iter_mut()
            .for_each(|(_, field)| forget_places(field)),
        _ => {}
    }
}

/// What a key is that nobody wrote.
fn absent(path: String) -> Datum {
    let mut datum = Datum::absent();
    datum.sources.insert(Source::Key(path));
    datum
}

/// Whether the key is also the short form of a table by name, as `images` is of `image`.
fn is_plural(fields: &[Field], name: &str) -> bool {
    fields
        .iter()
        .any(|field| field.plural.as_deref() == Some(name))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

impl Checker<'_> {
    /// Holds one value against a shape.
    pub fn value(
        &mut self,
        value: &Value,
        shape: &Shape,
        path: &str,
        key_span: Option<Span>,
    ) -> Datum {
        let data = match (shape, &value.kind) {
            (_, Kind::Unread) => None,
            (Shape::Boolean, Kind::Boolean(given)) => Some(Data::Boolean(*given)),
            (Shape::Integer { minimum, maximum }, Kind::Integer(given)) => {
                self.integer(value.span, shape, path, *given, *minimum, *maximum)
            }
            (Shape::Number { minimum, maximum }, Kind::Integer(_) | Kind::Number(_)) => {
                let given = match value.kind {
                    Kind::Integer(given) => given as f64,
                    Kind::Number(given) => given,
                    _ => 0.0,
                };
                if (*minimum..=*maximum).contains(&given) {
                    Some(Data::Number(given))
                } else {
                    self.out_of_range(value.span, shape, path)
                }
            }
            (Shape::Scalar(scalar), Kind::Text(text)) => {
                self.scalar(value.span, *scalar, path, text)
            }
            (Shape::Choice(choices), Kind::Text(text)) => {
                self.choice(value.span, choices, path, text)
            }
            (Shape::List(item), Kind::List(values)) => Some(Data::List(
                values
                    .iter()
                    .map(|value| self.value(value, item, path, None))
                    .collect(),
            )),
            (Shape::Record(fields), Kind::Table(table)) => {
                let place = key_span.or(Some(value.span));
                return check(self, table, fields, path, place);
            }
            (Shape::Record(fields), Kind::Boolean(true)) if all_may_miss(fields) => {
                return check(self, &Table::default(), fields, path, Some(value.span));
            }
            (Shape::Map { key, value: inner }, Kind::Table(table)) => {
                Some(self.map(table, *key, inner, path))
            }
            (Shape::Any, _) => Some(any(value, path)),
            _ => self.wrong_type(value, shape, path),
        };
        let mut datum = Datum::new(data.unwrap_or(Data::Absent));
        datum.span = Some(value.span);
        datum.sources.insert(Source::Key(path.to_owned()));
        datum
    }

    fn map(&mut self, table: &Table, key: Scalar, inner: &Shape, path: &str) -> Data {
        let mut entries = Vec::new();
        for entry in &table.entries {
            if entry.value.is_false() {
                continue;
            }
            let path = join(path, &entry.key);
            if let Err(problem) = key.read(&entry.key) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::S0204,
                        format!(
                            "`{}` is not {}: {}",
                            entry.key,
                            key.phrase(),
                            problem.reason
                        ),
                    )
                    .at(entry.key_span, "as the name of an entry")
                    .help_maybe(problem.help),
                );
            }
            let datum = self.value(&entry.value, inner, &path, Some(entry.key_span));
            entries.push((entry.key.clone(), datum));
        }
        Data::Record(entries)
    }

    fn integer(
        &mut self,
        span: Span,
        shape: &Shape,
        path: &str,
        given: i64,
        minimum: i64,
        maximum: i64,
    ) -> Option<Data> {
        if (minimum..=maximum).contains(&given) {
            return Some(Data::Integer(given));
        }
        self.out_of_range(span, shape, path)
    }

    fn out_of_range(&mut self, span: Span, shape: &Shape, path: &str) -> Option<Data> {
        self.diagnostics.push(
            Diagnostic::error(Code::S0205, format!("`{path}` needs {}", shape.phrase()))
                .at(span, "out of range"),
        );
        None
    }

    fn scalar(&mut self, span: Span, scalar: Scalar, path: &str, text: &str) -> Option<Data> {
        let read = scalar.read(text).and_then(|data| match scalar {
            Scalar::File => (self.beside)(span, text).map(Data::Text),
            _ => Ok(data),
        });
        match read {
            Ok(data) => Some(data),
            Err(problem) => {
                let replacement = problem.suggestion().map(quoted);
                let message = format!("`{path}` needs {}: {}", scalar.phrase(), problem.reason);
                let mut diagnostic = Diagnostic::error(Code::S0204, message)
                    .at(span, format!("not {}", scalar.phrase()));
                diagnostic = match replacement {
                    Some(right) => diagnostic.fix(span, right, "write it so"),
                    None => diagnostic.help_maybe(problem.help),
                };
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn choice(
        &mut self,
        span: Span,
        choices: &[(String, String)],
        path: &str,
        text: &str,
    ) -> Option<Data> {
        let names = || choices.iter().map(|(name, _)| name.as_str());
        if names().any(|name| name == text) {
            return Some(Data::Text(text.to_owned()));
        }
        let all = if choices.len() == 1 {
            format!("the only choice is {}", listed(names()))
        } else {
            format!("the choices are {}", listed(names()))
        };
        let mut diagnostic = Diagnostic::error(Code::S0206, format!("`{path}` cannot be `{text}`"))
            .at(span, "not one of the choices")
            .help(all);
        if let Some(near) = self.diagnostics.nearest(text, names()) {
            diagnostic = diagnostic.fix(span, quoted(near), "did you mean this?");
        }
        self.diagnostics.push(diagnostic);
        None
    }

    fn wrong_type(&mut self, value: &Value, shape: &Shape, path: &str) -> Option<Data> {
        let diagnostic =
            Diagnostic::error(Code::S0203, format!("`{path}` needs {}", shape.phrase()))
                .at(value.span, format!("this is {}", value.kind.type_name()));
        self.diagnostics
            .push(correct::wrong_type(diagnostic, value, shape, path));
        None
    }

    /// `images = "scipy"`: what is neither a list of names nor a table.
    fn not_a_list_of_names(&mut self, value: &Value, path: &str) {
        let diagnostic = Diagnostic::error(Code::S0203, format!("`{path}` needs a list of names"))
            .at(value.span, format!("this is {}", value.kind.type_name()));
        self.diagnostics.push(match &value.kind {
            Kind::Text(text) => diagnostic.fix(
                value.span,
                format!("[{}]", quoted(text)),
                "put it in brackets",
            ),
            _ => diagnostic.help(format!("write `{path} = [\"…\"]`")),
        });
    }

    fn missing(&mut self, field: &Field, path: &str, place: Option<Span>) {
        let (table, name) = path.rsplit_once('.').unwrap_or(("", path));
        let example = example(&field.shape);
        let help = match (table, example) {
            (_, None) => match (&field.plural, &field.short) {
                (Some(plural), _) => format!("add `{plural} = [\"…\"]`: {}", field.doc),
                (None, Some(_)) => format!("add `{name} = …`: {}", field.doc),
                (None, None) => format!(
                    "add a table `[{path}]`{}: {}",
                    with_keys(&field.shape),
                    field.doc
                ),
            },
            ("", Some(example)) => format!("add `{name} = {example}`: {}", field.doc),
            (table, Some(example)) => {
                format!("add `{name} = {example}` under `[{table}]`: {}", field.doc)
            }
        };
        self.diagnostics.push(
            Diagnostic::error(Code::S0202, format!("`{path}` is missing"))
                .at(place, "it belongs here")
                .help(help),
        );
    }

    fn unknown_keys(&mut self, table: &Table, fields: &[Field], path: &str) {
        for entry in &table.entries {
            if fields.iter().any(|field| field.name == entry.key) {
                continue;
            }
            let full = join(path, &entry.key);
            if fields
                .iter()
                .any(|field| field.plural.as_ref() == Some(&entry.key))
            {
                // A list of names was taken before; what is left is something else.
                if entry.value.kind == Kind::Unread {
                    continue;
                }
                let names = Shape::list(Shape::Scalar(Scalar::Slug));
                self.wrong_type(&entry.value, &names, &full);
                continue;
            }
            if let Some((_, until)) = self.later.iter().find(|(key, _)| *key == full) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::S0207,
                        format!("`{full}` is planned but not there yet"),
                    )
                    .at(entry.key_span, "comes later")
                    .help((*until).to_owned()),
                );
                continue;
            }
            let names = fields.iter().map(|field| field.name.as_str());
            let place = if path.is_empty() {
                "at the top level".to_owned()
            } else {
                format!("in `{path}`")
            };
            let mut diagnostic = Diagnostic::error(
                Code::S0201,
                format!("there is no key `{}` {place}", entry.key),
            )
            .at(entry.key_span, "unknown key");
            // A key that the file has already was not meant once more.
            let is_free = |name: &&str| {
                let other = table.get(name);
                other.is_none_or(|other| other.key_span.file != entry.key_span.file)
            };
            let free = names.clone().filter(is_free);
            diagnostic = match (
                self.diagnostics.nearest(&entry.key, free),
                below(fields, &entry.key),
            ) {
                (Some(near), _) => diagnostic.fix(entry.key_span, near, "did you mean this?"),
                (None, Some(table)) => diagnostic.help(format!(
                    "write it under `[{}]`, where it belongs",
                    join(path, table)
                )),
                (None, None) => diagnostic.help(format!("the keys here are {}", listed(names))),
            };
            self.diagnostics.push(diagnostic);
        }
    }
}

/// The table of these that has the key, for one that was written above its heading.
fn below<'a>(fields: &'a [Field], key: &str) -> Option<&'a str> {
    let has_key = |field: &&Field| match &field.shape {
        Shape::Record(inner) => inner.iter().any(|field| field.name == key),
        _ => false,
    };
    fields.iter().find(has_key).map(|field| field.name.as_str())
}

/// The keys that a missing table must have, as the rest of a sentence.
fn with_keys(shape: &Shape) -> String {
    let Shape::Record(fields) = shape else {
        return String::new();
    };
    let needed: Vec<&str> = fields
        .iter()
        .filter(|field| field.presence == Presence::Required)
        .map(|field| field.name.as_str())
        .collect();
    if needed.is_empty() {
        return String::new();
    }
    format!(" with {}", listed(needed))
}

fn all_may_miss(fields: &[Field]) -> bool {
    fields
        .iter()
        .all(|field| field.presence != Presence::Required)
}

/// A value of a shape as one would type it, for messages; `None` for tables.
fn example(shape: &Shape) -> Option<String> {
    Some(match shape {
        Shape::Boolean => "true".to_owned(),
        Shape::Integer { minimum, .. } => minimum.max(&1).to_string(),
        Shape::Number { minimum, .. } => minimum.max(0.0).to_string(),
        Shape::Scalar(scalar) => quoted(scalar.example()),
        Shape::Choice(choices) => quoted(&choices.first()?.0),
        Shape::List(item) => format!("[{}]", example(item)?),
        Shape::Record(_) | Shape::Map { .. } | Shape::Reference(_) | Shape::Any => return None,
    })
}

/// A value as it is, for places that take any.
fn any(value: &Value, path: &str) -> Data {
    let datum = |value: &Value, path: &str| {
        let mut datum = Datum::new(any(value, path));
        datum.span = Some(value.span);
        datum.sources.insert(Source::Key(path.to_owned()));
        datum
    };
    match &value.kind {
        Kind::Boolean(given) => Data::Boolean(*given),
        Kind::Integer(given) => Data::Integer(*given),
        Kind::Number(given) => Data::Number(*given),
        Kind::Text(given) | Kind::Date(given) => Data::Text(given.clone()),
        Kind::List(items) => Data::List(items.iter().map(|item| datum(item, path)).collect()),
        Kind::Unread => Data::Absent,
        Kind::Table(table) => Data::Record(
            table
                .entries
                .iter()
                .map(|entry| {
                    let path = join(path, &entry.key);
                    (entry.key.clone(), datum(&entry.value, &path))
                })
                .collect(),
        ),
    }
}
