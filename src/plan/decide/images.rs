//! The images of a site: definitions completed, ordered so that each follows the one it builds on, and tagged.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::{Desk, GIB, MIB, integer};
use crate::diagnostic::{Code, Diagnostic};
use crate::library::image::Words;
use crate::library::{Binding, Defined, Image, Unit};
use crate::site::keys::ImageChoice;
use crate::site::rules::unit_for;
use crate::syntax::datum::show_size;
use crate::syntax::keys::Given;
use crate::syntax::{Data, Datum, Source, Sources};

/// An image of the site: a definition of the library, of the site, or of both.
struct Resolved {
    name: String,
    base: Option<String>,
    from: Option<String>,
    fields: Vec<(String, Datum)>,
    size: u64,
    offered: bool,
    sources: Sources,
    /// Files of the definition: path in the build context and content.
    files: Vec<(String, String)>,
}

/// Decides the list of images; `None` when a definition leads nowhere.
pub fn decide(desk: &mut Desk<'_>) -> Option<()> {
    let mut resolved: Vec<Resolved> = Vec::new();
    let chosen: Vec<String> = desk
        .site
        .image
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    for name in &chosen {
        add(desk, name, &mut resolved, &mut Vec::new())?;
    }
    let tags = tags(desk, &resolved);
    let default = default(desk, &resolved)?;
    let total: u64 = resolved.iter().map(|image| image.size).sum();
    let sources: Vec<Sources> = resolved.iter().map(|image| image.sources.clone()).collect();
    let records: Vec<Datum> = resolved
        .iter()
        .map(|image| record(image, &tags, chosen.contains(&image.name), &default))
        .collect();
    let count = records.len();
    desk.put(
        "images_size",
        "images on the disk",
        Data::Size(total),
        format!("{count} images that share layers: {}", sizes(&resolved)),
        sources.clone(),
    );
    let files = resolved
        .iter()
        .flat_map(|image| {
            image.files.iter().map(|(path, content)| {
                Datum::new(Data::Record(vec![
                    ("image".to_owned(), text(&image.name)),
                    ("path".to_owned(), text(path)),
                    ("content".to_owned(), text(content)),
                ]))
            })
        })
        .collect();
    desk.wire(
        "images",
        "all images, each after its base",
        Data::List(records.clone()),
        sources.clone(),
    );
    let roots = records
        .iter()
        .filter(|record| record.get("from").is_some_and(Datum::is_present))
        .cloned()
        .collect();
    desk.wire(
        "image_roots",
        "the images that build on one of a registry",
        Data::List(roots),
        sources.clone(),
    );
    desk.wire(
        "image_files",
        "files that images are built from",
        Data::List(files),
        sources,
    );
    let from = desk
        .site
        .image
        .iter()
        .map(|(_, image)| image.default.sources.clone());
    let from: Vec<Sources> = from.collect();
    desk.wire(
        "default_image",
        "the image chosen beforehand",
        Data::Text(default),
        from,
    );
    Some(())
}

fn text(value: &str) -> Datum {
    Datum::new(Data::Text(value.to_owned()))
}

fn sizes(resolved: &[Resolved]) -> String {
    let parts: Vec<String> = resolved
        .iter()
        .map(|image| format!("{} {}", image.name, show_size(image.size)))
        .collect();
    parts.join(", ")
}

/// Adds an image after the one it builds on.
fn add(
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
    let choice = desk
        .site
        .image
        .iter()
        .find(|(own, _)| own == name)
        .map(|(_, choice)| choice);
    let library = desk.library.image(name);
    let own_base = choice.is_some_and(|choice| choice.base.is_some() || choice.from.is_some());
    let Some(definition) = library.filter(|_| !own_base) else {
        let Some(choice) = choice.filter(|_| own_base) else {
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
    let url = choice
        .and_then(|choice| choice.default_url.value.clone())
        .or_else(|| image.default_url.value.clone());
    fields.push(("default_url".to_owned(), maybe(url.as_deref())));
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
    fields.push((
        "default_url".to_owned(),
        maybe(choice.default_url.value.as_deref()),
    ));
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

fn maybe(value: Option<&str>) -> Datum {
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

/// The tag of an image is the hash of everything it is built from: its definition, its files, the templates, and
/// the tag of the image under it. So a changed image has a new name, and a running server keeps the old one.
fn tags(desk: &Desk<'_>, resolved: &[Resolved]) -> BTreeMap<String, String> {
    let mut templates = Sha256::new();
    if let Some(unit) = unit_for("build", &desk.loaded.datum, desk.library) {
        for file in unit
            .files
            .iter()
            .filter(|file| file.path.starts_with("images/"))
        {
            if let Some(id) = desk.library.files.get(&file.from) {
                templates.update(desk.texts.get(*id).content.as_bytes());
            }
        }
        for name in used(desk, unit) {
            if let Some(input) = unit.input(&name) {
                templates.update(bound(desk, &input.binding));
            }
        }
    }
    let templates = hexadecimal(templates);
    let mut tags: BTreeMap<String, String> = BTreeMap::new();
    for image in resolved {
        let mut hash = Sha256::new();
        hash.update(&templates);
        hash.update(Data::Record(image.fields.clone()).canonical());
        for (path, content) in &image.files {
            hash.update(format!("{path}\0{}\0{content}", content.len()));
        }
        let below = image.base.as_ref().and_then(|base| tags.get(base));
        hash.update(below.or(image.from.as_ref()).map_or("", String::as_str));
        tags.insert(image.name.clone(), hexadecimal(hash)[..12].to_owned());
    }
    tags
}

/// The inputs that reach the files which images are built from.
fn used(desk: &Desk<'_>, unit: &Unit) -> BTreeSet<String> {
    let files = unit
        .files
        .iter()
        .filter(|file| file.path.starts_with("images/"));
    files
        .filter_map(|file| desk.library.templates.get(&file.from))
        .flat_map(|template| template.used.iter().cloned())
        .collect()
}

/// What an input is bound to, as text to hash. The images themselves are hashed one by one.
fn bound(desk: &Desk<'_>, binding: &Binding) -> String {
    match binding {
        Binding::Site(path) => {
            let datum = desk.loaded.datum.at(path);
            datum.map_or_else(String::new, |datum| datum.data.canonical())
        }
        Binding::Decision(name) => {
            let decision = desk.decisions.get(name);
            decision.map_or_else(String::new, |decision| decision.value.data.canonical())
        }
        Binding::Value(operand) => format!("{operand:?}"),
        Binding::Key(_) | Binding::Output { .. } | Binding::Collection(_) => String::new(),
    }
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn record(image: &Resolved, tags: &BTreeMap<String, String>, chosen: bool, default: &str) -> Datum {
    let tag = |name: &str| tags.get(name).cloned().unwrap_or_default();
    let mut fields = vec![
        ("name".to_owned(), text(&image.name)),
        ("tag".to_owned(), text(&tag(&image.name))),
        ("base".to_owned(), maybe(image.base.as_deref())),
        (
            "base_tag".to_owned(),
            maybe(image.base.as_deref().map(tag).as_deref()),
        ),
        ("from".to_owned(), maybe(image.from.as_deref())),
        (
            "size_mib".to_owned(),
            Datum::new(integer(image.size.div_ceil(MIB))),
        ),
        (
            "offered".to_owned(),
            Datum::new(Data::Boolean(image.offered && chosen)),
        ),
        (
            "default".to_owned(),
            Datum::new(Data::Boolean(image.name == default)),
        ),
    ];
    fields.extend(image.fields.clone());
    let mut record = Datum::new(Data::Record(fields));
    for source in &image.sources {
        record = record.from_source(source);
    }
    record
}

/// The image that says so, else the first that is offered.
fn default(desk: &mut Desk<'_>, resolved: &[Resolved]) -> Option<String> {
    let offered = |name: &str| {
        resolved
            .iter()
            .any(|image| image.name == name && image.offered)
    };
    let marked = desk
        .site
        .image
        .iter()
        .find(|(_, image)| image.default.value);
    let first = desk.site.image.iter().find(|(name, _)| offered(name));
    match marked.or(first) {
        Some((name, _)) if offered(name) => Some(name.clone()),
        _ => {
            desk.found.push(
                Diagnostic::error(Code::S0303, "no image of the site can be offered to users")
                    .at(desk.loaded.place, "in this site")
                    .help("add one that is not only built upon: `images = [\"scipy\"]`"),
            );
            None
        }
    }
}
