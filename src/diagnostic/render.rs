//! Diagnostics as a person reads them, and as a program does. Prints nothing itself.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Patch, Renderer, Snippet};
use serde_json::{Value as Json, json};

use super::mask::masked;
use super::visible::shown;
use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::limits;
use crate::text::{Span, Texts};

/// All diagnostics as text; each starts with a line `file:line:column: error[code]: message`.
pub fn text(diagnostics: &Diagnostics, texts: &Texts, styled: bool) -> String {
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let (diagnostics, texts) = &masked(diagnostics, texts);
    let (diagnostics, texts) = &shown(diagnostics, texts);
    let mut out = String::new();
    let (shown, hidden) = divided(diagnostics);
    let rest = rest(hidden.into_iter().chain(diagnostics.counted()));
    for diagnostic in shown.into_iter().chain(&rest) {
        out.push_str(&headline(diagnostic, texts, styled));
        let groups = groups(diagnostic, texts);
        if !groups.is_empty() {
            out.push_str(&body(&renderer.render(&groups)));
        }
        for help in loose_helps(diagnostic) {
            out.push_str(&format!("  = help: {help}\n"));
        }
        out.push('\n');
    }
    out
}

/// All diagnostics as a JSON array, one object each.
pub fn json(diagnostics: &Diagnostics, texts: &Texts) -> String {
    let (diagnostics, texts) = &masked(diagnostics, texts);
    let rest = rest(diagnostics.counted());
    let all: Vec<Json> = diagnostics
        .sorted()
        .into_iter()
        .chain(&rest)
        .map(|diagnostic| {
            json!({
                "severity": severity(diagnostic),
                "code": diagnostic.code.name(),
                "message": diagnostic.message,
                "file": diagnostic.file,
                "places": diagnostic.labels.iter().map(|label| place(label.span, &label.text, texts)).collect::<Vec<_>>(),
                "help": diagnostic.helps,
                "fix": diagnostic.fix.as_ref().map(|fix| {
                    let mut at = place(fix.span, &fix.text, texts);
                    at["replacement"] = json!(fix.replacement);
                    at
                }),
            })
        })
        .collect();
    let mut out = serde_json::to_string_pretty(&all).expect("invariant: JSON values serialize");
    out.push('\n');
    out
}

/// Those that are printed for people, and what else there is. Of too many, mistakes go before warnings.
fn divided(diagnostics: &Diagnostics) -> (Vec<&Diagnostic>, Vec<(Severity, Code)>) {
    let all = diagnostics.sorted();
    let is_error = |one: &&&Diagnostic| one.severity == Severity::Error;
    let errors = all.iter().filter(is_error).count();
    let mut room_for_errors = limits::SHOWN.most;
    let mut room_for_warnings = limits::SHOWN.most.saturating_sub(errors);
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for one in all {
        let room = match one.severity {
            Severity::Error => &mut room_for_errors,
            Severity::Warning => &mut room_for_warnings,
        };
        if *room == 0 {
            hidden.push((one.severity, one.code));
        } else {
            *room -= 1;
            shown.push(one);
        }
    }
    (shown, hidden)
}

/// One more, that says how many there are besides.
fn rest(hidden: impl Iterator<Item = (Severity, Code)>) -> Option<Diagnostic> {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut severest = Severity::Warning;
    for (severity, code) in hidden {
        *counts.entry(code).or_default() += 1;
        severest = severest.min(severity);
    }
    let total: usize = counts.values().sum();
    let noun = match (severest, total) {
        (_, 0) => return None,
        (Severity::Error, 1) => "mistake",
        (Severity::Error, _) => "mistakes",
        (Severity::Warning, 1) => "warning",
        (Severity::Warning, _) => "warnings",
    };
    let parts: Vec<String> = counts
        .iter()
        .map(|(code, count)| format!("{count} of {code}"))
        .collect();
    let message = format!("{total} more {noun}: {}", parts.join(", "));
    let diagnostic = Diagnostic {
        severity: severest,
        ..Diagnostic::error(Code::S0210, message)
    };
    Some(diagnostic.help("mend the first ones and check again: most often they cause the others"))
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The first line, which editors and `grep` can follow.
fn headline(diagnostic: &Diagnostic, texts: &Texts, styled: bool) -> String {
    let place = match (diagnostic.labels.first(), &diagnostic.file) {
        (Some(label), _) => {
            let at = texts.position(label.span);
            format!(
                "{}:{}:{}: ",
                texts.get(label.span.file).name,
                at.line,
                at.column
            )
        }
        (None, Some(file)) => format!("{file}:1:1: "),
        (None, None) => String::new(),
    };
    let word = severity(diagnostic);
    let (on, off) = match (styled, diagnostic.severity) {
        (false, _) => ("", ""),
        (true, Severity::Error) => ("\u{1b}[1m\u{1b}[91m", "\u{1b}[0m"),
        (true, Severity::Warning) => ("\u{1b}[1m\u{1b}[33m", "\u{1b}[0m"),
    };
    format!(
        "{place}{on}{word}[{}]{off}: {}\n",
        diagnostic.code, diagnostic.message
    )
}

/// The renderer's report without its title, which the headline already gives.
fn body(rendered: &str) -> String {
    let mut lines = rendered.lines();
    lines.next();
    lines.map(|line| format!("{line}\n")).collect()
}

fn groups<'a>(diagnostic: &'a Diagnostic, texts: &'a Texts) -> Vec<Group<'a>> {
    let Some(first) = diagnostic.labels.first() else {
        return Vec::new();
    };
    let mut files = vec![first.span.file];
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let mut main = Level::ERROR
        .primary_title(diagnostic.message.as_str())
        .elements(files.iter().map(|file| {
            let text = texts.get(*file);
            let annotations = diagnostic
                .labels
                .iter()
                .filter(|label| label.span.file == *file)
                .map(|label| {
                    let kind = if std::ptr::eq(label, first) {
                        AnnotationKind::Primary
                    } else {
                        AnnotationKind::Context
                    };
                    let text = Some(label.text.as_str()).filter(|text| !text.is_empty());
                    kind.span(label.span.range()).label(text)
                });
            Element::from(
                Snippet::source(&*text.content)
                    .path(&*text.name)
                    .annotations(annotations),
            )
        }));
    if diagnostic.fix.is_none() {
        for help in &diagnostic.helps {
            main = main.element(Level::HELP.message(help.as_str()));
        }
    }
    let mut groups = vec![main];
    if let Some(fix) = &diagnostic.fix {
        let text = texts.get(fix.span.file);
        let patch = Patch::new(fix.span.range(), fix.replacement.as_str());
        let mut group = Level::HELP.secondary_title(fix.text.as_str()).element(
            Snippet::source(&*text.content)
                .path(&*text.name)
                .patch(patch),
        );
        for help in &diagnostic.helps {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        groups.push(group);
    }
    groups
}

/// Help lines that no snippet carries, because there is no place to show.
fn loose_helps(diagnostic: &Diagnostic) -> &[String] {
    if diagnostic.labels.is_empty() {
        &diagnostic.helps
    } else {
        &[]
    }
}

fn place(span: Span, text: &str, texts: &Texts) -> Json {
    let start = texts.position(span);
    let end = texts.position(Span {
        start: span.end,
        ..span
    });
    json!({
        "file": &*texts.get(span.file).name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "text": text,
    })
}
