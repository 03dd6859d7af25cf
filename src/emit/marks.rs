//! Marks around values while a file is rendered: how the emitter knows which value reached which line.
//!
//! The marks are characters of Unicode's private use area, which no text of a site can hold (`scalar` refuses
//! them), so that taking them out again loses nothing.

use std::sync::Arc;

use crate::syntax::Sources;

const OPEN: char = '\u{e000}';
const END_OF_NUMBER: char = '\u{e001}';
const CLOSE: char = '\u{e002}';

/// The text that opens the value of that number.
pub fn open(number: usize) -> String {
    format!("{OPEN}{number}{END_OF_NUMBER}")
}

/// The text that closes the value that was opened last.
pub fn close() -> String {
    CLOSE.to_string()
}

/// What the values on one line of a file directly come from.
///
/// Lines share the sources of a value: a list of ten thousand people reaches as many lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line(pub Vec<Arc<Sources>>);

impl Line {
    /// All of them together.
    pub fn sources(&self) -> Sources {
        self.0
            .iter()
            .flat_map(|value| value.iter())
            .cloned()
            .collect()
    }
}

/// Takes all marks out, and tells for each line which values reach it.
pub fn take_out(marked: &str, sources: &[Arc<Sources>]) -> (String, Vec<Line>) {
    let mut text = String::with_capacity(marked.len());
    let mut lines: Vec<Vec<usize>> = vec![Vec::new()];
    let mut open_values: Vec<usize> = Vec::new();
    let mut chars = marked.chars();
    while let Some(c) = chars.next() {
        match c {
            OPEN => {
                let digits: String = chars.by_ref().take_while(|c| *c != END_OF_NUMBER).collect();
                let number = digits.parse().unwrap_or(usize::MAX);
                open_values.push(number);
                reach(&mut lines, number);
            }
            CLOSE => {
                open_values.pop();
            }
            '\n' => {
                text.push(c);
                lines.push(open_values.clone());
            }
            c => text.push(c),
        }
    }
    if text.ends_with('\n') || text.is_empty() {
        lines.pop();
    }
    let line = |numbers: Vec<usize>| {
        let values = numbers.iter().filter_map(|number| sources.get(*number));
        Line(values.cloned().collect())
    };
    (text, lines.into_iter().map(line).collect())
}

fn reach(lines: &mut [Vec<usize>], number: usize) {
    if let Some(line) = lines.last_mut().filter(|line| !line.contains(&number)) {
        line.push(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Source;

    #[test]
    fn values_are_found_on_all_their_lines() {
        let source = |name: &str| Sources::from([Source::Key(name.to_owned())]);
        let sources = [source("a"), source("b")];
        let marked = format!(
            "x {}1\n2{} y\n{}3{}\nz\n",
            open(0),
            close(),
            open(1),
            close()
        );
        let (text, lines) = take_out(&marked, &sources.map(Arc::new));
        let lines: Vec<Sources> = lines.iter().map(Line::sources).collect();
        assert_eq!(text, "x 1\n2 y\n3\nz\n");
        assert_eq!(
            lines,
            [source("a"), source("a"), source("b"), Sources::new()]
        );
    }
}
