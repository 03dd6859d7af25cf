//! Values that stand under telling names in a text: `NAME = value`, `--name value` and the like.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::names::{Telling, is_secret_value, telling, tells};
use super::{BY_NAME, Find};

/// `NAME = `, `"NAME": `, `NAME=`, `x["NAME"] = ` and the like: the name, and what stands before the value.
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    expression(r#"([A-Za-z_][A-Za-z0-9_.-]{0,127})\\?["'\]]{0,2}([ \t]*)(?::=|=>|=|:)([ \t]*)"#)
});

/// `--NAME VALUE`.
static FLAG: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?:^|\s)--?([A-Za-z][A-Za-z0-9-]{2,63})([ \t]+)"));

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("invariant: the expression is right")
}

/// Values under telling names in a script, a configuration or prose. With `wide` also what may be code or prose.
pub fn find(text: &str, wide: bool) -> Vec<Find> {
    let mut found = Vec::new();
    for captures in ASSIGNMENT.captures_iter(text) {
        let (Some(whole), Some(name)) = (captures.get(0), captures.get(1)) else {
            continue;
        };
        // The name in a cloud's list of credentials is a key of the language, and no secret.
        let name = name.as_str();
        if telling(name) == Telling::No || (wide && name == "credentials") {
            continue;
        }
        let spaced = captures
            .iter()
            .skip(2)
            .flatten()
            .any(|space| !space.is_empty());
        add(text, whole.end(), name, spaced, wide, &mut found);
    }
    for captures in FLAG.captures_iter(text) {
        if let (Some(whole), Some(name)) = (captures.get(0), captures.get(1))
            && tells(name.as_str())
            && !text[whole.end()..].starts_with('-')
        {
            add(text, whole.end(), name.as_str(), false, wide, &mut found);
        }
    }
    found
}

fn add(text: &str, at: usize, name: &str, spaced: bool, wide: bool, found: &mut Vec<Find>) {
    for (range, bare) in values(text, at, wide) {
        let value = &text[range.clone()];
        // What has no quotes is code or prose, unless it stands close or looks like a password.
        let is_word = value
            .chars()
            .all(|letter| letter.is_alphabetic() || "_.".contains(letter));
        let is_argument = is_word && text[range.end..].starts_with([',', ')', '}']);
        let is_code = bare
            && (is_argument
                || value.contains(['(', '['])
                || value.starts_with(['{', '|', '>', '=']));
        let is_text = bare && spaced && (is_word || value.len() < 6);
        // A sentence about a secret.
        let is_prose = value.split_whitespace().count() > 5
            && !value.contains(|letter: char| letter.is_ascii_digit());
        if !is_code && (wide || !is_text && !is_prose) && is_secret_value(name, value) {
            found.push(Find {
                range,
                rule: BY_NAME.to_owned(),
            });
        }
    }
}

/// The value at a place, without its quotes, and whether it had none; several where it is a list.
fn values(text: &str, at: usize, wide: bool) -> Vec<(Range<usize>, bool)> {
    let rest = &text[at..];
    let line_end = rest.find('\n').unwrap_or(rest.len());
    if rest.starts_with('[') {
        let end = rest.find(']').unwrap_or(line_end);
        return quoted_in(text, at + 1..at + end);
    }
    let prefix = rest.find(['"', '\'']).filter(|prefix| {
        *prefix <= 2
            && rest[..*prefix]
                .chars()
                .all(|letter| "rbfuRBFU\\".contains(letter))
    });
    if let Some(prefix) = prefix {
        let quote = &rest[prefix..=prefix];
        let triple = quote.repeat(3);
        let inner = at + prefix + 1;
        if rest[prefix..].starts_with(&triple) {
            let inner = inner + 2;
            let end = text[inner..]
                .find(&triple)
                .map_or(text.len(), |end| inner + end);
            return vec![(inner..end, false)];
        }
        return vec![(inner..closing(text, inner, quote), false)];
    }
    let line = &rest[..line_end];
    let ends = |letter: char| letter.is_whitespace() || "\"'`,;&|)]}#<>\\".contains(letter);
    let mut end = line.find(ends).unwrap_or(line.len());
    // What is shown may be broken TOML: a password of several words without quotes.
    if wide && !line.contains(['(', '[', '{', '"', '\'']) && rest[end..].starts_with([' ', '\t']) {
        end = line.trim_end().len();
    }
    vec![(at..at + end, true)]
}

/// Where a quoted text ends: at its quote, or else with its line.
fn closing(text: &str, start: usize, quote: &str) -> usize {
    let mut escaped = false;
    for (offset, letter) in text[start..].char_indices() {
        match letter {
            '\n' => return start + offset,
            _ if escaped => escaped = false,
            '\\' if quote == "\"" && !text[start + offset + 1..].starts_with('"') => escaped = true,
            '\\' => return start + offset,
            letter if quote.starts_with(letter) => return start + offset,
            _ => {}
        }
    }
    text.len()
}

fn quoted_in(text: &str, range: Range<usize>) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(offset) = text[at..range.end].find(['"', '\'']) {
        let quote = &text[at + offset..=at + offset];
        let start = at + offset + 1;
        let end = closing(text, start, quote).min(range.end);
        found.push((start..end.max(start), false));
        at = (end + 1).clamp(start, range.end);
        at = text.ceil_char_boundary(at);
    }
    found
}
