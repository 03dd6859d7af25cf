//! Printing: diagnostics on standard error, results on standard output, colour only where someone sees it.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::AutoStream;

use super::{Format, Outcome, Stop};
use crate::diagnostic::{Diagnostics, render};
use crate::text::Texts;
use crate::text::visible::{visible, visible_json};
use crate::write::Failure;

/// Prints a result, with what a terminal would obey escaped.
pub fn print(text: &str) -> Result<(), Stop> {
    print_exactly(&visible(text))
}

/// Prints a result that is JSON, with the same characters escaped in its strings.
pub fn print_json(text: &str) -> Result<(), Stop> {
    print_exactly(&visible_json(text))
}

/// Prints a result byte for byte: for what a shell reads, and syzc alone has written.
pub fn print_exactly(text: &str) -> Result<(), Stop> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Stop::BrokenPipe),
        Err(error) => Err(Stop::Failure(Failure {
            action: "write to",
            path: "standard output".into(),
            error,
        })),
    }
}

/// Prints diagnostics: as text for people on standard error, as JSON on standard output. Says whether one of them
/// is an error.
pub fn diagnostics(
    diagnostics: &Diagnostics,
    texts: &Texts,
    format: Format,
) -> Result<Outcome, Stop> {
    match format {
        Format::Json => print_json(&render::json(diagnostics, texts))?,
        Format::Text if diagnostics.is_empty() => {}
        Format::Text => {
            let styled = AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
                && io::stderr().is_terminal();
            let mut text = render::text(diagnostics, texts, styled);
            let errors = diagnostics.error_count();
            if errors > 0 {
                let noun = if errors == 1 { "mistake" } else { "mistakes" };
                text.push_str(&format!(
                    "{errors} {noun}; `syzc explain CODE` says more about a code\n"
                ));
            }
            let _ = anstream::stderr().write_all(text.as_bytes());
        }
    }
    Ok(if diagnostics.has_errors() {
        Outcome::Mistake
    } else {
        Outcome::Fine
    })
}

/// Prints a sentence about the command or the machine.
pub fn complain(message: &str) {
    say(&format!("syzc: {message}\n"));
}

/// Prints to people, beside the result.
pub fn say(text: &str) {
    let _ = anstream::stderr().write_all(visible(text).as_bytes());
}

/// Prints what failed on the machine; the last one ends the command.
pub fn failures(mut failures: Vec<Failure>) -> Result<(), Stop> {
    let Some(last) = failures.pop() else {
        return Ok(());
    };
    for failure in failures {
        complain(&failure.to_string());
    }
    Err(Stop::Failure(last))
}
