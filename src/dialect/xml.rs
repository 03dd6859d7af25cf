//! XML and HTML: attribute values and text.

use super::{Printed, Unprintable, scalar_text};
use crate::syntax::Data;

/// An attribute's value in its quotes.
pub fn literal(data: &Data) -> Printed {
    Ok(format!("\"{}\"", text(&scalar_text(data)?)?))
}

/// Text, or the inside of an attribute's value.
pub fn text(text: &str) -> Printed {
    if let Some(control) = text.chars().find(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    }) {
        return Err(Unprintable::because(format!(
            "XML has no way to write U+{:04X}",
            u32::from(control)
        )));
    }
    Ok(text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;"))
}
