//! Two trees of files that may differ in one value only.

use syzc::dialect::Dialect;

use super::pairs::Pairs;
use super::read::{Token, read};
use super::values::HARMLESS;
use super::{Tree, needs, shown, with_value};

/// How many files were read, and what differs besides the value.
pub fn trees(
    position: &str,
    value: &str,
    harmless: &Tree,
    hostile: &Tree,
    pairs: &Pairs,
) -> (usize, Vec<String>) {
    let mut found = Vec::new();
    let mut count = 0;
    for path in harmless.keys() {
        let path = with_value(path, value);
        if !hostile.contains_key(&path) {
            found.push(format!("{path} is not written"));
        }
    }
    for (path, (dialect, text)) in hostile {
        let twin = harmless
            .iter()
            .find(|(other, _)| with_value(other, value) == *path);
        let Some((_, (_, plain))) = twin else {
            found.push(format!("{path} is written besides"));
            continue;
        };
        if plain == text || needs::is_code(position, path) {
            continue;
        }
        count += 1;
        pairs.add(position, value, path, *dialect, plain, text);
        if let Err(reason) = files(*dialect, value, plain, text) {
            found.push(format!("{path}: {reason}"));
        }
    }
    (count, found)
}

fn files(dialect: Dialect, value: &str, harmless: &str, hostile: &str) -> Result<(), String> {
    let (harmless, hostile) = (undigested(harmless), undigested(hostile));
    let (Some(expected), Some(found)) = (read(dialect, &harmless), read(dialect, &hostile)) else {
        return lines(value, &harmless, &hostile);
    };
    let expected = expected.map_err(|error| format!("the harmless file is not read: {error}"))?;
    let found = found.map_err(|error| format!("is not read: {error}"))?;
    for pair in expected.iter().zip(&found) {
        match pair {
            (Token::Structure(one), Token::Structure(other)) if one == other => {}
            (Token::Value(one), Token::Value(other))
                if same(&with_value(one, value), one, other, value) => {}
            (expected, found) => return Err(format!("{} became {}", told(expected), told(found))),
        }
    }
    if expected.len() != found.len() {
        return Err(format!("{} pieces became {}", expected.len(), found.len()));
    }
    Ok(())
}

/// Whether a text is the expected one: exactly, as JSON, or as the words of a shell, which quotes what needs it.
fn same(expected: &str, harmless: &str, found: &str, value: &str) -> bool {
    if expected == found {
        return true;
    }
    if !harmless.contains(HARMLESS) {
        return false;
    }
    if let (Some(Ok(one)), Some(Ok(other))) =
        (read(Dialect::Json, harmless), read(Dialect::Json, found))
    {
        let expected = one.into_iter().map(|token| match token {
            Token::Value(text) => Token::Value(with_value(&text, value)),
            other => other,
        });
        return expected.eq(other);
    }
    let words = |text: &str| shlex::split(text);
    match (words(harmless), words(found)) {
        (Some(one), Some(other)) => {
            one.len() == other.len()
                && one.iter().zip(&other).all(|(one, other)| {
                    let expected = with_value(one, value);
                    // Words within words, as in `sudo sh -c '...'`.
                    expected == *other || (one != harmless && same(&expected, one, other, value))
                })
        }
        _ => false,
    }
}

fn told(token: &Token) -> String {
    match token {
        Token::Structure(text) => format!("structure {:?}", shown(text)),
        Token::Value(text) => format!("text {:?}", shown(text)),
    }
}

/// Where nothing reads a language: the same lines, and around the value the same text.
fn lines(value: &str, harmless: &str, hostile: &str) -> Result<(), String> {
    let (expected, found): (Vec<&str>, Vec<&str>) = (
        harmless.split('\n').collect(),
        hostile.split('\n').collect(),
    );
    if expected.len() != found.len() {
        return Err(format!("{} lines became {}", expected.len(), found.len()));
    }
    for (one, other) in expected.iter().zip(&found) {
        let (Some((before, _)), Some((_, after))) =
            (one.split_once(HARMLESS), one.rsplit_once(HARMLESS))
        else {
            if one != other {
                return Err(format!(
                    "the line {:?} became {:?}",
                    shown(one),
                    shown(other)
                ));
            }
            continue;
        };
        if !(other.starts_with(before) && other.ends_with(after)) {
            return Err(format!(
                "around {:?}, {:?} became {:?}",
                shown(value),
                shown(one),
                shown(other)
            ));
        }
    }
    Ok(())
}

/// Digests of what the value is in differ, and mean the same.
fn undigested(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        out.push_str(if run.len() >= 12 { "digest" } else { run });
        run.clear();
    };
    for c in text.chars() {
        if matches!(c, '0'..='9' | 'a'..='f') {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}
