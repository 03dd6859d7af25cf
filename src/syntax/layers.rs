//! A site with the layers it extends, as one table in which every value still knows its file.

use std::collections::{BTreeMap, BTreeSet};

use super::correct::{key, quoted};
use super::parse::parse;
use super::repeats;
use super::shape::{Field, Shape};
use super::value::{Entry, Kind, Table, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed, nearest};
use crate::limits::{LAYER_DEPTH, LAYERS};
use crate::source::{Fault, Files, join, plain};
use crate::text::{FileId, Span, Texts};

/// A file and everything it extends.
#[derive(Debug, Clone)]
pub struct Layered {
    pub table: Table,
    /// The file of the site itself.
    pub file: FileId,
    /// Each layer with the place of the `extends` that brought it in.
    pub layers: Vec<(FileId, Span)>,
}

/// Reads a site and its layers and merges them; later layers win, and the site wins over all.
///
/// Tables merge key by key; scalars and lists replace. `fields` says which keys have short forms, which are
/// expanded before merging so that `users = 8000` in a site meets `[users]` in a layer.
pub fn load(
    files: &dyn Files,
    name: &str,
    fields: &[Field],
    texts: &mut Texts,
    diagnostics: &mut Diagnostics,
) -> Option<Layered> {
    let file = read(files, name, None, texts, diagnostics)?;
    let mut loader = Loader {
        files,
        fields,
        texts,
        diagnostics,
        seen: BTreeSet::from([name.to_owned()]),
        layers: Vec::new(),
    };
    let mut stack = vec![name.to_owned()];
    let table = loader.merged(file, &mut stack)?;
    let layers = loader.layers;
    Some(Layered {
        table,
        file,
        layers,
    })
}

/// Reads one file into `texts`; `from` is the `extends` that named it.
pub fn read(
    files: &dyn Files,
    name: &str,
    from: Option<Span>,
    texts: &mut Texts,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    if let Some(file) = texts.find(name) {
        return Some(file);
    }
    let fault = match files.read(name) {
        Ok(content) => return Some(texts.add(name, &plain(&content))),
        Err(fault) => fault,
    };
    let (code, message) = match &fault {
        Fault::Missing if from.is_some() => (Code::S0104, format!("there is no layer `{name}`")),
        Fault::Missing => (Code::S0103, format!("there is no file `{name}`")),
        Fault::Directory => (
            Code::S0103,
            format!("`{name}` is a directory, but a TOML file is needed"),
        ),
        Fault::NotUtf8 { offset } => (
            Code::S0102,
            format!("`{name}` is not UTF-8: byte {offset} starts no character"),
        ),
        other => (
            other.code(),
            format!("`{name}` cannot be read: {}", other.reason()),
        ),
    };
    let mut diagnostic = Diagnostic::error(code, message).at(from, "named here");
    // What is there under this very name was meant, whatever is wrong with it.
    let near = match fault {
        Fault::Missing | Fault::Directory => {
            meant(files, name, from.map(|from| &*texts.get(from.file).name))
        }
        _ => None,
    };
    diagnostic = match (near, from) {
        _ if let Some(help) = fault.help() => diagnostic.help(help),
        _ if matches!(fault, Fault::Other(_)) => {
            diagnostic.help("see with `ls -l` whom it belongs to and who may read it")
        }
        (Some(near), Some(from)) => diagnostic.fix(from, quoted(&near), "did you mean this?"),
        (Some(near), None) => diagnostic.help(format!("did you mean `{near}`?")),
        (None, Some(_)) => {
            diagnostic.help("layers are named from the directory of the file that extends them")
        }
        (None, None) => diagnostic.help("`syzc list` prints the sites that are there"),
    };
    if from.is_none() {
        diagnostic = diagnostic.in_file(name);
    }
    diagnostics.push(diagnostic);
    None
}

/// The file that a name most likely means, as it would be written: of the same name elsewhere, else of one near it.
/// `from` is the file that extends it; without one, it is a site that was asked for.
fn meant(files: &dyn Files, name: &str, from: Option<&str>) -> Option<String> {
    let directory = from.and_then(|from| from.rsplit_once('/'));
    let directory = directory.map_or("sites", |(directory, _)| directory);
    let stem = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        last.trim_end_matches(".toml").to_owned()
    };
    let present: Vec<String> = files
        .list(directory)
        .names
        .into_iter()
        .filter(|file| file.ends_with(".toml") && Some(file.as_str()) != from)
        .filter(|file| from.is_some() || file.matches('/').count() == 1)
        // What is wrong with the file of this very name is said.
        .filter(|file| file != name)
        .collect();
    // A directory was named in the place of the file in it.
    let mut within = present
        .iter()
        .filter(|file| file.starts_with(&format!("{name}/")));
    let only = within.next().filter(|_| within.next().is_none());
    // What all paths have in common would make any two of them seem near.
    let stems: Vec<String> = present.iter().map(|file| stem(file)).collect();
    let wanted = stem(name);
    let same = stems.iter().position(|stem| *stem == wanted);
    let near = || {
        let near = nearest(&wanted, stems.iter().map(String::as_str))?;
        stems.iter().position(|stem| stem == near)
    };
    let near = match only {
        Some(only) => only,
        None => &present[same.or_else(near)?],
    };
    match from {
        Some(_) => near
            .strip_prefix(&format!("{directory}/"))
            .map(str::to_owned),
        None => Some(near.clone()),
    }
}

struct Loader<'a> {
    files: &'a dyn Files,
    fields: &'a [Field],
    texts: &'a mut Texts,
    diagnostics: &'a mut Diagnostics,
    /// Every file merged so far: a layer reached twice counts once.
    seen: BTreeSet<String>,
    layers: Vec<(FileId, Span)>,
}

impl Loader<'_> {
    /// The table of one file over those of its layers. Goes on after a layer's mistake, to find more.
    fn merged(&mut self, file: FileId, stack: &mut Vec<String>) -> Option<Table> {
        let mut table = parse(self.texts, file, self.diagnostics)?;
        repeats::find(&table, self.fields, self.diagnostics);
        let extends = table.take("extends");
        expand(&mut table, self.fields);
        let mut base = Table::default();
        let (references, mut complete) = self.references(extends);
        for (reference, span) in references {
            match self.layer(file, &reference, span, stack) {
                Some(layer) => merge(&mut base, layer),
                None => complete = false,
            }
        }
        if complete && stack.len() == 1 {
            removals(&table, &base, self.fields, "", self.diagnostics);
        }
        merge(&mut base, table);
        complete.then_some(base)
    }

    /// The paths that `extends` names, and whether all of it could be read.
    fn references(&mut self, extends: Option<Entry>) -> (Vec<(String, Span)>, bool) {
        let Some(entry) = extends else {
            return (Vec::new(), true);
        };
        let values = match entry.value.kind {
            Kind::List(values) => values,
            _ => vec![entry.value],
        };
        let count = values.len();
        let mut references = Vec::new();
        for value in values {
            match &value.kind {
                Kind::Text(text) => references.push((text.clone(), value.span)),
                Kind::Unread => {}
                other => self.diagnostics.push(
                    Diagnostic::error(Code::S0203, "`extends` takes a path or a list of paths")
                        .at(value.span, format!("this is {}", other.type_name()))
                        .help("write `extends = \"layers/arbutus.toml\"`"),
                ),
            }
        }
        let complete = references.len() == count;
        (references, complete)
    }

    fn layer(
        &mut self,
        from: FileId,
        reference: &str,
        span: Span,
        stack: &mut Vec<String>,
    ) -> Option<Table> {
        let Some(name) = join(&self.texts.get(from).name, reference) else {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::S0106,
                    format!("the layer `{reference}` lies outside the project"),
                )
                .at(span, "named here")
                .help("layers are named from the directory of the file that extends them"),
            );
            return None;
        };
        if stack.contains(&name) {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::S0105,
                    format!("`{name}` extends itself: {}", circle(stack, &name)),
                )
                .at(span, "this closes the circle")
                .help("remove one of the `extends` of the circle"),
            );
            return None;
        }
        if self.seen.contains(&name) {
            return Some(Table::default());
        }
        let too_many = if stack.len() > LAYER_DEPTH.most {
            Some(format!(
                "more than {} layers extend each other",
                LAYER_DEPTH.most
            ))
        } else if self.seen.len() > LAYERS.most {
            Some(format!("the site extends more than {} layers", LAYERS.most))
        } else {
            None
        };
        if let Some(message) = too_many {
            self.diagnostics.push(
                Diagnostic::error(Code::S0111, message)
                    .at(span, "this one is not read")
                    .help("put layers that are always used together into one file"),
            );
            return None;
        }
        self.seen.insert(name.clone());
        let file = read(self.files, &name, Some(span), self.texts, self.diagnostics)?;
        self.layers.push((file, span));
        stack.push(name);
        let table = self.merged(file, stack);
        stack.pop();
        table
    }
}

fn circle(stack: &[String], name: &str) -> String {
    let start = stack.iter().position(|entry| entry == name).unwrap_or(0);
    let mut names: Vec<&str> = stack[start..].iter().map(String::as_str).collect();
    names.push(name);
    names.join(" -> ")
}

/// Finds `name = false` in a site where no layer has that entry: a slip in the name would leave, say, a colleague's
/// key in force.
fn removals(
    site: &Table,
    base: &Table,
    fields: &[Field],
    path: &str,
    diagnostics: &mut Diagnostics,
) {
    let below = Table::default();
    for field in fields {
        let Some(table) = site
            .get(&field.name)
            .and_then(|entry| entry.value.as_table())
        else {
            continue;
        };
        let given = base.get(&field.name);
        let given = given.and_then(|entry| entry.value.as_table());
        let given = given.unwrap_or(&below);
        let path = if path.is_empty() {
            field.name.clone()
        } else {
            format!("{path}.{}", field.name)
        };
        match &field.shape {
            Shape::Record(inner) => removals(table, given, inner, &path, diagnostics),
            Shape::Map { .. } => {
                let there: BTreeSet<&str> = given
                    .entries
                    .iter()
                    .map(|entry| entry.key.as_str())
                    .collect();
                let removed = table.entries.iter().filter(|entry| entry.value.is_false());
                for entry in removed.filter(|entry| !there.contains(entry.key.as_str())) {
                    let diagnostic = nothing_to_remove(entry, given, &path, diagnostics);
                    diagnostics.push(diagnostic);
                }
            }
            _ => {}
        }
    }
}

fn nothing_to_remove(entry: &Entry, given: &Table, path: &str, found: &Diagnostics) -> Diagnostic {
    let names = || {
        let entries = given.entries.iter().filter(|entry| !entry.value.is_false());
        entries.map(|entry| entry.key.as_str())
    };
    let diagnostic = Diagnostic::error(
        Code::S0208,
        format!(
            "`{path}.{}` is removed, but no layer has such an entry",
            entry.key
        ),
    )
    .at(entry.key_span, "nothing to remove");
    match found.nearest(&entry.key, names()) {
        Some(near) => diagnostic.fix(entry.key_span, key(near), "did you mean this?"),
        None if names().next().is_none() => {
            diagnostic.help("remove this line; no layer gives any entry here")
        }
        None => diagnostic.help(format!(
            "the layers give {}; remove this line if none of them is meant",
            listed(names())
        )),
    }
}

/// Puts `over` on top of `base`.
pub fn merge(base: &mut Table, over: Table) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (place, entry) in base.entries.iter().enumerate() {
        places.entry(entry.key.clone()).or_insert(place);
    }
    for entry in over.entries {
        let known = places.get(&entry.key);
        match known.and_then(|place| base.entries.get_mut(*place)) {
            None => {
                places.insert(entry.key.clone(), base.entries.len());
                base.entries.push(entry);
            }
            Some(other) => match (&mut other.value.kind, entry.value) {
                (
                    Kind::Table(below),
                    Value {
                        kind: Kind::Table(above),
                        span,
                    },
                ) => {
                    merge(below, above);
                    other.value.span = span;
                    other.key_span = entry.key_span;
                }
                (_, value) => {
                    other.value = value;
                    other.key_span = entry.key_span;
                }
            },
        }
    }
}

/// Replaces the short forms of keys by the tables they stand for.
pub fn expand(table: &mut Table, fields: &[Field]) {
    for field in fields {
        if let (Some(plural), Shape::Map { .. }) = (&field.plural, &field.shape) {
            expand_plural(table, field, plural);
        }
        let Some(entry) = table
            .entries
            .iter_mut()
            .find(|entry| entry.key == field.name)
        else {
            continue;
        };
        if let (Some(short), false) = (&field.short, matches!(entry.value.kind, Kind::Table(_))) {
            let inner = Entry {
                key: short.clone(),
                key_span: entry.key_span,
                value: entry.value.clone(),
            };
            entry.value.kind = Kind::Table(Table {
                entries: vec![inner],
            });
        }
        if let (Kind::Table(inner), Shape::Record(fields)) = (&mut entry.value.kind, &field.shape) {
            expand(inner, fields);
        }
        // Within each entry of a table by name, too.
        if let (Kind::Table(inner), Shape::Map { value, .. }) =
            (&mut entry.value.kind, &field.shape)
            && let Shape::Record(fields) = &**value
        {
            for named in &mut inner.entries {
                if let Kind::Table(table) = &mut named.value.kind {
                    expand(table, fields);
                }
            }
        }
    }
}

/// `images = ["scipy", "r"]` stands for `[image.scipy]` and `[image.r]`, before any that are written out.
fn expand_plural(table: &mut Table, field: &Field, plural: &str) {
    let singular = &field.name;
    let is_flag = matches!(&field.shape, Shape::Map { value, .. } if **value == Shape::Boolean);
    let is_names = |entry: &Entry| match &entry.value.kind {
        Kind::List(items) => items.iter().all(|item| item.as_text().is_some()),
        _ => false,
    };
    let Some(index) = table
        .entries
        .iter()
        .position(|entry| entry.key == plural && is_names(entry))
    else {
        return;
    };
    let entry = table.entries.remove(index);
    let (span, key_span) = (entry.value.span, entry.key_span);
    let Kind::List(items) = entry.value.kind else {
        return;
    };
    let mut named = Table::default();
    for item in items {
        if let Some(name) = item.as_text() {
            named.entries.push(Entry {
                key: name.to_owned(),
                key_span: item.span,
                value: Value {
                    kind: if is_flag {
                        Kind::Boolean(true)
                    } else {
                        Kind::Table(Table::default())
                    },
                    span: item.span,
                },
            });
        }
    }
    let written = table.take(singular);
    if let Some(Kind::Table(inner)) = written.map(|entry| entry.value.kind) {
        merge(&mut named, inner);
    }
    table.entries.push(Entry {
        key: singular.clone(),
        key_span,
        value: Value {
            kind: Kind::Table(named),
            span,
        },
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemoryFiles;
    use crate::syntax::scalar::Scalar;
    use crate::syntax::shape::{Presence, required};

    fn fields() -> Vec<Field> {
        let mut users = required(
            "users",
            "",
            Shape::Record(vec![required("total", "", Shape::integer(1, 9))]),
        );
        users.short = Some("total".into());
        let mut image = required("image", "", Shape::map(Scalar::Slug, Shape::Any));
        image.plural = Some("images".into());
        image.presence = Presence::Optional;
        vec![users, image]
    }

    fn load_all(files: &MemoryFiles) -> (Option<Layered>, Vec<Code>) {
        let (mut texts, mut diagnostics) = (Texts::default(), Diagnostics::default());
        let layered = load(files, "s.toml", &fields(), &mut texts, &mut diagnostics);
        let codes = diagnostics.sorted().iter().map(|d| d.code).collect();
        (layered, codes)
    }

    #[test]
    fn short_forms_meet_long_ones() {
        let files = MemoryFiles::default()
            .with(
                "s.toml",
                "extends = \"l.toml\"\nusers = 3\nimages = [\"r\"]",
            )
            .with("l.toml", "[users]\ntotal = 2\nx = 1\n[image.scipy]\n");
        let (layered, codes) = load_all(&files);
        assert_eq!(codes, []);
        let table = layered.expect("loads").table;
        let keys = |name: &str| -> Vec<String> {
            let inner = table.get(name).and_then(|entry| entry.value.as_table());
            inner.map_or(Vec::new(), |table| {
                table
                    .entries
                    .iter()
                    .map(|entry| entry.key.clone())
                    .collect()
            })
        };
        assert_eq!(keys("users"), ["total", "x"]);
        assert_eq!(keys("image"), ["scipy", "r"]);
    }

    #[test]
    fn circles_missing_layers_and_escapes_are_found() {
        let circle = MemoryFiles::default()
            .with("s.toml", "extends = \"a.toml\"")
            .with("a.toml", "extends = \"s.toml\"");
        assert_eq!(load_all(&circle).1, [Code::S0105]);
        let faults = MemoryFiles::default().with("s.toml", "extends = [\"no.toml\", \"../x\", 3]");
        assert_eq!(load_all(&faults).1, [Code::S0104, Code::S0106, Code::S0203]);
    }

    #[test]
    fn a_layer_reached_twice_counts_once() {
        let files = MemoryFiles::default()
            .with("s.toml", "extends = [\"a.toml\", \"b.toml\"]")
            .with("a.toml", "extends = \"c.toml\"\nx = 1")
            .with("b.toml", "extends = \"c.toml\"")
            .with("c.toml", "x = 2");
        let (layered, codes) = load_all(&files);
        assert_eq!(codes, []);
        let layered = layered.expect("loads");
        assert_eq!(layered.layers.len(), 3);
        let x = &layered.table.get("x").expect("x").value.kind;
        assert_eq!(*x, Kind::Integer(1));
    }
}
