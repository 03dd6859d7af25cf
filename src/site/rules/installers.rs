//! What must hold between the packages that `pip` and conda install: both write into one Python, and neither asks the
//! other.

use std::collections::BTreeMap;

use super::entries;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::lock::normalized;
use crate::limits::IMAGE_DEPTH;
use crate::syntax::Datum;
use crate::text::Span;

/// In the order in which an image's own are installed.
const INSTALLERS: [&str; 2] = ["conda", "pip"];

/// A package that a site adds to an image.
struct Package<'a> {
    installer: &'a str,
    name: String,
    version: &'a str,
    at: Option<Span>,
}

/// Holds the packages of each image against each other, and against those of the images of the site beneath it.
pub fn installers_agree(site: &Datum, found: &mut Diagnostics) {
    let all: BTreeMap<&str, Vec<Package>> = entries(site, "image")
        .iter()
        .map(|(name, image)| (name.as_str(), packages(image)))
        .collect();
    for (image, own) in &all {
        for package in own.iter().filter(|package| package.installer == "pip") {
            let conda = own.iter().filter(|other| other.installer == "conda");
            if let Some(other) = another_version(package, conda) {
                found.push(both(image, package, other));
            }
        }
        for beneath in beneath(site, image) {
            let Some(others) = all.get(beneath.as_str()) else {
                continue;
            };
            for package in own {
                let Some(other) = another_version(package, others.iter()) else {
                    continue;
                };
                found.push(over(image, package, &beneath, other));
            }
        }
    }
}

fn packages(image: &Datum) -> Vec<Package<'_>> {
    INSTALLERS
        .iter()
        .flat_map(|installer| {
            let items = image.get(installer).map_or(&[][..], Datum::items).iter();
            items.filter_map(move |item| {
                let text = item.text()?;
                let text = text.rsplit_once("::").map_or(text, |(_, bare)| bare);
                let (_, version) = text.split_once('=')?;
                // What conda builds may say after a second `=`.
                let version = version.trim_start_matches('=');
                Some(Package {
                    installer,
                    name: normalized(text),
                    version: version.split('=').next().unwrap_or(version),
                    at: item.span,
                })
            })
        })
        .collect()
}

fn another_version<'a, 'b>(
    package: &Package,
    mut others: impl Iterator<Item = &'b Package<'a>>,
) -> Option<&'b Package<'a>>
where
    'a: 'b,
{
    others.find(|other| {
        other.name == package.name && release(other.version) != release(package.version)
    })
}

/// A version without zeros at its end: to both installers `1.0` and `1.0.0` are one.
fn release(version: &str) -> &str {
    let mut version = version;
    while let Some(shorter) = version.strip_suffix(".0") {
        version = shorter;
    }
    version
}

/// The images of the site that an image builds on.
fn beneath(site: &Datum, image: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut name = image.to_owned();
    while all.len() < IMAGE_DEPTH.most {
        let base = site.at(&format!("image.{name}.base")).and_then(Datum::text);
        match base {
            Some(base) if base != image && !all.iter().any(|known| known == base) => {
                name = base.to_owned();
                all.push(name.clone());
            }
            _ => break,
        }
    }
    all
}

fn both(image: &str, package: &Package, conda: &Package) -> Diagnostic {
    let (name, version) = (&package.name, package.version);
    Diagnostic::error(
        Code::S0308,
        format!(
            "`image.{image}` asks `pip` for `{name}` {version} and conda for {}",
            conda.version
        ),
    )
    .at(package.at, "one version here…")
    .at(conda.at, "…and another here")
    .help("keep the one that is meant; both are installed into the same Python")
}

fn over(image: &str, package: &Package, beneath: &str, other: &Package) -> Diagnostic {
    let message = format!(
        "`image.{image}.{}` asks for `{}` {}, and `image.{beneath}`, which it builds on, has {}",
        package.installer, package.name, package.version, other.version
    );
    // Conda does not know what pip has installed, and puts its own beside it: which of the two is loaded is chance.
    if package.installer == "conda" && other.installer == "pip" {
        return Diagnostic::error(Code::S0308, message)
            .at(package.at, "conda puts this one beside…")
            .at(other.at, "…the one that `pip` installed")
            .help(format!(
                "name it under `pip` too, as `{}=={}`, or leave it out of one of the two",
                package.name, package.version
            ));
    }
    Diagnostic::warning(Code::S0308, message)
        .at(package.at, "replaces…")
        .at(other.at, "…this one")
        .help("what else is installed beneath may need the other version; name it in one of the two images only")
}
