//! TOML text to a [`Table`]. A text that does not parse gives a diagnostic for its first mistake.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::correct::quoted;
use super::measure::too_large;
use super::value::{Entry, Kind, Table, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits::NESTING;
use crate::text::{FileId, Texts};

/// Parses one text.
///
/// Only the earliest mistake is reported: after a broken line the parser's further errors are
/// mostly echoes of the first.
pub fn parse(texts: &Texts, file: FileId, diagnostics: &mut Diagnostics) -> Option<Table> {
    if let Some(diagnostic) = too_large(texts, file) {
        diagnostics.push(diagnostic);
        return None;
    }
    let content = texts.get(file).content.clone();
    let (document, mut errors) = DeTable::parse_recoverable(&content);
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
        let error = &errors[0];
        let span = texts.span(file, error.span().unwrap_or(0..0));
        let near = texts.slice(span);
        let message = error
            .message()
            .trim_end_matches(", expected literal string");
        let diagnostic =
            Diagnostic::error(Code::S0101, format!("this is not valid TOML: {message}"))
                .at(span, "here");
        diagnostics.push(match correction(message, near) {
            Some(right) => diagnostic.fix(span, right, "write it so"),
            None => diagnostic.help_maybe(hint(message, near)),
        });
        return None;
    }
    Some(table(texts, file, document.get_ref(), 1, diagnostics))
}

/// The text itself as it should be, where that is beyond doubt.
fn correction(message: &str, near: &str) -> Option<String> {
    if near.starts_with(CURLY) && near.ends_with(CURLY) && near.chars().count() > 1 {
        return Some(quoted(near.trim_matches(CURLY)));
    }
    let is_word = ["string values must be quoted", "invalid boolean"]
        .iter()
        .any(|reason| message.contains(reason));
    if !is_word {
        return None;
    }
    match near.to_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true".to_owned()),
        "false" | "no" | "off" => Some("false".to_owned()),
        _ if near.starts_with(char::is_alphabetic) && !near.contains(['"', '\'', '#']) => {
            Some(quoted(near))
        }
        _ => None,
    }
}

/// The quotes that word processors write.
const CURLY: [char; 4] = ['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];

/// What to type instead, for the mistakes that people make most.
fn hint(message: &str, near: &str) -> Option<String> {
    let text = match message {
        _ if near.starts_with(CURLY) => "use straight quotes (\")",
        m if m.contains("invalid unquoted key") && near.starts_with(':') => {
            "write `=` between a key and its value"
        }
        m if m.contains("duplicate key") => {
            "a table or key can be written once (`users = 300` is `[users]` too); put the keys of both under one heading"
        }
        m if m.contains("cannot extend value") => {
            "a key has either a value or a table: for `users = 300` with classes write `[users]` and `total = 300` under it"
        }
        m if m.contains("string values must be quoted") => {
            "text stands in double quotes, a number or `true` without anything after it"
        }
        m if m.contains("unclosed")
            || m.contains("missing closing quote")
            || m.contains("invalid basic string") =>
        {
            "close the quote or bracket that was opened here"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn table(
    texts: &Texts,
    file: FileId,
    source: &DeTable<'_>,
    depth: usize,
    diagnostics: &mut Diagnostics,
) -> Table {
    let entries = source.iter().map(|(key, spanned)| Entry {
        key: key.get_ref().to_string(),
        key_span: texts.span(file, key.span()),
        value: value(texts, file, spanned, depth, diagnostics),
    });
    Table {
        entries: entries.collect(),
    }
}

fn value(
    texts: &Texts,
    file: FileId,
    source: &Spanned<DeValue<'_>>,
    depth: usize,
    diagnostics: &mut Diagnostics,
) -> Value {
    let span = texts.span(file, source.span());
    if depth > NESTING.most {
        diagnostics.push(
            Diagnostic::error(
                Code::S0209,
                format!("this lies in more than {} others", NESTING.most),
            )
            .at(span, "too deep")
            .help("`syzc schema --reference` prints every limit"),
        );
        return Value {
            kind: Kind::Unread,
            span,
        };
    }
    let kind = match source.get_ref() {
        DeValue::Boolean(value) => Kind::Boolean(*value),
        DeValue::Integer(value) => match i64::from_str_radix(value.as_str(), value.radix()) {
            Ok(value) => Kind::Integer(value),
            Err(_) => {
                diagnostics.push(
                    Diagnostic::error(Code::S0205, "this integer is out of range")
                        .at(span, "it has more digits than any key takes"),
                );
                Kind::Unread
            }
        },
        DeValue::Float(value) => match value.as_str().parse::<f64>() {
            Ok(value) if value.is_finite() => Kind::Number(value),
            _ => {
                diagnostics.push(
                    Diagnostic::error(Code::S0205, "this number is not finite")
                        .at(span, "a plain number such as 0.5 is needed"),
                );
                Kind::Unread
            }
        },
        DeValue::String(value) => Kind::Text(value.to_string()),
        DeValue::Datetime(value) => Kind::Date(value.to_string()),
        DeValue::Array(items) => Kind::List(
            items
                .iter()
                .map(|item| value(texts, file, item, depth + 1, diagnostics))
                .collect(),
        ),
        DeValue::Table(inner) => Kind::Table(table(texts, file, inner, depth + 1, diagnostics)),
    };
    Value { kind, span }
}
