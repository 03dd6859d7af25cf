//! The languages that are written: how each prints a value, escapes a text and marks a comment.
//!
//! A value leaves syzc only through here, so that a name like `"; } ${file("x")} {{ y }}` comes out as that name
//! in every file. What a language cannot express is refused, never bent.
//!
//! To add one: a variant, its row in [`Dialect::ALL`] and [`Dialect::name`], and a module with `literal` and `text`.

mod apache;
mod docker;
mod hcl;
mod ini;
mod json;
mod markdown;
mod python;
mod shell;
mod systemd;
mod xml;
mod yaml;

pub use hcl::is_resource;

use crate::syntax::Data;
use crate::text::character;

/// A target language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Hcl,
    Yaml,
    /// YAML whose strings Ansible would read as Jinja templates.
    Ansible,
    Dockerfile,
    Python,
    Apache,
    Xml,
    /// HTML that Jinja renders; values are written as HTML.
    Jinja,
    Shell,
    Ini,
    Systemd,
    Markdown,
    Json,
    /// Lines of plain text, `#` before a comment.
    Plain,
}

/// Why a value cannot be written in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprintable(pub String);

impl Unprintable {
    fn because(reason: impl Into<String>) -> Self {
        Unprintable(reason.into())
    }
}

type Printed = Result<String, Unprintable>;

impl Dialect {
    pub const ALL: &[Dialect] = &[
        Dialect::Hcl,
        Dialect::Yaml,
        Dialect::Ansible,
        Dialect::Dockerfile,
        Dialect::Python,
        Dialect::Apache,
        Dialect::Xml,
        Dialect::Jinja,
        Dialect::Shell,
        Dialect::Ini,
        Dialect::Systemd,
        Dialect::Markdown,
        Dialect::Json,
        Dialect::Plain,
    ];

    /// Its name in `unit.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Hcl => "hcl",
            Dialect::Yaml => "yaml",
            Dialect::Ansible => "ansible",
            Dialect::Dockerfile => "dockerfile",
            Dialect::Python => "python",
            Dialect::Apache => "apache",
            Dialect::Xml => "xml",
            Dialect::Jinja => "jinja",
            Dialect::Shell => "shell",
            Dialect::Ini => "ini",
            Dialect::Systemd => "systemd",
            Dialect::Markdown => "markdown",
            Dialect::Json => "json",
            Dialect::Plain => "plain",
        }
    }

    pub fn find(name: &str) -> Option<Dialect> {
        Dialect::ALL
            .iter()
            .copied()
            .find(|dialect| dialect.name() == name)
    }

    /// A whole value with its quotes, as `{{x}}` in a template writes it. `indent` is the column that further
    /// lines of a long value start at.
    pub fn literal(self, data: &Data, indent: usize) -> Printed {
        match self {
            Dialect::Hcl => hcl::literal(data, indent),
            Dialect::Yaml => yaml::literal(data),
            Dialect::Ansible => yaml::ansible_literal(data),
            Dialect::Dockerfile => docker::literal(data),
            Dialect::Python => python::literal(data, indent),
            Dialect::Apache => apache::literal(data),
            Dialect::Xml | Dialect::Jinja => xml::literal(data),
            Dialect::Shell => shell::literal(data),
            Dialect::Ini => ini::literal(data),
            Dialect::Systemd => systemd::literal(data),
            Dialect::Markdown => markdown::literal(data),
            Dialect::Json => json::literal(data, indent),
            Dialect::Plain => scalar_text(data).and_then(|text| one_line(&text)),
        }
    }

    /// A value inside a string or sentence of the language, as `{{text x}}` writes it.
    pub fn text(self, data: &Data) -> Printed {
        let text = scalar_text(data)?;
        match self {
            Dialect::Hcl => hcl::text(&text),
            Dialect::Yaml => yaml::text(&text),
            Dialect::Ansible => yaml::ansible_text(&text),
            Dialect::Dockerfile => docker::text(&text),
            Dialect::Python => python::text(&text),
            Dialect::Apache => apache::text(&text),
            Dialect::Xml | Dialect::Jinja => xml::text(&text),
            Dialect::Shell => shell::text(&text),
            Dialect::Ini => ini::text(&text),
            Dialect::Systemd => systemd::text(&text),
            Dialect::Markdown => markdown::text(&text),
            Dialect::Json => json::text(&text),
            Dialect::Plain => one_line(&text),
        }
    }

    /// A value that needs no quotes in any language, as `{{plain x}}` writes it: a path, a tag, a number.
    pub fn plain(self, data: &Data) -> Printed {
        let text = scalar_text(data)?;
        let safe = !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-:/@+,=~".contains(c));
        let is_yaml = matches!(self, Dialect::Yaml | Dialect::Ansible);
        if safe && (!is_yaml || yaml::reads_as_text(&text)) {
            Ok(text)
        } else {
            Err(Unprintable::because(format!(
                "`{text}` would need quotes where none can be"
            )))
        }
    }

    /// A value as one word of a POSIX shell, as `{{word x}}` writes it.
    pub fn word(self, data: &Data) -> Printed {
        let text = scalar_text(data)?;
        let word = shell::word(&text)?;
        match self {
            Dialect::Dockerfile => docker::in_command(&word),
            Dialect::Ansible => yaml::ansible_text(&word),
            Dialect::Yaml => yaml::text(&word),
            _ => Ok(word),
        }
    }

    /// A sentence as a comment of its own line; `None` where the language has no comments.
    ///
    /// The name of a site's file is in it, which may hold anything.
    pub fn comment(self, sentence: &str) -> Option<String> {
        let shown = |c: char| match character::refused(c, false) {
            Some(_) => ' ',
            None => c,
        };
        let sentence: String = sentence.chars().map(shown).collect();
        match self {
            Dialect::Json => None,
            Dialect::Jinja => Some(format!("{{# {} #}}\n", sentence.replace("#}", "# }"))),
            Dialect::Xml | Dialect::Markdown => {
                // Twice, for of three dashes two are left the first time.
                let sentence = sentence.replace("--", "- -").replace("--", "- -");
                Some(format!("<!-- {sentence} -->\n"))
            }
            _ => Some(format!("# {sentence}\n")),
        }
    }
}

/// A scalar as text; lists, records and absent values have none.
fn scalar_text(data: &Data) -> Printed {
    match data {
        Data::Absent => Err(Unprintable::because("it is absent")),
        Data::List(_) => Err(Unprintable::because("it is a list")),
        Data::Record(_) => Err(Unprintable::because("it is a table")),
        other => Ok(other.to_string()),
    }
}

/// A scalar as JSON writes it, which YAML reads as the same value.
fn json_scalar(data: &Data) -> Printed {
    Ok(match data {
        Data::Absent => "null".to_owned(),
        Data::Boolean(_) | Data::Integer(_) | Data::Number(_) => data.to_string(),
        other => format!("\"{}\"", escape_common(&other.to_string())),
    })
}

fn one_line(text: &str) -> Printed {
    if text.contains(['\n', '\r', '\0']) {
        return Err(Unprintable::because("it has more than one line"));
    }
    Ok(text.to_owned())
}

/// The escapes that JSON, YAML, HCL and Python have in common.
fn escape_common(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Also what some readers take for the end of a line.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// How a language writes lists and tables; scalars are printed by `scalar`.
struct Nested<'a> {
    scalar: &'a dyn Fn(&Data) -> Printed,
    /// What comes between a key and its value.
    assign: &'a str,
    /// Whether the last entry of a long table is followed by a comma too.
    trailing_comma: bool,
    /// Whether the entries of a long table end in commas at all.
    table_comma: bool,
    /// Whether the assignments of a long table are put under each other.
    align: bool,
    /// The longest line that a table or list is kept on.
    width: usize,
}

impl Nested<'_> {
    fn print(&self, data: &Data, indent: usize) -> Printed {
        let short = self.short(data)?;
        let is_table = matches!(data, Data::Record(fields) if fields.len() > 1);
        if indent + short.chars().count() <= self.width && !(is_table && self.align) {
            return Ok(short);
        }
        let inner = indent + 2 + usize::from(!self.align) * 2;
        let margin = " ".repeat(inner);
        let end = " ".repeat(indent);
        match data {
            Data::List(items) => {
                let mut lines = Vec::new();
                for item in items {
                    lines.push(format!("{margin}{}", self.print(&item.data, inner)?));
                }
                let comma = if self.trailing_comma { "," } else { "" };
                Ok(format!("[\n{}{comma}\n{end}]", lines.join(",\n")))
            }
            Data::Record(fields) => {
                let mut keys = Vec::new();
                for (name, _) in fields {
                    keys.push((self.scalar)(&Data::Text(name.clone()))?);
                }
                let widest = keys
                    .iter()
                    .map(|key| key.chars().count())
                    .max()
                    .unwrap_or(0);
                let mut lines = Vec::new();
                for (key, (_, field)) in keys.iter().zip(fields) {
                    let gap = if self.align {
                        " ".repeat(widest - key.chars().count())
                    } else {
                        String::new()
                    };
                    let value = self.print(&field.data, inner)?;
                    lines.push(format!("{margin}{key}{gap}{}{value}", self.assign));
                }
                let between = if self.table_comma { ",\n" } else { "\n" };
                let comma = if self.trailing_comma && self.table_comma {
                    ","
                } else {
                    ""
                };
                Ok(format!("{{\n{}{comma}\n{end}}}", lines.join(between)))
            }
            _ => Ok(short),
        }
    }

    fn short(&self, data: &Data) -> Printed {
        match data {
            Data::List(items) => {
                let items: Result<Vec<String>, Unprintable> =
                    items.iter().map(|item| self.short(&item.data)).collect();
                Ok(format!("[{}]", items?.join(", ")))
            }
            Data::Record(fields) if fields.is_empty() => Ok("{}".to_owned()),
            Data::Record(fields) => {
                let mut entries = Vec::new();
                for (name, field) in fields {
                    let key = (self.scalar)(&Data::Text(name.clone()))?;
                    entries.push(format!("{key}{}{}", self.assign, self.short(&field.data)?));
                }
                let pad = if self.align { " " } else { "" };
                Ok(format!("{{{pad}{}{pad}}}", entries.join(", ")))
            }
            scalar => (self.scalar)(scalar),
        }
    }
}

#[cfg(test)]
mod tests;
