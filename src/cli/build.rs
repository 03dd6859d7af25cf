//! `syzc build`: sites to directories.

use std::path::PathBuf;

use clap::Args;

use super::{Ending, Format, Outcome, Place, orphans, report};
use crate::compare::{Change, Kind, unified};
use crate::diagnostic::{Code, Diagnostic};
use crate::project::{Compiled, Project};
use crate::write;

/// Write the directory of each site.
///
/// Only changed files are written, each whole or not at all. A file that was edited by hand is shown and kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc build                      all sites under sites/
  syzc build sites/ubc.toml       one site; `syzc build ubc` means the same
  syzc build --check              whether build/ is up to date: exit code 3 if not
  syzc build ubc --overwrite      replace files that were edited by hand
")]
pub struct Build {
    /// Sites, by path or id; all under `sites/` when none is named.
    #[arg(value_name = "SITE")]
    sites: Vec<String>,
    /// The directory that holds the sites' directories.
    #[arg(long, value_name = "DIRECTORY", default_value = "build")]
    out: PathBuf,
    /// Write nothing; exit with 3 when something would be written.
    #[arg(long)]
    check: bool,
    /// Replace files that were edited by hand or written by someone else.
    #[arg(long)]
    overwrite: bool,
    /// How diagnostics are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Build {
    pub fn run(self, place: &Place) -> Ending {
        let mut project = place.read_beside(&self.sites, &self.out)?;
        let compiled = project.compile(place.files(), &self.out.to_string_lossy());
        let mut summary = String::new();
        let mut differs = false;
        for site in &compiled {
            differs |= self.build(place, site, &mut project, &mut summary)?;
        }
        if self.sites.is_empty() {
            orphans::name(place, &self.out, &mut project);
        }
        let outcome = report::diagnostics(&project.diagnostics, &project.texts, self.format)?;
        if self.format == Format::Text {
            report::print(&summary)?;
        }
        Ok(match outcome {
            Outcome::Fine if self.check && differs => Outcome::Difference,
            outcome => outcome,
        })
    }

    /// Builds one site; says whether anything differs from what is there.
    fn build(
        &self,
        place: &Place,
        site: &Compiled,
        project: &mut Project,
        summary: &mut String,
    ) -> Result<bool, super::Stop> {
        let directory = place.directory.join(&self.out).join(&site.plan.id);
        let shown = self.out.join(&site.plan.id);
        let shown = shown.to_string_lossy();
        let changes = write::survey(&directory, &site.output)?;
        if !self.check {
            write::apply(&directory, &site.output, &changes, self.overwrite)?;
        }
        for change in &changes {
            if !self.overwrite {
                project.diagnostics.extend(kept(change, &shown));
            }
        }
        let count = |kinds: &[Kind]| {
            changes
                .iter()
                .filter(|change| kinds.contains(&change.kind))
                .count()
        };
        let kept = count(&[Kind::Edited, Kind::InTheWay]);
        let (new, changed) = (count(&[Kind::Create]), count(&[Kind::Update]));
        let (removed, same) = (count(&[Kind::Remove]), count(&[Kind::Unchanged]));
        let word = if self.check { "would be " } else { "" };
        let mut parts = vec![format!("{same} unchanged")];
        for (number, what) in [(new, "new"), (changed, "changed"), (removed, "removed")] {
            if number > 0 {
                parts.push(format!("{number} {word}{what}"));
            }
        }
        if kept > 0 {
            let fate = if self.overwrite {
                "overwritten"
            } else {
                "kept as edited"
            };
            parts.push(format!("{kept} {word}{fate}"));
        }
        summary.push_str(&format!("{shown}: {}\n", parts.join(", ")));
        Ok(new + changed + removed + kept > 0)
    }
}

/// The diagnostic of a file that is not replaced, with the difference to what would be written.
fn kept(change: &Change, directory: &str) -> crate::diagnostic::Diagnostics {
    let mut found = crate::diagnostic::Diagnostics::default();
    let path = format!("{directory}/{}", change.path);
    let diagnostic = match change.kind {
        Kind::Edited => Diagnostic::error(
            Code::S0601,
            format!("`{path}` was edited by hand and is kept"),
        ),
        Kind::InTheWay => Diagnostic::error(
            Code::S0602,
            format!("`{path}` is there already, and syzc did not write it; it is kept"),
        ),
        _ => return found,
    };
    let difference = unified(directory, change);
    let mut diagnostic = diagnostic.in_file(path);
    if !difference.is_empty() {
        diagnostic = diagnostic.help(format!("a build would change it so:\n{difference}"));
    }
    found.push(diagnostic.help(match change.kind {
        Kind::Edited => {
            "put the change into the site and build again, or give the edit up with `--overwrite`"
        }
        _ => "move it aside and build again, or replace it with `--overwrite`",
    }));
    found
}
