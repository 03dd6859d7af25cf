//! Site and catalogues to decisions: named values, each with the rule that chose it and what it came from.
//!
//! All arithmetic and all policy of syzc are here. Every rule is monotone in the number of users: more users
//! never give less of anything (a property test holds this).

mod arithmetic;
mod beside;
mod catalogue;
mod constants;
mod courses;
mod disk;
mod host;
mod images;
mod language;
mod levers;
mod limits;
mod logins;
mod machine;
mod needs;
mod people;
mod short;
mod trial;
mod words;

pub use constants::{CONSTANTS, Constant};
pub use short::Short;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::library::{Cloud, Defined, Image, Library, Profile};
use crate::plan::Existing;
use crate::site::keys::ImageChoice;
use crate::site::{Loaded, Site};
use crate::syntax::{Data, Datum, Source, Sources};
use crate::text::Texts;
use arithmetic::{
    GIB, MIB, counted, integer, percent, round_up, share_of, sum, text, texts, with_extra,
};

/// A named value that the compiler chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub name: &'static str,
    /// What it is, in a phrase.
    pub title: &'static str,
    pub value: Datum,
    /// How it was chosen, with the numbers, in a sentence.
    pub rule: String,
    /// What it directly came from.
    pub from: Sources,
    /// Whether it is of interest to someone who reads the reasoning (`syzc size`), or only wiring.
    pub shown: bool,
}

/// The table of decisions, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions {
    pub all: Vec<Decision>,
    /// What the site has too little of, so that it does not fit.
    pub short: Vec<Short>,
}

impl Decisions {
    pub fn get(&self, name: &str) -> Option<&Decision> {
        self.all.iter().find(|decision| decision.name == name)
    }

    /// Puts another value in the place of a decision's that was made.
    pub fn replace(&mut self, name: &str, data: Data) {
        if let Some(decision) = self.all.iter_mut().find(|decision| decision.name == name) {
            decision.value.data = data;
        }
    }

    /// A decision's size or time, zero when there is no such decision.
    pub fn amount(&self, name: &str) -> u64 {
        match self.get(name).map(|decision| &decision.value.data) {
            Some(Data::Size(value) | Data::Duration(value)) => *value,
            Some(Data::Integer(value)) => u64::try_from(*value).unwrap_or(0),
            _ => 0,
        }
    }
}

/// What every rule sees, and where it puts what it decided.
struct Desk<'a> {
    loaded: &'a Loaded,
    site: &'a Site,
    /// The site's images by name.
    choices: BTreeMap<&'a str, &'a ImageChoice>,
    library: &'a Library,
    cloud: &'a Cloud,
    profile: &'a Profile,
    existing: &'a Existing,
    texts: &'a Texts,
    decisions: Decisions,
    found: &'a mut Diagnostics,
    purpose: Purpose,
}

/// What is decided for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// The site as it is.
    Plan,
    /// What the site would come to if it said something else; no way out is looked for.
    Trial,
    /// What else is wrong where no flavor carries the site, seen on the largest; no other one is proposed.
    Further,
}

impl<'a> Desk<'a> {
    /// Writes a decision down.
    fn put(
        &mut self,
        name: &'static str,
        title: &'static str,
        data: Data,
        rule: impl Into<String>,
        from: impl IntoIterator<Item = Sources>,
    ) {
        self.write(name, title, data, rule.into(), from, true);
    }

    /// Writes down what units need but nobody needs to read the reasons of.
    fn wire(
        &mut self,
        name: &'static str,
        title: &'static str,
        data: Data,
        from: impl IntoIterator<Item = Sources>,
    ) {
        self.write(name, title, data, String::new(), from, false);
    }

    fn write(
        &mut self,
        name: &'static str,
        title: &'static str,
        data: Data,
        rule: String,
        from: impl IntoIterator<Item = Sources>,
        shown: bool,
    ) {
        let value = Datum::new(data).from_source(&Source::Decision(name.to_owned()));
        self.decisions.all.push(Decision {
            name,
            title,
            value,
            rule,
            from: from.into_iter().flatten().collect(),
            shown,
        });
    }

    /// The sources of a decision that another one uses.
    fn made(&self, name: &str) -> Sources {
        Sources::from([Source::Decision(name.to_owned())])
    }

    fn amount(&self, name: &str) -> u64 {
        self.decisions.amount(name)
    }

    /// What the site says of an image.
    fn choice(&self, image: &str) -> Option<&'a ImageChoice> {
        self.choices.get(image).copied()
    }

    /// The library's definition of an image, where the site does not put one of its own in its place.
    fn definition(&self, image: &str) -> Option<&'a Defined<Image>> {
        let choice = self.choice(image);
        let own = choice.is_some_and(|choice| choice.base.is_some() || choice.from.is_some());
        self.library.image(image).filter(|_| !own)
    }

    /// The catalogue as a source.
    fn catalogue(&self) -> Sources {
        Sources::from([Source::Library(format!(
            "cloud/{}",
            *self.site.cloud.catalogue
        ))])
    }

    /// The profile as a source.
    fn profile_source(&self) -> Sources {
        Sources::from([Source::Library(format!(
            "profile/{}",
            *self.site.users.profile
        ))])
    }
}

fn choices(site: &Site) -> BTreeMap<&str, &ImageChoice> {
    let images = site.image.iter();
    images
        .map(|(name, choice)| (name.as_str(), choice))
        .collect()
}

/// Makes all decisions; where one that others need cannot be made, `Err` has those that do not need it.
pub fn decide(
    loaded: &Loaded,
    library: &Library,
    existing: &Existing,
    texts: &Texts,
    found: &mut Diagnostics,
) -> Result<Decisions, Decisions> {
    let site = &loaded.site;
    let named = library.cloud(&site.cloud.catalogue);
    let (Some(cloud), Some(profile)) = (named, library.profile(&site.users.profile)) else {
        return Err(Decisions::default());
    };
    let mut desk = Desk {
        loaded,
        site,
        choices: choices(site),
        library,
        cloud: &cloud.value,
        profile: &profile.value,
        existing,
        texts,
        decisions: Decisions::default(),
        found,
        purpose: Purpose::Plan,
    };
    match all(&mut desk) {
        Some(()) => Ok(desk.decisions),
        None => Err(desk.decisions),
    }
}

fn all(desk: &mut Desk<'_>) -> Option<()> {
    identity(desk);
    language::decide(desk)?;
    words::decide(desk);
    catalogue::decide(desk);
    people::decide(desk);
    images::decide(desk)?;
    sizes(desk)?;
    limits::decide(desk);
    host::decide(desk);
    logins::decide(desk);
    beside::decide(desk);
    Some(())
}

/// The machine and its disks; what does not need the machine is decided even where none carries the site.
fn sizes(desk: &mut Desk<'_>) -> Option<()> {
    let machine = machine::decide(desk);
    courses::decide(desk);
    disk::data(desk);
    if machine.is_none()
        && let Some(flavor) = machine::largest(desk)
    {
        desk.look_further(&flavor);
    }
    machine?;
    disk::docker(desk);
    Some(())
}

/// What carries the site's name, and who is told.
fn identity(desk: &mut Desk<'_>) {
    let site = desk.site;
    desk.wire(
        "id",
        "the name that all resources carry",
        Data::Text(desk.loaded.id.clone()),
        [Sources::from([Source::Key("id".to_owned())])],
    );
    desk.wire(
        crate::plan::protected::DECISION,
        "what earlier builds protected and this one does not have",
        Data::List(Vec::new()),
        [],
    );
    let (support, from) = match &site.institution.support_email.value {
        Some(email) => (email, site.institution.support_email.sources.clone()),
        None => (
            &site.institution.admin_email.value,
            site.institution.admin_email.sources.clone(),
        ),
    };
    desk.wire(
        "support_email",
        "where users get help",
        Data::Text(support.clone()),
        [from],
    );
    let credentials = site.cloud.credentials.value.clone();
    desk.wire(
        "credentials",
        "the name of the cloud in clouds.yaml",
        Data::Text(credentials.unwrap_or_else(|| site.cloud.catalogue.value.clone())),
        [
            site.cloud.credentials.sources.clone(),
            site.cloud.catalogue.sources.clone(),
        ],
    );
}

/// `(share, sources, whose figure it is)`: the site's own figure, or the profile's.
fn figure<T: Copy>(
    own: &crate::syntax::keys::Given<Option<T>>,
    profile: &crate::library::profile::Figure<T>,
    profile_source: Sources,
) -> (T, Sources, String) {
    match own.value {
        Some(value) => (value, own.sources.clone(), "as the site says".to_owned()),
        None => {
            let mut from = own.sources.clone();
            from.extend(profile_source);
            let whose = match &profile.source {
                Some(source) => source.clone(),
                None => "assumed".to_owned(),
            };
            (profile.value, from, whose)
        }
    }
}
