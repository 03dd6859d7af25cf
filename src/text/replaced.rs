//! Texts with pieces of them replaced, and where every place of the old text is in the new one.

use std::ops::Range;

use super::Span;

/// A replaced piece: its range before, and its range after.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    before: Range<usize>,
    after: Range<usize>,
}

/// The pieces of a text that were replaced, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaced {
    pieces: Vec<Piece>,
}

impl Replaced {
    /// The text with pieces replaced. They come in their order; what overlaps an earlier one begins after it.
    pub fn new(
        text: &str,
        pieces: impl IntoIterator<Item = (Range<usize>, impl AsRef<str>)>,
    ) -> (String, Replaced) {
        let mut out = String::with_capacity(text.len());
        let (mut done, mut all) = (0, Vec::new());
        for (range, replacement) in pieces {
            let before = range.start.max(done)..range.end;
            if before.is_empty() {
                continue;
            }
            out.push_str(&text[done..before.start]);
            let start = out.len();
            out.push_str(replacement.as_ref());
            done = before.end;
            all.push(Piece {
                before,
                after: start..out.len(),
            });
        }
        out.push_str(&text[done..]);
        (out, Replaced { pieces: all })
    }

    /// Whether any of the span was replaced.
    pub fn touches(&self, span: Span) -> bool {
        let range = span.range();
        let overlaps =
            |piece: &Piece| piece.before.start < range.end && range.start < piece.before.end;
        self.pieces.iter().any(overlaps)
    }

    /// Where a span of the old text is in the new one; one that begins or ends within a piece takes all of it.
    pub fn span(&self, span: Span) -> Span {
        let bound = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let start = self.offset(span.range().start, false);
        Span {
            start: bound(start),
            end: bound(self.offset(span.range().end, true).max(start)),
            ..span
        }
    }

    fn offset(&self, offset: usize, is_end: bool) -> usize {
        let next = self
            .pieces
            .partition_point(|piece| piece.before.start <= offset);
        match next.checked_sub(1).map(|last| &self.pieces[last]) {
            None => offset,
            Some(piece) if offset < piece.before.end => {
                if is_end && offset > piece.before.start {
                    piece.after.end
                } else {
                    piece.after.start
                }
            }
            Some(piece) => piece.after.end + (offset - piece.before.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Replaced;
    use crate::text::Texts;

    #[test]
    fn places_move_with_the_text() {
        let old = "a = 12345, b = 6";
        let (new, replaced) = Replaced::new(old, [(4..9, "***"), (15..16, "six")]);
        assert_eq!(new, "a = ***, b = six");
        let mut texts = Texts::default();
        let before = texts.add("a", old);
        let after = texts.add("b", &new);
        let moved = |range: std::ops::Range<usize>| {
            let span = replaced.span(texts.span(before, range));
            texts.slice(crate::text::Span {
                file: after,
                ..span
            })
        };
        assert_eq!(moved(0..1), "a");
        assert_eq!(moved(4..9), "***");
        assert_eq!(moved(5..6), "***");
        assert_eq!(moved(11..16), "b = six");
        assert!(replaced.touches(texts.span(before, 8..11)));
        assert!(!replaced.touches(texts.span(before, 9..11)));
    }
}
