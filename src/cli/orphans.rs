//! Directories of sites that are gone: told by whatever looks at all sites.

use std::path::Path;

use super::Place;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::project::{Project, standing};

/// Names directories beneath `out` whose site is gone. Their hubs may still run.
pub fn name(place: &Place, out: &Path, project: &mut Project) {
    for (directory, last) in &project.outputs {
        if project.sites.iter().any(|loaded| loaded.id == *directory) {
            continue;
        }
        let last = match last {
            Ok(last) => last,
            Err(trouble) => {
                let out = out.to_string_lossy();
                let mut diagnostic = standing::diagnostic(trouble.clone(), &out, directory);
                diagnostic.severity = Severity::Warning;
                project.diagnostics.push(diagnostic);
                continue;
            }
        };
        if place.directory.join(last.site()).is_file() {
            continue;
        }
        let shown = out.join(directory);
        let shown = shown.display();
        project.diagnostics.push(
            Diagnostic::warning(
                Code::S0603,
                format!("`{shown}` was written from `{}`, which is gone", last.site().escape_debug()),
            )
            .in_file(format!("{shown}"))
            .help(format!("if the hub is to go, destroy it first: follow \"Leave\" in `{shown}/README.md`, then remove the directory"))
            .help(format!("if the site was renamed, write `id = \"{directory}\"` in its new file")),
        );
    }
}
