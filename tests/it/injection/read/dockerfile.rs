//! Dockerfiles: instructions line by line as Docker joins them, and the words of each by `shlex`, whose quotes are those
//! of `ENV` and `LABEL` too. (`dockerfile-parser`, which reads the golden ones, does not know `\$`.)

use super::{Token, structure, value};

pub fn read(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut instruction = String::new();
    for line in text.lines() {
        // Comments are dropped within an instruction too.
        if line.trim_start().starts_with('#') {
            if instruction.is_empty() {
                tokens.push(value(line));
            }
            continue;
        }
        match line.trim_end().strip_suffix('\\') {
            Some(part) => instruction.push_str(part),
            None => {
                instruction.push_str(line);
                push(&instruction, &mut tokens)?;
                instruction.clear();
            }
        }
    }
    push(&instruction, &mut tokens)?;
    Ok(tokens)
}

fn push(instruction: &str, tokens: &mut Vec<Token>) -> Result<(), String> {
    let (kind, rest) = instruction
        .trim()
        .split_once(' ')
        .unwrap_or((instruction, ""));
    if kind.is_empty() {
        return Ok(());
    }
    if !kind.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(format!("{kind:?} is no instruction"));
    }
    let words = shlex::split(rest).ok_or_else(|| format!("quotes do not match in {rest:?}"))?;
    tokens.push(structure(kind));
    tokens.extend(words.into_iter().map(value));
    Ok(())
}
