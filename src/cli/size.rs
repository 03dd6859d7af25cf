//! `syzc size`: the whole reasoning from users to machines, and what of the allocation it takes.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{Ending, Format, Outcome, Place, report};
use crate::plan::decide::CONSTANTS;
use crate::plan::tally::show;
use crate::plan::{Reasoning, Tally};

/// Print how a user count became machines, line by line; of a site that does not fit too, up to what is short.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc size ubc
  syzc size ubc --constants       also the numbers that rules use, with their sources
  syzc size ubc --format json     the same as a list of sites, each with `fits`, `decisions`, `takes` and `short`
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
        let sites = project.reasonings(place.files(), &out.to_string_lossy());
        if self.format == Format::Json {
            let all: Vec<Json> = sites.iter().map(as_json).collect();
            let text =
                serde_json::to_string_pretty(&all).expect("invariant: JSON values serialize");
            report::print_json(&format!("{text}\n"))?;
        } else {
            for site in &sites {
                report::print(&as_text(site))?;
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
pub fn as_text(site: &Reasoning) -> String {
    let mut out = format!("{} ({})\n\n", site.id, site.file);
    let shown: Vec<_> = site
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
    if let Some(takes) = &site.tally {
        out.push_str("\nOf the allocation it takes\n\n");
        out.push_str(&tally(takes));
    } else {
        out.push_str("\nThe rest follows from what could not be decided\n");
    }
    let short = short(site);
    if !short.is_empty() {
        out.push_str("\nWhat is short\n\n");
    }
    for short in short {
        let line = format!(
            "  {:24} {:>10}  needed, {} has {}\n",
            short.what, short.needed, short.of, short.there
        );
        out.push_str(&line);
    }
    out
}

/// Something that is short, in words.
struct Lack {
    what: String,
    needed: String,
    there: String,
    of: String,
}

/// What is short in the machine and its volumes, and in the allocation.
fn short(site: &Reasoning) -> Vec<Lack> {
    let sizes = site.decisions.short.iter().map(|short| Lack {
        what: short.what.name().to_owned(),
        needed: short.needed.to_string(),
        there: short.there.to_string(),
        of: short.of.clone(),
    });
    let rows = site.tally.iter().flat_map(|tally| &tally.rows);
    let allocation = rows.filter_map(|row| {
        let allowed = row.allowed.filter(|allowed| *allowed < row.taken)?;
        Some(Lack {
            what: row.title.to_owned(),
            needed: show(row.resource, row.taken),
            there: show(row.resource, allowed),
            of: "the allocation".to_owned(),
        })
    });
    sizes.chain(allocation).collect()
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

/// `takes` is empty where it could not be reckoned; `short` says why a site does not fit, unless the mistake is another.
fn as_json(site: &Reasoning) -> Json {
    let decisions: Vec<Json> = site
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
    let rows = site.tally.iter().flat_map(|tally| &tally.rows);
    let taken: Vec<Json> = rows
        .map(|row| json!({ "resource": row.resource, "taken": row.taken, "allowed": row.allowed }))
        .collect();
    let short: Vec<Json> = short(site)
        .into_iter()
        .map(|short| {
            let of = short.of.replace('`', "");
            json!({ "what": short.what, "needed": short.needed, "there": short.there, "of": of })
        })
        .collect();
    json!({
        "site": site.id,
        "fits": site.fits,
        "decisions": decisions,
        "takes": taken,
        "short": short,
    })
}
