//! `syzc completions`: for shells.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Arguments, Ending, Outcome, report};

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc completions bash > /etc/bash_completion.d/syzc
  syzc completions fish > ~/.config/fish/completions/syzc.fish
")]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Ending {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "syzc", &mut script);
        report::print_exactly(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Fine)
    }
}
