//! Many sites at once: reads a project and compiles its sites side by side.
//!
//! Joins the stages above; has no rules of its own. Prints nothing and writes nothing.

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostics};
use crate::emit::{Manifest, Output, emit, manifest};
use crate::library::{self, Library};
use crate::plan::{Existing, Plan, plan};
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
        let (library, texts) = (&self.library, &self.texts);
        let results: Vec<(Option<Compiled>, Diagnostics)> = self
            .sites
            .par_iter()
            .map(|loaded| {
                let mut found = Diagnostics::default();
                let existing = existing(files, out, &loaded.id);
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
            let existing = existing(files, out, &loaded.id);
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
            let code = diagnostic.code;
            code == Code::S0323 || (code >= Code::S0501 && code < Code::S0601)
        })
    }
}

/// What the output of a site that is there already holds a new one to.
fn existing(files: &dyn Files, out: &str, id: &str) -> Existing {
    let name = format!("{out}/{id}/{}", manifest::NAME);
    let manifest = files
        .read(&name)
        .ok()
        .and_then(|text| Manifest::read(&text));
    manifest.map_or(Existing::default(), |manifest| manifest.existing())
}
