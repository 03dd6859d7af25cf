//! Python, as far as its tokens: texts in quotes apart from everything else. The program `tests/acceptance/injection`
//! reads the same files with Python itself.

use super::{Token, structure, value};

pub fn read(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(quote) = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|quote| rest.starts_with(quote))
        {
            let raw = code.ends_with(['r', 'R']);
            let (inner, length) = string(rest, quote, raw)?;
            push_code(&mut code, &mut tokens);
            tokens.push(value(inner));
            rest = &rest[length..];
        } else if c == '#' {
            let length = rest.find('\n').unwrap_or(rest.len());
            push_code(&mut code, &mut tokens);
            tokens.push(value(&rest[..length]));
            rest = &rest[length..];
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    push_code(&mut code, &mut tokens);
    Ok(tokens)
}

/// Lists and calls are laid out by their length, so blanks and the last comma do not count.
fn push_code(code: &mut String, tokens: &mut Vec<Token>) {
    let words: Vec<&str> = code.split_whitespace().collect();
    let joined = words.join(" ");
    let plain = joined.trim_matches([',', ' ']);
    for part in plain.split_inclusive(['[', '{', '(', ']', '}', ')']) {
        let part = part.trim_matches([',', ' ']);
        if !part.is_empty() {
            tokens.push(structure(part));
        }
    }
    code.clear();
}

/// The text of a literal and how long the literal is.
fn string(text: &str, quote: &str, raw: bool) -> Result<(String, usize), String> {
    let mut out = String::new();
    let mut at = quote.len();
    loop {
        let rest = text.get(at..).unwrap_or("");
        if rest.starts_with(quote) {
            return Ok((out, at + quote.len()));
        }
        let mut chars = rest.chars();
        match chars.next() {
            None => return Err("a string has no end".to_owned()),
            Some('\n') if quote.len() == 1 => return Err("a line ends inside a string".to_owned()),
            Some('\\') => {
                let escaped = chars.next().ok_or("a string ends in a backslash")?;
                at += 1 + escaped.len_utf8();
                if raw {
                    out.extend(['\\', escaped]);
                } else if escaped == 'u' {
                    let digits = text.get(at..at + 4).ok_or("an escape is cut off")?;
                    let number =
                        u32::from_str_radix(digits, 16).map_err(|error| error.to_string())?;
                    out.push(char::from_u32(number).ok_or("half a character")?);
                    at += 4;
                } else {
                    out.push(match escaped {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        other => other,
                    });
                }
            }
            Some(c) => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
}
