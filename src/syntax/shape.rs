//! Shapes: what a value must look like. The checks, the JSON Schema and the reference are made from them.

use super::datum::Data;
use super::scalar::Scalar;

/// What a value must look like.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Boolean,
    Integer {
        minimum: i64,
        maximum: i64,
    },
    Number {
        minimum: f64,
        maximum: f64,
    },
    Scalar(Scalar),
    /// One of a few words, each with its meaning.
    Choice(Vec<(String, String)>),
    List(Box<Shape>),
    /// A fixed set of named fields.
    Record(Vec<Field>),
    /// Entries under names that the site chooses; `name = false` removes one that a layer gave.
    Map {
        key: Scalar,
        value: Box<Shape>,
    },
    /// A reference in a target language (`terraform`): only units' outputs have this shape.
    Reference(String),
    /// Any plain value; only for records that units contribute.
    Any,
}

/// A named part of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: String,
    /// One or more sentences for the reference.
    pub doc: String,
    pub shape: Shape,
    pub presence: Presence,
    /// For a record: the field that a bare value stands for (`users = 8000` means `users.total`).
    pub short: Option<String>,
    /// For a map: the key whose list of names stands for empty entries (`images = ["r"]` means `[image.r]`).
    pub plural: Option<String>,
}

/// Whether a field must be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    Required,
    Optional,
    /// What it is when nobody writes it, as TOML.
    Default(String),
}

impl Shape {
    pub fn integer(minimum: i64, maximum: i64) -> Self {
        Shape::Integer { minimum, maximum }
    }

    pub fn list(item: Shape) -> Self {
        Shape::List(Box::new(item))
    }

    pub fn map(key: Scalar, value: Shape) -> Self {
        Shape::Map {
            key,
            value: Box::new(value),
        }
    }

    pub fn choice(choices: &[(&str, &str)]) -> Self {
        Shape::Choice(
            choices
                .iter()
                .map(|(name, doc)| ((*name).to_owned(), (*doc).to_owned()))
                .collect(),
        )
    }

    /// Reads the notation that units use: `text`, `integer`, `integer(1..9)`, `list(domain)`, `map(size)`, `choice(a|b)`.
    pub fn parse(notation: &str) -> Option<Shape> {
        let inner = |prefix: &str| {
            notation
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix('('))
                .and_then(|rest| rest.strip_suffix(')'))
        };
        if let Some(item) = inner("list") {
            return Shape::parse(item).map(Shape::list);
        }
        if let Some(value) = inner("map") {
            return Shape::parse(value).map(|value| Shape::map(Scalar::Text, value));
        }
        if let Some(choices) = inner("choice") {
            let names = choices.split('|').map(|name| (name, ""));
            return Some(Shape::choice(&names.collect::<Vec<_>>()));
        }
        if let Some(range) = inner("integer") {
            let (least, most) = range.split_once("..")?;
            return Some(Shape::integer(least.parse().ok()?, most.parse().ok()?));
        }
        match notation {
            "boolean" => Some(Shape::Boolean),
            "integer" => Some(Shape::integer(i64::MIN, i64::MAX)),
            "number" => Some(Shape::Number {
                minimum: f64::MIN,
                maximum: f64::MAX,
            }),
            "any" => Some(Shape::Any),
            "terraform" => Some(Shape::Reference("terraform".to_owned())),
            name => Scalar::find(name).map(Shape::Scalar),
        }
    }

    /// The shape as a phrase with its article: "a list of domain names".
    pub fn phrase(&self) -> String {
        match self {
            Shape::Boolean => "`true` or `false`".to_owned(),
            Shape::Integer { minimum, maximum } if (*minimum, *maximum) == (i64::MIN, i64::MAX) => {
                "a whole number".to_owned()
            }
            Shape::Integer { minimum, maximum } if *maximum == i64::MAX => {
                format!("a whole number of at least {minimum}")
            }
            Shape::Integer { minimum, maximum } => {
                format!("a whole number from {minimum} to {maximum}")
            }
            Shape::Number { minimum, maximum } if *minimum == f64::MIN || *maximum == f64::MAX => {
                "a number".to_owned()
            }
            Shape::Number { minimum, maximum } => format!("a number from {minimum} to {maximum}"),
            Shape::Scalar(scalar) => scalar.phrase().to_owned(),
            Shape::Choice(choices) => {
                let names: Vec<String> = choices
                    .iter()
                    .map(|(name, _)| format!("`{name}`"))
                    .collect();
                format!("one of {}", names.join(", "))
            }
            Shape::List(item) => format!("a list, each {}", item.phrase()),
            Shape::Record(_) => "a table".to_owned(),
            Shape::Map { value, .. } => format!("a table by name, each {}", value.phrase()),
            Shape::Reference(language) => format!("a reference in {language}"),
            Shape::Any => "any value".to_owned(),
        }
    }

    /// The first place inside data that does not have this shape, as `images.0.size`; `None` when all of it does.
    pub fn misfit(&self, data: &Data, path: &str) -> Option<String> {
        match (self, data) {
            _ if self.admits(data) => None,
            (Shape::List(item), Data::List(items)) => items
                .iter()
                .enumerate()
                .find_map(|(index, datum)| item.misfit(&datum.data, &format!("{path}.{index}"))),
            (Shape::Record(fields), Data::Record(entries)) => fields.iter().find_map(|field| {
                let inner = format!("{path}.{}", field.name);
                match entries.iter().find(|(name, _)| *name == field.name) {
                    Some((_, datum))
                        if datum.is_absent() && field.presence == Presence::Optional =>
                    {
                        None
                    }
                    Some((_, datum)) => field.shape.misfit(&datum.data, &inner),
                    None => Some(inner),
                }
            }),
            _ => Some(path.to_owned()),
        }
    }

    /// Whether data already has this shape (for values that units and catalogues give).
    pub fn admits(&self, data: &Data) -> bool {
        match (self, data) {
            (Shape::Any, _)
            | (Shape::Boolean, Data::Boolean(_))
            | (Shape::Number { .. }, Data::Number(_) | Data::Integer(_))
            | (Shape::Scalar(Scalar::Size), Data::Size(_))
            | (Shape::Scalar(Scalar::Duration), Data::Duration(_))
            | (Shape::Scalar(Scalar::Share), Data::Number(_))
            | (Shape::Reference(_), Data::Reference(_)) => true,
            (Shape::Integer { minimum, maximum }, Data::Integer(value)) => {
                minimum <= value && value <= maximum
            }
            (Shape::Scalar(Scalar::Size | Scalar::Duration | Scalar::Share), _) => false,
            (Shape::Scalar(_), Data::Text(_)) => true,
            (Shape::Choice(choices), Data::Text(text)) => {
                choices.iter().any(|(name, _)| name == text)
            }
            (Shape::List(item), Data::List(items)) => {
                items.iter().all(|datum| item.admits(&datum.data))
            }
            (Shape::Map { value, .. }, Data::Record(entries)) => {
                entries.iter().all(|(_, datum)| value.admits(&datum.data))
            }
            (Shape::Record(fields), Data::Record(entries)) => fields.iter().all(|field| {
                match entries.iter().find(|(name, _)| *name == field.name) {
                    Some((_, datum)) => {
                        (datum.is_absent() && field.presence == Presence::Optional)
                            || field.shape.admits(&datum.data)
                    }
                    None => false,
                }
            }),
            _ => false,
        }
    }
}

/// A field that must be written.
pub fn required(name: &str, doc: &str, shape: Shape) -> Field {
    Field {
        name: name.to_owned(),
        doc: doc.to_owned(),
        shape,
        presence: Presence::Required,
        short: None,
        plural: None,
    }
}
