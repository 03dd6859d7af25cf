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
    let good_name = !name.is_empty()
        && name.split('/').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-:".contains(c))
        });
    if !good_name {
        return Err(Problem::new(format!("`{name}` is not an image's name")));
    }
    match (tag, digest) {
        (None, None) => Err(Problem::new("it has no tag, so it would change by itself")
            .help("add a dated tag, such as `:2026-07-28`")),
        (Some("latest"), None) => Err(Problem::new("the tag `latest` changes by itself")
            .help("write a dated tag, such as `:2026-07-28`")),
        (Some(tag), _)
            if tag.is_empty()
                || tag.len() > 128
                || !tag
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) =>
        {
            Err(Problem::new(format!("`{tag}` is not a tag")))
        }
        _ => Ok(()),
    }
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
    if good && inner.len() > 100 {
        Ok(Data::Text(format!("{text}\n")))
    } else {
        Err(Problem::new(
            "between its first and last line only base64 is allowed",
        ))
    }
}
