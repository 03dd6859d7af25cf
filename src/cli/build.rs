//! `syzc build`: sites to directories.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Ending, Format, Outcome, Place, orphans, report};
use crate::compare::{Change, Kind, unified};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::project::{Compiled, Project};
use crate::write::{self, Failure, Target, Trouble, Work};

/// Write the directory of each site.
///
/// Only changed files are written, each whole or not at all. A site in which anything is wrong, or whose files were
/// edited by hand, is not written at all. After a merge of branches, merge the sites and build: what git left in the
/// output is written anew.
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
    /// The directory that holds the sites' directories [default: `build` in the project].
    #[arg(long, value_name = "DIRECTORY")]
    out: Option<PathBuf>,
    /// Write nothing; exit with 3 when something would be written.
    #[arg(long)]
    check: bool,
    /// Replace files that were edited by hand or written by someone else.
    #[arg(long)]
    overwrite: bool,
    /// Go on where the manifest is missing or damaged, and hold the site to nothing that was there.
    #[arg(long)]
    without_manifest: bool,
    /// How diagnostics are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Build {
    pub fn run(self, place: &Place) -> Ending {
        let out = place.out(self.out.as_deref());
        let mut project = place.read_beside(&self.sites, &out)?;
        project.without_manifest = self.without_manifest;
        let compiled = project.compile(place.files(), &out.to_string_lossy());
        let mut summary = String::new();
        let mut differs = false;
        let mut failures = Vec::new();
        for site in compiled {
            let target = Target::new(&place.directory, &out, &site.plan.id);
            match self.build(place, &out, site, &mut project) {
                Ok(Some(changes)) => {
                    differs |= changes.iter().any(|change| change.kind != Kind::Unchanged);
                    summary.push_str(&format!("{}: {}\n", target.shown, self.counted(&changes)));
                }
                Ok(None) => {}
                // The other sites are built all the same, and what is wrong with them is said.
                Err(failure) => failures.push(failure),
            }
        }
        if self.sites.is_empty() {
            orphans::name(place, &out, &mut project);
        }
        let outcome = report::diagnostics(&project.diagnostics, &project.texts, self.format)?;
        if self.format == Format::Text {
            report::print(&summary)?;
        }
        report::failures(failures)?;
        Ok(match outcome {
            Outcome::Fine if self.check && differs => Outcome::Difference,
            outcome => outcome,
        })
    }

    /// Builds one site; says what changes, unless the site is found to be wrong after all.
    fn build(
        &self,
        place: &Place,
        out: &Path,
        site: Compiled,
        project: &mut Project,
    ) -> Result<Option<Vec<Change>>, Failure> {
        let target = Target::new(&place.directory, out, &site.plan.id);
        let changes = write::survey(&target, &site.output, site.last.as_ref())?;
        let is_idle = changes.iter().all(|change| change.kind == Kind::Unchanged);
        if self.check || (is_idle && !Work::is_left(&target)) {
            project
                .diagnostics
                .extend(self.kept(&changes, &target.shown));
            return Ok(Some(changes));
        }
        let work = Work::begin(&target, || {
            report::complain(&format!("waiting for another build of `{}`", target.shown));
        })?;
        // What stands there now counts, not what stood there before another build ended.
        let site = match write::last(&target) {
            Ok(last) if last == site.last => site,
            Err(Trouble::Damaged(_)) if self.without_manifest => site,
            _ => {
                let out = out.to_string_lossy();
                match project.compile_again(place.files(), &out, &site.plan.id) {
                    Some(site) => site,
                    None => return Ok(None),
                }
            }
        };
        let changes = write::survey(&target, &site.output, site.last.as_ref())?;
        let kept = self.kept(&changes, &target.shown);
        if !kept.has_errors() {
            write::apply(&work, &target, &site.output, &changes, site.last.as_ref())?;
        }
        project.diagnostics.extend(kept);
        Ok(Some(changes))
    }

    /// What is said of files that are not as syzc wrote them.
    fn kept(&self, changes: &[Change], shown: &str) -> Diagnostics {
        let mut found = Diagnostics::default();
        for change in changes {
            if let Some(diagnostic) = kept(change, shown, self.overwrite) {
                found.push(diagnostic);
            }
        }
        found
    }

    /// The changes in numbers.
    fn counted(&self, changes: &[Change]) -> String {
        let count = |kinds: &[Kind]| {
            let of_them = |change: &&Change| kinds.contains(&change.kind);
            changes.iter().filter(of_them).count()
        };
        let stops = changes.iter().any(|change| change.stops(self.overwrite));
        let word = if self.check || stops { "would be " } else { "" };
        let (edited, gone): (Vec<&Change>, Vec<&Change>) = changes
            .iter()
            .filter(|change| matches!(change.kind, Kind::Edited | Kind::InTheWay | Kind::Blocked))
            .partition(|change| change.new.is_some());
        let fate = if self.overwrite {
            "overwritten"
        } else {
            "kept as edited"
        };
        let mut parts = vec![format!("{} unchanged", count(&[Kind::Unchanged]))];
        for (number, what) in [
            (count(&[Kind::Create]), format!("{word}new")),
            (count(&[Kind::Update]), format!("{word}changed")),
            (
                count(&[Kind::LineEnds]),
                format!("{word}given Unix line ends"),
            ),
            (
                count(&[Kind::Merged]),
                format!("{word}settled after a merge"),
            ),
            (count(&[Kind::Remove]), format!("{word}removed")),
            (edited.len(), format!("{word}{fate}")),
            (gone.len(), format!("{word}left as edited")),
        ] {
            if number > 0 {
                parts.push(format!("{number} {what}"));
            }
        }
        let end = if stops && !self.check {
            "; nothing was written"
        } else {
            ""
        };
        format!("{}{end}", parts.join(", "))
    }
}

/// The diagnostic of a file that is not as syzc wrote it, with the difference to what would be written.
fn kept(change: &Change, directory: &str, overwrite: bool) -> Option<Diagnostic> {
    let path = format!("{directory}/{}", change.path);
    let is_orphan = change.new.is_none();
    let diagnostic = match change.kind {
        Kind::Edited if is_orphan && overwrite => Diagnostic::warning(
            Code::S0601,
            format!("`{path}` was edited by hand and is no longer part of the output; it stays"),
        )
        .help("remove it yourself, or keep it: syzc does not look at it any more"),
        Kind::Edited if is_orphan => Diagnostic::error(
            Code::S0601,
            format!("`{path}` was edited by hand and is no longer part of the output"),
        )
        .help("remove it or move it away and build again, or keep it as a file of yours with `--overwrite`"),
        _ if !change.stops(overwrite) => return None,
        Kind::Edited => Diagnostic::error(
            Code::S0601,
            format!("`{path}` was edited by hand and is kept"),
        ),
        Kind::InTheWay => Diagnostic::error(
            Code::S0602,
            format!("`{path}` is there already, and syzc did not write it; it is kept"),
        ),
        _ => {
            let (at, what) = change
                .obstacle
                .as_ref()
                .map_or((change.path.as_str(), "no file"), |obstacle| (&obstacle.path, obstacle.what));
            let at = format!("{directory}/{at}");
            let message = format!("`{at}` is {what}, and syzc neither follows nor replaces it");
            return Some(
                Diagnostic::error(Code::S0602, message)
                    .in_file(at)
                    .help("move it aside and build again"),
            );
        }
    };
    if is_orphan {
        return Some(diagnostic.in_file(path));
    }
    let difference = unified(directory, change);
    let mut diagnostic = diagnostic.in_file(path);
    if !difference.is_empty() && change.old.is_some() {
        diagnostic = diagnostic.help(format!("a build would change it so:\n{difference}"));
    }
    Some(diagnostic.help(match change.kind {
        Kind::Edited => {
            "put the change into the site and build again, or give the edit up with `--overwrite`"
        }
        _ => "move it aside and build again, or replace it with `--overwrite`",
    }))
}
