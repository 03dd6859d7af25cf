//! A unit: what it needs, gives, contributes and writes. How it is read from its `unit.toml` is in `unit/read.rs`.

mod read;

use super::definition::{
    ApartKeys, FixedKeys, IdentityKeys, LockedKeys, NamesKeys, ProtectKeys, RangeKeys, RefuseKeys,
    ReservedKeys, UnfitKeys,
};
use super::operand::Operand;
use crate::dialect::Dialect;
use crate::syntax::{Field, Presence, Shape};
use crate::text::Span;

/// A unit of the library.
#[derive(Debug, Clone)]
pub struct Unit {
    pub name: String,
    pub role: String,
    pub doc: String,
    pub default: bool,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
    pub collections: Vec<Collection>,
    pub contributions: Vec<Contribution>,
    pub files: Vec<UnitFile>,
    pub refusals: Vec<RefuseKeys>,
    pub apart: Vec<ApartKeys>,
    pub ranges: Vec<RangeKeys>,
    pub identity: Vec<IdentityKeys>,
    pub fixed: Vec<FixedKeys>,
    pub protect: Vec<ProtectKeys>,
    pub names: Vec<NamesKeys>,
    pub reserved: Vec<ReservedKeys>,
    pub unfit: Vec<UnfitKeys>,
    pub locked: Vec<LockedKeys>,
    pub takes: Vec<(String, Operand)>,
    /// The `unit.toml` itself, as messages show it.
    pub definition: String,
}

/// A value that a unit needs.
#[derive(Debug, Clone)]
pub struct Input {
    pub name: String,
    pub doc: String,
    pub shape: Shape,
    pub optional: bool,
    pub binding: Binding,
    /// What a size or time is counted in, when templates want a plain number.
    pub unit: Option<String>,
    pub span: Option<Span>,
}

/// Where an input's value comes from.
#[derive(Debug, Clone)]
pub enum Binding {
    Decision(String),
    Site(String),
    Output {
        role: String,
        output: String,
    },
    Collection(String),
    /// The unit's own key in `[<role>.<unit>]`.
    Key(Presence),
    Value(Operand),
}

/// A value that a unit gives.
#[derive(Debug, Clone)]
pub struct Output {
    pub name: String,
    pub doc: String,
    pub shape: Shape,
    pub value: Operand,
}

/// A list that others contribute to.
#[derive(Debug, Clone)]
pub struct Collection {
    pub name: String,
    pub doc: String,
    pub fields: Vec<Field>,
}

/// Records for another unit's collection.
#[derive(Debug, Clone)]
pub struct Contribution {
    /// The collection, as `role.collection`.
    pub to: String,
    /// The input that must be there (true, not empty).
    pub when: Option<String>,
    /// The list or map input for each entry of which there is one record.
    pub each: Option<String>,
    pub record: Vec<(String, Operand)>,
    pub span: Option<Span>,
}

/// A file that a unit writes.
#[derive(Debug, Clone)]
pub struct UnitFile {
    /// Its path in the output; `{name}` stands for the `name` of each record of `each`.
    pub path: String,
    /// The file it is made from, as messages show it.
    pub from: String,
    pub template: bool,
    /// The field of the item that is the whole file.
    pub content: Option<String>,
    pub dialect: Dialect,
    pub each: Option<String>,
    pub when: Option<String>,
    pub executable: bool,
    pub span: Option<Span>,
}

impl Unit {
    /// `role/name`, as messages and graphs show it.
    pub fn path(&self) -> String {
        format!("{}/{}", self.role, self.name)
    }

    pub fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.name == name)
    }

    /// The unit's own table in a site, `[<role>.<unit>]`.
    pub fn key_table(&self) -> Field {
        let fields = self
            .inputs
            .iter()
            .filter_map(|input| match &input.binding {
                Binding::Key(presence) => Some(Field {
                    name: input.name.clone(),
                    doc: input.doc.clone(),
                    shape: input.shape.clone(),
                    presence: presence.clone(),
                    short: None,
                    plural: None,
                }),
                _ => None,
            })
            .collect();
        Field {
            name: self.name.clone(),
            doc: self.doc.clone(),
            shape: Shape::Record(fields),
            presence: Presence::Optional,
            short: None,
            plural: None,
        }
    }
}
