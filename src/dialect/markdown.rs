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

/// One line of text. What stands between two backticks is code, as in the sentences of the standard library that name
/// commands and keys; everything else reads as it is written.
pub fn text(text: &str) -> Printed {
    let text = one_line(&text.replace('\n', " "))?;
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, code, after)) = code_in(rest) {
        escape(before, &mut out);
        out.extend(["`", code, "`"]);
        rest = after;
    }
    escape(rest, &mut out);
    Ok(out)
}

/// What comes before the first piece of code, the code, and what comes after it.
fn code_in(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    // Nothing can be escaped within code: a bar would end a table's cell, and further backticks or spaces at the ends
    // mean something else.
    let plain = !code.is_empty() && code.trim() == code && !code.contains('|');
    (plain && !after.starts_with('`')).then_some((before, code, after))
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        let at_start = out.is_empty() && matches!(c, '#' | '+' | '-' | '=' | '~');
        if at_start
            || matches!(
                c,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&'
            )
        {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_stands_between_backticks_is_code_and_nothing_else_is_markup() {
        for (given, expected) in [
            (
                "run `sudo hub-check *`, *now*",
                "run `sudo hub-check *`, \\*now\\*",
            ),
            ("# `a`", "\\# `a`"),
            ("R&D &amp; more", "R\\&D \\&amp; more"),
            ("one ` alone", "one \\` alone"),
            ("`a|b` in a table", "\\`a\\|b\\` in a table"),
            ("``twice``", "\\`\\`twice\\`\\`"),
            ("`[users.class]` is a table", "`[users.class]` is a table"),
        ] {
            assert_eq!(text(given).ok().as_deref(), Some(expected), "{given}");
        }
    }
}
