//! A site's file to a typed [`Site`]: layers merged, keys checked, rules between keys held.

use std::cell::RefCell;

use super::beside::{self, Folder};
use super::keys::Site;
use super::later::LATER;
use super::{rules, secrets};
use crate::diagnostic::{Diagnostic, Diagnostics, EXTENDED};
use crate::library::Library;
use crate::secret::{self, Extent};
use crate::source::{Files, join};
use crate::syntax::check::Checker;
use crate::syntax::keys::Read;
use crate::syntax::layers::{self, Layered};
use crate::syntax::scalar::Scalar;
use crate::syntax::{Datum, Field, check};
use crate::text::{FileId, Span, Texts};

/// A site that was read: typed for the rules of `plan`, and as a value for what units read by key.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The fixed name of its resources and of its directory in the output.
    pub id: String,
    /// The file, as messages show it.
    pub file: String,
    pub site: Site,
    pub datum: Datum,
    /// What each new home begins with.
    pub getting_started: Option<Folder>,
    /// Where the site's file begins, for mistakes that have no place of their own.
    pub place: Span,
    /// Each layer with the `extends` that brought it in.
    pub layers: Vec<(FileId, Span)>,
}

/// Reads one site. Reports every mistake in it and its layers; returns it only when there is none.
pub fn load(
    files: &dyn Files,
    name: &str,
    library: &Library,
    texts: &mut Texts,
    diagnostics: &mut Diagnostics,
) -> Option<Loaded> {
    let fields = fields(library);
    let mut found = Diagnostics::default();
    let loaded = load_into(files, name, &fields, library, texts, &mut found);
    let failed = found.has_errors();
    diagnostics.extend(found);
    loaded.filter(|_| !failed)
}

/// All keys of a site, with those that units bring.
pub fn fields(library: &Library) -> Vec<Field> {
    library.with_unit_keys(Site::fields())
}

fn load_into(
    files: &dyn Files,
    name: &str,
    fields: &[Field],
    library: &Library,
    texts: &mut Texts,
    found: &mut Diagnostics,
) -> Option<Loaded> {
    let layered = layers::load(files, name, fields, texts, found)?;
    let place = texts.span(layered.file, 0..0);
    let in_files = RefCell::new(Vec::new());
    let mut checker = Checker {
        diagnostics: found,
        later: LATER,
        beside: &|place, reference| {
            let text = beside::text(files, texts, place, reference)?;
            let file = join(&texts.get(place.file).name, reference).unwrap_or_default();
            for find in secret::find(&text, Some(&file), Extent::Names) {
                in_files.borrow_mut().push(secrets::Beside {
                    place,
                    file: file.clone(),
                    line: text[..find.range.start].matches('\n').count() + 1,
                    rule: find.rule,
                });
            }
            Ok(text)
        },
    };
    let datum = check(&mut checker, &layered.table, fields, "", Some(place));
    secrets::hold(&layered, fields, library, texts, found);
    let id = identity(&datum, name, place, found);
    rules::hold(&datum, library, place, found);
    let getting_started = beside::getting_started(files, &datum, texts, found);
    let key = datum.at("hub.getting_started").and_then(|key| key.span);
    let folder = getting_started.as_ref();
    secrets::hold_beside(in_files.into_inner(), folder, key, texts, found);
    name_layers(&layered, found);
    if found.has_errors() {
        return None;
    }
    Some(Loaded {
        id,
        file: name.to_owned(),
        site: Site::read(&datum),
        datum,
        getting_started,
        place,
        layers: layered.layers,
    })
}

/// The site's `id`, or the stem of its file.
fn identity(datum: &Datum, name: &str, place: Span, found: &mut Diagnostics) -> String {
    if let Some(id) = datum.get("id").and_then(Datum::text) {
        return id.to_owned();
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.strip_suffix(".toml").unwrap_or(file).to_owned();
    if let Err(problem) = Scalar::Slug.read(&stem) {
        found.push(
            Diagnostic::error(
                crate::diagnostic::Code::S0204,
                format!(
                    "the file's name `{stem}` cannot be the site's id: {}",
                    problem.reason
                ),
            )
            .at(place, "in this file")
            .help("rename the file, or write `id = \"…\"` at its top"),
        );
    }
    stem
}

/// Where a mistake lies in a layer, shows where the site took that layer in.
fn name_layers(layered: &Layered, found: &mut Diagnostics) {
    found.for_each(|diagnostic| {
        let mut file = match diagnostic.labels.first() {
            Some(label) => label.span.file,
            None => return,
        };
        // From the layer back to the site, one `extends` after the other.
        while let Some((_, extends)) = layered.layers.iter().find(|(layer, _)| *layer == file) {
            diagnostic.labels.push(crate::diagnostic::Label {
                span: *extends,
                text: EXTENDED.to_owned(),
            });
            file = extends.file;
        }
    });
}
