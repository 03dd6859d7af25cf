//! What is reached: domains, addresses of mail and of pages, ranges of a network.

use std::net::IpAddr;
use std::str::FromStr;

use super::Problem;
use crate::syntax::Data;

/// RFC 1123 host names with at least two labels, in lower case and without a final dot.
pub fn domain(text: &str) -> Result<(), Problem> {
    if let Some(rest) = text.split_once("://").map(|(_, rest)| rest) {
        let host = rest.split('/').next().unwrap_or(rest);
        return Err(Problem::new("it is an address, not a domain").help(format!("write `{host}`")));
    }
    if text.chars().any(|c| c.is_ascii_uppercase()) {
        return Err(
            Problem::new("it has capital letters").help(format!("write `{}`", text.to_lowercase()))
        );
    }
    if !text.is_ascii() {
        return Err(Problem::new("it has letters beyond ASCII")
            .help("write its form in Punycode (`xn--…`)"));
    }
    let labels: Vec<&str> = text.split('.').collect();
    if labels.len() < 2 {
        return Err(Problem::new("it has no dot"));
    }
    for label in &labels {
        let good = !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !good {
            return Err(Problem::new(format!(
                "its part `{label}` is not a host name"
            )));
        }
    }
    if text.len() > 253
        || labels
            .last()
            .is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()))
    {
        return Err(Problem::new(
            "a domain ends in a name such as `.ca` and has at most 253 characters",
        ));
    }
    Ok(())
}

pub fn email(text: &str) -> Result<(), Problem> {
    let Some((local, host)) = text.rsplit_once('@') else {
        return Err(Problem::new("it has no `@`"));
    };
    let good = !local.is_empty()
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

pub fn cidr(text: &str) -> Result<Data, Problem> {
    let network: ipnet::IpNet = text.parse().map_err(|_| {
        let problem = Problem::new("an address, a slash and a prefix length are needed");
        match IpAddr::from_str(text) {
            Ok(IpAddr::V4(address)) => {
                problem.help(format!("for this one address write `{address}/32`"))
            }
            Ok(IpAddr::V6(address)) => {
                problem.help(format!("for this one address write `{address}/128`"))
            }
            Err(_) => problem,
        }
    })?;
    if network.trunc() != network {
        return Err(Problem::new("bits beyond the prefix are set")
            .help(format!("write `{}`", network.trunc())));
    }
    Ok(Data::Text(network.to_string()))
}

/// The range of a network that a hub is in: with room for its router, the cloud's own services and the hub.
pub fn subnet(text: &str) -> Result<Data, Problem> {
    let range = cidr(text)?;
    match text.parse() {
        Ok(ipnet::IpNet::V4(network)) if network.prefix_len() <= 28 => Ok(range),
        Ok(ipnet::IpNet::V4(network)) => Err(Problem::new(format!(
            "it has {} addresses",
            1_u64 << (32 - network.prefix_len())
        ))
        .help("write a prefix length of 28 or less, as in `10.20.1.0/24`")),
        _ => Err(Problem::new("it is a range of IPv6")
            .help("write a range of IPv4, as in `10.20.1.0/24`")),
    }
}

/// The range of a network in which machines make their own addresses, which takes 64 bits (RFC 4862).
pub fn subnet_ipv6(text: &str) -> Result<Data, Problem> {
    let range = cidr(text)?;
    match text.parse() {
        Ok(ipnet::IpNet::V6(network)) if network.prefix_len() == 64 => Ok(range),
        Ok(ipnet::IpNet::V6(_)) => Err(Problem::new(
            "machines make their own addresses in it, which takes 64 bits",
        )
        .help("write one of its ranges with a prefix length of 64")),
        _ => Err(Problem::new("it is a range of IPv4")
            .help("write a range of IPv6, as in `2001:db8:1::/64`")),
    }
}
