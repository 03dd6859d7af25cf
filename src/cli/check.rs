//! `syzc check`: everything that `build` finds, without writing.

use std::path::PathBuf;

use clap::Args;

use super::{Ending, Format, Outcome, Place, orphans, report};

/// Find every mistake, and write nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc check                      all sites under sites/
  syzc check ubc --format json    for programs
")]
pub struct Check {
    /// Sites, by path or id; all under `sites/` when none is named.
    #[arg(value_name = "SITE")]
    sites: Vec<String>,
    /// The directory that holds the sites' directories, for what may not shrink [default: `build` in the project].
    #[arg(long, value_name = "DIRECTORY")]
    out: Option<PathBuf>,
    /// How diagnostics are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Check {
    pub fn run(self, place: &Place) -> Ending {
        let out = place.out(self.out.as_deref());
        let mut project = place.read_beside(&self.sites, &out)?;
        let compiled = project
            .compile_each(place.files(), &out.to_string_lossy(), |_| ())
            .len();
        if self.sites.is_empty() {
            orphans::name(place, &out, &mut project);
        }
        let outcome = report::diagnostics(&project.diagnostics, &project.texts, self.format)?;
        if outcome == Outcome::Fine && self.format == Format::Text {
            let noun = if compiled == 1 {
                "site is"
            } else {
                "sites are"
            };
            report::print(&format!("{compiled} {noun} fine\n"))?;
        }
        Ok(outcome)
    }
}
