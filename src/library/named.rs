//! Which inputs of its unit a rule of a definition names: those have to be there, and are not idle.
//!
//! A rule about each entry of a table names the table; what it says of the entries is theirs.

use super::Operand;
use super::definition::{IdentityKeys, NamesKeys, RangeKeys, RefuseKeys};

impl RefuseKeys {
    /// Every input that its conditions are about.
    pub fn inputs(&self) -> Vec<String> {
        if let Some(table) = &self.each {
            return vec![table.clone()];
        }
        let equal = self.equal.iter().map(|(name, _)| name);
        let begins = self.begins.iter().map(|(name, _)| name);
        let held = self.matches.iter().chain(self.unlike.iter());
        let more = self.more.iter().map(|(name, _)| name);
        let without = self.without.iter().map(|(name, _)| name);
        equal
            .chain(begins)
            .chain(held.map(|(name, _)| name))
            .chain(more)
            .chain(without)
            .chain(&self.present)
            .chain(&self.absent)
            .chain(&self.several)
            .chain(&self.outside)
            .chain(&self.lacks)
            .chain(&self.same)
            .chain(&self.bare)
            .chain(&self.strange)
            .cloned()
            .collect()
    }
}

impl IdentityKeys {
    /// The input that decides names, and those that its conditions are about.
    pub fn inputs(&self) -> Vec<String> {
        if let Some(table) = &self.each {
            return vec![table.clone()];
        }
        let equal = self.equal.iter().map(|(name, _)| name);
        equal.chain([&self.input.value]).cloned().collect()
    }
}

impl NamesKeys {
    /// The inputs that say what names look like.
    pub fn inputs(&self) -> Vec<String> {
        if let Some(table) = &self.each {
            return vec![table.clone()];
        }
        let equal = self.equal.iter().map(|(name, _)| name);
        equal
            .chain(&self.present)
            .chain(&self.domains)
            .chain(&self.prefix)
            .chain(&self.people)
            .cloned()
            .collect()
    }
}

impl RangeKeys {
    /// The input that is the range, and those that say more about it.
    pub fn inputs(&self) -> Vec<String> {
        let taken = self.taken.as_ref().map(|taken| Operand::read(taken));
        let taken = taken.iter().flat_map(Operand::inputs).map(str::to_owned);
        let address = self.address.iter().map(|name| name.value.clone());
        [self.input.value.clone()]
            .into_iter()
            .chain(address)
            .chain(self.own.clone())
            .chain(taken)
            .collect()
    }
}
