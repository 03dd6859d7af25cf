//! A site with the layers it extends, as one table in which every value still knows its file.

mod expand;
mod find;
mod removals;

use std::collections::{BTreeMap, BTreeSet};

pub use expand::expand;
pub use find::read;
use removals::removals;

use super::parse::parse;
use super::repeats;
use super::shape::Field;
use super::value::{Entry, Kind, Table, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits::{LAYER_DEPTH, LAYERS};
use crate::source::{Files, join};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemoryFiles;
    use crate::syntax::scalar::Scalar;
    use crate::syntax::shape::{Presence, Shape, required};

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
