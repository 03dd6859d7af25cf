//! Mistakes as data: what is wrong, where, and what to type instead.
//!
//! Stages add to [`Diagnostics`] and go on; nothing here prints. [`render`] turns them into text or JSON.

pub mod code;
pub mod mask;
pub mod render;
mod visible;

pub use code::Code;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::limits;
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

/// The label of the place where a site takes in the layer that a mistake is in.
pub const EXTENDED: &str = "the layer is extended here";

/// The diagnostics of a run, in the order they were found.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    /// No more than [`limits::KEPT`].
    all: Vec<Diagnostic>,
    seen: BTreeSet<u64>,
    /// What came after that, by what it is recognised by.
    counted: BTreeMap<u64, (Severity, Code)>,
}

impl Diagnostics {
    /// Adds one, unless the same one is there already (a layer shared by many sites is checked with each).
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let mark = mark(&diagnostic);
        if !self.seen.insert(mark) {
            return;
        }
        if self.all.len() < limits::KEPT.most {
            self.all.push(diagnostic);
        } else {
            let what = (diagnostic.severity, diagnostic.code);
            self.counted.insert(mark, what);
        }
    }

    /// Whether the very same one is there.
    pub fn contains(&self, diagnostic: &Diagnostic) -> bool {
        self.all.contains(diagnostic)
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, others: Diagnostics) {
        for diagnostic in others.all {
            self.push(diagnostic);
        }
        for (mark, what) in others.counted {
            if self.seen.insert(mark) {
                self.counted.insert(mark, what);
            }
        }
    }

    /// Whether anything stops the build.
    pub fn has_errors(&self) -> bool {
        self.error_count() > 0
    }

    /// How many errors there are.
    pub fn error_count(&self) -> usize {
        let kept = self.all.iter().map(|diagnostic| diagnostic.severity);
        let counted = self.counted.values().map(|(severity, _)| *severity);
        kept.chain(counted)
            .filter(|severity| *severity == Severity::Error)
            .count()
    }

    /// Those that were only counted.
    pub fn counted(&self) -> impl Iterator<Item = (Severity, Code)> {
        self.counted.values().copied()
    }

    /// Like [`nearest`], with less and less effort as mistakes become many: to look for what each of many thousand names
    /// could have meant among as many others takes minutes, and nobody reads the answers.
    pub fn nearest<'a>(
        &self,
        typed: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.all.len() >= limits::SHOWN.most {
            return None;
        }
        nearest_of(typed, candidates, COMPARED / (self.all.len() + 1))
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

/// What one diagnostic is recognised by. How a site came to the layer that the mistake is in makes no other mistake.
fn mark(diagnostic: &Diagnostic) -> u64 {
    let mut hasher = DefaultHasher::new();
    diagnostic.code.name().hash(&mut hasher);
    diagnostic.message.hash(&mut hasher);
    diagnostic.file.hash(&mut hasher);
    for label in &diagnostic.labels {
        if label.text != EXTENDED {
            (label.span, &label.text).hash(&mut hasher);
        }
    }
    diagnostic.helps.hash(&mut hasher);
    if let Some(fix) = &diagnostic.fix {
        (fix.span, &fix.replacement, &fix.text).hash(&mut hasher);
    }
    hasher.finish()
}

/// The longest word that somebody may have mistyped, in characters.
const WORD: usize = 200;

/// How many candidates are compared letter by letter: a list of 10,000 names is ordinary.
const COMPARED: usize = 10_000;

/// The candidate that `typed` most likely meant, if one is near enough.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(typed, candidates, COMPARED)
}

fn nearest_of<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Option<&'a str> {
    let mut compared = 0;
    let lower = typed.to_lowercase();
    let length = lower.chars().count();
    if length > WORD {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| *candidate != typed)
        .filter_map(|candidate| {
            let own = candidate.to_lowercase();
            let own_length = own.chars().count();
            let difference = length.abs_diff(own_length);
            let begins = candidate.starts_with(typed) || typed.starts_with(candidate);
            if typed.len() > 3 && begins {
                return Some((difference, candidate));
            }
            // One slip in three characters still reads as the same word. Words of other lengths need no look.
            let slips = own_length.max(3) / 3;
            if difference > slips || compared >= most {
                return None;
            }
            compared += 1;
            let distance = strsim::damerau_levenshtein(&lower, &own);
            (distance <= slips).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many names a message lists.
const LISTED: usize = 60;

/// `a`, `b` and `c` in backticks, for messages that list what there is.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let mut quoted: Vec<String> = names
        .by_ref()
        .take(LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.count() {
        0 => {}
        others => quoted.push(format!("{others} more")),
    }
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
        // What was typed is no suggestion.
        assert_eq!(nearest("name", ["name", "names"]), Some("names"));
    }

    #[test]
    fn what_is_not_kept_is_counted_once() {
        let error = |number: usize| Diagnostic::error(Code::S0201, format!("mistake {number}"));
        let mut all = Diagnostics::default();
        for _ in 0..2 {
            let mut some = Diagnostics::default();
            (0..limits::KEPT.most + 7).for_each(|number| some.push(error(number)));
            all.extend(some);
        }
        assert_eq!(all.sorted().len(), limits::KEPT.most);
        assert_eq!(all.error_count(), limits::KEPT.most + 7);
        assert_eq!(all.counted().count(), 7);
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(listed(["a"]), "`a`");
    }
}
