//! Whoever a site names is somebody whom one of its logins can bring: a name of another form would give its rights to
//! nobody, and nobody would be told.

use super::{entries, units_for};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::definition::NamesKeys;
use crate::library::{Library, Unit};
use crate::syntax::Datum;
use crate::syntax::scalar::Scalar;
use crate::text::Span;

/// How the names of those look who come in by one way.
struct Way<'a> {
    login: &'a str,
    form: &'a str,
    /// What may stand after the `@`; anything when empty.
    domains: Vec<&'a str>,
    prefix: String,
    /// Those whom the login itself names, without what stands before names.
    people: &'a [Datum],
}

impl Way<'_> {
    fn gives(&self, name: &str) -> bool {
        name.strip_prefix(self.prefix.as_str())
            .is_some_and(|bare| self.has_form(bare))
    }

    fn has_form(&self, bare: &str) -> bool {
        match self.form {
            "address" => bare.split_once('@').is_some_and(|(local, domain)| {
                let known = self.domains.is_empty() || self.domains.contains(&domain);
                !local.is_empty() && !domain.is_empty() && !domain.contains('@') && known
            }),
            "plain" => !bare.is_empty() && !bare.contains('@'),
            "number" => !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit()),
            _ => true,
        }
    }

    /// A name of this form for somebody who was called otherwise.
    fn example(&self, name: &str, prefix: &str) -> String {
        let local = name.split('@').next().unwrap_or(name);
        let domain = self.domains.first().unwrap_or(&"example.ca");
        match self.form {
            "address" => format!("{prefix}{local}@{domain}"),
            "number" => format!("{prefix}1234567"),
            _ => format!("{prefix}{local}"),
        }
    }
}

/// Holds administrators, quotas, members, instructors and those whom logins name against the names that logins give.
pub fn people_can_come_in(site: &Datum, library: &Library, found: &mut Diagnostics) {
    let units = units_for("login", site, library);
    let several = units.len() > 1;
    let ways: Vec<Way<'_>> = units
        .into_iter()
        .flat_map(|unit| ways_of(unit, site, several))
        .collect();
    for way in &ways {
        for person in way.people {
            let name = person.text().unwrap_or_default();
            if !name.is_empty() && !way.has_form(name) {
                let example = way.example(name, "");
                found.push(nobody(
                    &format!("login.{}", way.login),
                    name,
                    person.span,
                    format!("write a name as it gives them: `{example}`"),
                ));
            }
        }
    }
    // Those who are known by pseudonyms are named by pseudonyms, which a rule of its own holds.
    let pseudonyms = site.at("users.pseudonyms").is_some_and(Datum::is_present);
    if ways.is_empty() || pseudonyms {
        return;
    }
    for place in places(site) {
        for (name, value) in entries(site, &place) {
            // What is no name at all was reported where it was read.
            if !place.starts_with("group.") && is_group(site, name) {
                found.push(
                    Diagnostic::error(
                        Code::S0314,
                        format!("`{place}` names `{name}`, which is a group and not a person"),
                    )
                    .at(value.span, "people are named here")
                    .help("name each of the group's people"),
                );
            } else if Scalar::Username.read(name).is_ok() && !is_given(&ways, name) {
                let examples = ways
                    .iter()
                    .map(|way| format!("`{}` ({})", way.example(name, &way.prefix), way.login));
                let help = match ways.as_slice() {
                    [way] => format!(
                        "write a name as the login gives it: `{}`",
                        way.example(name, &way.prefix)
                    ),
                    _ => format!(
                        "write a name as one of the logins gives it: {}",
                        examples.collect::<Vec<_>>().join(", ")
                    ),
                };
                found.push(nobody(&place, name, value.span, help));
            }
        }
    }
}

/// Whether one of the ways gives the name. One without a prefix refuses names that look like another's.
fn is_given(ways: &[Way<'_>], name: &str) -> bool {
    let begins = |way: &Way<'_>| !way.prefix.is_empty() && name.starts_with(&way.prefix);
    let is_anothers = ways.iter().any(begins);
    ways.iter()
        .any(|way| way.gives(name) && (begins(way) || !is_anothers))
}

/// The name of a group is a person's only where it is also a member's.
fn is_group(site: &Datum, name: &str) -> bool {
    let groups = entries(site, "group");
    let members = |group: &Datum| {
        group
            .get("member")
            .is_some_and(|all| all.get(name).is_some())
    };
    groups.iter().any(|(group, _)| group == name) && !groups.iter().any(|(_, group)| members(group))
}

fn nobody(place: &str, name: &str, span: Option<Span>, help: String) -> Diagnostic {
    Diagnostic::error(
        Code::S0314,
        format!("`{place}` names `{name}`, and nobody can come in under that name"),
    )
    .at(span, "no login of the site gives such a name")
    .help(help)
}

/// The tables of a site that name people.
fn places(site: &Datum) -> Vec<String> {
    let mut places = vec!["hub.admin".to_owned(), "homes.quotas".to_owned()];
    for (table, people) in [("group", "member"), ("course", "instructor")] {
        let named = entries(site, table).iter();
        places.extend(named.map(|(name, _)| format!("{table}.{name}.{people}")));
    }
    places
}

fn ways_of<'a>(unit: &'a Unit, site: &'a Datum, several: bool) -> Vec<Way<'a>> {
    let anything = || Way {
        login: &unit.name,
        form: "any",
        domains: Vec::new(),
        prefix: String::new(),
        people: &[],
    };
    let Some(table) = site.at(&format!("login.{}", unit.name)) else {
        return vec![anything()];
    };
    let prefix = |table: &Datum, key: &str| {
        table
            .at(key)
            .and_then(Datum::text)
            .unwrap_or_default()
            .to_owned()
    };
    // With one login nobody's name gets its prefix.
    let outer = if several {
        prefix(table, "prefix")
    } else {
        String::new()
    };
    let of_table = |table: &'a Datum, each: Option<&str>| {
        let mut all = unit
            .names
            .iter()
            .filter(|names| names.each.as_deref() == each);
        let names = all.find(|names| holds(names, table));
        names.map(|names| {
            let inner = names.prefix.as_ref().map(|key| prefix(table, key));
            Way {
                login: &unit.name,
                form: names.form.as_str(),
                domains: names
                    .domains
                    .as_ref()
                    .map_or_else(Vec::new, |key| texts(table, key)),
                prefix: format!("{outer}{}", inner.unwrap_or_default()),
                people: names
                    .people
                    .as_ref()
                    .and_then(|key| table.at(key))
                    .map_or(&[], Datum::items),
            }
        })
    };
    let mut ways: Vec<Way<'a>> = of_table(table, None).into_iter().collect();
    let each = unit.names.iter().find_map(|names| names.each.as_deref());
    if let Some(each) = each {
        let tables = table.at(each).map_or(&[][..], Datum::fields);
        ways.extend(
            tables
                .iter()
                .map(|(_, table)| of_table(table, Some(each)).unwrap_or_else(anything)),
        );
    }
    if ways.is_empty() {
        vec![anything()]
    } else {
        ways
    }
}

fn holds(names: &NamesKeys, table: &Datum) -> bool {
    let equals = |(key, value): &(String, Datum)| {
        table.at(key).is_some_and(|datum| datum.data == value.data)
    };
    names.equal.iter().all(equals)
        && names
            .present
            .iter()
            .all(|key| table.at(key).is_some_and(Datum::is_present))
}

/// The entries of a list, or the one text that is there.
fn texts<'a>(table: &'a Datum, key: &str) -> Vec<&'a str> {
    let Some(datum) = table.at(key) else {
        return Vec::new();
    };
    datum
        .text()
        .into_iter()
        .chain(datum.items().iter().filter_map(Datum::text))
        .collect()
}
