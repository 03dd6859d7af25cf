//! The sites that are shipped: what their authors have to write, and that all of them compile.

use std::fs;

use syzc::project::all_sites;

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
