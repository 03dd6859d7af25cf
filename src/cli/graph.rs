//! `syzc graph`: the parts of a site and what they give each other.

use clap::{Args, ValueEnum};

use super::{Ending, Format, Place, report};
use crate::plan::Plan;

/// Draw the parts of a site and what they give each other.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc graph ubc
  syzc graph ubc --as svg > ubc.svg
  syzc graph ubc --as dot | dot -Tpdf > ubc.pdf
")]
pub struct Graph {
    /// The site, by path or id.
    #[arg(value_name = "SITE")]
    site: String,
    /// The form of the drawing.
    #[arg(long = "as", value_enum, default_value_t)]
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Form {
    #[default]
    Text,
    Dot,
    Mermaid,
    Svg,
}

impl Graph {
    pub fn run(self, place: &Place) -> Ending {
        let mut project = place.read(std::slice::from_ref(&self.site))?;
        for plan in &project.plans(place.files(), "build") {
            report::print(&match self.form {
                Form::Text => text(plan),
                Form::Dot => dot(plan),
                Form::Mermaid => mermaid(plan),
                Form::Svg => crate::emit::picture::svg(plan),
            })?;
        }
        report::diagnostics(&project.diagnostics, &project.texts, Format::Text)
    }
}

fn text(plan: &Plan) -> String {
    let mut out = format!("{}\n", plan.id);
    for instance in &plan.instances {
        out.push_str(&format!(
            "\n{}  {}\n",
            instance.unit.path(),
            instance.unit.doc
        ));
        for edge in plan
            .edges
            .iter()
            .filter(|edge| edge.from == instance.part && edge.to != edge.from)
        {
            let verb = if edge.contribution {
                "adds to"
            } else {
                "gives"
            };
            out.push_str(&format!("  {verb} {}: {}\n", edge.to, edge.what));
        }
    }
    out
}

fn dot(plan: &Plan) -> String {
    let mut out = format!(
        "digraph {:?} {{\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
        plan.id
    );
    for instance in &plan.instances {
        out.push_str(&format!(
            "  {:?} [label={:?}];\n",
            instance.part,
            instance.unit.path()
        ));
    }
    for edge in plan.edges.iter().filter(|edge| edge.from != edge.to) {
        let style = if edge.contribution {
            ", style=dashed"
        } else {
            ""
        };
        out.push_str(&format!(
            "  {:?} -> {:?} [label={:?}{style}];\n",
            edge.from, edge.to, edge.what
        ));
    }
    out.push_str("}\n");
    out
}

fn mermaid(plan: &Plan) -> String {
    let mut out = String::from("flowchart LR\n");
    for instance in &plan.instances {
        out.push_str(&format!(
            "  {}[\"{}\"]\n",
            instance.part,
            instance.unit.path()
        ));
    }
    for edge in plan.edges.iter().filter(|edge| edge.from != edge.to) {
        let arrow = if edge.contribution { "-.->" } else { "-->" };
        out.push_str(&format!(
            "  {} {arrow}|{}| {}\n",
            edge.from, edge.what, edge.to
        ));
    }
    out
}
