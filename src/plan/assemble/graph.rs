//! Inputs, outputs and collections as a graph: which must be known before which, and what closes a circle.

use std::collections::BTreeMap;

use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};

use super::{Edge, Part};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed, nearest};
use crate::library::unit::Contribution;
use crate::library::{Binding, Input, Unit};

/// Something that has a value: an input or an output of a part, or a collection of a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    Input(String, String),
    Output(String, String),
    Collection(String, String),
}

pub struct Graph {
    graph: DiGraph<Node, ()>,
    pub edges: Vec<Edge>,
}

impl Graph {
    pub fn new(parts: &[Part<'_>], found: &mut Diagnostics) -> Option<Self> {
        let mut graph: DiGraph<Node, ()> = DiGraph::new();
        let mut indices: BTreeMap<Node, NodeIndex> = BTreeMap::new();
        for Part { name, unit } in parts {
            let role = || unit.role.clone();
            let inputs = unit
                .inputs
                .iter()
                .map(|input| Node::Input(name.clone(), input.name.clone()));
            let outputs = unit
                .outputs
                .iter()
                .map(|output| Node::Output(name.clone(), output.name.clone()));
            let collections = unit
                .collections
                .iter()
                .map(|collection| Node::Collection(role(), collection.name.clone()));
            for node in inputs.chain(outputs).chain(collections) {
                indices.insert(node.clone(), graph.add_node(node));
            }
        }
        let mut edges = Vec::new();
        let mut complete = true;
        for Part { name: part, unit } in parts {
            let own = |name: &str| Node::Input(part.clone(), name.to_owned());
            let mut connect = |from: &Node, to: &Node| {
                if let (Some(from), Some(to)) = (indices.get(from), indices.get(to)) {
                    graph.update_edge(*from, *to, ());
                }
            };
            for input in &unit.inputs {
                let to = own(&input.name);
                match &input.binding {
                    Binding::Output { role, output } => {
                        let giver = parts.iter().find(|giver| giver.unit.role == *role);
                        let giver = giver.map_or(role, |giver| &giver.name);
                        let from = Node::Output(giver.clone(), output.clone());
                        if indices.contains_key(&from) {
                            connect(&from, &to);
                            edges.push(Edge {
                                from: giver.clone(),
                                to: part.clone(),
                                what: output.clone(),
                                contribution: false,
                            });
                        } else {
                            complete = false;
                            found.push(no_output(unit, input, role, output, parts));
                        }
                    }
                    Binding::Collection(name) => {
                        connect(&Node::Collection(unit.role.clone(), name.clone()), &to);
                    }
                    Binding::Value(operand) => {
                        for name in operand.inputs() {
                            connect(&own(name), &to);
                        }
                    }
                    _ => {}
                }
            }
            for output in &unit.outputs {
                for name in output.value.inputs() {
                    connect(&own(name), &Node::Output(part.clone(), output.name.clone()));
                }
            }
            for contribution in &unit.contributions {
                let Some((role, name)) = contribution.to.split_once('.') else {
                    continue;
                };
                let to = Node::Collection(role.to_owned(), name.to_owned());
                if !indices.contains_key(&to) {
                    continue;
                }
                for input in contribution_inputs(contribution) {
                    connect(&own(input), &to);
                }
                edges.push(Edge {
                    from: part.clone(),
                    to: role.to_owned(),
                    what: name.to_owned(),
                    contribution: true,
                });
            }
        }
        edges.sort();
        edges.dedup();
        complete.then_some(Graph { graph, edges })
    }

    /// The nodes so that each follows all that it needs.
    pub fn order(&self, found: &mut Diagnostics) -> Option<Vec<Node>> {
        if let Ok(order) = toposort(&self.graph, None) {
            return Some(
                order
                    .into_iter()
                    .map(|index| self.graph[index].clone())
                    .collect(),
            );
        }
        for circle in tarjan_scc(&self.graph)
            .into_iter()
            .filter(|part| part.len() > 1)
        {
            let mut names: Vec<String> = circle
                .iter()
                .map(|index| match &self.graph[*index] {
                    Node::Input(role, name) => format!("input {role}.{name}"),
                    Node::Output(role, name) => format!("output {role}.{name}"),
                    Node::Collection(role, name) => format!("collection {role}.{name}"),
                })
                .collect();
            names.sort();
            found.push(
                Diagnostic::error(
                    Code::S0506,
                    format!("units need each other in a circle: {}", names.join(", ")),
                )
                .help("let one of them take the value from a decision instead"),
            );
        }
        None
    }
}

fn contribution_inputs(contribution: &Contribution) -> Vec<&str> {
    let mut names: Vec<&str> = contribution
        .record
        .iter()
        .flat_map(|(_, operand)| operand.inputs())
        .collect();
    let root = |path: &'_ str| path.split('.').next().map(str::len);
    for path in [&contribution.when, &contribution.each]
        .into_iter()
        .flatten()
    {
        names.push(&path[..root(path).unwrap_or(0)]);
    }
    names
}

fn no_output(
    unit: &Unit,
    input: &Input,
    role: &str,
    output: &str,
    parts: &[Part<'_>],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::S0505,
        format!(
            "`{}` needs the output `{output}` of the role `{role}`, which does not give it",
            unit.path()
        ),
    )
    .at(input.span, "needed here");
    let units = parts.iter().map(|part| part.unit);
    let Some(giver) = units.into_iter().find(|other| other.role == role) else {
        return diagnostic.help(format!("no unit fills the role `{role}`"));
    };
    let names = || giver.outputs.iter().map(|output| output.name.as_str());
    match nearest(output, names()) {
        Some(near) => diagnostic.help(format!("did you mean `{role}.{near}`?")),
        None => diagnostic.help(format!("`{}` gives {}", giver.path(), listed(names()))),
    }
}
