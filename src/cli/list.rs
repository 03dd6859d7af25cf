//! `syzc list`: what there is to choose from.

mod images;

use clap::{Args, ValueEnum};

use super::{Ending, Format, Place, report};
use crate::library::page::page;
use crate::library::{Library, ROLES};
use crate::project::{Project, all_sites, sites_without_name};
use crate::syntax::datum::show_size;

/// List sites, images, clouds, flavors, profiles, releases or units.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  syzc list                       all sites
  syzc list images                what users can be given
  syzc list images --tree         which builds on which
  syzc list images scipy          what is in one
  syzc list flavors arbutus       the flavors of a cloud
")]
pub struct List {
    #[arg(value_enum, default_value_t)]
    what: What,
    /// For `flavors` the cloud, for `images` one image whose page is wanted.
    of: Option<String>,
    /// For `images`: which builds on which.
    #[arg(long, conflicts_with = "of")]
    tree: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum What {
    #[default]
    Sites,
    Images,
    Clouds,
    Flavors,
    Profiles,
    Releases,
    Units,
}

impl List {
    pub fn run(self, place: &Place) -> Ending {
        let (names, found) = if self.what == What::Sites {
            let files = place.files();
            (all_sites(files), sites_without_name(files))
        } else {
            Default::default()
        };
        let mut project = Project::read(place.files(), &names);
        project.diagnostics.extend(found);
        let rows = match self.what {
            What::Sites => sites(&project),
            What::Flavors => self.flavors(&project.library)?,
            What::Images if self.of.is_some() => vec![vec![self.page(&project)?]],
            What::Images if self.tree => images::tree(&project.library),
            what => library(what, &project.library),
        };
        report::print(&crate::secret::hide(&columns(&rows)))?;
        let outcome = report::diagnostics(&project.diagnostics, &project.texts, Format::Text)?;
        Ok(outcome)
    }

    /// What is in one image.
    fn page(&self, project: &Project) -> Result<String, super::Stop> {
        let name = self.of.as_deref().unwrap_or_default();
        let library = &project.library;
        match library.image(name) {
            Some(image) => Ok(page(image, library, &project.texts).trim_end().to_owned()),
            None => Err(super::Stop::Usage(format!(
                "there is no image `{name}` in the library; `syzc list images` lists them"
            ))),
        }
    }

    fn flavors(&self, library: &Library) -> Result<Vec<Vec<String>>, super::Stop> {
        let mut rows = Vec::new();
        let asked = self.of.as_deref();
        let clouds = library
            .clouds
            .iter()
            .filter(|cloud| asked.is_none_or(|asked| asked == cloud.name));
        for cloud in clouds {
            for (name, flavor) in &cloud.value.flavor {
                rows.push(vec![
                    cloud.name.clone(),
                    name.clone(),
                    format!("{} vCPU", flavor.vcpus.value),
                    show_size(flavor.ram.value),
                    if flavor.gpu.value {
                        "gpu".to_owned()
                    } else {
                        String::new()
                    },
                ]);
            }
        }
        if rows.is_empty() {
            let asked = asked.unwrap_or("");
            return Err(super::Stop::Usage(format!(
                "there is no cloud `{asked}`; `syzc list clouds` lists them"
            )));
        }
        Ok(rows)
    }
}

fn sites(project: &Project) -> Vec<Vec<String>> {
    let row = |loaded: &crate::site::Loaded| {
        vec![
            loaded.id.clone(),
            loaded.site.institution.domain.value.clone(),
            format!("{} users", loaded.site.users.total.value),
            loaded.site.cloud.catalogue.value.clone(),
            loaded.site.institution.name.value.clone(),
        ]
    };
    project.sites.iter().map(row).collect()
}

fn library(what: What, library: &Library) -> Vec<Vec<String>> {
    match what {
        What::Images => images::rows(library),
        What::Clouds => library
            .clouds
            .iter()
            .map(|cloud| {
                vec![
                    cloud.name.clone(),
                    format!("{} flavors", cloud.value.flavor.len()),
                    format!(
                        "{} ({}, {})",
                        cloud.value.title, cloud.value.source, cloud.value.date
                    ),
                ]
            })
            .collect(),
        What::Profiles => library
            .profiles
            .iter()
            .map(|profile| vec![profile.name.clone(), profile.value.title.clone()])
            .collect(),
        What::Releases => library
            .releases
            .iter()
            .map(|release| {
                let value = &release.value;
                vec![
                    release.name.clone(),
                    value.title.clone(),
                    format!("tried: {}", value.tried),
                ]
            })
            .collect(),
        _ => ROLES
            .iter()
            .flat_map(|(role, _)| library.units_of(role))
            .map(|unit| {
                let default = if unit.default { "default" } else { "" };
                vec![unit.path(), default.to_owned(), unit.doc.clone()]
            })
            .collect(),
    }
}

/// Rows under each other, each column as wide as its widest entry.
fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let lengths = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        lengths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
