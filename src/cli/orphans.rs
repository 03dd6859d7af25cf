//! Directories of sites that are gone: told by whatever looks at all sites.

use std::path::Path;

use super::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::project::Project;

/// Names directories beneath `out` whose site is gone. Their hubs may still run.
pub fn name(place: &Place, out: &Path, project: &mut Project) {
    for (directory, manifest) in &project.outputs {
        let site = &manifest.site;
        let is_known = project.sites.iter().any(|loaded| loaded.id == *directory);
        if is_known || place.directory.join(site).is_file() {
            continue;
        }
        let shown = out.join(directory);
        let shown = shown.display();
        project.diagnostics.push(
            Diagnostic::warning(
                Code::S0603,
                format!("`{shown}` was written from `{site}`, which is gone"),
            )
            .in_file(format!("{shown}"))
            .help(format!("if the hub is to go, destroy it first: follow \"Leave\" in `{shown}/README.md`, then remove the directory"))
            .help(format!("if the site was renamed, write `id = \"{directory}\"` in its new file")),
        );
    }
}
