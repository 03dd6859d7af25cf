//! Dockerfiles: double-quoted words of `ENV`, `LABEL` and `ARG`, and words inside `RUN`.

use super::{Printed, Unprintable, one_line, scalar_text};
use crate::syntax::Data;

/// A quoted word. `$` would name a variable, a backslash would escape.
pub fn literal(data: &Data) -> Printed {
    let text = scalar_text(data)?;
    Ok(format!("\"{}\"", quoted(&text)?))
}

/// Inside a quoted word.
pub fn text(text: &str) -> Printed {
    quoted(text)
}

fn quoted(text: &str) -> Printed {
    let text = one_line(text)?;
    Ok(text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('$', "\\$"))
}

/// A shell word inside `RUN`: a backslash at the end of a line would join it with the next.
pub fn in_command(word: &str) -> Printed {
    let word = one_line(word)?;
    if word.ends_with('\\') {
        return Err(Unprintable::because("it ends in a backslash"));
    }
    Ok(word)
}
