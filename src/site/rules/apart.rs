//! Ranges of addresses that sites of one run keep apart, as their units ask for in `[[apart]]`.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::units_for;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::definition::ApartKeys;
use crate::library::{Library, ROLES, Unit};
use crate::site::Loaded;
use crate::site::ranges::{free_range, moved, overlap};
use crate::syntax::Datum;
use crate::text::Span;

/// A range that a site has, written or left to its default.
struct Claim<'a> {
    site: &'a Loaded,
    unit: &'a Unit,
    apart: &'a ApartKeys,
    range: IpNet,
    written: Option<Span>,
    place: Span,
}

pub fn ranges_are_apart(sites: &[&Loaded], library: &Library, found: &mut Diagnostics) {
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
        for (index, claim) in claims.iter().enumerate() {
            let mut before = claims.iter().take(index);
            if let Some(first) = before.find(|first| overlap(first.range, claim.range)) {
                let free = free_range(claim.range, &taken);
                taken.extend(free);
                found.push(diagnostic(first, claim, free));
            }
        }
    }
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
        range: range.text()?.parse().ok()?,
        written: range.span,
        place: range
            .span
            .or_else(|| same.first()?.span)
            .unwrap_or(site.place),
    };
    Some((group, claim))
}

fn diagnostic(first: &Claim, second: &Claim, free: Option<IpNet>) -> Diagnostic {
    // Of two ranges that overlap, the smaller one is what both have.
    let both = if first.range.contains(&second.range) {
        second.range
    } else {
        first.range
    };
    let message = format!(
        "`{}` and `{}` both use the addresses `{both}`: {}",
        first.site.file, second.site.file, second.apart.message
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
    diagnostic.help(format!(
        "in the site that is not deployed yet, write {}",
        second.what_to_write(free)
    ))
}

impl Claim<'_> {
    fn label(&self, text: &str) -> String {
        match self.written {
            Some(_) => text.to_owned(),
            None => format!("{text}, where `{}` is not written", self.apart.range.value),
        }
    }

    /// The keys of the unit's table, with a range that is free.
    fn what_to_write(&self, free: Option<IpNet>) -> String {
        let (role, unit, range) = (&self.unit.role, &self.unit.name, &self.apart.range.value);
        let Some(free) = free else {
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
