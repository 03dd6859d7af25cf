//! Names that tell of a secret, and what under such a name is one.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::rules::entropy;
use super::{BY_NAME, Find};

/// How much a name says of what stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    /// Whatever it is, it is a secret.
    Surely,
    /// It is one where it looks like chance.
    Perhaps,
    No,
}

/// Words, also at the end of a longer one such as `PGPASSWORD`, under which secrets stand.
const WORDS: &[&str] = &[
    "secret",
    "secrets",
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "passcode",
    "token",
    "tokens",
    "credential",
    "credentials",
    "apikey",
    "authkey",
    "secretkey",
    "accesskey",
    "privatekey",
];

/// Words that are whole.
const WHOLE_WORDS: &[&str] = &["pwd", "pass", "creds", "pw"];

/// What makes a key a secret one.
const KEYS: &[&str] = &[
    "api",
    "private",
    "access",
    "secret",
    "auth",
    "encryption",
    "signing",
    "account",
    "master",
    "session",
    "service",
    "shared",
    "admin",
    "write",
    "crypt",
    "fernet",
    "hmac",
    "deploy",
    "license",
];

/// Last words under which a secret may stand.
const PERHAPS: &[&str] = &[
    "key",
    "auth",
    "signature",
    "sig",
    "salt",
    "pat",
    "webhook",
    "dsn",
];

/// Last words of names that are about a secret and do not hold it.
const ABOUT: &[&str] = &[
    "file",
    "files",
    "path",
    "dir",
    "directory",
    "url",
    "uri",
    "endpoint",
    "name",
    "names",
    "id",
    "ids",
    "type",
    "kind",
    "size",
    "length",
    "limit",
    "limits",
    "max",
    "min",
    "count",
    "age",
    "expiry",
    "expires",
    "expiration",
    "lifetime",
    "ttl",
    "timeout",
    "duration",
    "header",
    "headers",
    "field",
    "prefix",
    "suffix",
    "policy",
    "rule",
    "rules",
    "help",
    "hint",
    "title",
    "label",
    "text",
    "description",
    "doc",
    "format",
    "env",
    "var",
    "variable",
    "variables",
    "enabled",
    "required",
    "reset",
    "manager",
    "store",
    "provider",
    "method",
    "algorithm",
    "alg",
    "stdin",
    "parallelism",
    "budget",
    "window",
    "usage",
    "scope",
    "scopes",
    "audience",
    "location",
    "host",
    "port",
    "user",
    "username",
    "group",
    "page",
    "needed",
    // Of sudoers: no password is asked for.
    "nopasswd",
    "lines",
    "settings",
    "line",
    "setting",
    "carrier",
    "purpose",
];

/// Whether a value under this name is a secret, whatever the value is.
pub fn tells(name: &str) -> bool {
    telling(name) == Telling::Surely
}

/// Whether a value under this name is a secret: no reference, no file, nothing that only stands for one.
pub fn is_secret_value(name: &str, value: &str) -> bool {
    match telling(name) {
        Telling::No => false,
        Telling::Surely => !stands_for_one(value) && !is_count(name, value),
        Telling::Perhaps => !stands_for_one(value) && looks_like_chance(value),
    }
}

fn telling(name: &str) -> Telling {
    let words = words_of(name);
    let Some(last) = words.last().map(String::as_str) else {
        return Telling::No;
    };
    let is_key = |pair: &[String]| {
        matches!(pair[1].as_str(), "key" | "keys") && KEYS.contains(&pair[0].as_str())
    };
    let of_access = words.ends_with(&["access", "key", "id"].map(str::to_owned));
    if words.iter().any(|word| word == "public") || (ABOUT.contains(&last) && !of_access) {
        return Telling::No;
    }
    let is_word = |word: &String| {
        WORDS.iter().any(|known| word.ends_with(known)) || WHOLE_WORDS.contains(&word.as_str())
    };
    if of_access || words.iter().any(is_word) || words.windows(2).any(is_key) {
        Telling::Surely
    } else if PERHAPS.contains(&last) {
        Telling::Perhaps
    } else {
        Telling::No
    }
}

/// `clientSecret`, `CLIENT_SECRET` and `client-secret` as `client`, `secret`.
fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            let begins =
                !before.is_alphanumeric() || (before.is_lowercase() && letter.is_uppercase());
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        before = letter;
    }
    words
}

/// Whether a value only stands for a secret: a reference, the name of a file, a word for "none yet".
fn stands_for_one(value: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "/bin/", "/etc/", "/home/", "/opt/", "/tmp/", "/usr/", "/var/", "/run/", "/srv/", "/root/",
        "/mnt/", "/dev/", "/proc/", "/data/", "./", "../", "~/",
    ];
    const PUBLIC: &[&str] = &[
        "ssh-",
        "ecdsa-sha2-",
        "sk-ssh-",
        "sk-ecdsa-",
        "-----BEGIN CERTIFICATE",
        "-----BEGIN PUBLIC",
        "http://",
        "https://",
    ];
    const NOTHING: &[&str] = &[
        "changeme",
        "change-me",
        "change_me",
        "change me",
        "example",
        "placeholder",
        "none",
        "null",
        "nil",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "auto",
        "0",
        "1",
        "todo",
        "tbd",
        "redacted",
        "undefined",
        "disabled",
        "enabled",
        "required",
        "optional",
        "prompt",
        "ask",
        "(sensitive value)",
    ];
    let value = value.trim().trim_matches(['"', '\'']);
    let lower = value.to_lowercase();
    let same = value.chars().next().is_none_or(|first| {
        !first.is_alphanumeric() && value.chars().all(|letter| letter == first)
            || lower.trim_matches('x').is_empty()
    });
    same || value.starts_with(['$', '<', '%'])
        || value.contains("{{")
        || (value.starts_with('{') && value.ends_with('}'))
        || lower.starts_with("your")
        || NOTHING.contains(&lower.as_str())
        || PUBLIC.iter().any(|start| value.starts_with(start))
        || FOLDERS.iter().any(|start| value.starts_with(start))
}

/// `MAX_TOKENS = "4096"`: a number of tokens, and no token.
fn is_count(name: &str, value: &str) -> bool {
    let last = words_of(name).pop().unwrap_or_default();
    last.ends_with("tokens")
        && value.len() < 8
        && value.chars().all(|letter| letter.is_ascii_digit())
}

/// Sixteen letters or more, one word, as mixed as hexadecimal digits are at least.
fn looks_like_chance(value: &str) -> bool {
    value.len() >= 16
        && value.chars().any(|letter| letter.is_ascii_digit())
        && value.chars().any(char::is_alphabetic)
        && !value.contains(char::is_whitespace)
        && entropy(value) > 3.0
}

/// `NAME = `, `"NAME": `, `NAME=`, `x["NAME"] = ` and the like: the name, and what stands before the value.
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    expression(r#"([A-Za-z_][A-Za-z0-9_.-]{0,127})\\?["'\]]{0,2}([ \t]*)(?::=|=>|=|:)([ \t]*)"#)
});

/// `--NAME VALUE`.
static FLAG: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?:^|\s)--?([A-Za-z][A-Za-z0-9-]{2,63})([ \t]+)"));

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("invariant: the expression is right")
}

/// Values under telling names in a script, a configuration or prose. With `wide` also what may be code or prose.
pub fn find(text: &str, wide: bool) -> Vec<Find> {
    let mut found = Vec::new();
    for captures in ASSIGNMENT.captures_iter(text) {
        let (Some(whole), Some(name)) = (captures.get(0), captures.get(1)) else {
            continue;
        };
        // The name in a cloud's list of credentials is a key of the language, and no secret.
        let name = name.as_str();
        if telling(name) == Telling::No || (wide && name == "credentials") {
            continue;
        }
        let spaced = captures
            .iter()
            .skip(2)
            .flatten()
            .any(|space| !space.is_empty());
        add(text, whole.end(), name, spaced, wide, &mut found);
    }
    for captures in FLAG.captures_iter(text) {
        if let (Some(whole), Some(name)) = (captures.get(0), captures.get(1))
            && tells(name.as_str())
            && !text[whole.end()..].starts_with('-')
        {
            add(text, whole.end(), name.as_str(), false, wide, &mut found);
        }
    }
    found
}

fn add(text: &str, at: usize, name: &str, spaced: bool, wide: bool, found: &mut Vec<Find>) {
    for (range, bare) in values(text, at, wide) {
        let value = &text[range.clone()];
        // What has no quotes is code or prose, unless it stands close or looks like a password.
        let is_word = value
            .chars()
            .all(|letter| letter.is_alphabetic() || "_.".contains(letter));
        let is_argument = is_word && text[range.end..].starts_with([',', ')', '}']);
        let is_code = bare
            && (is_argument
                || value.contains(['(', '['])
                || value.starts_with(['{', '|', '>', '=']));
        let is_text = bare && spaced && (is_word || value.len() < 6);
        // A sentence about a secret.
        let is_prose = value.split_whitespace().count() > 5
            && !value.contains(|letter: char| letter.is_ascii_digit());
        if !is_code && (wide || !is_text && !is_prose) && is_secret_value(name, value) {
            found.push(Find {
                range,
                rule: BY_NAME.to_owned(),
            });
        }
    }
}

/// The value at a place, without its quotes, and whether it had none; several where it is a list.
fn values(text: &str, at: usize, wide: bool) -> Vec<(Range<usize>, bool)> {
    let rest = &text[at..];
    let line_end = rest.find('\n').unwrap_or(rest.len());
    if rest.starts_with('[') {
        let end = rest.find(']').unwrap_or(line_end);
        return quoted_in(text, at + 1..at + end);
    }
    let prefix = rest.find(['"', '\'']).filter(|prefix| {
        *prefix <= 2
            && rest[..*prefix]
                .chars()
                .all(|letter| "rbfuRBFU\\".contains(letter))
    });
    if let Some(prefix) = prefix {
        let quote = &rest[prefix..=prefix];
        let triple = quote.repeat(3);
        let inner = at + prefix + 1;
        if rest[prefix..].starts_with(&triple) {
            let inner = inner + 2;
            let end = text[inner..]
                .find(&triple)
                .map_or(text.len(), |end| inner + end);
            return vec![(inner..end, false)];
        }
        return vec![(inner..closing(text, inner, quote), false)];
    }
    let line = &rest[..line_end];
    let ends = |letter: char| letter.is_whitespace() || "\"'`,;&|)]}#<>\\".contains(letter);
    let mut end = line.find(ends).unwrap_or(line.len());
    // What is shown may be broken TOML: a password of several words without quotes.
    if wide && !line.contains(['(', '[', '{', '"', '\'']) && rest[end..].starts_with([' ', '\t']) {
        end = line.trim_end().len();
    }
    vec![(at..at + end, true)]
}

/// Where a quoted text ends: at its quote, or else with its line.
fn closing(text: &str, start: usize, quote: &str) -> usize {
    let mut escaped = false;
    for (offset, letter) in text[start..].char_indices() {
        match letter {
            '\n' => return start + offset,
            _ if escaped => escaped = false,
            '\\' if quote == "\"" && !text[start + offset + 1..].starts_with('"') => escaped = true,
            '\\' => return start + offset,
            letter if quote.starts_with(letter) => return start + offset,
            _ => {}
        }
    }
    text.len()
}

fn quoted_in(text: &str, range: Range<usize>) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(offset) = text[at..range.end].find(['"', '\'']) {
        let quote = &text[at + offset..=at + offset];
        let start = at + offset + 1;
        let end = closing(text, start, quote).min(range.end);
        found.push((start..end.max(start), false));
        at = (end + 1).clamp(start, range.end);
        at = text.ceil_char_boundary(at);
    }
    found
}
