//! Values in systemd unit files.

use super::{Printed, Unprintable, one_line, scalar_text};
use crate::syntax::Data;

/// A quoted word; `%` starts a specifier, and `$` a variable in some settings but not in others.
pub fn literal(data: &Data) -> Printed {
    match data {
        Data::Integer(_) => Ok(data.to_string()),
        other => Ok(format!("\"{}\"", text(&scalar_text(other)?)?)),
    }
}

/// Inside a quoted word.
pub fn text(text: &str) -> Printed {
    let text = one_line(text)?;
    if text.contains('$') {
        return Err(Unprintable::because(
            "systemd reads `$` differently from one setting to another",
        ));
    }
    Ok(text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('%', "%%"))
}
