//! YAML, read by `granit-parser`; strings of Ansible's files as Jinja leaves them.

use granit_parser::{Event, Parser, ScalarStyle};

use super::{Token, structure, value};

pub fn read(text: &str, ansible: bool) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| error.to_string())?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                // What a reader guesses the type of is no text.
                if style == ScalarStyle::Plain || anchor != 0 {
                    tokens.push(structure(format!("{style:?} {anchor}")));
                }
                let tag = tag.map(|tag| tag.to_string());
                match tag.as_deref() {
                    None if ansible => jinja(&text, &mut tokens),
                    // The tag says that it is no template, which a text without one need not say.
                    None | Some("!unsafe") => tokens.push(value(text)),
                    Some(tag) => {
                        tokens.push(structure(tag));
                        tokens.push(value(text));
                    }
                }
            }
            // How it is laid out depends on how long it is.
            Event::SequenceStart(_, anchor, tag) => {
                tokens.push(structure(format!("[ {anchor} {tag:?}")))
            }
            Event::MappingStart(_, anchor, tag) => {
                tokens.push(structure(format!("{{ {anchor} {tag:?}")))
            }
            other => tokens.push(structure(format!("{other:?}"))),
        }
    }
    Ok(tokens)
}

/// What a template prints, with its own expressions apart: `{{ '{{' }}` prints two braces.
fn jinja(text: &str, tokens: &mut Vec<Token>) {
    const ENDS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
    let mut printed = String::new();
    let mut rest = text;
    while let Some((at, end)) = ENDS
        .iter()
        .filter_map(|(start, end)| Some((rest.find(start)?, *end)))
        .min()
    {
        let length = rest[at + 2..]
            .find(end)
            .map_or(rest.len() - at, |length| length + 4);
        let code = &rest[at..(at + length).min(rest.len())];
        printed.push_str(&rest[..at]);
        match code {
            // Of `{{ '{{' }}` the first end is right: no quote of these holds one.
            "{{ '{{' }}" => printed.push_str("{{"),
            "{{ '{%' }}" => printed.push_str("{%"),
            "{{ '{#' }}" => printed.push_str("{#"),
            code => {
                tokens.push(value(std::mem::take(&mut printed)));
                tokens.push(structure(code));
            }
        }
        rest = &rest[at + code.len()..];
    }
    printed.push_str(rest);
    tokens.push(value(printed));
}
