//! The ranges that a site has, with where they are written and what to call them.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Desk;
use crate::library::Binding;
use crate::library::definition::RangeKeys;
use crate::plan::Instance;
use crate::site::Loaded;
use crate::syntax::{Data, Datum};
use crate::text::Span;

/// Whose the addresses of a range are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Machine,
    Network,
    Public,
    Peers,
}

impl Whose {
    fn read(name: &str) -> Option<Whose> {
        Some(match name {
            "machine" => Whose::Machine,
            "network" => Whose::Network,
            "public" => Whose::Public,
            "peers" => Whose::Peers,
            _ => return None,
        })
    }
}

/// A range of a site, or an address as the range of it alone.
pub struct Claim<'a> {
    pub instance: &'a Instance,
    pub keys: &'a RangeKeys,
    pub whose: Whose,
    pub range: IpNet,
    /// Whether it is written as an address, not as a range that may hold only one.
    pub is_machine: bool,
    /// The name of the entry, where the input is a table.
    entry: Option<String>,
    /// Where it is written.
    pub span: Option<Span>,
    /// Where it is written, or else the site.
    pub place: Span,
}

/// Everything that the units of a site say of ranges.
pub fn claims<'a>(loaded: &Loaded, instances: &'a [Instance]) -> Vec<Claim<'a>> {
    let mut all: Vec<Claim> = Vec::new();
    for instance in instances {
        for keys in &instance.unit.ranges {
            let Some(whose) = Whose::read(&keys.whose) else {
                continue;
            };
            let Some(value) = instance.inputs.at(&keys.input) else {
                continue;
            };
            for (entry, datum) in entries(value) {
                let Some(range) = datum.text().and_then(read) else {
                    continue;
                };
                all.push(Claim {
                    instance,
                    keys,
                    whose,
                    range,
                    is_machine: datum.text().is_some_and(|text| !text.contains('/')),
                    entry,
                    span: datum.span,
                    place: datum.span.or(value.span).unwrap_or(loaded.place),
                });
            }
        }
    }
    all
}

/// A text, the items of a list, or the entries of a table by name with their names.
fn entries(value: &Datum) -> Vec<(Option<String>, &Datum)> {
    match &value.data {
        Data::List(items) => items
            .iter()
            .map(|item| {
                let name = item.get("name").and_then(Datum::text).map(str::to_owned);
                (name, item.get("value").unwrap_or(item))
            })
            .collect(),
        Data::Record(fields) => fields
            .iter()
            .map(|(name, datum)| (Some(name.clone()), datum))
            .collect(),
        _ => vec![(None, value)],
    }
}

fn read(text: &str) -> Option<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

impl Claim<'_> {
    /// How many addresses the range must have.
    pub fn least(&self) -> Option<u64> {
        u64::try_from(self.keys.least?).ok()
    }

    /// How many it has.
    pub fn addresses(&self) -> u64 {
        1_u64
            .checked_shl(u32::from(
                self.range.max_prefix_len() - self.range.prefix_len(),
            ))
            .unwrap_or(u64::MAX)
    }

    /// What it is, in a phrase.
    pub fn title(&self) -> String {
        match &self.entry {
            Some(entry) => format!("{} (`{entry}`)", self.keys.title),
            None => self.keys.title.clone(),
        }
    }

    /// The range, or the address where it is one.
    pub fn shown(&self) -> String {
        if self.range.prefix_len() == self.range.max_prefix_len() {
            self.range.addr().to_string()
        } else {
            self.range.to_string()
        }
    }

    pub fn label(&self) -> String {
        match self.span {
            Some(_) => self.keys.title.clone(),
            None => format!("here `{}` is not written", self.keys.input.value),
        }
    }

    /// The key with a range that is free, and where it stands.
    pub fn what_to_write(&self, desk: &mut Desk) -> String {
        let name = &self.keys.input.value;
        let unit = &self.instance.unit;
        let table = match unit.input(name).map(|input| &input.binding) {
            Some(Binding::Site(path)) => return format!("write another `{path}`"),
            Some(Binding::Key(_)) => format!("[{}.{}]", unit.role, unit.name),
            _ => return format!("{} cannot stay as they are", self.keys.title),
        };
        match desk.offer(self) {
            Some(free) => format!("write `{name} = \"{free}\"` under `{table}`"),
            None => format!("write another `{name}` under `{table}`"),
        }
    }
}
