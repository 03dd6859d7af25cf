//! Mistakes as data: what is wrong, where, and what to type instead.
//!
//! Stages add to [`Diagnostics`] and go on; nothing here prints. [`render`] turns them into text or JSON.

pub mod code;
pub mod mask;
pub mod render;

pub use code::Code;

use crate::text::Span;

/// Whether a diagnostic stops the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// A place in a text, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// A text to put in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub span: Span,
    pub replacement: String,
    pub text: String,
}

/// One mistake: `labels[0]` is where it is, the others explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub code: Code,
    pub message: String,
    /// The file it is about when there is no place in a text to point at.
    pub file: Option<String>,
    pub labels: Vec<Label>,
    pub helps: Vec<String>,
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error of that code; the message is one plain sentence without a full stop.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            file: None,
            labels: Vec::new(),
            helps: Vec::new(),
            fix: None,
        }
    }

    /// A warning of that code: shown, but the build goes on.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Points at a place; the first call gives the place of the mistake itself.
    pub fn at(mut self, span: impl Into<Option<Span>>, text: impl Into<String>) -> Self {
        if let Some(span) = span.into() {
            self.labels.push(Label {
                span,
                text: text.into(),
            });
        }
        self
    }

    /// Names a file in which there is nothing to point at.
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Says what to do, when there is something to say.
    pub fn help_maybe(mut self, text: Option<String>) -> Self {
        self.helps.extend(text);
        self
    }

    /// Offers a replacement for the text of `span`.
    pub fn fix(
        mut self,
        span: impl Into<Option<Span>>,
        replacement: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        if let Some(span) = span.into() {
            self.fix = Some(Fix {
                span,
                replacement: replacement.into(),
                text: text.into(),
            });
        }
        self
    }
}

/// The diagnostics of a run, in the order they were found.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one, unless the very same one is there already (a layer shared by many sites is checked with each).
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.all.contains(&diagnostic) {
            self.all.push(diagnostic);
        }
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, others: Diagnostics) {
        for diagnostic in others.all {
            self.push(diagnostic);
        }
    }

    /// Whether anything stops the build.
    pub fn has_errors(&self) -> bool {
        self.all
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// How many errors there are.
    pub fn error_count(&self) -> usize {
        self.all
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }

    /// All of them, by file and place, so that a reader walks each file once from top to bottom.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.all.iter().collect();
        sorted.sort_by_key(|diagnostic| {
            let first = diagnostic.labels.first().map(|label| label.span);
            (first.is_none(), first, diagnostic.code)
        });
        sorted
    }

    /// Lets a caller add to each (for example the layers a value came through).
    pub fn for_each(&mut self, mut change: impl FnMut(&mut Diagnostic)) {
        self.all.iter_mut().for_each(&mut change);
    }

    /// Leaves out what another diagnostic says better.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.all.retain(keep);
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// The candidate that `typed` most likely meant, if one is near enough.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = typed.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| {
            // One slip in three characters still reads as the same word.
            *distance <= (candidate.chars().count().max(3) / 3)
                || (typed.len() > 3
                    && (candidate.starts_with(typed) || typed.starts_with(candidate)))
        })
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// `a`, `b` and `c` in backticks, for messages that list what there is.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let words = ["domain", "name", "language"];
        assert_eq!(nearest("domian", words), Some("domain"));
        assert_eq!(nearest("Name", words), Some("name"));
        assert_eq!(nearest("zzz", words), None);
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(listed(["a"]), "`a`");
    }
}
