//! What a site would come to if it said something else in one place.
//!
//! A message that says what to type has tried it: it proposes no figure that leads to the same mistake again.

use super::short::What;
use super::{Decisions, Desk, Purpose, choices, people, sizes};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::site::Site;
use crate::syntax::{Data, Datum};
use crate::text::Span;

/// A site that says something else.
#[derive(Debug, Clone)]
pub struct Case {
    pub site: Site,
    /// What its images take of a disk.
    pub images_size: u64,
    /// Where what it says is taken to be written.
    pub place: Span,
}

/// What was decided for it, and how many mistakes there were.
#[derive(Debug)]
pub struct Outcome {
    pub decisions: Decisions,
    pub mistakes: usize,
}

impl Desk<'_> {
    /// The site as it is.
    pub(super) fn case(&self) -> Case {
        Case {
            site: self.site.clone(),
            images_size: self.amount("images_size"),
            place: self.loaded.place,
        }
    }

    /// Decides the sizes of another site.
    pub(super) fn tried(&self, case: &Case) -> Outcome {
        let mut found = Diagnostics::default();
        let decisions = self.decided(case, Purpose::Trial, &mut found);
        Outcome {
            decisions,
            mistakes: found.error_count(),
        }
    }

    /// Finds what else is wrong where no flavor carries the site: what would be wrong with this one too. Whoever mends
    /// the first mistake is not to meet the next one then.
    pub(super) fn look_further(&mut self, flavor: &str) {
        if self.purpose != Purpose::Plan {
            return;
        }
        let mut case = self.case();
        case.site.cloud.flavor.value = Some(flavor.to_owned());
        let mut found = Diagnostics::default();
        self.decided(&case, Purpose::Further, &mut found);
        // Which disk comes with the flavor that it will be is not known, and what is kept for each was said.
        let site = self.site;
        let images = site.image.iter().map(|(_, image)| image.memory.span);
        let groups = site.group.iter().map(|(_, group)| group.memory.span);
        let limits = images.chain(groups).chain([site.limits.memory.span]);
        let limits: Vec<Span> = limits.flatten().collect();
        let is_told = |one: &Diagnostic| match one.code {
            Code::S0302 => one.labels.iter().any(|label| limits.contains(&label.span)),
            code => code == Code::S0316,
        };
        let said: Vec<&str> = self
            .found
            .sorted()
            .iter()
            .map(|one| &*one.message)
            .collect();
        let is_new = |one: &Diagnostic| {
            one.severity == Severity::Error && !said.contains(&one.message.as_str())
        };
        let further = found.sorted().into_iter().cloned();
        let further: Vec<Diagnostic> = further.filter(|one| is_told(one) && is_new(one)).collect();
        for diagnostic in further {
            self.found.push(diagnostic);
        }
    }

    fn decided(&self, case: &Case, purpose: Purpose, found: &mut Diagnostics) -> Decisions {
        let mut desk = Desk {
            loaded: self.loaded,
            site: &case.site,
            choices: choices(&case.site),
            library: self.library,
            cloud: self.cloud,
            profile: self.profile,
            existing: self.existing,
            texts: self.texts,
            decisions: Decisions::default(),
            found,
            purpose,
        };
        let images = self.decisions.get("images");
        let images = images.map_or_else(Datum::absent, |images| images.value.clone());
        desk.wire("images", "", images.data, []);
        desk.wire("images_size", "", Data::Size(case.images_size), []);
        people::decide(&mut desk);
        sizes(&mut desk);
        desk.decisions
    }

    /// Whether another site is short of this in fewer places, and has no other mistakes of size for it.
    pub(super) fn better_off(&self, what: What) -> impl Fn(&Outcome) -> bool + use<> {
        let now = self.tried(&self.case());
        let places = now.decisions.lacks_of(what);
        move |outcome| outcome.mistakes < now.mistakes && outcome.decisions.lacks_of(what) < places
    }
}
