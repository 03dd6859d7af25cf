//! YAML, and YAML as Ansible reads it: strings always quoted, so that no reader guesses a type.

use super::{Nested, Printed, escape_common, json_scalar};
use crate::syntax::Data;

pub fn literal(data: &Data) -> Printed {
    nested(&json_scalar).print(data, 0)
}

/// A string that holds Jinja's opening marks is tagged `!unsafe`, which Ansible never evaluates.
pub fn ansible_literal(data: &Data) -> Printed {
    let tagged = |data: &Data| -> Printed {
        let plain = json_scalar(data)?;
        let is_template = ["{{", "{%", "{#"].iter().any(|mark| plain.contains(mark));
        Ok(if is_template {
            format!("!unsafe {plain}")
        } else {
            plain
        })
    };
    nested(&tagged).print(data, 0)
}

fn nested(scalar: &dyn Fn(&Data) -> Printed) -> Nested<'_> {
    Nested {
        scalar,
        assign: ": ",
        trailing_comma: false,
        table_comma: true,
        align: false,
        // Lists and tables stay in flow style; templates lay out what should be in blocks.
        width: usize::MAX,
    }
}

/// Inside a double-quoted string.
pub fn text(text: &str) -> Printed {
    Ok(escape_common(text))
}

/// Inside a double-quoted string that Ansible renders: Jinja's marks are printed by Jinja itself.
pub fn ansible_text(text: &str) -> Printed {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = ["{{", "{%", "{#"]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min()
    {
        out.push_str(&escape_common(&rest[..at]));
        out.push_str(&format!("{{{{ '{}' }}}}", &rest[at..at + 2]));
        rest = &rest[at + 2..];
    }
    out.push_str(&escape_common(rest));
    Ok(out)
}

/// Whether an unquoted word is read as this text, by readers of YAML 1.1 (Ansible's) and of YAML 1.2.
pub fn reads_as_text(word: &str) -> bool {
    let is_other = |word: &str| {
        let others = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
        others.iter().any(|other| other.eq_ignore_ascii_case(word))
    };
    // Numbers, dates and times begin with a digit, a sign or a dot; other signs mean something at the start of a word.
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && !word.ends_with(':')
        && !word.contains(',')
        && !is_other(word)
}
