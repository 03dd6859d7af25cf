//! `syzc size`: the whole reasoning from users to machines, and what of the allocation it takes.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{Ending, Format, Outcome, Place, report};
use crate::plan::decide::CONSTANTS;
use crate::plan::tally::show;
use crate::plan::{Plan, Tally};

/// Print how a user count became machines, line by line.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc size ubc
  syzc size ubc --constants       also the numbers that rules use, with their sources
")]
pub struct Size {
    /// Sites, by path or id; all under `sites/` when none is named.
    #[arg(value_name = "SITE")]
    sites: Vec<String>,
    /// The directory that holds the sites' directories, for what may not shrink [default: `build` in the project].
    #[arg(long, value_name = "DIRECTORY")]
    out: Option<PathBuf>,
    /// Print the constants of the rules with their sources.
    #[arg(long)]
    constants: bool,
    /// How the reasoning is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Size {
    pub fn run(self, place: &Place) -> Ending {
        let out = place.out(self.out.as_deref());
        let mut project = place.read_beside(&self.sites, &out)?;
        let plans = project.plans(place.files(), &out.to_string_lossy());
        if self.format == Format::Json {
            let all: Vec<Json> = plans.iter().map(as_json).collect();
            let text =
                serde_json::to_string_pretty(&all).expect("invariant: JSON values serialize");
            report::print_json(&format!("{text}\n"))?;
        } else {
            for plan in &plans {
                report::print(&as_text(plan))?;
            }
            if self.constants {
                report::print(&constants())?;
            }
        }
        let outcome: Outcome =
            report::diagnostics(&project.diagnostics, &project.texts, Format::Text)?;
        Ok(outcome)
    }
}

/// The report of one site.
pub fn as_text(plan: &Plan) -> String {
    let mut out = format!("{} ({})\n\n", plan.id, plan.file);
    let shown: Vec<_> = plan
        .decisions
        .all
        .iter()
        .filter(|decision| decision.shown)
        .collect();
    let titles = shown
        .iter()
        .map(|decision| decision.title.chars().count())
        .max()
        .unwrap_or(0);
    let values: Vec<String> = shown
        .iter()
        .map(|decision| decision.value.data.to_string())
        .collect();
    let width = values
        .iter()
        .map(|value| value.chars().count())
        .max()
        .unwrap_or(0);
    for (decision, value) in shown.iter().zip(&values) {
        let line = format!(
            "  {:titles$}  {value:>width$}  {}",
            decision.title, decision.rule
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.push_str("\nOf the allocation it takes\n\n");
    out.push_str(&tally(&plan.tally));
    out
}

fn tally(tally: &Tally) -> String {
    let mut out = String::new();
    for row in tally.rows.iter().filter(|row| row.taken > 0) {
        let parts: Vec<String> = row
            .parts
            .iter()
            .map(|(role, amount)| format!("{role} {}", show(row.resource, *amount)))
            .collect();
        let allowed = row.allowed.map_or(String::new(), |allowed| {
            format!("of {}", show(row.resource, allowed))
        });
        let line = format!(
            "  {:24} {:>10}  {allowed:14} {}",
            row.title,
            show(row.resource, row.taken),
            parts.join(", ")
        );
        writeln!(out, "{}", line.trim_end()).expect("invariant: writing to a string");
    }
    out
}

fn constants() -> String {
    let mut out = String::from("\nThe numbers that rules use\n\n");
    for constant in CONSTANTS {
        let value = match constant.unit {
            "%" => format!("{} %", constant.value * 100.0),
            "bytes" => crate::syntax::datum::show_size(constant.value as u64),
            _ => constant.value.to_string(),
        };
        let source = constant.source.unwrap_or("assumed");
        writeln!(out, "  {value:>8}  {}: {source}", constant.meaning)
            .expect("invariant: writing to a string");
    }
    out
}

fn as_json(plan: &Plan) -> Json {
    let decisions: Vec<Json> = plan
        .decisions
        .all
        .iter()
        .filter(|decision| decision.shown)
        .map(|decision| {
            json!({
                "name": decision.name,
                "title": decision.title,
                "value": decision.value.data.to_string(),
                "rule": decision.rule,
                "from": decision.from.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })
        })
        .collect();
    let taken: Vec<Json> = plan
        .tally
        .rows
        .iter()
        .map(|row| json!({ "resource": row.resource, "taken": row.taken, "allowed": row.allowed }))
        .collect();
    json!({ "site": plan.id, "decisions": decisions, "takes": taken })
}
