//! Forms of keys and tokens: regular expressions with what they have to hold besides, in the format of gitleaks.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use super::Find;

/// The rules of gitleaks as they are published; `refresh-rules` replaces the file.
const GITLEAKS: &str = include_str!("gitleaks.toml");

/// Those of syzc, which that set does not have.
const OWN: &str = include_str!("own.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RuleSet {
    allowlist: Allow,
    rules: Vec<RuleKeys>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RuleKeys {
    id: String,
    regex: Option<String>,
    path: Option<String>,
    entropy: f64,
    keywords: Vec<String>,
    secret_group: usize,
    allowlists: Vec<Allow>,
}

/// What is no secret, although a rule says so.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Allow {
    /// `AND` where all kinds of condition must hold; one of them is enough otherwise.
    condition: String,
    regex_target: String,
    regexes: Vec<String>,
    stopwords: Vec<String>,
    paths: Vec<String>,
}

struct Rule {
    keys: RuleKeys,
    /// Compiled when one of its keywords is first seen: most never are.
    regex: OnceLock<Option<Regex>>,
}

struct Rules {
    all: Vec<Rule>,
    allow: Allow,
    keywords: AhoCorasick,
    /// For each keyword, the rules that it belongs to.
    of_keyword: Vec<Vec<usize>>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let read = |text: &str| -> RuleSet {
        toml::from_str(text).expect("invariant: the embedded rules are in the format of gitleaks")
    };
    let (theirs, own) = (read(GITLEAKS), read(OWN));
    let all: Vec<Rule> = own
        .rules
        .into_iter()
        .chain(theirs.rules)
        .map(rule)
        .collect();
    let mut keywords: Vec<String> = Vec::new();
    let mut of_keyword: Vec<Vec<usize>> = Vec::new();
    for (index, rule) in all.iter().enumerate() {
        for keyword in &rule.keys.keywords {
            match keywords.iter().position(|known| known == keyword) {
                Some(known) => of_keyword[known].push(index),
                None => {
                    keywords.push(keyword.clone());
                    of_keyword.push(vec![index]);
                }
            }
        }
    }
    let keywords = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(&keywords)
        .expect("invariant: the keywords of all rules fit one automaton");
    Rules {
        all,
        allow: theirs.allowlist,
        keywords,
        of_keyword,
    }
});

fn rule(keys: RuleKeys) -> Rule {
    Rule {
        keys,
        regex: OnceLock::new(),
    }
}

/// What the rules find. The rules that go by names ("generic") are left out where the caller checks names itself.
pub fn find(text: &str, file: Option<&str>, with_generic: bool) -> Vec<Find> {
    let rules = &*RULES;
    let mut wanted = vec![false; rules.all.len()];
    for hit in rules.keywords.find_overlapping_iter(text) {
        for index in &rules.of_keyword[hit.pattern().as_usize()] {
            wanted[*index] = true;
        }
    }
    let mut found = Vec::new();
    for (rule, _) in rules.all.iter().zip(wanted).filter(|(_, wanted)| *wanted) {
        if with_generic || !rule.keys.id.starts_with("generic") {
            rule.find(text, file, &rules.allow, &mut found);
        }
    }
    found
}

impl Rule {
    fn find(&self, text: &str, file: Option<&str>, everywhere: &Allow, found: &mut Vec<Find>) {
        if let Some(path) = &self.keys.path
            && !file.is_some_and(|file| matches(path, file))
        {
            return;
        }
        let regex = self
            .regex
            .get_or_init(|| compile(self.keys.regex.as_deref()?));
        let Some(regex) = regex else { return };
        for captures in regex.captures_iter(text.as_bytes()) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            let group = match self.keys.secret_group {
                0 => captures
                    .iter()
                    .skip(1)
                    .flatten()
                    .find(|group| !group.is_empty()),
                group => captures.get(group),
            };
            let secret = group.unwrap_or(whole);
            let range = trimmed(text, secret.range());
            let value = &text[range.clone()];
            let line = line_of(text, range.start);
            let whole = &text[on_boundaries(text, whole.range())];
            let allowed = |allow: &Allow| allow.allows(value, whole, line, file);
            let low = self.keys.entropy > 0.0 && entropy(value) <= self.keys.entropy;
            if low || allowed(everywhere) || self.keys.allowlists.iter().any(allowed) {
                continue;
            }
            found.push(Find {
                range,
                rule: self.keys.id.clone(),
            });
        }
    }
}

impl Allow {
    fn allows(&self, secret: &str, whole: &str, line: &str, file: Option<&str>) -> bool {
        let target = match self.regex_target.as_str() {
            "match" => whole,
            "line" => line,
            _ => secret,
        };
        let lower = secret.to_lowercase();
        let by_form = self.regexes.iter().any(|form| matches(form, target));
        let by_word = self
            .stopwords
            .iter()
            .any(|word| lower.contains(&word.to_lowercase()));
        let by_path = file.is_some_and(|file| self.paths.iter().any(|path| matches(path, file)));
        if self.condition.eq_ignore_ascii_case("and") || self.condition == "&&" {
            (self.regexes.is_empty() || by_form)
                && (self.stopwords.is_empty() || by_word)
                && (self.paths.is_empty() || by_path)
        } else {
            // Whole files that gitleaks passes over are of kinds that no site has.
            by_form || by_word
        }
    }
}

/// Whether a text matches, for the few expressions that are looked at after a rule has found something.
fn matches(expression: &str, text: &str) -> bool {
    compile(expression).is_some_and(|regex| regex.is_match(text.as_bytes()))
}

/// An expression of Go as Rust reads it; both go by bytes here, as `\w` and `\s` of Go do.
fn compile(expression: &str) -> Option<Regex> {
    RegexBuilder::new(&translated(expression))
        .unicode(false)
        .size_limit(64 << 20)
        .build()
        .ok()
}

/// Go takes a brace that begins no count, and a bracket within brackets, as they are; Rust wants them escaped.
fn translated(expression: &str) -> String {
    let mut out = String::with_capacity(expression.len() + 8);
    let letters: Vec<char> = expression.chars().collect();
    let (mut index, mut in_class) = (0, false);
    while let Some(&letter) = letters.get(index) {
        let next = letters.get(index + 1).copied();
        match letter {
            '\\' => {
                out.push(letter);
                out.extend(next);
                index += 1;
                if matches!(next, Some('x' | 'p' | 'P')) && letters.get(index + 1) == Some(&'{') {
                    out.push('{');
                    index += 1;
                }
            }
            '[' if in_class && next != Some(':') => out.push_str("\\["),
            '[' if !in_class => {
                in_class = true;
                out.push('[');
                if next == Some('^') {
                    out.push('^');
                    index += 1;
                }
                if letters.get(index + 1) == Some(&']') {
                    out.push_str("\\]");
                    index += 1;
                }
            }
            '[' => {
                // A named class, up to its end.
                while letters.get(index).is_some_and(|letter| *letter != ']') {
                    out.push(letters[index]);
                    index += 1;
                }
                out.push(']');
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(letter);
            }
            '{' if !in_class && !begins_count(&letters[index + 1..]) => out.push_str("\\{"),
            _ => out.push(letter),
        }
        index += 1;
    }
    out
}

/// Whether `{` is followed by a count such as `8}`, `8,}` or `8,16}`.
fn begins_count(rest: &[char]) -> bool {
    let end = rest
        .iter()
        .position(|letter| !letter.is_ascii_digit() && *letter != ',');
    end.is_some_and(|end| end > 0 && rest[end] == '}' && rest[0] != ',')
}

/// Without the quotes and white space around it, on the boundaries of characters.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let range = on_boundaries(text, range);
    let around = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '`');
    let inner = &text[range.clone()];
    let start = range.start + (inner.len() - inner.trim_start_matches(around).len());
    let end = range.end - (inner.len() - inner.trim_end_matches(around).len());
    start..end.max(start)
}

fn on_boundaries(text: &str, range: Range<usize>) -> Range<usize> {
    text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end)
}

fn line_of(text: &str, offset: usize) -> &str {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// Shannon's entropy of a text's letters, in bits for each.
pub fn entropy(text: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for letter in text.chars() {
        *counts.entry(letter).or_insert(0_u32) += 1;
    }
    let length = text.chars().count().max(1) as f64;
    let bits = |count: &u32| {
        let share = f64::from(*count) / length;
        -share * share.log2()
    };
    counts.values().map(bits).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_and_every_exception_compiles() {
        let sets = [GITLEAKS, OWN].map(|text| toml::from_str::<RuleSet>(text).expect("a rule set"));
        let mut count = 0;
        for set in &sets {
            let rules = set.rules.iter();
            let allows = rules
                .clone()
                .flat_map(|rule| &rule.allowlists)
                .chain([&set.allowlist]);
            let expressions = rules
                .clone()
                .flat_map(|rule| rule.regex.iter().chain(&rule.path))
                .chain(allows.flat_map(|allow| allow.regexes.iter().chain(&allow.paths)));
            for expression in expressions {
                assert!(compile(expression).is_some(), "{}", translated(expression));
                count += 1;
            }
            for rule in rules.filter(|rule| rule.regex.is_some()) {
                assert!(
                    !rule.keywords.is_empty(),
                    "{} would never be tried",
                    rule.id
                );
            }
        }
        assert!(count > 250, "only {count} expressions");
    }

    #[test]
    fn braces_and_brackets_are_read_as_go_reads_them() {
        assert_eq!(translated(r"^\${(?:[A-Z_]+)}$"), r"^\$\{(?:[A-Z_]+)}$");
        assert_eq!(translated(r"[^]]{2,}x{3}"), r"[^\]]{2,}x{3}");
        assert_eq!(translated(r"[[:alnum:]-]+"), r"[[:alnum:]-]+");
        assert!(matches(r"^\${(?:[A-Z_]+)}$", "${NAME}"));
    }
}
