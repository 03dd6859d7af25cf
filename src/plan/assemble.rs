//! Each role filled by a unit, its inputs bound, contributions collected, the graph between them.
//!
//! An edge exists because one unit's input is another's output or collects what another contributes; nothing is
//! found by looking at strings.

mod contract;
mod graph;

use std::collections::BTreeMap;

use graph::{Graph, Node};

use super::decide::Decisions;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::library::{Binding, Input, Library, ROLES, Unit};
use crate::site::Loaded;
use crate::site::rules::units_for;
use crate::syntax::{Data, Datum, Shape, Source};

/// A role filled by a unit.
#[derive(Debug, Clone)]
pub struct Instance {
    /// What the graph calls it: the role, or `role/unit` where several units fill one.
    pub part: String,
    pub unit: Unit,
    /// Every input by name.
    pub inputs: Datum,
}

/// One unit uses something of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The part that gives.
    pub from: String,
    /// The part that takes.
    pub to: String,
    /// What: an output, or a collection that is contributed to.
    pub what: String,
    /// Whether it is a contribution to a collection of `to`, rather than an output of `from`.
    pub contribution: bool,
}

/// Fills all roles. `None` when units do not fit together.
pub fn assemble(
    loaded: &Loaded,
    library: &Library,
    decisions: &Decisions,
    found: &mut Diagnostics,
) -> Option<(Vec<Instance>, Vec<Edge>)> {
    let parts: Vec<Part> = ROLES
        .iter()
        .flat_map(|(role, _)| Part::of_role(role, &loaded.datum, library))
        .collect();
    contract::hold(&parts, library, found);
    let graph = Graph::new(&parts, found)?;
    let order = graph.order(found)?;
    let mut binder = Binder {
        loaded,
        decisions,
        parts: &parts,
        found,
        inputs: BTreeMap::new(),
        outputs: BTreeMap::new(),
        collections: BTreeMap::new(),
    };
    for node in order {
        binder.visit(&node);
    }
    let instances = parts
        .iter()
        .map(|part| Instance {
            part: part.name.clone(),
            unit: part.unit.clone(),
            inputs: binder.record(part),
        })
        .collect();
    Some((instances, graph.edges))
}

/// A unit where it stands in the graph.
pub struct Part<'a> {
    pub name: String,
    pub unit: &'a Unit,
}

impl<'a> Part<'a> {
    fn of_role(role: &str, site: &Datum, library: &'a Library) -> Vec<Part<'a>> {
        let units = units_for(role, site, library);
        let alone = units.len() == 1;
        units
            .into_iter()
            .map(|unit| Part {
                name: if alone { role.to_owned() } else { unit.path() },
                unit,
            })
            .collect()
    }
}

struct Binder<'a> {
    loaded: &'a Loaded,
    decisions: &'a Decisions,
    parts: &'a [Part<'a>],
    found: &'a mut Diagnostics,
    inputs: BTreeMap<(String, String), Datum>,
    outputs: BTreeMap<(String, String), Datum>,
    collections: BTreeMap<(String, String), Datum>,
}

impl<'a> Binder<'a> {
    fn part(&self, name: &str) -> Option<&'a Part<'a>> {
        self.parts.iter().find(|part| part.name == name)
    }

    fn visit(&mut self, node: &Node) {
        match node {
            Node::Input(part, name) => {
                let Some((part, input)) = self
                    .part(part)
                    .and_then(|part| Some((part, part.unit.input(name)?)))
                else {
                    return;
                };
                let datum = self.bind(part, input);
                self.inputs.insert((part.name.clone(), name.clone()), datum);
            }
            Node::Output(part, name) => {
                let Some(part) = self.part(part) else { return };
                let outputs = &part.unit.outputs;
                let Some(output) = outputs.iter().find(|output| output.name == *name) else {
                    return;
                };
                let value = output.value.evaluate(&self.record(part), None);
                let role = &part.unit.role;
                let source = Source::Output(format!("{role}.{name}"));
                let datum = value.unwrap_or_else(Datum::absent).from_source(&source);
                self.outputs.insert((role.clone(), name.clone()), datum);
            }
            Node::Collection(role, name) => {
                let datum = self.collect(role, name);
                self.collections.insert((role.clone(), name.clone()), datum);
            }
        }
    }

    /// All inputs of a part that are bound so far.
    fn record(&self, part: &Part<'_>) -> Datum {
        let fields = part
            .unit
            .inputs
            .iter()
            .filter_map(|input| {
                let datum = self.inputs.get(&(part.name.clone(), input.name.clone()))?;
                Some((input.name.clone(), datum.clone()))
            })
            .collect();
        Datum::new(Data::Record(fields))
    }

    fn bind(&mut self, part: &Part<'_>, input: &Input) -> Datum {
        let unit = part.unit;
        let value = match &input.binding {
            Binding::Decision(name) => self
                .decisions
                .get(name)
                .map(|decision| decision.value.clone()),
            Binding::Site(path) => self.loaded.datum.at(path).cloned(),
            Binding::Key(_) => self.key(unit, &input.name, input),
            Binding::Output { role, output } => {
                self.outputs.get(&(role.clone(), output.clone())).cloned()
            }
            Binding::Collection(name) => self
                .collections
                .get(&(unit.role.clone(), name.clone()))
                .cloned(),
            Binding::Value(operand) => operand.evaluate(&self.record(part), None),
        };
        let Some(datum) = value else {
            self.found.push(
                Diagnostic::error(
                    Code::S0505,
                    format!(
                        "`{}` needs {}, which is not there",
                        unit.path(),
                        source_of(&input.binding)
                    ),
                )
                .at(input.span, "needed here")
                .help_maybe(self.near(&input.binding)),
            );
            return Datum::absent();
        };
        if datum.is_absent() && input.optional {
            return datum;
        }
        let datum = convert(datum, input);
        if let Some(misfit) = input.shape.misfit(&datum.data, &input.name) {
            self.found.push(
                Diagnostic::error(
                    Code::S0505,
                    format!(
                        "input `{}` of `{}` needs {}, but {} is not that at `{misfit}`",
                        input.name,
                        unit.path(),
                        input.shape.phrase(),
                        source_of(&input.binding)
                    ),
                )
                .at(input.span, "declared here"),
            );
            return Datum::absent();
        }
        datum
    }

    /// The decision that was most likely meant.
    fn near(&self, binding: &Binding) -> Option<String> {
        let Binding::Decision(name) = binding else {
            return None;
        };
        let names = self.decisions.all.iter().map(|decision| decision.name);
        nearest(name, names).map(|near| format!("did you mean `{near}`?"))
    }

    /// A key of the unit's own table; when the table is not written, its defaults.
    fn key(&self, unit: &Unit, name: &str, input: &Input) -> Option<Datum> {
        let path = format!("{}.{}", unit.role, unit.name);
        match self.loaded.datum.at(&path) {
            Some(table) if !table.is_absent() => table.get(name).cloned(),
            _ => match &input.binding {
                Binding::Key(crate::syntax::Presence::Default(default)) => {
                    let path = format!("{path}.{name}");
                    let mut datum = crate::syntax::check::default_of(default, &input.shape, &path);
                    datum.sources.insert(Source::Key(path));
                    Some(datum)
                }
                _ => Some(Datum::absent()),
            },
        }
    }

    /// The records of a collection, in the order of the roles that contribute.
    fn collect(&self, role: &str, name: &str) -> Datum {
        let Some(collection) = self
            .parts
            .iter()
            .filter(|part| part.unit.role == role)
            .flat_map(|part| &part.unit.collections)
            .find(|collection| collection.name == name)
        else {
            return Datum::absent();
        };
        let to = format!("{role}.{name}");
        let mut records = Vec::new();
        for part in self.parts {
            let contributions = part.unit.contributions.iter();
            let contributions: Vec<_> = contributions.filter(|one| one.to == to).collect();
            if contributions.is_empty() {
                continue;
            }
            let inputs = self.record(part);
            for contribution in contributions {
                let wanted = contribution
                    .when
                    .as_ref()
                    .is_none_or(|path| inputs.at(path).is_some_and(Datum::is_present));
                if !wanted {
                    continue;
                }
                let items: Vec<Option<Datum>> = match &contribution.each {
                    None => vec![None],
                    Some(path) => inputs.at(path).map_or(Vec::new(), |list| {
                        list.items().iter().cloned().map(Some).collect()
                    }),
                };
                for item in items {
                    let fields = collection
                        .fields
                        .iter()
                        .map(|field| {
                            let given = contribution
                                .record
                                .iter()
                                .find(|(name, _)| *name == field.name)
                                .and_then(|(_, operand)| operand.evaluate(&inputs, item.as_ref()));
                            let datum = given.unwrap_or_else(|| missing(field));
                            (field.name.clone(), datum)
                        })
                        .collect();
                    records.push(Datum::new(Data::Record(fields)));
                }
            }
        }
        Datum::new(Data::List(records))
    }
}

/// A field that a contribution leaves out.
fn missing(field: &crate::syntax::Field) -> Datum {
    match &field.presence {
        crate::syntax::Presence::Default(default) => {
            crate::syntax::check::default_of(default, &field.shape, &field.name)
        }
        _ => Datum::absent(),
    }
}

fn source_of(binding: &Binding) -> String {
    match binding {
        Binding::Decision(name) => format!("the decision `{name}`"),
        Binding::Site(path) => format!("the key `{path}`"),
        Binding::Output { role, output } => format!("the output `{role}.{output}`"),
        Binding::Collection(name) => format!("its collection `{name}`"),
        Binding::Key(_) => "its own key".to_owned(),
        Binding::Value(_) => "its value".to_owned(),
    }
}

/// Sizes and times as plain numbers where the unit wants them so, and tables by name as lists of records.
fn convert(mut datum: Datum, input: &Input) -> Datum {
    let per = match input.unit.as_deref() {
        Some("MiB") => 1 << 20,
        Some("GiB") => 1 << 30,
        Some("min") => 60,
        _ => 1,
    };
    if input.unit.is_some()
        && let Data::Size(value) | Data::Duration(value) = datum.data
    {
        datum.data = Data::Integer(i64::try_from(value.div_ceil(per)).unwrap_or(i64::MAX));
    }
    if let (Shape::List(_), Data::Record(entries)) = (&input.shape, &datum.data) {
        let sources = datum.sources.clone();
        let records = entries
            .iter()
            .map(|(name, entry)| {
                let mut named = Datum::new(Data::Text(name.clone()));
                named.sources = entry.sources.clone();
                let mut fields = vec![("name".to_owned(), named)];
                match &entry.data {
                    Data::Record(inner) => fields.extend(inner.clone()),
                    _ => fields.push(("value".to_owned(), entry.clone())),
                }
                let mut record = Datum::new(Data::Record(fields));
                record.span = entry.span;
                record
            })
            .collect();
        datum = Datum {
            data: Data::List(records),
            span: datum.span,
            sources,
        };
    }
    datum
}
