//! Diagnostics without what a terminal would obey: for whoever renders them as text.

use std::collections::BTreeMap;

use super::{Diagnostic, Diagnostics, mask::files_of};
use crate::text::visible::{escapes, visible, visible_line};
use crate::text::{FileId, Replaced, Texts};

/// The diagnostics and the texts that they quote with such characters escaped, and every place moved along.
pub fn shown(diagnostics: &Diagnostics, texts: &Texts) -> (Diagnostics, Texts) {
    let (mut diagnostics, mut shown) = (diagnostics.clone(), texts.clone());
    let mut files = BTreeMap::new();
    diagnostics.for_each(|diagnostic| {
        for file in files_of(diagnostic) {
            files
                .entry(file)
                .or_insert_with(|| show_text(file, texts, &mut shown));
        }
    });
    diagnostics.for_each(|diagnostic| show(diagnostic, &files));
    (diagnostics, shown)
}

fn show_text(file: FileId, texts: &Texts, shown: &mut Texts) -> Replaced {
    let text = texts.get(file);
    let (content, replaced) = Replaced::new(&text.content, escapes(&text.content));
    shown.replace(file, &content);
    shown.rename(file, &visible_line(&text.name));
    replaced
}

fn show(diagnostic: &mut Diagnostic, files: &BTreeMap<FileId, Replaced>) {
    // Names of files and keys are in them; only helps may have several lines, such as those of a difference.
    let line = |text: &mut String| *text = visible_line(text).into_owned();
    let lines = |text: &mut String| *text = visible(text).into_owned();
    line(&mut diagnostic.message);
    diagnostic.file.iter_mut().for_each(line);
    diagnostic.helps.iter_mut().for_each(lines);
    for label in &mut diagnostic.labels {
        line(&mut label.text);
        if let Some(replaced) = files.get(&label.span.file) {
            label.span = replaced.span(label.span);
        }
    }
    if let Some(fix) = &mut diagnostic.fix {
        line(&mut fix.text);
        lines(&mut fix.replacement);
        if let Some(replaced) = files.get(&fix.span.file) {
            fix.span = replaced.span(fix.span);
        }
    }
}
