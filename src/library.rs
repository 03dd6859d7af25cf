//! The standard library as data: units, images, clouds, profiles, releases and languages, each definition checked when it is loaded.
//!
//! Knows the form of definitions, but no unit, image or cloud by name.

mod apart;
pub mod cloud;
pub mod contract;
pub mod definition;
mod embedded;
pub mod image;
pub mod language;
mod load;
pub mod lock;
mod named;
mod operand;
pub mod page;
pub mod profile;
pub mod release;
pub mod template;
mod unfit;
pub mod unit;

pub use cloud::Cloud;
pub use contract::Contract;
pub use embedded::STANDARD;
pub use image::Image;
pub use language::Language;
pub use load::load;
pub use operand::Operand;
pub use profile::Profile;
pub use release::Release;
pub use template::Template;
pub use unfit::matches;
pub use unit::{Binding, Input, Unit};

use std::collections::BTreeMap;

use crate::syntax::{Datum, Field, Presence, Shape};
use crate::text::FileId;

/// The parts that every hub has, in the order in which a person meets them when deploying.
pub const ROLES: &[(&str, &str)] = &[
    ("network", "the private network and what may reach it"),
    ("machine", "the virtual machine and its address"),
    (
        "storage",
        "the volume that holds homes and the hub's identity",
    ),
    ("host", "the operating system: access, updates, limits"),
    (
        "runtime",
        "what runs the users' servers, and keeps them apart",
    ),
    ("build", "what makes the images that users run"),
    ("hub", "JupyterHub with its proxy"),
    ("login", "how people prove who they are"),
    (
        "certificate",
        "where the web server's certificate comes from",
    ),
    ("web", "the web server in front of the hub"),
    ("operations", "what goes on after the first day"),
];

/// The roles that several units may fill at once: people of one hub may come in by more than one way.
pub const SEVERAL: &[&str] = &["login"];

/// A definition with its name and the file it stands in.
#[derive(Debug, Clone)]
pub struct Defined<T> {
    pub name: String,
    /// The file, as messages show it.
    pub file: String,
    pub value: T,
    /// The definition as a value, for what is handed on to templates whole.
    pub datum: Datum,
}

/// Everything the library holds, each kind sorted by name.
#[derive(Debug, Clone, Default)]
pub struct Library {
    pub units: Vec<Unit>,
    pub images: Vec<Defined<Image>>,
    pub clouds: Vec<Defined<Cloud>>,
    pub profiles: Vec<Defined<Profile>>,
    pub releases: Vec<Defined<Release>>,
    pub languages: Vec<Defined<Language>>,
    /// What a unit must give, by role.
    pub contracts: Vec<(String, Contract)>,
    /// Compiled templates, by file.
    pub templates: BTreeMap<String, Template>,
    /// What locks fix, by file: the versions of each package.
    pub locks: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// The text of every file of the library, by name.
    pub files: BTreeMap<String, FileId>,
}

impl Library {
    /// The units that can fill a role.
    pub fn units_of<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a Unit> {
        self.units.iter().filter(move |unit| unit.role == role)
    }

    /// What a unit must give to fill a role.
    pub fn contract(&self, role: &str) -> Option<&Contract> {
        let mut contracts = self.contracts.iter();
        contracts
            .find(|(name, _)| name == role)
            .map(|(_, contract)| contract)
    }

    pub fn image(&self, name: &str) -> Option<&Defined<Image>> {
        self.images.iter().find(|image| image.name == name)
    }

    pub fn cloud(&self, name: &str) -> Option<&Defined<Cloud>> {
        self.clouds.iter().find(|cloud| cloud.name == name)
    }

    pub fn release(&self, name: &str) -> Option<&Defined<Release>> {
        self.releases.iter().find(|release| release.name == name)
    }

    pub fn language(&self, name: &str) -> Option<&Defined<Language>> {
        self.languages.iter().find(|language| language.name == name)
    }

    pub fn profile(&self, name: &str) -> Option<&Defined<Profile>> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// The site's own keys together with those that units bring: `[<role>.<unit>]` for each unit.
    pub fn with_unit_keys(&self, mut fields: Vec<Field>) -> Vec<Field> {
        for (role, doc) in ROLES {
            let tables: Vec<Field> = self.units_of(role).map(Unit::key_table).collect();
            match fields.iter_mut().find(|field| field.name == *role) {
                Some(Field {
                    shape: Shape::Record(inner),
                    ..
                }) => inner.extend(tables),
                _ => fields.push(Field {
                    name: (*role).to_owned(),
                    doc: format!("Which unit fills this role: {doc}."),
                    shape: Shape::Record(tables),
                    presence: Presence::Default("{}".to_owned()),
                    short: None,
                    plural: None,
                }),
            }
        }
        fields
    }
}
