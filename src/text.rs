//! Texts and the places in them: what every stage uses to say where a value came from.
//!
//! Holds no policy and reads nothing: `source` puts texts in, everyone else only names places.

pub mod character;
mod replaced;
pub mod visible;

pub use replaced::Replaced;

use std::ops::Range;
use std::sync::Arc;

/// One text among [`Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The range as `usize`, as slices want it.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A text with the name it is shown under (a path relative to the project, `/` between parts).
#[derive(Debug, Clone)]
pub struct Text {
    pub name: Arc<str>,
    pub content: Arc<str>,
}

/// All texts of one run, in the order they were read.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    texts: Vec<Text>,
    /// Places that are never shown, each with what stands there.
    hidden: Vec<(Span, String)>,
}

/// A line and column, both counted from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Texts {
    /// Keeps a text and returns its identity.
    pub fn add(&mut self, name: &str, content: &str) -> FileId {
        let id = FileId(u32::try_from(self.texts.len()).expect("invariant: fewer than 2^32 files"));
        self.texts.push(Text {
            name: name.into(),
            content: content.into(),
        });
        id
    }

    /// The text of that identity.
    pub fn get(&self, file: FileId) -> &Text {
        &self.texts[file.0 as usize]
    }

    /// The identity of a text already kept under that name.
    pub fn find(&self, name: &str) -> Option<FileId> {
        let index = self.texts.iter().position(|text| &*text.name == name)?;
        Some(FileId(u32::try_from(index).ok()?))
    }

    /// Puts another content in the place of a text's, for who shows it.
    pub fn replace(&mut self, file: FileId, content: &str) {
        self.texts[file.0 as usize].content = content.into();
    }

    /// Puts another name in the place of a text's, for who shows it.
    pub fn rename(&mut self, file: FileId, name: &str) {
        self.texts[file.0 as usize].name = name.into();
    }

    /// Notes a place that is never shown to people, with the secret that stands there.
    pub fn hide(&mut self, span: Span, secret: &str) {
        self.hidden.push((span, secret.to_owned()));
    }

    /// The places of a text that are never shown.
    pub fn hidden(&self, file: FileId) -> impl Iterator<Item = (Span, &str)> {
        let hidden = self
            .hidden
            .iter()
            .filter(move |(span, _)| span.file == file);
        hidden.map(|(span, secret)| (*span, secret.as_str()))
    }

    /// A span in `file`, moved onto character boundaries and into the text.
    pub fn span(&self, file: FileId, range: Range<usize>) -> Span {
        let content = &self.get(file).content;
        let start = content.floor_char_boundary(range.start.min(content.len()));
        let end = content.ceil_char_boundary(range.end.clamp(start, content.len()));
        let bound = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            file,
            start: bound(start),
            end: bound(end),
        }
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        &self.get(span.file).content[span.range()]
    }

    /// Where a span starts.
    pub fn position(&self, span: Span) -> Position {
        let before = &self.get(span.file).content[..span.start as usize];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let mut texts = Texts::default();
        let file = texts.add("a.toml", "é = 1\nname = \"ü\" # x\n");
        let at = texts.get(file).content.find('#').unwrap_or(0);
        let span = texts.span(file, at..at + 1);
        assert_eq!(
            texts.position(span),
            Position {
                line: 2,
                column: 12
            }
        );
        assert_eq!(texts.slice(span), "#");
    }

    #[test]
    fn a_span_never_splits_a_character() {
        let mut texts = Texts::default();
        let file = texts.add("a", "é");
        assert_eq!(texts.slice(texts.span(file, 1..1)), "é");
        assert_eq!(texts.slice(texts.span(file, 7..9)), "");
    }
}
