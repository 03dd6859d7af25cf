//! Whether a text is small enough to be parsed: counted over its tokens, before anything is built from them.
//!
//! The parser bounds how deep brackets nest, but not how many parts a dotted key has, each of which is a table in the
//! one before; and of a text that is all mistakes it would keep every one.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{KEYS, NESTING};
use crate::text::{FileId, Texts};

/// Tokens of a key with its value, or of an item of a list: more than any has, on average.
const TOKENS_EACH: usize = 20;

/// What makes a text too large, if anything does.
pub fn too_large(texts: &Texts, file: FileId) -> Option<Diagnostic> {
    let content = texts.get(file).content.clone();
    let (mut keys, mut parts, mut tokens) = (0, 1, 0);
    for token in Source::new(&content).lex() {
        tokens += 1;
        match token.kind() {
            TokenKind::Dot => parts += 1,
            TokenKind::Equals | TokenKind::Comma => {
                keys += 1;
                parts = 1;
            }
            TokenKind::Newline
            | TokenKind::LeftSquareBracket
            | TokenKind::RightSquareBracket
            | TokenKind::LeftCurlyBracket
            | TokenKind::RightCurlyBracket => parts = 1,
            _ => {}
        }
        let message = if keys > KEYS.most || tokens > KEYS.most * TOKENS_EACH {
            format!(
                "this file has more than {} keys and items of lists",
                KEYS.most
            )
        } else if parts > NESTING.most {
            format!("this key has more than {} parts", NESTING.most)
        } else {
            continue;
        };
        let span = token.span();
        return Some(
            Diagnostic::error(Code::S0209, message)
                .at(texts.span(file, span.start()..span.end()), "up to here")
                .help("`syzc schema --reference` prints every limit"),
        );
    }
    None
}
