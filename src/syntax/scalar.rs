//! Strings that mean something: what each kind of them looks like, and how it is read.

mod artifact;
mod name;
mod network;
mod package;
mod python;
mod quantity;
mod ssh;
mod web;

use super::datum::Data;
use crate::text::character;
use artifact::{certificate, image_reference};
use name::{
    environment_name, inside_path, is_openstack_id, metadata_name, slug, url_path, username, uuid,
};
use network::{address, address_ipv4, cidr, domain, subnet, subnet_ipv6};
use package::package;
use quantity::{DURATIONS, SIZES, clock_time, day, locale, quantity, share, time_zone};
use web::{email, entity_id, https_address, saml_attribute, web_address};

/// A meaning that a string can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    Text,
    Paragraph,
    Python,
    Name,
    Label,
    Slug,
    Domain,
    Email,
    Url,
    HttpsUrl,
    EntityId,
    SamlAttribute,
    Cidr,
    Subnet,
    SubnetIpv6,
    Address,
    AddressIpv4,
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
    AptPackage,
    PythonPackage,
    CondaPackage,
    RPackage,
    JuliaPackage,
    EnvironmentName,
    Command,
    Path,
    Date,
    ClockTime,
    UrlPath,
    MetadataName,
    Certificate,
    File,
}

/// Why a string does not mean what it should, and what would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Ends the sentence "this is not a domain name: …".
    pub reason: String,
    pub help: Option<String>,
}

impl Problem {
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            help: None,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to write instead, where the help says nothing else.
    pub fn suggestion(&self) -> Option<&str> {
        let right = self.help.as_deref()?.strip_prefix("write `")?;
        right.strip_suffix('`')
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
        Scalar::Python,
        Scalar::Name,
        Scalar::Label,
        Scalar::Slug,
        Scalar::Domain,
        Scalar::Email,
        Scalar::Url,
        Scalar::HttpsUrl,
        Scalar::EntityId,
        Scalar::SamlAttribute,
        Scalar::Cidr,
        Scalar::Subnet,
        Scalar::SubnetIpv6,
        Scalar::Address,
        Scalar::AddressIpv4,
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
        Scalar::AptPackage,
        Scalar::PythonPackage,
        Scalar::CondaPackage,
        Scalar::RPackage,
        Scalar::JuliaPackage,
        Scalar::EnvironmentName,
        Scalar::Command,
        Scalar::Path,
        Scalar::Date,
        Scalar::ClockTime,
        Scalar::UrlPath,
        Scalar::MetadataName,
        Scalar::Certificate,
        Scalar::File,
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
                "University of Example",
                Some("^[^\\n\\r\\t]+$"),
            ),
            Scalar::Paragraph => ("paragraph", "text", "Exams start on Monday.", None),
            Scalar::Python => ("python", "lines of Python", "c.Spawner.debug = True", None),
            Scalar::Name => (
                "name",
                "the name of a cloud resource",
                "Public-Network",
                Some("^[^\\n\\r\\t]{1,255}$"),
            ),
            Scalar::Label => (
                "label",
                "a text of at most 255 bytes",
                "hub-states",
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
                "hub.example.ca",
                Some("^[a-z0-9.-]+$"),
            ),
            Scalar::Email => (
                "email",
                "an e-mail address",
                "help@example.ca",
                Some("^[^@\\s]+@[^@\\s]+$"),
            ),
            Scalar::Url => (
                "url",
                "an https or http address",
                "https://example.ca/help",
                Some("^https?://"),
            ),
            Scalar::HttpsUrl => (
                "https-url",
                "an https address",
                "https://id.example.ca/realms/main",
                Some("^https://"),
            ),
            Scalar::EntityId => (
                "entity-id",
                "a SAML entity ID",
                "https://idp.example.ca/idp/shibboleth",
                Some("^(https?://|urn:)"),
            ),
            Scalar::SamlAttribute => (
                "saml-attribute",
                "the name of a SAML attribute",
                "urn:oid:1.3.6.1.4.1.5923.1.1.1.6",
                Some("^(https?://|urn:)"),
            ),
            Scalar::Cidr => (
                "cidr",
                "a network range",
                "198.51.100.0/24",
                Some("^[0-9a-fA-F.:]+/[0-9]+$"),
            ),
            Scalar::Subnet => (
                "subnet",
                "an IPv4 range of 16 addresses or more",
                "10.20.1.0/24",
                Some("^[0-9.]+/[0-9]+$"),
            ),
            Scalar::SubnetIpv6 => (
                "subnet-ipv6",
                "an IPv6 range of 64 bits",
                "2001:db8:1::/64",
                Some("^[0-9a-fA-F:]+/64$"),
            ),
            Scalar::Address => (
                "address",
                "an IP address",
                "198.51.100.7",
                Some("^[0-9a-fA-F.:]+$"),
            ),
            Scalar::AddressIpv4 => (
                "address-ipv4",
                "an IPv4 address of a machine",
                "198.51.100.7",
                Some("^[0-9.]+$"),
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
                Some("^[a-z]{2,3}(-[A-Z]{2})?$"),
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
                Some("^[a-z0-9][a-z0-9._@=-]{0,62}$"),
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
            Scalar::AptPackage => (
                "apt-package",
                "a package of the distribution",
                "ffmpeg",
                Some("^[a-z0-9][a-z0-9.+-]"),
            ),
            Scalar::PythonPackage => (
                "python-package",
                "a Python package with its exact version",
                "numpy==2.3.4",
                Some(
                    "^[A-Za-z0-9][A-Za-z0-9._-]*(\\[[A-Za-z0-9._,-]*\\])?={2,3}[A-Za-z0-9.+!_-]+$",
                ),
            ),
            Scalar::CondaPackage => (
                "conda-package",
                "a conda package with its exact version",
                "gdal=3.11.4",
                Some("^[A-Za-z0-9][A-Za-z0-9._:-]*={1,2}[A-Za-z0-9.+!_=-]+$"),
            ),
            Scalar::RPackage => (
                "r-package",
                "a package of CRAN",
                "ggplot2",
                Some("^[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]$"),
            ),
            Scalar::JuliaPackage => (
                "julia-package",
                "a package of Julia, with an exact version where one is meant",
                "Plots@1.40.9",
                Some("^[A-Za-z][A-Za-z0-9_]*(@[0-9][A-Za-z0-9.+-]*)?$"),
            ),
            Scalar::EnvironmentName => (
                "environment-name",
                "the name of an environment variable",
                "OMP_NUM_THREADS",
                Some("^[A-Za-z_][A-Za-z0-9_]*$"),
            ),
            Scalar::Command => (
                "command",
                "a command of a shell, on one line",
                "jupyter labextension disable NAME",
                Some("^[^\\n\\r\\t]+$"),
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
            // What the key then holds is the file's text.
            Scalar::File => (
                "file",
                "the name of a file beside the one that names it",
                "metadata/idp.xml",
                None,
            ),
        };
        Facts {
            name,
            phrase,
            example,
            pattern,
        }
    }

    /// Reads a string with this meaning. A problem suggests only what is right.
    pub fn read(self, text: &str) -> Result<Data, Problem> {
        self.understand(text).map_err(|mut problem| {
            let suggestion = problem.suggestion();
            if suggestion.is_some_and(|right| self.understand(right).is_err()) {
                problem.help = None;
            }
            problem
        })
    }

    fn understand(self, text: &str) -> Result<Data, Problem> {
        // Of lines of Python, what stands before the first is its indentation.
        if self == Scalar::Python && !text.trim().is_empty() {
            let lines = python::lines(text);
            unwanted(lines, true)?;
            return python::parses(lines).map(|()| Data::Text(lines.to_owned()));
        }
        if text.trim() != text || text.is_empty() {
            return match self {
                Scalar::Paragraph | Scalar::Certificate if !text.trim().is_empty() => {
                    self.understand(text.trim())
                }
                _ if text.trim().is_empty() => Err(Problem::new("it is empty")),
                _ => Err(Problem::new("it begins or ends with a space")),
            };
        }
        let multiline = matches!(self, Scalar::Paragraph | Scalar::Certificate);
        unwanted(text, multiline)?;
        let kept = || Ok(Data::Text(text.to_owned()));
        match self {
            Scalar::Text | Scalar::Paragraph | Scalar::Python | Scalar::Command => kept(),
            Scalar::Name if is_openstack_id(text) => Err(Problem::new(
                "it is an OpenStack id, and the cloud answers with the name",
            )
            .help("write the name that `openstack … list` shows beside this id")),
            Scalar::Name | Scalar::Label if text.len() <= 255 => kept(),
            Scalar::Name | Scalar::Label => Err(Problem::new("it is longer than 255 bytes")),
            Scalar::Slug => slug(text).and_then(|()| kept()),
            Scalar::Domain => domain(text).and_then(|()| kept()),
            Scalar::Email => email(text).and_then(|()| kept()),
            Scalar::Url => web_address(text).and_then(|()| kept()),
            Scalar::HttpsUrl => https_address(text).and_then(|()| kept()),
            Scalar::EntityId => entity_id(text).and_then(|()| kept()),
            Scalar::SamlAttribute => saml_attribute(text).and_then(|()| kept()),
            Scalar::Cidr => cidr(text),
            Scalar::Subnet => subnet(text),
            Scalar::SubnetIpv6 => subnet_ipv6(text),
            Scalar::Address => address(text).map(|address| Data::Text(address.to_string())),
            Scalar::AddressIpv4 => address_ipv4(text),
            Scalar::Size => quantity(text, &SIZES).map(Data::Size),
            Scalar::Duration => quantity(text, &DURATIONS).map(Data::Duration),
            Scalar::Share => share(text),
            Scalar::TimeZone => time_zone(text),
            Scalar::Locale => locale(text).and_then(|()| kept()),
            Scalar::ImageReference => image_reference(text).and_then(|()| kept()),
            Scalar::Uuid => uuid(text).and_then(|()| kept()),
            Scalar::Username => username(text).and_then(|()| kept()),
            Scalar::SshKey => ssh::public_key(text).and_then(|()| kept()),
            Scalar::Package => package(text).and_then(|()| kept()),
            Scalar::AptPackage => package::apt(text).and_then(|()| kept()),
            Scalar::PythonPackage => package::python(text).and_then(|()| kept()),
            Scalar::CondaPackage => package::conda(text).and_then(|()| kept()),
            Scalar::RPackage => package::r(text).and_then(|()| kept()),
            Scalar::JuliaPackage => package::julia(text).and_then(|()| kept()),
            Scalar::EnvironmentName => environment_name(text).and_then(|()| kept()),
            Scalar::Path => inside_path(text).and_then(|()| kept()),
            Scalar::Date => day(text).and_then(|()| kept()),
            Scalar::ClockTime => clock_time(text).and_then(|()| kept()),
            Scalar::UrlPath => url_path(text).and_then(|()| kept()),
            Scalar::MetadataName => metadata_name(text).and_then(|()| kept()),
            Scalar::Certificate => certificate(text),
            Scalar::File => inside_path(text).and_then(|()| kept()),
        }
    }
}

/// Refuses a text for a character that no file could hold.
fn unwanted(text: &str, multiline: bool) -> Result<(), Problem> {
    let refused = |c: char| Some((c, character::refused(c, multiline)?));
    match text.chars().find_map(refused) {
        None => Ok(()),
        Some((c, reason)) => Err(Problem::new(format!(
            "it holds the character U+{:04X}, {reason}",
            u32::from(c)
        ))),
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
    fn no_kind_of_text_takes_a_character_that_a_file_cannot_hold() {
        for scalar in Scalar::ALL {
            let example = scalar.example();
            let middle = example.char_indices().nth(1).map_or(0, |(at, _)| at);
            for c in "\0\u{1b}\u{85}\u{9b}\u{e000}\u{2028}\u{202e}\u{2066}\u{200b}\u{feff}\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}\u{e0041}".chars() {
                let text = format!("{}{c}{}", &example[..middle], &example[middle..]);
                assert!(scalar.read(&text).is_err(), "{} {text:?}", scalar.name());
            }
        }
        assert!(Scalar::Paragraph.read("if x:\n\ty = 1").is_ok());
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
        for (text, right) in [
            ("2GB", Some("2 GiB")),
            ("2 gib", Some("2 GiB")),
            ("1.5 GiB", Some("1536 MiB")),
            ("1.0 TB", Some("1 TiB")),
            ("2 PiB", Some("2048 TiB")),
            // The unit is known and too large, not mistyped.
            ("900 EiB", None),
            ("9000000 PB", None),
            ("512 B", None),
            ("0 GB", None),
            ("0.1 GiB", None),
            ("-2 GiB", None),
            (". GiB", None),
            ("1e9 GB", None),
        ] {
            let right = right.map(|right| format!("write `{right}`"));
            assert_eq!(help(Scalar::Size, text), right, "{text}");
        }
        for (text, right) in [
            ("2 weeks", Some("14 d")),
            ("1.5 h", Some("90 min")),
            ("90 m", Some("90 min")),
            ("36 hrs", Some("36 h")),
            ("500 ms", None),
            ("2 months", None),
        ] {
            let right = right.map(|right| format!("write `{right}`"));
            assert_eq!(help(Scalar::Duration, text), right, "{text}");
        }
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
            (Scalar::HttpsUrl, "http://id.example.ca/"),
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
    fn a_name_is_no_id() {
        for text in [
            "3b9d7f0a-5f0c-4d62-9a55-6f3f0a1d2c3e",
            "3B9D7F0A-5F0C-4D62-9A55-6F3F0A1D2C3E",
            "{3b9d7f0a5f0c4d629a556f3f0a1d2c3e}",
        ] {
            assert!(Scalar::Name.read(text).is_err(), "{text}");
            assert!(Scalar::Label.read(text).is_ok(), "{text}");
        }
        assert!(Scalar::Name.read("cb8-30gb-280").is_ok());
    }

    #[test]
    fn quantities_do_not_overflow() {
        assert!(Scalar::Size.read("99999999999999999999 GiB").is_err());
        assert!(Scalar::Size.read("9999999999999 TiB").is_err());
        assert_eq!(Scalar::Size.read("2GiB"), Ok(Data::Size(2 << 30)));
    }
}
