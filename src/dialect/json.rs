//! JSON.

use super::{Nested, Printed, escape_common};
use crate::syntax::Data;

pub fn literal(data: &Data, indent: usize) -> Printed {
    let nested = Nested {
        scalar: &scalar,
        assign: ": ",
        trailing_comma: false,
        table_comma: true,
        align: false,
        width: 100,
    };
    nested.print(data, indent)
}

fn scalar(data: &Data) -> Printed {
    Ok(match data {
        Data::Absent => "null".to_owned(),
        Data::Boolean(_) | Data::Integer(_) | Data::Number(_) => data.to_string(),
        other => format!("\"{}\"", text(&other.to_string())?),
    })
}

/// Inside a string.
pub fn text(text: &str) -> Printed {
    Ok(escape_common(text))
}
