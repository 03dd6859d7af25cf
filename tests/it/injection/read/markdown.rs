//! Markdown, read by `pulldown-cmark` with GitHub's tables.

use pulldown_cmark::{Event, Options, Parser};

use super::{Token, structure, value};

pub fn read(text: &str) -> Vec<Token> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let mut tokens = Vec::new();
    let mut words = String::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(text) => words.push_str(&text),
            // What stands between backticks is code, also in a site's own texts.
            Event::Code(code) => words.push_str(&format!("`{code}`")),
            Event::SoftBreak => words.push('\n'),
            other => {
                if !words.is_empty() {
                    tokens.push(value(std::mem::take(&mut words)));
                }
                tokens.push(structure(format!("{other:?}")));
            }
        }
    }
    tokens
}
