//! `syzc explain`: the page of a code.

use clap::Args;

use super::{Ending, Outcome, Stop, report};
use crate::diagnostic::{Code, nearest};

/// Print what a code means, and the ways out.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc explain S0203
  syzc explain                    all codes with their titles
")]
pub struct Explain {
    /// The code, as diagnostics print it.
    code: Option<String>,
}

impl Explain {
    pub fn run(self) -> Ending {
        let Some(asked) = self.code else {
            let lines: String = Code::ALL
                .iter()
                .map(|code| format!("{code}  {}\n", code.title()))
                .collect();
            report::print(&lines)?;
            return Ok(Outcome::Fine);
        };
        let Some(code) = Code::find(&asked) else {
            let near = nearest(&asked, Code::ALL.iter().map(|code| code.name()));
            let hint = near.map_or_else(
                || "`syzc explain` lists all codes".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Stop::Usage(format!("there is no code `{asked}`; {hint}")));
        };
        report::print(code.page())?;
        Ok(Outcome::Fine)
    }
}
