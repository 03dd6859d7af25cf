//! An image of the site, completed from the definition of the library, of the site, or of both.

use std::collections::BTreeMap;

use super::super::{Desk, GIB, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::library::image::Words;
use crate::library::{Defined, Image};
use crate::site::keys::ImageChoice;
use crate::syntax::keys::Given;
use crate::syntax::{Data, Datum, Source, Sources};

/// An image of the site: a definition of the library, of the site, or of both.
pub struct Resolved {
    pub name: String,
    pub base: Option<String>,
    pub from: Option<String>,
    /// What it is built from, as the unit that builds it reads it.
    pub fields: Vec<(String, Datum)>,
    pub size: u64,
    pub offered: bool,
    pub sources: Sources,
    /// Files of the definition: path in the build context and content.
    pub files: Vec<(String, String)>,
}

/// Adds an image after the one it builds on; `None` when that leads nowhere.
pub fn add(
    desk: &mut Desk<'_>,
    name: &str,
    resolved: &mut Vec<Resolved>,
    way: &mut Vec<String>,
) -> Option<()> {
    if resolved.iter().any(|image| image.name == name) {
        return Some(());
    }
    way.push(name.to_owned());
    let image = resolve(desk, name)?;
    if let Some(base) = &image.base {
        if way.contains(base) {
            desk.found.push(Diagnostic::error(
                Code::S0305,
                format!(
                    "image `{name}` builds on itself: {} -> {base}",
                    way.join(" -> ")
                ),
            ));
            return None;
        }
        add(desk, base, resolved, way)?;
    }
    way.pop();
    resolved.push(image);
    Some(())
}

fn resolve(desk: &mut Desk<'_>, name: &str) -> Option<Resolved> {
    let choice = desk.choice(name);
    let Some(definition) = desk.definition(name) else {
        let stands_on = |choice: &&ImageChoice| choice.base.is_some() || choice.from.is_some();
        let Some(choice) = choice.filter(stands_on) else {
            desk.found.push(
                Diagnostic::error(
                    Code::S0304,
                    format!("there is no image `{name}` to build on"),
                )
                .in_file(&desk.loaded.file),
            );
            return None;
        };
        return Some(own_image(name, choice));
    };
    Some(library_image(definition, choice, desk))
}

/// The fields that a site may add to.
fn lists(choice: &ImageChoice) -> [(&'static str, &Given<Vec<String>>); 6] {
    [
        ("apt", &choice.apt),
        ("pip", &choice.pip),
        ("conda", &choice.conda),
        ("r", &choice.r),
        ("julia", &choice.julia),
        ("run", &choice.run),
    ]
}

fn library_image(
    definition: &Defined<Image>,
    choice: Option<&ImageChoice>,
    desk: &Desk<'_>,
) -> Resolved {
    let image = &definition.value;
    let source = Source::Library(format!("image/{}", definition.name));
    let language = desk.site.institution.language.as_str();
    let words = |own: Option<&Given<Option<String>>>, library: &Words| {
        let own = own.and_then(|own| own.value.clone());
        own.unwrap_or_else(|| library.in_language(language).to_owned())
    };
    let title = words(choice.map(|c| &c.title), &image.title);
    let description = words(choice.map(|c| &c.description), &image.description);
    let mut fields = vec![
        ("title".to_owned(), text(&title)),
        ("description".to_owned(), text(&description)),
    ];
    for name in ["apt", "pip", "conda", "r", "julia", "run"] {
        // What the lock file fixes is installed from it, and only what the site adds comes besides.
        let is_locked = name == "pip" && image.pip_lock.value.is_some();
        let mut items: Vec<Datum> = match definition.datum.get(name) {
            Some(list) if !is_locked => list.items().to_vec(),
            _ => Vec::new(),
        };
        if let Some((_, own)) =
            choice.and_then(|choice| lists(choice).into_iter().find(|(own, _)| *own == name))
        {
            for item in &own.value {
                if items.iter().any(|known| known.text() == Some(item)) {
                    continue;
                }
                let mut datum = text(item);
                datum.sources = own.sources.clone();
                items.push(datum);
            }
        }
        fields.push((name.to_owned(), Datum::new(Data::List(items))));
    }
    let mut environment = image.environment.value.clone();
    if let Some(choice) = choice {
        environment.extend(choice.environment.value.clone());
    }
    fields.push(("environment".to_owned(), named(&environment)));
    let (files, targets) = definition_files(definition, desk);
    fields.push(("files".to_owned(), Datum::new(Data::List(targets))));
    fields.push((
        "pip_lock".to_owned(),
        maybe(image.pip_lock.value.as_deref()),
    ));
    let mut sources = Sources::from([source]);
    if let Some(choice) = choice {
        for (_, list) in lists(choice) {
            sources.extend(list.sources.iter().cloned());
        }
    }
    Resolved {
        name: definition.name.clone(),
        base: image.base.value.clone(),
        from: image.from.value.clone(),
        fields,
        size: choice
            .and_then(|choice| choice.size.value)
            .unwrap_or(image.size.value),
        offered: image.offered.value,
        sources,
        files,
    }
}

fn own_image(name: &str, choice: &ImageChoice) -> Resolved {
    let mut fields = vec![
        (
            "title".to_owned(),
            text(choice.title.value.as_deref().unwrap_or(name)),
        ),
        (
            "description".to_owned(),
            text(choice.description.value.as_deref().unwrap_or("")),
        ),
    ];
    let mut sources = Sources::new();
    for (list, own) in lists(choice) {
        let items: Vec<Datum> = own.value.iter().map(|item| text(item)).collect();
        fields.push((list.to_owned(), Datum::new(Data::List(items))));
        sources.extend(own.sources.iter().cloned());
    }
    fields.push(("environment".to_owned(), named(&choice.environment.value)));
    fields.push(("files".to_owned(), Datum::new(Data::List(Vec::new()))));
    fields.push(("pip_lock".to_owned(), Datum::absent()));
    sources.extend(choice.base.sources.iter().cloned());
    sources.extend(choice.from.sources.iter().cloned());
    Resolved {
        name: name.to_owned(),
        base: choice.base.value.clone(),
        from: choice.from.value.clone(),
        fields,
        size: choice.size.value.unwrap_or(GIB),
        offered: true,
        sources,
        files: Vec::new(),
    }
}

pub fn maybe(value: Option<&str>) -> Datum {
    value.map_or_else(Datum::absent, text)
}

fn named(entries: &[(String, String)]) -> Datum {
    let mut merged: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in entries {
        merged.insert(name, value);
    }
    let records = merged
        .into_iter()
        .map(|(name, value)| {
            Datum::new(Data::Record(vec![
                ("name".to_owned(), text(name)),
                ("value".to_owned(), text(value)),
            ]))
        })
        .collect();
    Datum::new(Data::List(records))
}

/// The files that stand beside a definition, and where those that it names go in the image.
fn definition_files(
    definition: &Defined<Image>,
    desk: &Desk<'_>,
) -> (Vec<(String, String)>, Vec<Datum>) {
    let image = &definition.value;
    let directory = definition.file.trim_end_matches("image.toml");
    let mut files = Vec::new();
    let mut targets = Vec::new();
    let mut take = |path: &str| {
        if let Some(id) = desk.library.files.get(&format!("{directory}{path}")) {
            files.push((path.to_owned(), desk.texts.get(*id).content.to_string()));
        }
    };
    for (target, path) in &image.file.value {
        take(path);
        targets.push(Datum::new(Data::Record(vec![
            ("source".to_owned(), text(path)),
            ("target".to_owned(), text(target)),
        ])));
    }
    if let Some(path) = &image.pip_lock.value {
        take(path);
    }
    (files, targets)
}
