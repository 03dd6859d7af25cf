//! Text in Markdown documents.

use super::{Printed, Unprintable, one_line, scalar_text};
use crate::syntax::Data;

/// Lists become sentences' enumerations.
pub fn literal(data: &Data) -> Printed {
    match data {
        Data::List(items) => {
            let words: Result<Vec<String>, Unprintable> =
                items.iter().map(|item| literal(&item.data)).collect();
            Ok(words?.join(", "))
        }
        other => text(&scalar_text(other)?),
    }
}

pub fn text(text: &str) -> Printed {
    let text = one_line(&text.replace('\n', " "))?;
    let mut out = String::new();
    for (index, c) in text.chars().enumerate() {
        let at_start = index == 0 && matches!(c, '#' | '+' | '-' | '=' | '~');
        if at_start || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(out)
}
