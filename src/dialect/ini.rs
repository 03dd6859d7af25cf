//! INI files such as `ansible.cfg`: a value is the rest of its line.

use super::{Printed, Unprintable, one_line, scalar_text};
use crate::syntax::Data;

pub fn literal(data: &Data) -> Printed {
    text(&scalar_text(data)?)
}

pub fn text(text: &str) -> Printed {
    let text = one_line(text)?;
    if text.starts_with(['#', ';', '[', '"', '\'', ' '])
        || text.contains(" ;")
        || text.contains(" #")
    {
        return Err(Unprintable::because(
            "part of it would be read as a comment",
        ));
    }
    Ok(text)
}
