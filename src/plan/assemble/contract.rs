//! Whether the units that a site chose give what their roles promise, and whether what they contribute reaches anybody.
//!
//! Units of a project's own are held to what the shipped ones do: without this, a unit that leaves something out takes it
//! out of the hub without a word.

use std::collections::BTreeSet;

use super::Part;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed, nearest};
use crate::library::contract::{CollectionContract, Contract};
use crate::library::unit::{Collection, Contribution};
use crate::library::{Library, Operand, Unit};
use crate::syntax::{Presence, Shape};

/// Holds all units of a site.
pub fn hold(parts: &[Part<'_>], library: &Library, found: &mut Diagnostics) {
    for part in parts {
        if let Some(contract) = library.contract(&part.unit.role) {
            gives(part.unit, contract, found);
        }
        for contribution in &part.unit.contributions {
            reaches(part.unit, contribution, parts, library, found);
        }
    }
    for (role, contract) in &library.contracts {
        for (name, collection) in &contract.collection {
            let mut units = parts.iter().map(|part| part.unit);
            let is_there = units.any(|unit| {
                unit.role == *role && unit.collections.iter().any(|one| one.name == *name)
            });
            // Without the collection all files would seem idle.
            if is_there {
                files_are_spoken_of(&format!("{role}.{name}"), collection, parts, found);
            }
        }
    }
}

/// Finds what a unit leaves out of its role's contract, all in one message.
fn gives(unit: &Unit, contract: &Contract, found: &mut Diagnostics) {
    let mut missing: Vec<String> = Vec::new();
    let always = |path: &&String| {
        let mut files = unit.files.iter();
        files.any(|file| file.path == **path && file.when.is_none())
    };
    let files: Vec<&str> = contract
        .files
        .iter()
        .filter(|path| !always(path))
        .map(String::as_str)
        .collect();
    missing.extend(several("the file", "the files", files));
    for (name, notation) in &contract.outputs {
        let output = unit.outputs.iter().find(|output| output.name == *name);
        if output.map(|output| &output.shape) != Shape::parse(notation).as_ref() {
            missing.push(format!("the output `{name}` of type `{notation}`"));
        }
    }
    let mut collections: Vec<&str> = Vec::new();
    for (name, wanted) in &contract.collection {
        match unit.collections.iter().find(|own| own.name == *name) {
            None => collections.push(name),
            Some(own) => missing.extend(
                wanted
                    .fields
                    .iter()
                    .filter(|field| !own.fields.iter().any(|one| one.name == **field))
                    .map(|field| format!("the field `{field}` of its collection `{name}`")),
            ),
        }
    }
    missing.extend(several("the collection", "the collections", collections));
    for choices in &contract.contributes {
        let mut contributions = unit.contributions.iter();
        if !contributions.any(|one| choices.split('|').any(|choice| one.to == choice)) {
            let choices: Vec<String> = choices.split('|').map(|one| format!("`{one}`")).collect();
            missing.push(format!("a record of {}", choices.join(" or ")));
        }
    }
    if missing.is_empty() {
        return;
    }
    found.push(
        Diagnostic::error(
            Code::S0509,
            format!(
                "`{}` does not give what the role `{}` must: {}",
                unit.path(),
                unit.role,
                missing.join("; ")
            ),
        )
        .in_file(&unit.definition)
        .help("others rely on it: begin with a copy of a shipped unit of this role, and keep what they use"),
    );
}

/// One or more names in a phrase; `None` for no name.
fn several(one: &str, more: &str, names: Vec<&str>) -> Option<String> {
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("{one} `{name}`")),
        _ => Some(format!("{more} {}", listed(names))),
    }
}

/// Finds a contribution that nobody of this site collects, or that its collection cannot read.
fn reaches(
    unit: &Unit,
    contribution: &Contribution,
    parts: &[Part<'_>],
    library: &Library,
    found: &mut Diagnostics,
) {
    let to = &contribution.to;
    let Some((role, name)) = to.split_once('.') else {
        return;
    };
    let givers = || parts.iter().filter(|part| part.unit.role == role);
    let collections = || givers().flat_map(|part| &part.unit.collections);
    let Some(collection) = collections().find(|collection| collection.name == name) else {
        let promised = library
            .contract(role)
            .is_some_and(|contract| contract.collection.iter().any(|(one, _)| one == name));
        // Where the role promises it, its unit was refused already.
        if !promised {
            let near = nearest(name, collections().map(|one| one.name.as_str()));
            found.push(
                Diagnostic::error(
                    Code::S0505,
                    format!(
                        "`{}` contributes to `{to}`, which no unit of this site collects",
                        unit.path()
                    ),
                )
                .at(contribution.span, "contributed here")
                .help(match near {
                    Some(near) => format!("did you mean `{role}.{near}`?"),
                    None => format!(
                        "take it out, or choose a unit for the role `{role}` that has the collection"
                    ),
                }),
            );
        }
        return;
    };
    misfits(contribution, collection, found);
}

fn misfits(contribution: &Contribution, collection: &Collection, found: &mut Diagnostics) {
    let to = &contribution.to;
    let mut wrong = |message: String, help: String| {
        found.push(
            Diagnostic::error(Code::S0501, message)
                .at(contribution.span, "contributed here")
                .help(help),
        );
    };
    let names = || listed(collection.fields.iter().map(|field| field.name.as_str()));
    for (name, operand) in &contribution.record {
        match collection.fields.iter().find(|field| field.name == *name) {
            None => wrong(
                format!("a record of `{to}` has no field `{name}`"),
                format!("its fields are {}", names()),
            ),
            Some(field) => {
                if let Operand::Constant(data) = operand
                    && !field.shape.admits(data)
                {
                    wrong(
                        format!(
                            "`{name}` of a record of `{to}` is not {}",
                            field.shape.phrase()
                        ),
                        format!("write {}", field.shape.phrase()),
                    );
                }
            }
        }
    }
    for field in &collection.fields {
        let given = contribution
            .record
            .iter()
            .any(|(name, _)| *name == field.name);
        if field.presence == Presence::Required && !given {
            wrong(
                format!("a record of `{to}` lacks `{}`", field.name),
                format!("its fields are {}", names()),
            );
        }
    }
}

/// Finds records that speak of a file which nobody writes, and files that no record speaks of.
fn files_are_spoken_of(
    to: &str,
    collection: &CollectionContract,
    parts: &[Part<'_>],
    found: &mut Diagnostics,
) {
    let files = || parts.iter().flat_map(|part| &part.unit.files);
    let written: BTreeSet<&str> = files().map(|file| file.path.as_str()).collect();
    let contributions = || {
        let all = parts.iter().flat_map(|part| &part.unit.contributions);
        all.filter(|one| one.to == to)
    };
    let mut spoken_of: BTreeSet<String> = BTreeSet::new();
    for contribution in contributions() {
        let filled = |pattern: &String| fill(pattern, contribution);
        spoken_of.extend(collection.within.as_ref().and_then(filled));
        let Some(file) = collection.file.as_ref().and_then(filled) else {
            continue;
        };
        if !written.contains(file.as_str()) {
            let near = nearest(&file, written.iter().copied());
            found.push(
                Diagnostic::error(
                    Code::S0505,
                    format!(
                        "a record of `{to}` speaks of `{file}`, which no unit of this site writes"
                    ),
                )
                .at(contribution.span, "contributed here")
                .help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("write it: `[file.\"{file}\"]`"),
                }),
            );
        }
    }
    let Some((before, after)) = collection.within.as_deref().and_then(halves) else {
        return;
    };
    let mut said: BTreeSet<String> = BTreeSet::new();
    for file in files() {
        let name = file.path.strip_prefix(before);
        let Some((name, _)) = name.and_then(|rest| rest.split_once(after)) else {
            continue;
        };
        let place = format!("{before}{name}{after}");
        if name.contains('{') || spoken_of.contains(&place) || !said.insert(place.clone()) {
            continue;
        }
        found.push(
            Diagnostic::error(
                Code::S0509,
                format!(
                    "`{}` is written, but no record of `{to}` speaks of `{place}`",
                    file.path
                ),
            )
            .at(file.span, "nothing would use it")
            .help(format!("add a record: `[[contribute.\"{to}\"]]`")),
        );
    }
}

/// A pattern with the text of the record in it; `None` where that is not the same for every site.
fn fill(pattern: &str, contribution: &Contribution) -> Option<String> {
    let (before, after) = halves(pattern)?;
    let field = pattern.strip_prefix(before)?.strip_suffix(after)?;
    let field = field.strip_prefix('{')?.strip_suffix('}')?;
    match contribution.record.iter().find(|(name, _)| name == field)? {
        (_, Operand::Constant(data)) => Some(format!("{before}{data}{after}")),
        _ => None,
    }
}

/// What stands before and after the field of a pattern.
fn halves(pattern: &str) -> Option<(&str, &str)> {
    let (before, rest) = pattern.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    Some((before, after))
}
