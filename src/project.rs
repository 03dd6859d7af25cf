//! Many sites at once: reads a project and compiles its sites side by side.
//!
//! Joins the stages above; has no rules of its own. Prints nothing and writes nothing.

pub mod standing;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::emit::manifest::{Last, last::Reason};
use crate::emit::{Output, emit};
use crate::library::{self, Library};
use crate::plan::{Existing, Former, Plan, Reasoning, plan, reasoning};
use crate::site::{self, Loaded, rules};
use crate::source::{Fault, Files};
use crate::text::Texts;
use crate::write::Standing;

/// The directory that sites stand in.
pub const SITES: &str = "sites";

/// A project's library and sites, with every mistake that was found in them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    pub texts: Texts,
    pub library: Library,
    pub sites: Vec<Loaded>,
    pub diagnostics: Diagnostics,
    /// The outputs that are there, of whatever site.
    pub outputs: Vec<Standing>,
    /// Where a manifest is missing or damaged, goes on as if nothing had been there.
    pub without_manifest: bool,
    library_failed: bool,
    /// The files of sites that share what they must not share.
    shared: BTreeSet<String>,
}

/// A site that was compiled.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub plan: Plan,
    pub output: Output,
    /// What earlier builds left, which the plan was held to.
    pub last: Option<Last>,
}

/// The names of all sites: whatever stands directly under `sites/` and is named `*.toml`, so that one which cannot be
/// read is said and not left out. What begins with a dot belongs to an editor or to the system.
pub fn all_sites(files: &dyn Files) -> Vec<String> {
    let is_site = |name: &String| {
        let own = name.rsplit('/').next().unwrap_or(name);
        own.ends_with(".toml") && !own.starts_with('.')
    };
    let names = files.entries(SITES).names;
    names.into_iter().filter(is_site).collect()
}

/// What is wrong with the directory of the sites itself, and with names in it that are no text.
pub fn sites_without_name(files: &dyn Files) -> Diagnostics {
    let mut found = Diagnostics::default();
    for (name, fault) in files.entries(SITES).faults {
        if fault == Fault::Name && !name.ends_with(".toml") {
            continue;
        }
        let message = format!("`{name}` cannot be read: {}", fault.reason());
        found.push(
            Diagnostic::error(fault.code(), message)
                .in_file(name)
                .help_maybe(fault.help().map(str::to_owned)),
        );
    }
    found
}

impl Project {
    /// Reads the library and these sites.
    pub fn read(files: &dyn Files, names: &[String]) -> Project {
        let mut project = Project::open(files);
        project.load(files, names);
        project
    }

    /// Reads the library only.
    pub fn open(files: &dyn Files) -> Project {
        let mut project = Project::default();
        project.library = library::load(files, &mut project.texts, &mut project.diagnostics);
        project.library_failed = project.diagnostics.has_errors();
        project
    }

    /// Reads sites into an open project.
    pub fn load(&mut self, files: &dyn Files, names: &[String]) {
        for name in names {
            let loaded = site::load(
                files,
                name,
                &self.library,
                &mut self.texts,
                &mut self.diagnostics,
            );
            self.sites.extend(loaded);
        }
        let sites: Vec<&Loaded> = self.sites.iter().collect();
        self.shared = rules::hold_between(&sites, &self.library, &mut self.diagnostics);
    }

    /// Compiles every site that was read and in which there is no mistake, each independent of the mistakes of the
    /// others; `out` is where their outputs may be already.
    pub fn compile(&mut self, files: &dyn Files, out: &str) -> Vec<Compiled> {
        self.compile_each(files, out, |compiled| compiled)
    }

    /// Compiles every site that was read, and keeps of each only what is asked for: outputs of a thousand sites do not
    /// fit into memory.
    pub fn compile_each<T: Send>(
        &mut self,
        files: &dyn Files,
        out: &str,
        keep: impl Fn(Compiled) -> T + Sync,
    ) -> Vec<T> {
        if self.library_is_faulty() {
            return Vec::new();
        }
        let results: Vec<(Option<(String, T)>, Diagnostics)> = self
            .sites
            .par_iter()
            .map(|loaded| {
                let (compiled, found) = self.compile_one(files, out, loaded);
                let kept = compiled.map(|compiled| (compiled.plan.id.clone(), keep(compiled)));
                (kept, found)
            })
            .collect();
        let mut all = Vec::new();
        for (compiled, found) in results {
            all.extend(compiled);
            self.diagnostics.extend(found);
        }
        let faulty = self.faulty();
        all.retain(|(id, _)| !faulty.contains(id));
        all.into_iter().map(|(_, kept)| kept).collect()
    }

    /// Compiles one site anew, because what stands at its output has changed meanwhile.
    pub fn compile_again(&mut self, files: &dyn Files, out: &str, id: &str) -> Option<Compiled> {
        let loaded = self.sites.iter().find(|loaded| loaded.id == id)?;
        let (compiled, found) = self.compile_one(files, out, loaded);
        self.diagnostics.extend(found);
        compiled
    }

    fn compile_one(
        &self,
        files: &dyn Files,
        out: &str,
        loaded: &Loaded,
    ) -> (Option<Compiled>, Diagnostics) {
        let mut found = Diagnostics::default();
        let compiled = self.held(files, out, loaded, &mut found);
        let compiled = compiled.filter(|_| !found.has_errors());
        (compiled, found)
    }

    /// Compiles a site once for each manifest that it is held to.
    fn held(
        &self,
        files: &dyn Files,
        out: &str,
        loaded: &Loaded,
        found: &mut Diagnostics,
    ) -> Option<Compiled> {
        let id = &loaded.id;
        let last = match standing::last(files, out, id) {
            Err(wrong) if self.without_manifest && wrong.code == Code::S0604 => None,
            Err(diagnostic) => {
                found.push(*diagnostic);
                // What else is wrong with the site does not depend on it.
                self.output(loaded, &Existing::default(), found);
                return None;
            }
            Ok(last) => last,
        };
        let mut guards = match &last {
            None => vec![(Reason::Built, Existing::default())],
            Some(last) => last.existing(),
        };
        let former = self.former(out, loaded, last.as_ref());
        for (_, existing) in &mut guards {
            existing.former.clone_from(&former);
        }
        let mut first: Option<Compiled> = None;
        for (reason, existing) in guards {
            let mut these = Diagnostics::default();
            let compiled = self.output(loaded, &existing, &mut these);
            if let Some(help) = standing::because(reason, out, id) {
                these.for_each(|diagnostic| {
                    if diagnostic.severity == Severity::Error && !found.contains(diagnostic) {
                        diagnostic.helps.push(help.clone());
                    }
                });
            }
            found.extend(these);
            let (plan, output) = compiled?;
            match &first {
                Some(first) if reason == Reason::Merge => {
                    if standing::differ(&first.output, &output) {
                        found.push(standing::undecided(loaded, out));
                    }
                }
                Some(_) => {}
                None => {
                    first = Some(Compiled {
                        plan,
                        output,
                        last: last.clone(),
                    });
                }
            }
        }
        let compiled = first?;
        match &last {
            Some(last) => {
                if let Some(diagnostic) = standing::hold(last, &compiled.output, out, id) {
                    found.push(diagnostic);
                }
            }
            None if self.without_manifest => {}
            None => {
                let lost = standing::lost(files, out, id, &compiled.output);
                // Another build may have begun meanwhile; it writes its manifest before any file.
                if lost.is_some() && matches!(standing::last(files, out, id), Ok(Some(_))) {
                    return self.held(files, out, loaded, found);
                }
                if let Some(diagnostic) = lost {
                    found.push(diagnostic);
                }
            }
        }
        Some(compiled)
    }

    fn output(
        &self,
        loaded: &Loaded,
        existing: &Existing,
        found: &mut Diagnostics,
    ) -> Option<(Plan, Output)> {
        let plan = plan(loaded, &self.library, existing, &self.texts, found)?;
        let output = emit(&plan, &self.library, &self.texts, found)?;
        Some((plan, output))
    }

    /// Plans only, of the sites in which there is no mistake.
    pub fn plans(&mut self, files: &dyn Files, out: &str) -> Vec<Plan> {
        let all = self.each_plan(files, out, |_, _, plan| plan);
        all.into_iter().flatten().collect()
    }

    /// How each site was reckoned, also one that does not fit.
    pub fn reasonings(&mut self, files: &dyn Files, out: &str) -> Vec<Reasoning> {
        self.each_plan(files, out, |project, loaded, plan| match plan {
            Some(plan) => plan.into(),
            None => reasoning(loaded, &project.library, &project.texts),
        })
    }

    fn each_plan<T>(
        &mut self,
        files: &dyn Files,
        out: &str,
        keep: impl Fn(&Project, &Loaded, Option<Plan>) -> T,
    ) -> Vec<T> {
        let mut kept = Vec::new();
        if self.library_is_faulty() {
            return kept;
        }
        let mut all = Diagnostics::default();
        for loaded in &self.sites {
            let mut found = Diagnostics::default();
            let plan = self.planned(files, out, loaded, &mut found);
            kept.push(keep(self, loaded, plan.filter(|_| !found.has_errors())));
            all.extend(found);
        }
        self.diagnostics.extend(all);
        kept
    }

    fn planned(
        &self,
        files: &dyn Files,
        out: &str,
        loaded: &Loaded,
        found: &mut Diagnostics,
    ) -> Option<Plan> {
        if !standing::is_new(files, out, &loaded.id) {
            return self.held(files, out, loaded, found).map(|held| held.plan);
        }
        let existing = Existing {
            former: self.former(out, loaded, None),
            ..Existing::default()
        };
        plan(loaded, &self.library, &existing, &self.texts, found)
    }

    /// Outputs of the same hub under other names: its domain is in them, or its file made them. Where the site's own
    /// output has the domain already, a second hub was meant once.
    fn former(&self, out: &str, loaded: &Loaded, own: Option<&Last>) -> Vec<Former> {
        let domain = loaded.site.institution.domain.as_str();
        if own.is_some_and(|own| own.has_domain(domain)) {
            return Vec::new();
        }
        let others = self.outputs.iter().filter(|(id, _)| *id != loaded.id);
        others
            .filter_map(|(id, last)| {
                let last = last.as_ref().ok()?;
                let has_domain = last.has_domain(domain);
                let has_file = own.is_none() && last.site() == loaded.file;
                (has_domain || has_file).then(|| Former {
                    directory: format!("{out}/{id}"),
                    id: id.clone(),
                    has_domain,
                })
            })
            .collect()
    }

    /// The sites in which a mistake was found, also one that only shows beside other sites.
    fn faulty(&self) -> BTreeSet<String> {
        let mut places = BTreeSet::new();
        let mut names = BTreeSet::new();
        for diagnostic in self.diagnostics.sorted() {
            if diagnostic.severity == Severity::Error {
                places.extend(diagnostic.labels.iter().map(|label| label.span.file));
                names.extend(&diagnostic.file);
            }
        }
        // Of mistakes that were only counted nobody knows whose they are.
        let is_unknown = self
            .diagnostics
            .counted()
            .any(|(severity, _)| severity == Severity::Error);
        let is_faulty = |loaded: &&Loaded| {
            let mut layers = loaded.layers.iter().map(|(layer, _)| layer);
            is_unknown
                || self.shared.contains(&loaded.file)
                || names.contains(&loaded.file)
                || places.contains(&loaded.place.file)
                || layers.any(|layer| places.contains(layer))
        };
        let faulty = self.sites.iter().filter(is_faulty);
        faulty.map(|loaded| loaded.id.clone()).collect()
    }

    /// A definition that is wrong makes every output of it wrong.
    fn library_is_faulty(&self) -> bool {
        self.library_failed
    }
}
