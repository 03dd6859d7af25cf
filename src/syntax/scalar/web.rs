//! Addresses of mail and of pages, and what is named by them.

use super::Problem;
use super::network::domain;

pub fn email(text: &str) -> Result<(), Problem> {
    let Some((local, host)) = text.rsplit_once('@') else {
        return Err(Problem::new("it has no `@`"));
    };
    // RFC 5321, section 4.1.2: words with a dot between them.
    let good = local.split('.').all(|word| !word.is_empty())
        && local.len() <= 64
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    if !good {
        return Err(Problem::new(format!("`{local}` is not a mailbox")));
    }
    domain(host)
}

pub fn web_address(text: &str) -> Result<(), Problem> {
    if text.contains(char::is_whitespace) {
        let without = text.replace(' ', "%20");
        let problem = Problem::new("it has a space in it");
        let host = without
            .split("://")
            .nth(1)
            .unwrap_or_default()
            .split('/')
            .next();
        return Err(
            if host.is_some_and(|host| host.contains('%')) || web_address(&without).is_err() {
                problem
            } else {
                problem.help(format!("write `{without}`"))
            },
        );
    }
    // What is read here mends what others do not.
    let (scheme, rest) = text.split_once(':').unwrap_or((text, ""));
    let lower = scheme.to_ascii_lowercase();
    let is_web = matches!(lower.as_str(), "https" | "http");
    if is_web && (scheme == "HTTPS" || !rest.starts_with("//")) {
        let rest = rest.trim_start_matches(['/', '\\']);
        return Err(
            Problem::new("it does not start with `https://` or `http://`")
                .help(format!("write `{lower}://{rest}`")),
        );
    }
    let parsed = url::Url::parse(text)
        .map_err(|error| Problem::new(error.to_string()).help("write it from `https://` on"))?;
    if !matches!(parsed.scheme(), "https" | "http") || parsed.host_str().is_none() {
        return Err(Problem::new(
            "it does not start with `https://` or `http://`",
        ));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(Problem::new(
            "it holds a user name or password, which would be committed",
        ));
    }
    let itself = match parsed.host() {
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(url::Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => false,
    };
    if itself {
        return Err(Problem::new(
            "it leads each machine to itself: a browser to the person's own, the hub to the hub",
        ));
    }
    Ok(())
}

/// For what is believed because of who answers at an address.
pub fn https_address(text: &str) -> Result<(), Problem> {
    web_address(text)?;
    if text.starts_with("https://") {
        Ok(())
    } else {
        Err(Problem::new(
            "without TLS anyone on the way could answer in its place",
        ))
    }
}

/// SAML core, section 8.3.6: a URI of at most 1024 characters.
pub fn entity_id(text: &str) -> Result<(), Problem> {
    if text.len() > 1024 || text.contains(char::is_whitespace) {
        return Err(Problem::new(
            "a URI without spaces and of at most 1024 characters is needed",
        ));
    }
    match url::Url::parse(text) {
        Ok(parsed) if matches!(parsed.scheme(), "https" | "http" | "urn") => Ok(()),
        _ => Err(Problem::new("it is neither an address nor a `urn:`")
            .help("it stands as `entityID` in the metadata")),
    }
}

/// SAML profiles, section 8.2: attributes are named by URIs. What people call them (`mail`) stands beside that and counts
/// for nothing.
pub fn saml_attribute(text: &str) -> Result<(), Problem> {
    entity_id(text).map_err(|_| {
        Problem::new(
            "an attribute is named by a URI, and `eppn` or `mail` is only what people call it",
        )
        .help("write it as the identity team names it, as in `urn:oid:1.3.6.1.4.1.5923.1.1.1.6`")
    })
}
