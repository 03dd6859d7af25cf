//! Many sites at once: reads a project and compiles its sites side by side.
//!
//! Joins the stages above; has no rules of its own. Prints nothing and writes nothing.

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::{Manifest, Output, emit, manifest};
use crate::library::{self, Library};
use crate::plan::{Existing, Plan, plan};
use crate::site::{self, Loaded, rules};
use crate::source::{Fault, Files};
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
    library_failed: bool,
}

/// A site that was compiled.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub plan: Plan,
    pub output: Output,
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
        rules::hold_between(&sites, &self.library, &mut self.diagnostics);
    }

    /// Compiles every site that was read, each independent of the mistakes of the others; `out` is where their
    /// outputs may be already.
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
        let (library, texts) = (&self.library, &self.texts);
        let results: Vec<(Option<T>, Diagnostics)> = self
            .sites
            .par_iter()
            .map(|loaded| {
                let mut found = Diagnostics::default();
                let existing = existing(files, out, &loaded.id);
                let compiled =
                    plan(loaded, library, &existing, texts, &mut found).and_then(|plan| {
                        let output = emit(&plan, library, texts, &mut found)?;
                        Some(keep(Compiled { plan, output }))
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
        self.library_failed
    }
}

/// What the output of a site that is there already holds a new one to.
fn existing(files: &dyn Files, out: &str, id: &str) -> Existing {
    let name = format!("{id}/{}", manifest::NAME);
    let manifest = files
        .read_beneath(out, &name)
        .ok()
        .and_then(|text| Manifest::read(&text));
    manifest.map_or(Existing::default(), |manifest| manifest.existing())
}
