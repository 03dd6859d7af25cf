//! JSON.

use super::{Nested, Printed, escape_common, json_scalar};
use crate::syntax::Data;

pub fn literal(data: &Data, indent: usize) -> Printed {
    let nested = Nested {
        scalar: &json_scalar,
        assign: ": ",
        trailing_comma: false,
        table_comma: true,
        align: false,
        width: 100,
    };
    nested.print(data, indent)
}

/// Inside a string.
pub fn text(text: &str) -> Printed {
    Ok(escape_common(text))
}
