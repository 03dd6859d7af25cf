//! What a unit refuses in its own table of a site, as its definition says (`[[refuse]]`).

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Unit;
use crate::library::definition::RefuseKeys;
use crate::library::matches;
use crate::syntax::Datum;
use crate::text::Span;

/// Holds every refusal of a unit against its table, or against each entry of a table in it, and beside what the rest of
/// the site says.
pub fn refusals(unit: &Unit, table: &Datum, site: &Datum, found: &mut Diagnostics) {
    for refusal in &unit.refusals {
        let in_site = |key: &String| site.at(key).is_some_and(Datum::is_present);
        let matched = |(key, expression): &(String, String)| {
            let text = site.at(key).and_then(Datum::text);
            text.is_some_and(|text| matches(expression, text))
        };
        if !refusal.site_present.iter().all(in_site)
            || refusal.site_absent.iter().any(in_site)
            || !refusal.site_matches.iter().all(matched)
        {
            continue;
        }
        let held = refusal.site_matches.iter().map(|(key, _)| key);
        let elsewhere: Vec<Span> = refusal
            .site_present
            .iter()
            .chain(held)
            .filter_map(|key| site.at(key)?.span)
            .collect();
        let place = format!("{}.{}", unit.role, unit.name);
        let Some(each) = &refusal.each else {
            refuse(&place, refusal, table, &[], &elsewhere, found);
            continue;
        };
        let entries = table.at(each).map(Datum::fields).unwrap_or_default();
        for (index, (name, entry)) in entries.iter().enumerate() {
            let place = format!("{place}.{each}.{name}");
            refuse(&place, refusal, entry, &entries[..index], &elsewhere, found);
        }
    }
}

/// Whether names behind these prefixes could be the same; a name without one is held against the other's when it comes.
pub fn confusing(prefix: &str, other: &str) -> bool {
    match (prefix.is_empty(), other.is_empty()) {
        (false, false) => prefix.starts_with(other) || other.starts_with(prefix),
        (without, other_without) => without && other_without,
    }
}

/// Holds one refusal against a table, and against those of its kind before it.
fn refuse(
    place: &str,
    refusal: &RefuseKeys,
    table: &Datum,
    earlier: &[(String, Datum)],
    elsewhere: &[Span],
    found: &mut Diagnostics,
) {
    if !holds(refusal, table, earlier) {
        return;
    }
    // The entry of a list that is wrong, else the key.
    let entry = match &refusal.bare {
        Some(key) => wrong_entry(table, key, &is_bare),
        None => strange(table, &refusal.strange).or_else(|| held(refusal, table)),
    };
    let span = entry
        .or(table.at(&refusal.at))
        .and_then(|datum| datum.span)
        .or(table.span);
    let code = Code::find(&refusal.code).unwrap_or(Code::S0310);
    let message = format!("`{place}`: {}", refusal.message);
    let diagnostic = if refusal.told {
        Diagnostic::warning(code, message)
    } else {
        Diagnostic::error(code, message)
    };
    let mut diagnostic = diagnostic.at(span, "here");
    for other in elsewhere {
        let label = if span.is_some() { "and here" } else { "here" };
        diagnostic = diagnostic.at(*other, label);
    }
    found.push(diagnostic.help(refusal.help.clone()));
}

/// Whether all conditions that are written hold.
fn holds(refusal: &RefuseKeys, table: &Datum, earlier: &[(String, Datum)]) -> bool {
    let has_several = |key: &String| {
        table
            .at(key)
            .is_some_and(|datum| datum.items().len() > 1 || datum.fields().len() > 1)
    };
    let text = |entry: &Datum, key: &str| {
        let value = entry.at(key).and_then(Datum::text);
        value.unwrap_or_default().to_owned()
    };
    let is_there_before = |key: &String| {
        let mut others = earlier.iter();
        others.any(|(_, other)| text(other, key) == text(table, key))
    };
    let is_confusing = |key: &String| {
        let mine = text(table, key);
        let mut others = earlier.iter();
        others.any(|(_, other)| confusing(&mine, &text(other, key)))
    };
    let equals = |(key, value): &(String, Datum)| {
        let found = table.at(key);
        found.is_some_and(|datum| datum.data == value.data)
    };
    let begins = |(key, start): &(String, String)| begins_with(table.at(key), start);
    let has_more = |(key, most): &(String, i64)| {
        let count = table.at(key).map_or(0, |datum| datum.items().len());
        usize::try_from(*most).is_ok_and(|most| count > most)
    };
    let is_without = |(key, entry): &(String, String)| {
        let has = |datum: &Datum| datum.text() == Some(entry);
        table
            .at(key)
            .is_none_or(|list| !list.items().iter().any(has))
    };
    refusal.equal.iter().all(equals)
        && refusal.without.iter().all(is_without)
        && refusal.more.iter().all(has_more)
        && refusal.begins.iter().all(begins)
        && refusal.several.as_ref().is_none_or(has_several)
        && refusal.twice.as_ref().is_none_or(is_there_before)
        && refusal.confused.as_ref().is_none_or(is_confusing)
        && (refusal.outside.is_empty() || lies_outside(table, &refusal.outside))
        && (refusal.lacks.is_empty() || lacks(table, &refusal.lacks))
        && (refusal.same.is_empty() || same(table, &refusal.same))
        && refusal
            .bare
            .as_ref()
            .is_none_or(|key| wrong_entry(table, key, &is_bare).is_some())
        && (refusal.strange.is_empty() || strange(table, &refusal.strange).is_some())
        && refusal.matches.iter().all(|held| matching(table, held))
        && refusal.unlike.iter().all(|held| unlike(table, held))
        && refusal.present.iter().all(|key| is_present(table, key))
        && !refusal.absent.iter().any(|key| is_present(table, key))
}

/// The first entry of a list that is wrong.
fn wrong_entry<'a>(
    table: &'a Datum,
    key: &str,
    is_wrong: &dyn Fn(&str) -> bool,
) -> Option<&'a Datum> {
    let items = table.at(key)?.items().iter();
    let mut texts = items.filter(|item| item.text().is_some_and(|text| !text.is_empty()));
    texts.find(|item| item.text().is_some_and(is_wrong))
}

fn matching(table: &Datum, (key, expression): &(String, String)) -> bool {
    any_text(table, key, &|text| matches(expression, text)).is_some()
}

fn unlike(table: &Datum, (key, expression): &(String, String)) -> bool {
    any_text(table, key, &|text| !matches(expression, text)).is_some()
}

/// The text, or the entry of a list, that an expression of a refusal was held against.
fn held<'a>(refusal: &RefuseKeys, table: &'a Datum) -> Option<&'a Datum> {
    let of = |held: &[(String, String)], wanted: bool| {
        let (key, expression) = held.first()?;
        any_text(table, key, &|text| matches(expression, text) == wanted)
    };
    of(&refusal.matches, true).or_else(|| of(&refusal.unlike, false))
}

/// The text of a key, or the first entry of its list, of which this holds.
fn any_text<'a>(table: &'a Datum, key: &str, holds: &dyn Fn(&str) -> bool) -> Option<&'a Datum> {
    let datum = table.at(key)?;
    let mut texts = std::iter::once(datum).chain(datum.items());
    texts.find(|datum| datum.text().is_some_and(holds))
}

fn is_bare(text: &str) -> bool {
    !text.contains('@')
}

/// The first entry of the first key's list whose part after the `@` is none of the second key's, which has some.
fn strange<'a>(table: &'a Datum, keys: &[String]) -> Option<&'a Datum> {
    let known = table.at(keys.get(1)?)?;
    let known: Vec<&str> = known
        .text()
        .into_iter()
        .chain(known.items().iter().filter_map(Datum::text))
        .collect();
    let is_strange = |text: &str| {
        let domain = text.split_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| !known.iter().any(|known| known.eq_ignore_ascii_case(domain)))
    };
    if known.is_empty() {
        return None;
    }
    wrong_entry(table, keys.first()?, &is_strange)
}

/// What is there but wrong was reported, and is not missing.
fn is_present(table: &Datum, key: &str) -> bool {
    let written = |datum: &Datum| datum.is_absent() && datum.span.is_some();
    table
        .at(key)
        .is_some_and(|datum| datum.is_present() || written(datum))
}

/// Whether there is a text that begins so, in capitals or not.
fn begins_with(value: Option<&Datum>, start: &str) -> bool {
    value
        .and_then(Datum::text)
        .and_then(|text| text.get(..start.len()))
        .is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

/// Whether the text of the first key is there without that of the second in it.
fn lacks(table: &Datum, keys: &[String]) -> bool {
    let text = |index: usize| table.at(keys.get(index)?)?.text();
    match (text(0), text(1)) {
        (Some(whole), Some(part)) => !whole.contains(part),
        _ => false,
    }
}

/// Whether the texts of both keys are there and the same.
fn same(table: &Datum, keys: &[String]) -> bool {
    let text = |index: usize| table.at(keys.get(index)?)?.text();
    text(0).is_some() && text(0) == text(1)
}

/// Whether the address of the first key lies outside the range of the second.
fn lies_outside(table: &Datum, keys: &[String]) -> bool {
    let text = |index: usize| table.at(keys.get(index)?)?.text();
    let address = text(0).and_then(|text| text.parse::<std::net::IpAddr>().ok());
    let range = text(1).and_then(|text| text.parse::<ipnet::IpNet>().ok());
    match (address, range) {
        (Some(address), Some(range)) => !range.contains(&address),
        _ => false,
    }
}
