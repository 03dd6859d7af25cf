//! What is a secret in a text: by well-known forms of keys and tokens ([`rules`]), and by names that tell of one
//! ([`names`], [`assigned`]). Pure; keeps nothing and prints nothing.
//!
//! The forms are those of gitleaks, which is kept up to date (`refresh-rules` brings its newest), and a few of syzc's
//! own beside them. Whoever quotes a text to people passes it through [`hide`] first.

mod assigned;
mod names;
mod rules;

use std::ops::Range;

use crate::text::Replaced;

pub use names::{is_secret_value, tells};

/// What stands in the place of a secret: of the same length for all, so that it says nothing.
pub const MASK: &str = "***";

/// A comment with these words says that what is on its line is no secret, to gitleaks as well as to syzc.
pub const ALLOW: &str = "gitleaks:allow";

/// A secret in a text: where, and how it was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    pub range: Range<usize>,
    /// The rule, as gitleaks names it, or `name` for a value under a name that tells of a secret.
    pub rule: String,
}

/// What a find is called that only its name gave away.
pub const BY_NAME: &str = "name";

/// How a find was known, as the end of a sentence.
pub fn known_by(rule: &str) -> String {
    match rule {
        BY_NAME => "its name tells of a secret".to_owned(),
        rule => format!("known by the rule `{rule}`"),
    }
}

/// How much is taken for a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Keys and tokens of known forms only: for text in which names are checked one by one.
    Forms,
    /// Values under telling names too: for scripts, configuration and prose.
    Names,
    /// Whatever may be one: for what is shown to people, where hiding too much does less harm.
    Wide,
}

/// All secrets in a text, in their order and without overlaps. `file` is its name, where it is a file.
pub fn find(text: &str, file: Option<&str>, extent: Extent) -> Vec<Find> {
    let mut all = rules::find(text, file, extent != Extent::Forms);
    if extent != Extent::Forms {
        all.extend(assigned::find(text, extent == Extent::Wide));
    }
    all.retain(|find| !is_allowed(text, find.range.start));
    merged(all)
}

/// The text with every secret masked.
pub fn hide(text: &str) -> String {
    let ranges = find(text, None, Extent::Wide);
    masked(text, ranges.iter().map(|find| find.range.clone())).0
}

/// The text with these ranges masked, line by line so that lines keep their numbers.
pub fn masked(text: &str, ranges: impl IntoIterator<Item = Range<usize>>) -> (String, Replaced) {
    let lines = ranges.into_iter().flat_map(|range| {
        let mut at = range.start;
        text[range].split_inclusive('\n').map(move |line| {
            let end = at + line.trim_end_matches(['\n', '\r']).len();
            let masked = at..end;
            at += line.len();
            (masked, MASK)
        })
    });
    Replaced::new(text, lines)
}

/// Whether the line at an offset says that it holds no secret.
pub fn is_allowed(text: &str, offset: usize) -> bool {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    line.contains(ALLOW)
}

/// Sorted, with what overlaps joined under the rule that says most: one that is not generic.
fn merged(mut all: Vec<Find>) -> Vec<Find> {
    all.retain(|find| !find.range.is_empty());
    all.sort_by_key(|find| (find.range.start, find.range.end));
    let mut out: Vec<Find> = Vec::new();
    for find in all {
        match out.last_mut() {
            Some(last) if find.range.start < last.range.end => {
                last.range.end = last.range.end.max(find.range.end);
                let is_vague = |rule: &str| rule == BY_NAME || rule.starts_with("generic");
                if is_vague(&last.rule) && !is_vague(&find.rule) {
                    last.rule = find.rule;
                }
            }
            _ => out.push(find),
        }
    }
    out
}

#[cfg(test)]
mod tests;
