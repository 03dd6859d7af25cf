//! Python literals, laid out as a person would write them into a configuration file.

use super::{Nested, Printed, escape_common};
use crate::syntax::Data;

pub fn literal(data: &Data, indent: usize) -> Printed {
    let nested = Nested {
        scalar: &scalar,
        assign: ": ",
        trailing_comma: true,
        table_comma: true,
        align: false,
        width: 88,
    };
    nested.print(data, indent)
}

fn scalar(data: &Data) -> Printed {
    Ok(match data {
        Data::Absent => "None".to_owned(),
        Data::Boolean(true) => "True".to_owned(),
        Data::Boolean(false) => "False".to_owned(),
        Data::Integer(_) | Data::Number(_) => data.to_string(),
        other => format!("\"{}\"", text(&other.to_string())?),
    })
}

/// Inside a double-quoted string.
pub fn text(text: &str) -> Printed {
    Ok(escape_common(text))
}
