//! Ranges of addresses, and single ones, that sites of one run keep apart, as their units ask for in `[[apart]]`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::IpNet;

use super::between::all_of;
use super::units_for;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::definition::ApartKeys;
use crate::library::{Library, ROLES, Unit};
use crate::site::Loaded;
use crate::site::ranges::{free_range, moved};
use crate::syntax::Datum;
use crate::text::Span;

/// How many sites that overlap one are each shown with its own place.
const EACH: usize = 5;

/// A range that a site has, written or left to its default.
struct Claim<'a> {
    site: &'a Loaded,
    unit: &'a Unit,
    apart: &'a ApartKeys,
    range: IpNet,
    written: Option<Span>,
    place: Span,
}

/// Holds the ranges of all sites apart; returns the files of those that overlap.
pub fn ranges_are_apart(
    sites: &[&Loaded],
    library: &Library,
    found: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut faulty = BTreeSet::new();
    // Those of one unit that have everything in common that makes an overlap matter.
    let mut groups: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for site in sites {
        for unit in ROLES
            .iter()
            .flat_map(|(role, _)| units_for(role, &site.datum, library))
        {
            for apart in &unit.apart {
                if let Some((group, claim)) = claim(site, unit, apart) {
                    groups.entry(group).or_default().push(claim);
                }
            }
        }
    }
    for claims in groups.values() {
        let mut taken: Vec<IpNet> = claims.iter().map(|claim| claim.range).collect();
        for (first, others) in overlaps(claims) {
            let both = [&first].into_iter().chain(&others);
            faulty.extend(both.map(|claim| claim.site.file.clone()));
            // Of a few, each is shown with what to write in its place; of many, one message says all.
            let size = if others.len() > EACH { others.len() } else { 1 };
            for others in others.chunks(size) {
                let free = free_range(others[0].range, &taken);
                taken.extend(free);
                found.push(diagnostic(first, others, free));
            }
        }
    }
    faulty
}

/// Each claim that others overlap, with those that do and come after it; one that overlaps several is named with the first
/// of them.
fn overlaps<'a, 'b>(claims: &'b [Claim<'a>]) -> Vec<(&'b Claim<'a>, Vec<&'b Claim<'a>>)> {
    // Of two ranges one holds the other, or they are apart. So what overlaps a range begins in it, or is one of the few
    // that it lies in; nobody need be held against everybody.
    let mut before: BTreeMap<(IpAddr, u8), usize> = BTreeMap::new();
    let mut found: BTreeMap<usize, Vec<&Claim>> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let (range, length) = (claim.range, claim.range.prefix_len());
        let around = (0..=length).filter_map(|length| {
            let wider = IpNet::new(range.addr(), length).ok()?;
            before.get(&(wider.network(), length))
        });
        let within = before
            .range((range.network(), length)..=(range.broadcast(), u8::MAX))
            .map(|(_, index)| index);
        match around.chain(within).min() {
            Some(first) => found.entry(*first).or_default().push(claim),
            None => {
                before.insert((range.network(), length), index);
            }
        }
    }
    let with = |(first, others): (usize, Vec<&'b Claim<'a>>)| (&claims[first], others);
    found.into_iter().map(with).collect()
}

/// What a site claims, and the text that is the same for those it may not overlap.
fn claim<'a>(
    site: &'a Loaded,
    unit: &'a Unit,
    apart: &'a ApartKeys,
) -> Option<(String, Claim<'a>)> {
    let input = |name: &str| site.datum.at(&unit.site_path(name)?);
    let range = input(&apart.range)?;
    let same: Vec<&Datum> = apart
        .same
        .iter()
        .map(|name| input(name))
        .collect::<Option<_>>()?;
    let mut group = format!("{} {}", unit.path(), apart.range.value);
    for datum in &same {
        group.push_str(&datum.data.canonical());
    }
    let claim = Claim {
        site,
        unit,
        apart,
        range: read(range.text()?)?,
        written: range.span,
        place: range
            .span
            .or_else(|| same.first()?.span)
            .unwrap_or(site.place),
    };
    Some((group, claim))
}

/// A range, or an address as the range of it alone.
fn read(text: &str) -> Option<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

fn diagnostic(first: &Claim, others: &[&Claim], free: Option<IpNet>) -> Diagnostic {
    let second = others[0];
    // Of two ranges that overlap, the smaller one is what both have.
    let both = if first.range.contains(&second.range) {
        second.range
    } else {
        first.range
    };
    let shown = if second.is_one() {
        format!("address `{}`", both.addr())
    } else {
        format!("addresses `{both}`")
    };
    let message = format!(
        "{} use the {shown}: {}",
        all_of(first.site, others.iter().map(|claim| claim.site)),
        second.apart.message
    );
    let diagnostic = Diagnostic::error(Code::S0308, message);
    let diagnostic = if first.place == second.place {
        let text = match second.written {
            Some(_) => "both take it from here".to_owned(),
            None => format!(
                "both have this, and neither writes `{}`",
                second.apart.range.value
            ),
        };
        diagnostic.at(second.place, text)
    } else {
        diagnostic
            .at(second.place, second.label("used again here"))
            .at(first.place, first.label("used first here"))
    };
    let what = second.what_to_write(free);
    diagnostic.help(if second.is_one() {
        format!("in each site but one write {what}, or leave it out: then the cloud chooses one that is free")
    } else if others.len() == 1 {
        format!("in the site that is not deployed yet, write {what}")
    } else {
        format!("in each site but one write a range of its own, first in one that is not deployed yet: {what}")
    })
}

impl Claim<'_> {
    /// Whether it is a single address, beside which nothing says what is free.
    fn is_one(&self) -> bool {
        self.range.prefix_len() == self.range.max_prefix_len()
    }

    fn label(&self, text: &str) -> String {
        match self.written {
            Some(_) => text.to_owned(),
            None => format!("{text}, where `{}` is not written", self.apart.range.value),
        }
    }

    /// The keys of the unit's table, with a range that is free.
    fn what_to_write(&self, free: Option<IpNet>) -> String {
        let (role, unit, range) = (&self.unit.role, &self.unit.name, &self.apart.range.value);
        let Some(free) = free.filter(|_| !self.is_one()) else {
            return format!("another `{range}` under `[{role}.{unit}]`");
        };
        let address = self.apart.address.as_ref().and_then(|name| {
            let datum = self.site.datum.at(&self.unit.site_path(name)?)?;
            let address = moved(datum.text()?.parse().ok()?, self.range, free)?;
            Some(format!(" and `{} = \"{address}\"`", name.value))
        });
        format!(
            "`{range} = \"{free}\"`{} under `[{role}.{unit}]`",
            address.unwrap_or_default()
        )
    }
}
