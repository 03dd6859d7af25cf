//! What to write in the place of a wrong value. Each is read as it would be before it is offered.

use super::check::read_default;
use super::scalar::Scalar;
use super::shape::Shape;
use super::value::{Kind, Value};
use crate::diagnostic::Diagnostic;

/// A text as TOML writes it. The escapes of JSON are among those of TOML 1.0.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key as TOML writes it: quoted only where it must be.
pub fn key(text: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !text.is_empty() && text.chars().all(is_bare) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Whether a value would be right if it were written so.
fn fits(written: &str, shape: &Shape) -> bool {
    match shape {
        // The file that is named lies beside the site, which is not at hand here.
        Shape::List(item) if **item == Shape::Scalar(Scalar::File) => true,
        _ => read_default(written, shape, "").is_some(),
    }
}

/// Adds to the diagnostic of a value of the wrong type what would be right.
pub fn wrong_type(diagnostic: Diagnostic, value: &Value, shape: &Shape, path: &str) -> Diagnostic {
    if let Some((written, text)) = meant(&value.kind, shape)
        && fits(&written, shape)
    {
        return diagnostic.fix(value.span, written, text);
    }
    match (shape, &value.kind) {
        (Shape::Scalar(scalar), Kind::Integer(number)) => {
            let unit = match scalar {
                Scalar::Size => "GiB",
                Scalar::Duration => "min",
                Scalar::Share => "%",
                _ => "",
            };
            let written = format!("\"{number} {unit}\"");
            if !unit.is_empty() && fits(&written, shape) {
                diagnostic.help(format!("write its unit, as in `{written}`"))
            } else {
                diagnostic.help(format!("write it as `{}`", quoted(scalar.example())))
            }
        }
        (Shape::Scalar(scalar), _) => {
            diagnostic.help(format!("write it as `{}`", quoted(scalar.example())))
        }
        (Shape::Record(_) | Shape::Map { .. }, _) => diagnostic.help(format!(
            "write `[{path}]` on a line of its own and its keys below"
        )),
        _ => diagnostic,
    }
}

/// What a value of another type was most likely meant to be.
fn meant(kind: &Kind, shape: &Shape) -> Option<(String, &'static str)> {
    match (shape, kind) {
        (Shape::Scalar(Scalar::Share), Kind::Number(share)) => {
            let percent = (share * 100_000.0).round() / 1000.0;
            Some((format!("\"{percent} %\""), "write it so"))
        }
        (Shape::Integer { .. } | Shape::Number { .. } | Shape::Boolean, Kind::Text(text)) => {
            let is_one = text.parse::<f64>().is_ok() || matches!(text.as_str(), "true" | "false");
            is_one.then(|| (text.clone(), "without quotes"))
        }
        (Shape::List(_), Kind::Text(text)) => {
            Some((format!("[{}]", quoted(text)), "put it in brackets"))
        }
        (Shape::List(_), Kind::Integer(number)) => {
            Some((format!("[{number}]"), "put it in brackets"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{key, quoted};

    #[test]
    fn what_is_offered_is_toml() {
        for text in ["jdoe", "é\"\\\u{7}", "a b", "", "jdoe@example.ca", "\u{ad}"] {
            let line = format!("{} = {}", key(text), quoted(text));
            let table: toml::Table = toml::from_str(&line).expect(&line);
            assert_eq!(table.get(text).and_then(|value| value.as_str()), Some(text));
        }
        assert_eq!(key("jdoe"), "jdoe");
    }
}
