//! What a site has too little of.

use super::{Decisions, Desk, Purpose};
use crate::diagnostic::Diagnostic;
use crate::syntax::Data;

/// What is said where no figure helps that could be typed.
pub const NONE: &str = "no single figure is enough: `syzc size` shows what each is made of";

/// Something of which more is needed than there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Short {
    pub what: What,
    pub needed: Data,
    pub there: Data,
    /// What it is that has no more, in words.
    pub of: String,
}

/// What can be short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Memory,
    Processors,
    /// What all servers of the machine have together, for one that may take more.
    Limit,
    /// Places on the network of users' containers.
    Ports,
    /// The disk that comes with a flavor.
    Disk,
    /// The largest volume that there is.
    Volume,
}

impl What {
    /// Its name, as it is printed.
    pub fn name(self) -> &'static str {
        match self {
            What::Memory => "memory",
            What::Processors => "processors",
            What::Limit => "memory for one server",
            What::Ports => "ports for containers",
            What::Disk => "disk of the flavor",
            What::Volume => "volume",
        }
    }
}

impl Short {
    /// `too little memory (556 GiB needed, `large` has 32 GiB)`
    pub fn phrase(&self) -> String {
        let few = match self.what {
            What::Processors | What::Ports => "few",
            _ => "little",
        };
        format!(
            "too {few} {} ({} needed, {} has {})",
            self.what.name(),
            self.needed,
            self.of,
            self.there
        )
    }
}

impl Decisions {
    /// In how many places this is short.
    pub fn lacks_of(&self, what: What) -> usize {
        let of_it = self.short.iter().filter(|short| short.what == what);
        of_it.count()
    }
}

impl Desk<'_> {
    /// Writes down what is short.
    pub(super) fn lacks(&mut self, what: What, needed: Data, there: Data, of: impl Into<String>) {
        let of = of.into();
        self.decisions.short.push(Short {
            what,
            needed,
            there,
            of,
        });
    }

    /// Reports a mistake with ways out, which are looked for only where somebody reads them.
    pub(super) fn report(
        &mut self,
        mut diagnostic: Diagnostic,
        ways_out: impl FnOnce(&Desk<'_>) -> Vec<String>,
    ) {
        if self.purpose != Purpose::Trial {
            diagnostic.helps.extend(ways_out(self));
            if diagnostic.helps.is_empty() {
                diagnostic = diagnostic.help(NONE);
            }
        }
        self.found.push(diagnostic);
    }
}
