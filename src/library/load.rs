//! Reads the library: what comes with the binary, and over it a project's own `stdlib/`.

use std::collections::{BTreeMap, BTreeSet};

use super::contract::{CONTRACTS, ContractKeys};
use super::definition::{ApartKeys, IdentityKeys, NamesKeys, RangeKeys, RefuseKeys, UnitKeys};
use super::unfit::{expressions_can_be_read, image_names_mean_one_system};
use super::unit::{Binding, Unit};
use super::{
    Cloud, Defined, Image, Language, Library, Profile, ROLES, Release, STANDARD, apart, language,
    lock, template,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed, nearest};
use crate::dialect::is_resource;
use crate::limits;
use crate::secret::{ALLOW, Extent, known_by};
use crate::source::{Fault, Files, Listing, plain};
use crate::syntax::check::{Checker, nothing_beside};
use crate::syntax::keys::Read;
use crate::syntax::layers::expand;
use crate::syntax::secrets::{Secret, in_table, in_text};
use crate::syntax::{Datum, Field, check, parse::parse};
use crate::text::{FileId, Texts};

/// Every file of the library by name (`stdlib/…`).
///
/// A directory of a unit or image in the project's own `stdlib/` replaces the one of the same name whole; clouds,
/// profiles, releases and languages are replaced file by file.
pub fn load(files: &dyn Files, texts: &mut Texts, diagnostics: &mut Diagnostics) -> Library {
    let mut sources: BTreeMap<String, String> = STANDARD
        .iter()
        .map(|(name, content)| ((*name).to_owned(), (*content).to_owned()))
        .collect();
    let Listing { names: own, faults } = files.list("stdlib");
    for (name, fault) in faults {
        diagnostics.push(unreadable(&name, &fault));
    }
    let replaced: BTreeSet<String> = own
        .iter()
        .filter_map(|name| definition_directory(name))
        .collect();
    sources.retain(|name, _| {
        definition_directory(name).is_none_or(|directory| !replaced.contains(&directory))
    });
    let mut bytes = 0;
    for name in own {
        match files.read(&name) {
            // What every unit is held against is not a project's to change.
            Ok(content) if name == CONTRACTS && sources.get(&name) != Some(&content) => {
                diagnostics.push(
                    Diagnostic::error(
                        Code::S0501,
                        format!("`{name}` is not the one that this syzc was built with"),
                    )
                    .in_file(&name)
                    .help("remove it; a project's `stdlib/` holds units, images, clouds, profiles, releases and languages"),
                );
            }
            Ok(content) => {
                bytes += content.len();
                if bytes > limits::LIBRARY.most {
                    diagnostics.push(too_large());
                    break;
                }
                sources.insert(name, plain(&content).into_owned());
            }
            Err(fault) => diagnostics.push(unreadable(&name, &fault)),
        }
    }
    let is_own: Vec<String> = own_names(&sources);
    let mut loader = Loader {
        ids: sources
            .iter()
            .map(|(name, content)| (name.clone(), texts.add(name, content)))
            .collect(),
        texts,
        diagnostics,
        library: Library::default(),
    };
    loader.load();
    for name in is_own {
        loader.refuse_secrets(&name);
    }
    loader.library.files = loader.ids;
    loader.library
}

/// The files that differ from what comes with the binary.
fn own_names(sources: &BTreeMap<String, String>) -> Vec<String> {
    let shipped: BTreeMap<&str, &str> = STANDARD.iter().copied().collect();
    let is_own = |(name, content): &(&String, &String)| {
        shipped.get(name.as_str()) != Some(&content.as_str())
    };
    sources
        .iter()
        .filter(is_own)
        .map(|(name, _)| name.clone())
        .collect()
}

/// `stdlib/login/shibboleth` for a file in it; `None` for what is not part of a unit or image.
fn definition_directory(name: &str) -> Option<String> {
    let mut parts = name.splitn(4, '/');
    let (root, kind, own) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next()?;
    Some(format!("{root}/{kind}/{own}"))
}

fn unreadable(name: &str, fault: &Fault) -> Diagnostic {
    let message = format!("`{name}` cannot be read: {}", fault.reason());
    Diagnostic::error(fault.code(), message)
        .in_file(name)
        .help_maybe(fault.help().map(str::to_owned))
}

fn too_large() -> Diagnostic {
    let message = format!(
        "the files in `stdlib` have more than {} bytes together",
        limits::LIBRARY.most
    );
    Diagnostic::error(Code::S0110, message)
        .in_file("stdlib")
        .help(
            "move what no definition names elsewhere; `syzc schema --reference` prints every limit",
        )
}

struct Loader<'a> {
    ids: BTreeMap<String, FileId>,
    texts: &'a mut Texts,
    diagnostics: &'a mut Diagnostics,
    library: Library,
}

impl Loader<'_> {
    fn load(&mut self) {
        for (name, file) in self.ids.clone() {
            let parts: Vec<&str> = name.split('/').collect();
            match parts.as_slice() {
                ["stdlib", "image", own, "image.toml"] => {
                    let defined = self.definition(&name, file, own, &Image::fields());
                    self.library.images.extend(defined);
                }
                ["stdlib", "cloud", own] if own.ends_with(".toml") => {
                    let own = own.trim_end_matches(".toml");
                    let defined = self.definition::<Cloud>(&name, file, own, &Cloud::fields());
                    if let Some(cloud) = defined.as_ref().filter(|_| !self.is_shipped(&name)) {
                        image_names_mean_one_system(&cloud.value, self.diagnostics);
                    }
                    self.library.clouds.extend(defined);
                }
                ["stdlib", "profile", own] if own.ends_with(".toml") => {
                    let own = own.trim_end_matches(".toml");
                    let defined = self.definition(&name, file, own, &Profile::fields());
                    self.library.profiles.extend(defined);
                }
                ["stdlib", "release", own] if own.ends_with(".toml") => {
                    let own = own.trim_end_matches(".toml");
                    let defined = self.definition(&name, file, own, &Release::fields());
                    self.library.releases.extend(defined);
                }
                ["stdlib", "language", own] if own.ends_with(".toml") => {
                    let own = own.trim_end_matches(".toml");
                    let defined = self.definition(&name, file, own, &Language::fields());
                    self.library.languages.extend(defined);
                }
                _ if name == CONTRACTS => {
                    if let Some(datum) = self.checked(file, &ContractKeys::fields()) {
                        self.library.contracts = ContractKeys::read(&datum).role;
                    }
                }
                ["stdlib", role, own, "unit.toml"] => self.unit(&name, file, role, own),
                _ => {}
            }
        }
        language::complete(&self.library.languages, self.diagnostics);
        let order = |unit: &Unit| ROLES.iter().position(|(role, _)| *role == unit.role);
        self.library
            .units
            .sort_by_key(|unit| (order(unit), unit.name.clone()));
        let units = std::mem::take(&mut self.library.units);
        for unit in &units {
            self.templates(unit);
            self.references(unit, &units);
        }
        self.library.units = units;
        self.locks();
    }

    /// Reads the locks that units and images name.
    fn locks(&mut self) {
        let of_units = self.library.units.iter().flat_map(|unit| {
            let directory = unit.definition.trim_end_matches("unit.toml");
            let locked = unit.locked.iter();
            locked.map(move |locked| {
                (
                    format!("{directory}{}", locked.lock.value),
                    locked.lock.span,
                )
            })
        });
        let of_images = self.library.images.iter().filter_map(|image| {
            let directory = image.file.trim_end_matches("image.toml");
            let lock = &image.value.pip_lock;
            Some((format!("{directory}{}", lock.value.as_ref()?), lock.span))
        });
        for (name, span) in of_units.chain(of_images).collect::<Vec<_>>() {
            match self.ids.get(&name) {
                Some(id) => {
                    let versions = lock::versions(&self.texts.get(*id).content);
                    self.library.locks.insert(name, versions);
                }
                None => self.diagnostics.push(
                    Diagnostic::error(Code::S0501, format!("there is no file `{name}`"))
                        .at(span, "named here"),
                ),
            }
        }
    }

    /// Whether a file is as it came with syzc: a test has read its regular expressions, which takes longer than all else.
    fn is_shipped(&self, name: &str) -> bool {
        let content = self.ids.get(name).map(|id| &self.texts.get(*id).content);
        let mut shipped = STANDARD.iter().filter(|(known, _)| *known == name);
        shipped.any(|(_, shipped)| content.is_some_and(|content| **content == **shipped))
    }

    /// Refuses secrets in a file of the project's own: all of it goes into outputs and images.
    fn refuse_secrets(&mut self, name: &str) {
        let Some(file) = self.ids.get(name).copied() else {
            return;
        };
        let mut secrets = in_text(self.texts, file, Extent::Names, &[]);
        if name.ends_with(".toml")
            && let Some(table) = parse(self.texts, file, &mut Diagnostics::default())
        {
            for secret in in_table(self.texts, &table, &[]) {
                let overlaps = |known: &Secret| {
                    known.span.start < secret.span.end && secret.span.start < known.span.end
                };
                if !secrets.iter().any(overlaps) {
                    secrets.push(secret);
                }
            }
        }
        for secret in secrets {
            let message = format!("`{name}` holds a secret");
            self.diagnostics.push(
                Diagnostic::error(Code::S0323, message)
                    .at(secret.span, known_by(&secret.rule))
                    .help("take it out: what the library holds goes into committed files, onto hosts and into images")
                    .help("a secret that the hub needs is given by a record in `hub.given_secrets`, as `stdlib/login/oidc` does")
                    .help(format!("if it is no secret, write `{ALLOW}` in a comment on its line")),
            );
            self.texts.hide(secret.span, &secret.value);
        }
    }

    fn checked(&mut self, file: FileId, fields: &[Field]) -> Option<Datum> {
        let mut table = parse(self.texts, file, self.diagnostics)?;
        expand(&mut table, fields);
        let before = self.diagnostics.error_count();
        let place = self.texts.span(file, 0..0);
        let mut checker = Checker {
            diagnostics: self.diagnostics,
            later: &[],
            beside: &nothing_beside,
        };
        let datum = check(&mut checker, &table, fields, "", Some(place));
        (self.diagnostics.error_count() == before).then_some(datum)
    }

    fn definition<T: Read>(
        &mut self,
        name: &str,
        file: FileId,
        own: &str,
        fields: &[Field],
    ) -> Option<Defined<T>> {
        let datum = self.checked(file, fields)?;
        Some(Defined {
            name: own.to_owned(),
            file: name.to_owned(),
            value: T::read(&datum),
            datum,
        })
    }

    fn unit(&mut self, name: &str, file: FileId, role: &str, own: &str) {
        if !ROLES.iter().any(|(known, _)| *known == role) {
            let known = || ROLES.iter().map(|(known, _)| *known);
            let near = nearest(role, known()).map(|near| format!("did you mean `{near}`?"));
            self.diagnostics.push(
                Diagnostic::error(Code::S0501, format!("there is no role `{role}`"))
                    .in_file(name)
                    .help(near.unwrap_or_else(|| format!("the roles are {}", listed(known())))),
            );
            return;
        }
        let Some(datum) = self.checked(file, &UnitKeys::fields()) else {
            return;
        };
        let keys = UnitKeys::read(&datum);
        let refused = keys.refuse.iter().map(|refusal| &refusal.code);
        for code in refused.chain(keys.unfit.iter().map(|unfit| &unfit.code)) {
            if Code::find(code).is_none() {
                self.diagnostics.push(
                    Diagnostic::error(Code::S0501, format!("there is no code `{}`", code.value))
                        .at(code.span, "named here"),
                );
            }
        }
        if !self.is_shipped(name) {
            expressions_can_be_read(&keys.unfit, &keys.refuse, self.diagnostics);
        }
        for protect in &keys.protect {
            if !is_resource(&protect.address) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::S0501,
                        format!("`{}` is no address of a resource", protect.address.value),
                    )
                    .at(protect.address.span, "named here")
                    .help("write it as `type.name`"),
                );
            }
        }
        let unit = Unit::read(role, own, name, keys, self.texts, self.diagnostics);
        apart::comparable(&unit, self.diagnostics);
        self.library.units.push(unit);
    }

    /// Compiles each template of a unit, and finds inputs that nothing uses.
    fn templates(&mut self, unit: &Unit) {
        let mut used: BTreeSet<String> = BTreeSet::new();
        let errors = self.diagnostics.error_count();
        for file in &unit.files {
            used.extend(file.each.clone());
            used.extend(file.when.clone());
            if let Some(content) = &file.content {
                if file.each.is_none() {
                    used.insert(content.clone());
                }
                continue;
            }
            let Some(id) = self.ids.get(&file.from).copied() else {
                self.diagnostics.push(
                    Diagnostic::error(Code::S0501, format!("there is no file `{}`", file.from))
                        .at(file.span, "named here"),
                );
                continue;
            };
            if !file.template {
                continue;
            }
            let each = file.each.as_deref();
            if let Some(template) =
                template::compile(self.texts, id, &unit.inputs, each, self.diagnostics)
            {
                used.extend(template.used.iter().cloned());
                self.library.templates.insert(file.from.clone(), template);
            }
        }
        // What a template with a mistake would have used is not known.
        let templates_are_good = self.diagnostics.error_count() == errors;
        let operands =
            unit.outputs
                .iter()
                .map(|output| &output.value)
                .chain(unit.takes.iter().map(|(_, amount)| amount))
                .chain(unit.contributions.iter().flat_map(|contribution| {
                    contribution.record.iter().map(|(_, operand)| operand)
                }));
        for operand in operands {
            used.extend(operand.inputs().into_iter().map(str::to_owned));
        }
        for contribution in &unit.contributions {
            used.extend(contribution.when.clone());
            used.extend(contribution.each.clone());
        }
        used.extend(unit.refusals.iter().flat_map(RefuseKeys::inputs));
        used.extend(unit.ranges.iter().flat_map(RangeKeys::inputs));
        used.extend(unit.identity.iter().flat_map(IdentityKeys::inputs));
        used.extend(unit.fixed.iter().map(|fixed| fixed.input.value.clone()));
        let protect = unit.protect.iter();
        used.extend(protect.filter_map(|protect| protect.unless.clone()));
        used.extend(unit.names.iter().flat_map(NamesKeys::inputs));
        let apart = unit.apart.iter().flat_map(ApartKeys::inputs);
        used.extend(apart.map(|name| name.value.clone()));
        for input in &unit.inputs {
            if let Binding::Value(operand) = &input.binding {
                used.extend(operand.inputs().into_iter().map(str::to_owned));
            }
        }
        for input in unit
            .inputs
            .iter()
            .filter(|input| templates_are_good && !used.contains(&input.name))
        {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::S0503,
                    format!(
                        "input `{}` of `{}` is used by nothing",
                        input.name,
                        unit.path()
                    ),
                )
                .at(input.span, "declared here")
                .help("use it in a template, an output or a contribution, or remove it"),
            );
        }
        for name in used
            .iter()
            .filter(|name| unit.input(name).is_none() && *name != "item")
        {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::S0501,
                    format!(
                        "`{}` refers to an input `{name}` that it does not have",
                        unit.path()
                    ),
                )
                .in_file(&unit.definition),
            );
        }
    }

    /// Finds contributions to collections that no unit has, and records of the wrong form.
    fn references(&mut self, unit: &Unit, units: &[Unit]) {
        for contribution in &unit.contributions {
            let (role, name) = contribution.to.split_once('.').unwrap_or(("", ""));
            let collections: Vec<_> = units
                .iter()
                .filter(|other| other.role == role)
                .flat_map(|other| &other.collections)
                .filter(|collection| collection.name == name)
                .collect();
            let Some(collection) = collections.first() else {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::S0505,
                        format!(
                            "`{}` contributes to `{}`, which no unit collects",
                            unit.path(),
                            contribution.to
                        ),
                    )
                    .at(contribution.span, "contributed here")
                    .help("a collection is named `role.collection`"),
                );
                continue;
            };
            for (field, _) in &contribution.record {
                if !collection.fields.iter().any(|known| known.name == *field) {
                    let names = listed(collection.fields.iter().map(|known| known.name.as_str()));
                    self.diagnostics.push(
                        Diagnostic::error(
                            Code::S0501,
                            format!("a record of `{}` has no field `{field}`", contribution.to),
                        )
                        .at(contribution.span, "contributed here")
                        .help(format!("its fields are {names}")),
                    );
                }
            }
        }
    }
}
