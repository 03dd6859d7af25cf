//! The sites that are shipped: what their authors have to write, and that all of them compile.

use std::fs;

use regex::Regex;
use syzc::project::{Project, all_sites};

use crate::support::{compile, files, root};

/// A measure of the language: what repeats is in a layer, and the rest is few lines.
const LINES: usize = 15;
/// The thirty Shibboleth hubs, pims, cybera, callysto and an event's: a hub that goes missing is noticed.
const SITES: usize = 34;

#[test]
fn each_site_is_a_few_lines_and_all_compile_together() {
    let names = all_sites(&files());
    assert_eq!(names.len(), SITES);
    for name in &names {
        let text = fs::read_to_string(root().join(name)).expect("a site");
        let lines = text.lines().count();
        assert!(lines <= LINES, "{name} has {lines} lines");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    compile(&files(), &names);
}

/// A project's own definitions are read so when they are loaded; those that are shipped, only here.
#[test]
fn each_expression_of_the_library_can_be_read() {
    let project = Project::open(&files());
    let library = &project.library;
    let of_unfit = library.units.iter().flat_map(|unit| &unit.unfit);
    let of_unfit = of_unfit.flat_map(|unfit| unfit.matches.iter().chain(&unfit.unlike));
    let refusals = library.units.iter().flat_map(|unit| &unit.refusals);
    let of_refusals = refusals
        .flat_map(|refusal| [&refusal.matches, &refusal.unlike, &refusal.site_matches])
        .flat_map(|table| table.iter().map(|(_, expression)| expression.as_str()));
    let of_clouds = library.clouds.iter();
    let of_clouds = of_clouds.flat_map(|cloud| cloud.value.image.iter());
    let of_clouds = of_clouds.map(|(_, image)| image.name.value.as_str());
    let all: Vec<&str> = of_unfit
        .map(|expression| expression.value.as_str())
        .chain(of_refusals)
        .chain(of_clouds)
        .collect();
    assert!(all.len() > 15, "{all:?}");
    for expression in all {
        assert!(Regex::new(expression).is_ok(), "{expression}");
    }
}
