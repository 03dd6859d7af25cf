//! `syzc schema`: the site language for editors and for readers.

use clap::Args;

use super::{Ending, Format, Outcome, Place, report};
use crate::project::Project;
use crate::site::{load::fields, reference::reference, schema::schema};

/// Print the JSON Schema of sites, for editors.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc schema > sites/schema.json     then `#:schema schema.json` in the first line of a site
  syzc schema --reference             the same as a page to read
")]
pub struct Schema {
    /// Print the reference of the language as Markdown instead.
    #[arg(long)]
    reference: bool,
}

impl Schema {
    pub fn run(self, place: &Place) -> Ending {
        let project = Project::read(place.files(), &[]);
        let outcome = report::diagnostics(&project.diagnostics, &project.texts, Format::Text)?;
        if outcome != Outcome::Fine {
            return Ok(outcome);
        }
        let fields = fields(&project.library);
        let text = if self.reference {
            reference(&fields)
        } else {
            let mut text = serde_json::to_string_pretty(&schema(&fields))
                .expect("invariant: a schema serializes");
            text.push('\n');
            text
        };
        report::print(&text)?;
        Ok(Outcome::Fine)
    }
}
