//! `syzc diff`: what a build would change on disk.

use std::path::PathBuf;

use clap::Args;

use super::{Ending, Format, Outcome, Place, orphans, report};
use crate::compare::unified;
use crate::write::{self, Target};

/// Show what a build would change on disk, as a unified diff.
///
/// Exits with 3 when there is a difference.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc diff                       all sites under sites/
  syzc diff ubc                   one site
  syzc diff ubc | less            read it page by page
")]
pub struct Diff {
    /// Sites, by path or id; all under `sites/` when none is named.
    #[arg(value_name = "SITE")]
    sites: Vec<String>,
    /// The directory that holds the sites' directories [default: `build` in the project].
    #[arg(long, value_name = "DIRECTORY")]
    out: Option<PathBuf>,
}

impl Diff {
    pub fn run(self, place: &Place) -> Ending {
        let out = place.out(self.out.as_deref());
        let mut project = place.read_beside(&self.sites, &out)?;
        let compiled = project.compile(place.files(), &out.to_string_lossy());
        if self.sites.is_empty() {
            orphans::name(place, &out, &mut project);
        }
        let outcome = report::diagnostics(&project.diagnostics, &project.texts, Format::Text)?;
        let mut text = String::new();
        let mut failures = Vec::new();
        for site in &compiled {
            let target = Target::new(&place.directory, &out, &site.plan.id);
            match write::survey(&target, &site.output, site.last.as_ref()) {
                Ok(changes) => {
                    let parts = changes.iter().map(|change| unified(&target.shown, change));
                    text.extend(parts);
                }
                Err(failure) => failures.push(failure),
            }
        }
        report::print(&text)?;
        report::failures(failures)?;
        Ok(match outcome {
            Outcome::Fine if !text.is_empty() => Outcome::Difference,
            outcome => outcome,
        })
    }
}
