//! POSIX shell words.

use super::{Printed, Unprintable, scalar_text};
use crate::syntax::Data;

/// A word, or a list of words with spaces between.
pub fn literal(data: &Data) -> Printed {
    match data {
        Data::List(items) => {
            let words: Result<Vec<String>, Unprintable> =
                items.iter().map(|item| literal(&item.data)).collect();
            Ok(words?.join(" "))
        }
        Data::Integer(_) => Ok(data.to_string()),
        other => word(&scalar_text(other)?),
    }
}

/// One word: as it is when nothing in it is special, else in single quotes.
pub fn word(text: &str) -> Printed {
    if text.contains('\0') {
        return Err(Unprintable::because("a shell word cannot hold a zero byte"));
    }
    let plain = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-:/@+,=%".contains(c));
    if plain {
        return Ok(text.to_owned());
    }
    Ok(format!("'{}'", text.replace('\'', "'\\''")))
}

/// Inside double quotes.
pub fn text(text: &str) -> Printed {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '"' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(out)
}
