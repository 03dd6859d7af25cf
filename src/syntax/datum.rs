//! Checked values: what a key, a decision or a unit's input holds, and where it came from.

use std::collections::BTreeSet;
use std::fmt;

use crate::text::Span;

/// A thing that a value can come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A key of the site, written in it, in a layer, or left to its default.
    Key(String),
    /// A decision of the compiler, by name.
    Decision(String),
    /// A definition in the standard library, by path (`image/scipy`, `cloud/arbutus`).
    Library(String),
    /// An output of a unit, by `role.output`.
    Output(String),
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Key(name) => write!(formatter, "key {name}"),
            Source::Decision(name) => write!(formatter, "decision {name}"),
            Source::Library(name) => write!(formatter, "library {name}"),
            Source::Output(name) => write!(formatter, "output {name}"),
        }
    }
}

/// Everything that a value directly comes from.
pub type Sources = BTreeSet<Source>;

/// What a value is, once it has been held against a shape.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// An optional value that nobody gave.
    Absent,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    /// In bytes.
    Size(u64),
    /// In seconds.
    Duration(u64),
    /// A reference in a target language, which only that language's printer writes, as it is.
    Reference(String),
    List(Vec<Datum>),
    /// Named values in a fixed order: a record's fields, or a map's entries.
    Record(Vec<(String, Datum)>),
}

/// A checked value, its place if it was written by someone, and its sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    pub data: Data,
    pub span: Option<Span>,
    pub sources: Sources,
}

impl Datum {
    /// A value from nowhere in particular; the caller adds its sources.
    pub fn new(data: Data) -> Self {
        Self {
            data,
            span: None,
            sources: Sources::new(),
        }
    }

    pub fn absent() -> Self {
        Self::new(Data::Absent)
    }

    /// The same value with one source more, also on everything inside it.
    pub fn from_source(mut self, source: &Source) -> Self {
        self.add_source(source);
        self
    }

    fn add_source(&mut self, source: &Source) {
        self.sources.insert(source.clone());
        match &mut self.data {
            Data::List(items) => items.iter_mut().for_each(|item| item.add_source(source)),
            Data::Record(fields) => fields
                .iter_mut()
                .for_each(|(_, field)| field.add_source(source)),
            _ => {}
        }
    }

    /// All sources of this value and of everything inside it.
    pub fn all_sources(&self) -> Sources {
        let mut all = self.sources.clone();
        match &self.data {
            Data::List(items) => items.iter().for_each(|item| all.extend(item.all_sources())),
            Data::Record(fields) => fields
                .iter()
                .for_each(|(_, field)| all.extend(field.all_sources())),
            _ => {}
        }
        all
    }

    /// A field of a record, by name.
    pub fn get(&self, name: &str) -> Option<&Datum> {
        match &self.data {
            Data::Record(fields) => fields
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, datum)| datum),
            _ => None,
        }
    }

    /// A value deep inside, by dotted path.
    pub fn at(&self, path: &str) -> Option<&Datum> {
        path.split('.')
            .try_fold(self, |datum, part| datum.get(part))
    }

    /// Whether it says anything: there, not false, not empty.
    pub fn is_present(&self) -> bool {
        match &self.data {
            Data::Absent | Data::Boolean(false) => false,
            Data::Text(text) => !text.is_empty(),
            Data::List(items) => !items.is_empty(),
            Data::Record(fields) => !fields.is_empty(),
            _ => true,
        }
    }

    pub fn is_absent(&self) -> bool {
        self.data == Data::Absent
    }

    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn fields(&self) -> &[(String, Datum)] {
        match &self.data {
            Data::Record(fields) => fields,
            _ => &[],
        }
    }

    pub fn items(&self) -> &[Datum] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }
}

impl Data {
    /// Text that is the same for equal values, whatever their sources: what hashes are taken of.
    pub fn canonical(&self) -> String {
        match self {
            Data::Absent => "-".to_owned(),
            Data::Boolean(value) => format!("b{value}"),
            Data::Integer(value) => format!("i{value}"),
            Data::Number(value) => format!("n{value}"),
            Data::Size(value) => format!("s{value}"),
            Data::Duration(value) => format!("d{value}"),
            Data::Text(value) | Data::Reference(value) => format!("t{}:{value}", value.len()),
            Data::List(items) => {
                let inner: String = items.iter().map(|item| item.data.canonical()).collect();
                format!("l{}({inner})", items.len())
            }
            Data::Record(fields) => {
                let inner: String = fields
                    .iter()
                    .map(|(name, field)| format!("{}:{name}{}", name.len(), field.data.canonical()))
                    .collect();
                format!("r{}({inner})", fields.len())
            }
        }
    }
}

/// `1536 MiB` as people read it: the largest unit that leaves a whole number.
pub fn show_size(bytes: u64) -> String {
    let units = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
    for (unit, shift) in units {
        if bytes >= 1 << shift && bytes.is_multiple_of(1 << shift) {
            return format!("{} {unit}", bytes >> shift);
        }
    }
    format!("{bytes} B")
}

/// `90 min` as people read it: the largest unit that leaves a whole number.
pub fn show_duration(seconds: u64) -> String {
    for (unit, length) in [("d", 86_400), ("h", 3_600), ("min", 60)] {
        if seconds >= length && seconds.is_multiple_of(length) {
            return format!("{} {unit}", seconds / length);
        }
    }
    format!("{seconds} s")
}

impl fmt::Display for Data {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Data::Absent => formatter.write_str("none"),
            Data::Boolean(value) => write!(formatter, "{value}"),
            Data::Integer(value) => write!(formatter, "{value}"),
            Data::Number(value) => write!(formatter, "{value}"),
            Data::Text(value) | Data::Reference(value) => formatter.write_str(value),
            Data::Size(value) => formatter.write_str(&show_size(*value)),
            Data::Duration(value) => formatter.write_str(&show_duration(*value)),
            Data::List(items) => {
                let parts: Vec<String> = items.iter().map(|item| item.data.to_string()).collect();
                formatter.write_str(&parts.join(", "))
            }
            Data::Record(fields) => {
                let parts: Vec<String> = fields
                    .iter()
                    .map(|(name, field)| format!("{name} {}", field.data))
                    .collect();
                formatter.write_str(&parts.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_read_as_they_are_written() {
        assert_eq!(show_size(1536 << 20), "1536 MiB");
        assert_eq!(show_size(2 << 30), "2 GiB");
        assert_eq!(show_duration(5400), "90 min");
        assert_eq!(show_duration(61), "61 s");
    }

    #[test]
    fn canonical_bytes_tell_apart_what_differs() {
        let text = |value: &str| Datum::new(Data::Text(value.into()));
        let list = |items: Vec<Datum>| Data::List(items).canonical();
        assert_ne!(
            list(vec![text("ab"), text("c")]),
            list(vec![text("a"), text("bc")])
        );
    }
}
