//! Things made elsewhere: container images and certificates.

use super::Problem;
use crate::syntax::Data;

/// The reference grammar of the OCI distribution; a tag that moves is refused, since the same site
/// would then give other images on another day.
pub fn image_reference(text: &str) -> Result<(), Problem> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    if let Some(digest) = digest {
        let good = digest
            .strip_prefix("sha256:")
            .is_some_and(|hash| hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit()));
        if !good {
            return Err(Problem::new(
                "after `@` comes `sha256:` and 64 hexadecimal digits",
            ));
        }
    }
    let slash = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match rest[slash..].split_once(':') {
        Some((last, tag)) => (&rest[..slash + last.len()], Some(tag)),
        None => (rest, None),
    };
    if let Some((scheme, address)) = text.split_once("://") {
        return Err(Problem::new(format!("`{scheme}://` is not part of it"))
            .help(format!("write `{address}`")));
    }
    let (registry, path) = match name.split_once('/') {
        Some((first, rest)) if is_registry(first) => (Some(first), rest),
        _ => (None, name),
    };
    if !registry.is_none_or(is_host) || !path.split('/').all(is_component) {
        let problem = Problem::new(format!("`{name}` is not an image's name"));
        let lower = text.to_lowercase();
        return Err(if lower != text && image_reference(&lower).is_ok() {
            problem.help(format!("write `{lower}`"))
        } else {
            problem
        });
    }
    match (tag, digest) {
        (None, None) => Err(Problem::new("it has no tag, so it would change by itself")
            .help("add a dated tag, such as `:2026-07-28`")),
        (Some(tag), None) if MOVING.contains(&tag) => {
            Err(Problem::new(format!("the tag `{tag}` changes by itself"))
                .help("write a dated tag, such as `:2026-07-28`"))
        }
        (Some(tag), _)
            if tag.is_empty()
                || tag.len() > 128
                || tag.starts_with(['.', '-'])
                || !tag
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) =>
        {
            Err(Problem::new(format!("`{tag}` is not a tag")))
        }
        _ => Ok(()),
    }
}

/// Tags that by their name are given to one image after another.
const MOVING: [&str; 9] = [
    "latest", "stable", "main", "master", "edge", "nightly", "devel", "dev", "rolling",
];

/// Whether what stands before the first slash is a registry, as Docker tells.
fn is_registry(first: &str) -> bool {
    first == "localhost" || first.contains(['.', ':'])
}

fn is_host(registry: &str) -> bool {
    let (host, port) = registry.split_once(':').unwrap_or((registry, "443"));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    host.split('.').all(is_label) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Letters and digits, between them one `.`, one or two `_`, or any `-`.
fn is_component(part: &str) -> bool {
    let words = |part: &str| {
        part.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            .all(|between| {
                matches!(between, "" | "." | "_" | "__") || between.chars().all(|c| c == '-')
            })
    };
    let at_ends = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    part.starts_with(at_ends) && part.ends_with(at_ends) && words(part)
}

pub fn certificate(text: &str) -> Result<Data, Problem> {
    let begin = "-----BEGIN CERTIFICATE-----";
    let end = "-----END CERTIFICATE-----";
    if text.contains("PRIVATE KEY") {
        return Err(
            Problem::new("it is a private key, which must not be in a site")
                .help("remove it here, and treat the key as known to others"),
        );
    }
    let inner = text
        .strip_prefix(begin)
        .and_then(|rest| rest.strip_suffix(end))
        .ok_or_else(|| Problem::new(format!("it starts with `{begin}` and ends with `{end}`")))?;
    let good = inner
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "+/=\n".contains(c));
    if !good || inner.len() <= 100 {
        return Err(Problem::new(
            "between its first and last line only base64 is allowed",
        ));
    }
    let digits: String = inner.split_whitespace().collect();
    if is_whole(&digits) {
        Ok(Data::Text(format!("{text}\n")))
    } else {
        Err(Problem::new("it is not whole, or no certificate")
            .help("paste it again, every line of it; `openssl x509 -noout -subject` reads it then"))
    }
}

/// Whether base64 holds one certificate from its first byte to its last: a sequence of DER (X.690), which begins with its
/// own length.
fn is_whole(digits: &str) -> bool {
    let padding = digits.len() - digits.trim_end_matches('=').len();
    if !digits.len().is_multiple_of(4) || padding > 2 {
        return false;
    }
    // A certificate has from 256 bytes to 64 KiB, so its length stands in two bytes behind `30 82`.
    let Some(rest) = digits.strip_prefix("MII") else {
        return false;
    };
    let value = |c: u8| BASE64.iter().position(|known| *known == c);
    let mut bits = 0_usize;
    for c in rest.bytes().take(3) {
        let Some(value) = value(c) else {
            return false;
        };
        bits = bits << 6 | value;
    }
    // `MII` are 18 bits, of which two are the first of the length; the next three digits hold 14 more and 4 of what follows.
    let length = (bits >> 4) & 0xffff;
    digits.len() / 4 * 3 - padding == length + 4
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
