//! Many sites at once: reads a project and compiles its sites side by side.
//!
//! Joins the stages above; has no rules of its own. Prints nothing and writes nothing.

use rayon::prelude::*;

use crate::diagnostic::Diagnostics;
use crate::emit::{Manifest, Output, emit, manifest};
use crate::library::{self, Library};
use crate::plan::{Existing, Former, Plan, plan};
use crate::site::{self, Loaded, rules};
use crate::source::Files;
use crate::text::Texts;

/// The directory that sites stand in.
pub const SITES: &str = "sites";

/// A project's library and sites, with every mistake that was found in them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    pub texts: Texts,
    pub library: Library,
    pub sites: Vec<Loaded>,
    pub diagnostics: Diagnostics,
    /// The outputs that are there, of whatever site, by their directories.
    pub outputs: Vec<(String, Manifest)>,
}

/// A site that was compiled.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub plan: Plan,
    pub output: Output,
}

/// The names of all sites: the TOML files directly under `sites/`.
pub fn all_sites(files: &dyn Files) -> Vec<String> {
    files
        .list(SITES)
        .into_iter()
        .filter(|name| name.ends_with(".toml") && name.matches('/').count() == 1)
        .collect()
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
        rules::hold_between(&sites, &self.library, &mut self.diagnostics);
    }

    /// Compiles every site that was read, each independent of the mistakes of the others; `out` is where their
    /// outputs may be already.
    pub fn compile(&mut self, files: &dyn Files, out: &str) -> Vec<Compiled> {
        if self.library_is_faulty() {
            return Vec::new();
        }
        let (library, texts, outputs) = (&self.library, &self.texts, &self.outputs);
        let results: Vec<(Option<Compiled>, Diagnostics)> = self
            .sites
            .par_iter()
            .map(|loaded| {
                let mut found = Diagnostics::default();
                let existing = existing(files, out, outputs, loaded);
                let compiled =
                    plan(loaded, library, &existing, texts, &mut found).and_then(|plan| {
                        let output = emit(&plan, library, texts, &mut found)?;
                        Some(Compiled { plan, output })
                    });
                (compiled, found)
            })
            .collect();
        let mut all = Vec::new();
        for (compiled, found) in results {
            all.extend(compiled);
            self.diagnostics.extend(found);
        }
        all
    }

    /// Plans only, for commands that print reasoning.
    pub fn plans(&mut self, files: &dyn Files, out: &str) -> Vec<Plan> {
        let mut plans = Vec::new();
        if self.library_is_faulty() {
            return plans;
        }
        for loaded in &self.sites {
            let existing = existing(files, out, &self.outputs, loaded);
            plans.extend(plan(
                loaded,
                &self.library,
                &existing,
                &self.texts,
                &mut self.diagnostics,
            ));
        }
        plans
    }

    /// A definition that is wrong makes every output of it wrong.
    fn library_is_faulty(&self) -> bool {
        self.diagnostics.sorted().iter().any(|diagnostic| {
            diagnostic.code >= crate::diagnostic::Code::S0501
                && diagnostic.code < crate::diagnostic::Code::S0601
        })
    }
}

/// What the output of a site that is there already holds a new one to.
fn existing(
    files: &dyn Files,
    out: &str,
    outputs: &[(String, Manifest)],
    loaded: &Loaded,
) -> Existing {
    let name = format!("{out}/{}/{}", loaded.id, manifest::NAME);
    let manifest = files
        .read(&name)
        .ok()
        .and_then(|text| Manifest::read(&text));
    let former = former(out, outputs, loaded, manifest.as_ref());
    Existing {
        former,
        ..manifest.map_or(Existing::default(), |manifest| manifest.existing())
    }
}

/// Outputs of the same hub under other names: its domain is in them, or its file made them. Where the site's own output
/// has the domain already, a second hub was meant once.
fn former(
    out: &str,
    outputs: &[(String, Manifest)],
    loaded: &Loaded,
    own: Option<&Manifest>,
) -> Vec<Former> {
    let domain = Some(loaded.site.institution.domain.as_str());
    if own.is_some_and(|own| own.keeps.domain.as_deref() == domain) {
        return Vec::new();
    }
    outputs
        .iter()
        .filter(|(directory, _)| *directory != loaded.id)
        .filter_map(|(directory, manifest)| {
            let has_domain = manifest.keeps.domain.as_deref() == domain;
            let has_file = own.is_none() && manifest.site == loaded.file;
            (has_domain || has_file).then(|| Former {
                directory: format!("{out}/{directory}"),
                id: directory.clone(),
                has_domain,
            })
        })
        .collect()
}
