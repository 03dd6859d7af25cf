//! Texts as they are shown: what a terminal would obey, or nobody would see, is written as an escape.
//!
//! A name of a file or a key comes from whoever wrote the site, and a terminal runs what stands in it: it moves the
//! cursor over a line that was printed, or fills the clipboard.

use std::borrow::Cow;
use std::ops::Range;

use super::character::refused;

/// The text with such characters escaped as TOML writes them (`\u001b`). Line ends and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, true, toml)
}

/// The same on one line: for names, which could pretend to be more than one message.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    escaped(text, false, toml)
}

/// The same in a JSON text, where such characters stand only in strings.
pub fn visible_json(text: &str) -> Cow<'_, str> {
    escaped(text, true, |c| {
        let mut units = [0; 2];
        let units = c.encode_utf16(&mut units).iter();
        units.map(|unit| format!("\\u{unit:04x}")).collect()
    })
}

/// Where such characters stand in a text, and what is written for each. The line ends of Windows are none.
pub fn escapes(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let hidden = |(at, c): &(usize, char)| {
        let is_line_end = *c == '\r' && text[at + 1..].starts_with('\n');
        !is_line_end && refused(*c, true).is_some()
    };
    let all = text.char_indices().filter(hidden);
    all.map(|(at, c)| (at..at + c.len_utf8(), toml(c)))
}

fn escaped(text: &str, multiline: bool, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(|c| refused(c, multiline).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match refused(c, multiline) {
            None => out.push(c),
            Some(_) => out.push_str(&escape(c)),
        }
    }
    Cow::Owned(out)
}

/// The escape of TOML 1.0: four digits, or eight.
fn toml(c: char) -> String {
    match u32::from(c) {
        code @ ..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{visible, visible_json, visible_line};

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        assert_eq!(
            visible("a\u{1b}[2Jb\n\tc\u{9b}\r"),
            "a\\u001b[2Jb\n\tc\\u009b\\u000d"
        );
        assert_eq!(visible("abc\u{202e}\u{e0041}"), "abc\\u202e\\U000e0041");
        assert_eq!(visible_line("a\nb"), "a\\u000ab");
        assert_eq!(visible("Université 京都 👩‍🔬"), "Université 京都 👩‍🔬");
    }

    #[test]
    fn json_stays_json() {
        let text = serde_json::json!("\u{7f}\u{202e}\u{e0041}é").to_string();
        let shown = visible_json(&text);
        assert_eq!(shown, "\"\\u007f\\u202e\\udb40\\udc41é\"");
        assert_eq!(
            serde_json::from_str::<String>(&shown).ok().as_deref(),
            Some("\u{7f}\u{202e}\u{e0041}é")
        );
    }
}
