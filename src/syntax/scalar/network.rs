//! What is reached: domains, addresses of machines, ranges of a network.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

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
        let problem = Problem::new(
            "it has letters beyond ASCII, which certificates and browsers write in Punycode",
        );
        return Err(match url::Host::parse(text) {
            Ok(url::Host::Domain(ascii)) if domain(&ascii).is_ok() => {
                problem.help(format!("write `{ascii}`"))
            }
            _ => problem.help("write its form in Punycode (`xn--…`)"),
        });
    }
    // Without what people write around a domain.
    let bare = text.strip_prefix("*.").unwrap_or(text);
    let bare = bare.split(['/', ':']).next().unwrap_or(bare);
    let bare = bare.trim_end_matches('.').trim_start_matches('@');
    if bare != text && domain(bare).is_ok() {
        let reason = match text.chars().find(|c| "*@/:".contains(*c)) {
            Some('*') => "it stands for many domains",
            Some('@') => "it begins as an e-mail address ends",
            Some(_) => "a port or a path is no part of a domain",
            None => "it ends with a dot",
        };
        return Err(Problem::new(reason).help(format!("write `{bare}`")));
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
    let last = labels.last().copied().unwrap_or_default();
    match NO_DOMAINS.iter().find(|(name, _)| *name == last) {
        Some((_, reason)) => Err(Problem::new(*reason)),
        None => Ok(()),
    }
}

/// What no domain of a machine that others reach ends in (RFC 6761, RFC 7686), each with the reason.
const NO_DOMAINS: [(&str, &str); 3] = [
    ("localhost", "`.localhost` is each machine itself"),
    ("invalid", "`.invalid` is never found"),
    ("onion", "`.onion` is no part of the DNS"),
];

/// An address of a machine, of either version.
pub fn address(text: &str) -> Result<IpAddr, Problem> {
    let address = IpAddr::from_str(text).map_err(|_| {
        let problem = Problem::new("it is neither an IPv4 nor an IPv6 address");
        match text.parse::<IpNet>() {
            Ok(range) => problem.help(format!("write one address of `{range}`")),
            Err(_) => problem,
        }
    })?;
    nobodys(IpNet::from(address), &address.to_string())?;
    Ok(address)
}

/// An IPv4 address that a machine can have.
pub fn address_ipv4(text: &str) -> Result<Data, Problem> {
    match address(text)? {
        IpAddr::V4(address) => Ok(Data::Text(address.to_string())),
        IpAddr::V6(_) => {
            Err(Problem::new("it is an IPv6 address").help("write an address of IPv4"))
        }
    }
}

/// What no machine that others reach has as its address (the registries of RFC 6890), each with the reason.
const NOBODYS: [(&str, &str); 8] = [
    ("0.0.0.0/8", "it stands for no machine"),
    ("127.0.0.0/8", "each machine has it for itself"),
    (
        "169.254.0.0/16",
        "it goes no further than one cable; clouds have their metadata there",
    ),
    ("224.0.0.0/4", "it is for many machines at once (multicast)"),
    ("240.0.0.0/4", "it is reserved"),
    (
        "::/96",
        "it stands for no machine, or each has it for itself",
    ),
    ("fe80::/10", "it goes no further than one cable"),
    ("ff00::/8", "it is for many machines at once (multicast)"),
];

/// Refuses a range of which no machine has an address, and IPv4 in the clothes of IPv6, which no packet has.
fn nobodys(range: IpNet, text: &str) -> Result<(), Problem> {
    if let IpNet::V6(range) = range
        && range.prefix_len() >= 96
        && let Some(address) = range.network().to_ipv4_mapped()
    {
        let length = range.prefix_len() - 96;
        let plain = if text.contains('/') {
            format!("{address}/{length}")
        } else {
            address.to_string()
        };
        return Err(Problem::new("it is an IPv4 address written as one of IPv6")
            .help(format!("write `{plain}`")));
    }
    let reason = NOBODYS.iter().find_map(|(block, reason)| {
        let block: IpNet = block.parse().ok()?;
        block.contains(&range).then_some(*reason)
    });
    match reason {
        Some(reason) => Err(Problem::new(reason)),
        None => Ok(()),
    }
}

/// A range of addresses, of either version.
pub fn cidr(text: &str) -> Result<Data, Problem> {
    let network: IpNet = text.parse().map_err(|_| {
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
    nobodys(network, text)?;
    Ok(Data::Text(network.to_string()))
}

/// The range of a network that machines are in: with room for its router, other services and the hub, and no wider than
/// the widest block of private addresses.
pub fn subnet(text: &str) -> Result<Data, Problem> {
    let range = cidr(text)?;
    match text.parse() {
        Ok(IpNet::V4(network)) if network.prefix_len() < 8 => Err(Problem::new(
            "it is wider than any range that one institution has",
        )
        .help("write a prefix length from 8 to 28, as in `10.20.1.0/24`")),
        Ok(IpNet::V4(network)) if network.prefix_len() <= 28 => Ok(range),
        Ok(IpNet::V4(network)) => Err(Problem::new(format!(
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
        Ok(IpNet::V6(network)) if network.prefix_len() == 64 => {
            // RFC 4291 and RFC 4193: global addresses, and those that an institution gives itself.
            let first = network.addr().segments()[0];
            if first & 0xe000 == 0x2000 || first & 0xfe00 == 0xfc00 {
                Ok(range)
            } else {
                Err(Problem::new("nobody has such addresses")
                    .help("write the range that the cloud's operators gave; it begins with `2` or `3`, or with `fd`"))
            }
        }
        Ok(IpNet::V6(_)) => Err(Problem::new(
            "machines make their own addresses in it, which takes 64 bits",
        )
        .help("write one of its ranges with a prefix length of 64")),
        _ => Err(Problem::new("it is a range of IPv4")
            .help("write a range of IPv6, as in `2001:db8:1::/64`")),
    }
}
