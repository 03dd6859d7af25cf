//! Arguments of Apache directives.

use super::{Printed, Unprintable, one_line, scalar_text};
use crate::syntax::Data;

pub fn literal(data: &Data) -> Printed {
    match data {
        Data::Integer(_) => Ok(data.to_string()),
        Data::Boolean(true) => Ok("On".to_owned()),
        Data::Boolean(false) => Ok("Off".to_owned()),
        Data::List(items) => {
            let words: Result<Vec<String>, Unprintable> =
                items.iter().map(|item| literal(&item.data)).collect();
            Ok(words?.join(" "))
        }
        other => word(&scalar_text(other)?),
    }
}

/// An argument: as it is when nothing in it is special, else quoted.
fn word(argument: &str) -> Printed {
    let plain = !argument.is_empty()
        && argument
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._:/@+,=%{}!*-".contains(c));
    let quoted = text(argument)?;
    Ok(if plain {
        argument.to_owned()
    } else {
        format!("\"{quoted}\"")
    })
}

/// Inside a quoted argument. Apache replaces `${NAME}` everywhere and has no escape for it, so it is refused.
///
/// Apache takes a backslash for an escape only before a quote or another backslash (`ap_getword_conf` in its
/// `server/util.c`), so it is doubled only there and before the closing quote: regular expressions stay readable.
pub fn text(text: &str) -> Printed {
    let text = one_line(text)?;
    if text.contains("${") {
        return Err(Unprintable::because("Apache would replace `${…}` in it"));
    }
    let mut out = String::with_capacity(text.len() + 2);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '"' || (c == '\\' && matches!(rest.peek(), None | Some('"' | '\\'))) {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(out)
}
