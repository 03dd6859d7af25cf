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
/// A backslash is kept as it is, except before a quote: that is how Apache reads arguments, and how regular
/// expressions in them stay readable.
pub fn text(text: &str) -> Printed {
    let text = one_line(text)?;
    if text.contains("${") {
        return Err(Unprintable::because("Apache would replace `${…}` in it"));
    }
    if text.ends_with('\\') {
        return Err(Unprintable::because("it ends in a backslash"));
    }
    Ok(text.replace('"', "\\\""))
}
