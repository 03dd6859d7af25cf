//! A TOML tree whose every node knows its place.

use crate::text::Span;

/// A value and the place it was written at.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub kind: Kind,
    pub span: Span,
}

/// What a value is, in TOML's own types.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    /// A TOML date or time, as it was written. The language has no key for one.
    Date(String),
    List(Vec<Value>),
    Table(Table),
    /// A value that no one could read, such as a number that is too large. It was said already.
    Unread,
}

impl Kind {
    /// The type's name with its article, as messages use it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Kind::Boolean(_) => "a boolean",
            Kind::Integer(_) => "an integer",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a string",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
            Kind::Unread => "a value that cannot be read",
        }
    }
}

impl Value {
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn is_false(&self) -> bool {
        self.kind == Kind::Boolean(false)
    }
}

/// One `key = value`, with the place of the key.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Value,
}

/// A table, its entries in the order they were written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub entries: Vec<Entry>,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Removes and returns an entry.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(index))
    }
}
