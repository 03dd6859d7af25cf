//! Diagnostics without the secrets of the lines that they quote: for whoever renders them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Diagnostic, Diagnostics};
use crate::secret::{self, Extent};
use crate::text::{FileId, Replaced, Texts};

/// The diagnostics and the texts that they quote, with every secret masked and every place moved along. Columns are
/// those of the masked line, so that they do not tell how long a secret is.
pub fn masked(diagnostics: &Diagnostics, texts: &Texts) -> (Diagnostics, Texts) {
    let (mut diagnostics, mut shown) = (diagnostics.clone(), texts.clone());
    let mut files = BTreeMap::new();
    diagnostics.for_each(|diagnostic| {
        for file in files_of(diagnostic) {
            files
                .entry(file)
                .or_insert_with(|| Masked::new(file, texts, &mut shown));
        }
    });
    diagnostics.for_each(|diagnostic| mask(diagnostic, &files));
    (diagnostics, shown)
}

/// The texts that a diagnostic has places in.
pub fn files_of(diagnostic: &Diagnostic) -> BTreeSet<FileId> {
    let labels = diagnostic.labels.iter().map(|label| label.span.file);
    labels
        .chain(diagnostic.fix.iter().map(|fix| fix.span.file))
        .collect()
}

/// What was masked in one text.
struct Masked {
    replaced: Replaced,
    /// The secrets, and the words of those that have several, longest first.
    words: Vec<String>,
}

impl Masked {
    fn new(file: FileId, texts: &Texts, shown: &mut Texts) -> Self {
        let text = texts.get(file);
        let finds = secret::find(&text.content, Some(&text.name), Extent::Wide);
        let mut ranges: Vec<Range<usize>> = finds.into_iter().map(|find| find.range).collect();
        let mut words = BTreeSet::new();
        for (span, value) in texts.hidden(file) {
            ranges.push(span.range());
            add_words(&mut words, value);
        }
        for range in &ranges {
            add_words(
                &mut words,
                text.content[range.clone()].trim_matches(['"', '\'']),
            );
        }
        ranges.sort_by_key(|range| (range.start, range.end));
        let (content, replaced) = secret::masked(&text.content, ranges);
        shown.replace(file, &content);
        let mut words = Vec::from_iter(words);
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Masked { replaced, words }
    }
}

fn add_words(words: &mut BTreeSet<String>, value: &str) {
    let debug = format!("{value:?}");
    let parts = value
        .split_whitespace()
        .chain([value, debug.trim_matches('"')]);
    words.extend(parts.filter(|word| !word.is_empty()).map(str::to_owned));
}

fn mask(diagnostic: &mut Diagnostic, files: &BTreeMap<FileId, Masked>) {
    let words: Vec<&str> = files_of(diagnostic)
        .iter()
        .filter_map(|file| files.get(file))
        .flat_map(|masked| masked.words.iter().map(String::as_str))
        .collect();
    let say = |text: &mut String| *text = without(text, &words);
    say(&mut diagnostic.message);
    diagnostic.helps.iter_mut().for_each(say);
    for label in &mut diagnostic.labels {
        say(&mut label.text);
        if let Some(masked) = files.get(&label.span.file) {
            label.span = masked.replaced.span(label.span);
        }
    }
    // A correction of a secret would print it.
    diagnostic.fix = diagnostic.fix.take().and_then(|mut fix| {
        let masked = files.get(&fix.span.file)?;
        if masked.replaced.touches(fix.span) {
            return None;
        }
        fix.span = masked.replaced.span(fix.span);
        say(&mut fix.replacement);
        say(&mut fix.text);
        Some(fix)
    });
}

/// A sentence without these words and without what looks like a secret by itself.
fn without(text: &str, words: &[&str]) -> String {
    let mut out = text.to_owned();
    for word in words
        .iter()
        .filter(|word| out.contains(**word))
        .collect::<Vec<_>>()
    {
        if word.chars().count() >= 4 {
            out = out.replace(*word, secret::MASK);
        } else {
            for quote in ['`', '"', '\''] {
                let quoted = format!("{quote}{word}{quote}");
                out = out.replace(&quoted, &format!("{quote}{}{quote}", secret::MASK));
            }
        }
    }
    let finds = secret::find(&out, None, Extent::Names);
    secret::masked(&out, finds.into_iter().map(|find| find.range)).0
}
