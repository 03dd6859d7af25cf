//! Apache's configuration: lines of words, as `ap_getword_conf` takes them apart. The program
//! `tests/acceptance/injection` asks Apache itself.

use super::{Token, structure, value};

pub fn read(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    // A backslash at the end joins a line with the next, in comments too.
    let joined = text.replace("\\\n", "");
    for line in joined.lines() {
        let line = line.trim();
        if line.starts_with('#') {
            tokens.push(structure("#"));
            tokens.push(value(line));
            continue;
        }
        // Variables are replaced before words are taken apart.
        if line.contains("${") {
            return Err(format!("a variable is replaced in {line:?}"));
        }
        let (line, section) = match line
            .strip_prefix('<')
            .and_then(|line| line.strip_suffix('>'))
        {
            Some(inner) => (inner, true),
            None => (line, false),
        };
        let mut words = words(line).into_iter();
        let Some(name) = words.next() else { continue };
        tokens.push(structure(if section { format!("<{name}>") } else { name }));
        tokens.extend(words.map(value));
        tokens.push(structure("end"));
    }
    Ok(tokens)
}

/// A backslash stands for itself, but not before another one or, within quotes, before the quote: there it makes that
/// one stand for itself.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let mut word = String::new();
        if matches!(first, '"' | '\'') {
            let mut chars = rest[1..].char_indices().peekable();
            let mut end = rest.len();
            while let Some((at, c)) = chars.next() {
                match c {
                    c if c == first => {
                        end = at + 2;
                        break;
                    }
                    '\\' if chars
                        .peek()
                        .is_some_and(|(_, next)| *next == '\\' || *next == first) =>
                    {
                        word.extend(chars.next().map(|(_, next)| next));
                    }
                    c => word.push(c),
                }
            }
            rest = rest[end..].trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            word.push_str(&rest[..end].replace("\\\\", "\\"));
            rest = rest[end..].trim_start();
        }
        words.push(word);
    }
    words
}
