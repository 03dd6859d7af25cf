//! Names that tell of a secret, and what under such a name is one.

use super::rules::entropy;

/// How much a name says of what stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
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

pub fn telling(name: &str) -> Telling {
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
