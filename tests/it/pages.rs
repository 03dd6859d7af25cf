//! Pages that are made beforehand, for when nothing answers: each in the hub's languages, and a third one is a file.

use std::collections::{BTreeMap, BTreeSet};

use syzc::source::MemoryFiles;

use crate::support::{SMALL, compile};

const NAME: &str = "Test University";
const ENGLISH: &str = include_str!("../../stdlib/language/en.toml");
const FRENCH: &str = include_str!("../../stdlib/language/fr.toml");

/// The pages of the small site that are whole before anybody asks, by path.
fn pages(lines: &str, files: MemoryFiles) -> BTreeMap<String, String> {
    let site = SMALL.replace("[institution]", &format!("[institution]\n{lines}"));
    let files = files.with("sites/small.toml", &site);
    let compiled = compile(&files, &["sites/small.toml"]);
    let output = compiled[0].output.files.iter();
    output
        .filter(|(path, file)| path.ends_with(".html") && !file.content.contains("{%"))
        .map(|(path, file)| (path.clone(), file.content.clone()))
        .collect()
}

/// What a reader of a page sees, text by text.
fn texts(page: &str) -> BTreeSet<String> {
    let mut bare = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        bare.push_str(before);
        bare.push('\0');
        let end = ["script", "style", "!--"].iter().find_map(|name| {
            let ends = if *name == "!--" {
                "-->".to_owned()
            } else {
                format!("</{name}>")
            };
            after.starts_with(name).then_some(ends)
        });
        let end = end.unwrap_or_else(|| ">".to_owned());
        rest = after.split_once(&end).map_or("", |(_, rest)| rest);
    }
    let texts = bare.split('\0').map(str::trim);
    texts
        .filter(|text| text.chars().any(char::is_alphabetic))
        .filter(|text| *text != NAME && !text.contains('@'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_is_in_the_language_of_the_hub_and_says_whose_it_is() {
    let english = pages("", MemoryFiles::default());
    let french = pages("language = \"fr\"", MemoryFiles::default());
    assert_eq!(
        english.keys().collect::<Vec<_>>(),
        french.keys().collect::<Vec<_>>()
    );
    assert!(english.len() >= 5, "{:?}", english.keys());
    for (path, page) in &english {
        let other = &french[path];
        assert!(page.contains("<html lang=\"en\">"), "{path}");
        assert!(other.contains("<html lang=\"fr\">"), "{path}");
        assert!(page.contains(NAME) && other.contains(NAME), "{path}");
        let (own, others) = (texts(page), texts(other));
        assert!(own.len() >= 3, "{path}: {own:?}");
        let common: Vec<&String> = own.intersection(&others).collect();
        assert!(common.is_empty(), "{path}: {common:?}");
    }
}

#[test]
fn none_loads_itself_anew() {
    for (path, page) in pages("", MemoryFiles::default()) {
        assert!(!page.contains("http-equiv"), "{path}");
        assert!(!page.contains("reload("), "{path}");
    }
}

#[test]
fn with_several_languages_each_is_on_the_page() {
    let english = pages("", MemoryFiles::default());
    let french = pages("language = \"fr\"", MemoryFiles::default());
    let both = pages(
        "language = \"fr\"\nother_languages = [\"en\"]",
        MemoryFiles::default(),
    );
    for (path, page) in both {
        assert!(page.contains("<html lang=\"fr\">"), "{path}");
        assert!(page.contains("<section lang=\"fr\">"), "{path}");
        assert!(page.contains("<section lang=\"en\">"), "{path}");
        let said = texts(&page);
        assert!(said.is_superset(&texts(&french[&path])), "{path}");
        // The title is in the first language only.
        let missing: Vec<String> = texts(&english[&path]).difference(&said).cloned().collect();
        assert!(missing.is_empty(), "{path}: {missing:?}");
    }
}

#[test]
fn a_third_language_is_a_file() {
    for (own, away) in [
        (ENGLISH, "The hub is away for a moment"),
        (FRENCH, "Le service est absent un instant"),
    ] {
        let third = own.replace(away, "Der Hub ist kurz weg");
        let files = MemoryFiles::default().with("stdlib/language/de.toml", &third);
        let pages = pages("language = \"de\"", files);
        let outage = &pages["ansible/roles/web/files/pages/outage.html"];
        assert!(outage.contains("<html lang=\"de\">") && outage.contains("Der Hub ist kurz weg"));
    }
}

#[test]
fn a_language_that_lacks_a_sentence_is_a_mistake() {
    let lacking = ENGLISH.replace("try_again             =", "tried_again           =");
    let files = MemoryFiles::default()
        .with("stdlib/language/de.toml", &lacking)
        .with("sites/small.toml", SMALL);
    let project = syzc::project::Project::read(&files, &["sites/small.toml".to_owned()]);
    let said = syzc::diagnostic::render::text(&project.diagnostics, &project.texts, false);
    assert!(
        said.contains("`stdlib/language/de.toml` has no sentence `try_again`"),
        "{said}"
    );
}
