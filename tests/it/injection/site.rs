//! Sites to put values into: every position of the language, found from its keys, with a site in which it counts.

use syzc::library::Library;
use syzc::project::Project;
use syzc::site;
use syzc::source::MemoryFiles;
use syzc::syntax::scalar::Scalar;
use syzc::syntax::{Field, Shape};

use super::needs::{BASE, EXTRAS, FIRST_ITEMS, UNITS};
use super::values::HARMLESS;

/// The entry under which values of tables by name are written.
const ENTRY: &str = "one";

/// What the tables of `needs` write for a key that is to go; no hostile value is this.
const REMOVED: &str = "\"(removed)\"";

/// What a value becomes at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `key = "..."`.
    Value,
    /// `key = ["..."]`.
    Item,
    /// `table."..." = ...`.
    Name,
}

/// A place of the language that a text can be written at.
#[derive(Debug, Clone)]
pub struct Position {
    /// Its key, with `*` for the name of an entry and `[]` for an item of a list.
    pub name: String,
    path: Vec<String>,
    pub form: Form,
    /// What the text has to be, where it is not just a word of a few or no text at all.
    pub scalar: Option<Scalar>,
    /// What stands under the name of an entry, unless the table of the position says it.
    entry: String,
    leaves: Leaves,
}

/// A site as the keys with a value that is no table, each with its value as TOML.
type Leaves = Vec<(Vec<String>, String)>;

/// Every position of the language, as the library's units extend it.
pub fn positions(library: &Library) -> Vec<Position> {
    let mut all = Vec::new();
    walk(&site::load::fields(library), &[], &mut all);
    all
}

fn walk(fields: &[Field], path: &[String], all: &mut Vec<Position>) {
    for field in fields {
        let mut path = path.to_vec();
        path.push(field.name.clone());
        shape(&field.shape, &path, Form::Value, all);
    }
}

fn shape(shape_here: &Shape, path: &[String], form: Form, all: &mut Vec<Position>) {
    match shape_here {
        Shape::Record(fields) => walk(fields, path, all),
        Shape::List(item) => shape(item, path, Form::Item, all),
        Shape::Map { key, value } => {
            let mut entry = path.to_vec();
            entry.push("*".to_owned());
            let named = position(&entry, Form::Name, Some(*key));
            let under = match &**value {
                Shape::Scalar(scalar) => quote(scalar.example()),
                Shape::Boolean => "true".to_owned(),
                _ => "{}".to_owned(),
            };
            all.push(Position {
                entry: under,
                ..named
            });
            shape(value, &entry, Form::Value, all);
        }
        Shape::Scalar(scalar) => all.push(position(path, form, Some(*scalar))),
        _ => all.push(position(path, form, None)),
    }
}

fn position(path: &[String], form: Form, scalar: Option<Scalar>) -> Position {
    let mut name = path.join(".");
    if form == Form::Item {
        name.push_str("[]");
    }
    let mut leaves = flatten(BASE);
    let unit = path.get(..2).map(|unit| unit.join("."));
    let of_unit = UNITS
        .iter()
        .find(|(known, _)| Some(*known) == unit.as_deref());
    let extras = EXTRAS.iter().filter(|(prefix, _)| covers(prefix, &name));
    let is_login = path[0] == "login";
    if is_login {
        leaves.retain(|(path, _)| path[0] != "login");
    }
    for (_, more) in of_unit.into_iter().chain(extras) {
        for (path, value) in flatten(more) {
            set(&mut leaves, path, value);
        }
    }
    let path = path
        .iter()
        .map(|part| {
            if part == "*" {
                ENTRY.to_owned()
            } else {
                part.clone()
            }
        })
        .collect();
    let entry = String::new();
    Position {
        name,
        path,
        form,
        scalar,
        entry,
        leaves,
    }
}

/// Whether a key is the prefix itself or beneath it.
fn covers(prefix: &str, name: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

impl Position {
    /// The texts that a value is put into: before it and after it.
    pub fn frames(&self) -> Vec<(String, String)> {
        let mut frames = vec![(String::new(), String::new())];
        let Some(scalar) = self.scalar else {
            return frames;
        };
        let example = scalar.example();
        let half = (0..=example.len() / 2)
            .rev()
            .find(|at| example.is_char_boundary(*at))
            .unwrap_or(0);
        frames.push((example.to_owned(), String::new()));
        frames.push((String::new(), example.to_owned()));
        frames.push((example[..half].to_owned(), example[half..].to_owned()));
        let own = super::needs::FRAMES
            .iter()
            .filter(|(name, _, _)| *name == self.name);
        frames.extend(own.map(|(_, before, after)| ((*before).to_owned(), (*after).to_owned())));
        frames
    }

    /// The site with a text at this position.
    pub fn site(&self, text: &str) -> MemoryFiles {
        let mut leaves = self.leaves.clone();
        if self.form == Form::Name {
            let at = self.path.len() - 1;
            let beneath = |path: &[String]| path.len() > at && path[..=at] == self.path;
            if !leaves.iter().any(|(path, _)| beneath(path)) {
                set(&mut leaves, self.path.clone(), self.entry.clone());
            }
            for (path, _) in &mut leaves {
                if beneath(path) {
                    path[at] = text.to_owned();
                }
            }
        } else {
            let quoted = quote(text);
            let value = match self.form {
                Form::Item => {
                    let mut first = FIRST_ITEMS.iter();
                    match first.find(|(name, _)| *name == self.name) {
                        Some((_, first)) => format!("[{}, {quoted}]", quote(first)),
                        None => format!("[{quoted}]"),
                    }
                }
                _ => quoted,
            };
            set(&mut leaves, self.path.clone(), value);
        }
        super::needs::files().with("sites/small.toml", &print(&leaves))
    }

    /// The site with a word that means nothing.
    pub fn harmless(&self, frame: &(String, String)) -> MemoryFiles {
        self.site(&format!("{}{HARMLESS}{}", frame.0, frame.1))
    }
}

fn set(leaves: &mut Leaves, path: Vec<String>, value: String) {
    let is_removed = value == REMOVED;
    // What is above or beneath the new key goes.
    leaves.retain(|(old, _)| {
        !(old.starts_with(&path) || (path.starts_with(old) && old.len() < path.len()))
    });
    if !is_removed {
        leaves.push((path, value));
    }
}

fn flatten(text: &str) -> Leaves {
    let table: toml::Table = text.parse().expect("TOML");
    let mut leaves = Vec::new();
    flatten_into(&table, &[], &mut leaves);
    leaves
}

fn flatten_into(table: &toml::Table, path: &[String], leaves: &mut Leaves) {
    for (key, value) in table {
        let mut path = path.to_vec();
        path.push(key.clone());
        match value {
            toml::Value::Table(inner) if !inner.is_empty() => flatten_into(inner, &path, leaves),
            other => leaves.push((path, literal(other))),
        }
    }
}

fn literal(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => quote(text),
        toml::Value::Array(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        toml::Value::Table(_) => "{}".to_owned(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(value) => value.to_string(),
        other => panic!("{other:?} is in no base"),
    }
}

/// A basic string, with an escape for whatever TOML does not take as it is.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn print(leaves: &Leaves) -> String {
    leaves
        .iter()
        .map(|(path, value)| {
            let keys: Vec<String> = path.iter().map(|key| quote(key)).collect();
            format!("{} = {value}\n", keys.join("."))
        })
        .collect()
}

/// Reads the library once; it is the same for every site.
pub fn library() -> Project {
    Project::open(&MemoryFiles::default())
}
