//! The injection matrix: a hostile value at every position of the language, and every file that it reaches read back.
//!
//! A site is compiled twice, with the value and with a word that means nothing in its place. Where both compile, each
//! file is read by a parser of its language, and both must be the same but for the value, which comes back exactly.
//! `cargo test` tries a sample. `SYZC_INJECTION=97` tries one site in 97, and `1` all of them; `SYZC_INJECTION_PAIRS=FILE`
//! writes the pairs of files down for `tests/acceptance/injection`, which reads them with the real programs.

mod compare;
mod needs;
mod pairs;
mod read;
mod site;
mod values;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use syzc::diagnostic::Severity;
use syzc::dialect::Dialect;
use syzc::project::{Compiled, Project};
use syzc::source::MemoryFiles;
use syzc::syntax::scalar::Scalar;

use pairs::Pairs;
use site::Position;
use values::HARMLESS;

/// Of all sites, one in so many is in the sample.
const SAMPLE: usize = 797;

/// A site's files by path, each with its language.
type Tree = BTreeMap<String, (Dialect, String)>;

#[test]
#[allow(clippy::print_stdout)] // the figures, for whoever runs it with `--nocapture`
fn a_hostile_value_stays_a_value() {
    let every = match std::env::var("SYZC_INJECTION") {
        Ok(wanted) => wanted.parse().expect("`SYZC_INJECTION` is a number"),
        Err(_) => SAMPLE,
    };
    let library = site::library();
    let pairs = Pairs::open();
    let (tried, compiled, files) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let findings = Mutex::new(Vec::new());
    let values = values::hostile();
    let positions = site::positions(&library.library);
    positions
        .par_iter()
        .enumerate()
        .for_each(|(number, position)| {
            for (frame_number, frame) in position.frames().iter().enumerate() {
                let mut harmless: Option<Option<Tree>> = None;
                for (value_number, value) in values.iter().enumerate() {
                    let turn = number * 31 + frame_number * 57 + value_number;
                    if turn % every != 0 {
                        continue;
                    }
                    tried.fetch_add(1, Ordering::Relaxed);
                    let Some(hostile) = attempt(
                        &library,
                        &position.site(&format!("{}{value}{}", frame.0, frame.1)),
                    ) else {
                        continue;
                    };
                    compiled.fetch_add(1, Ordering::Relaxed);
                    let harmless = harmless
                        .get_or_insert_with(|| attempt(&library, &position.harmless(frame)));
                    let found = match harmless {
                        // What no word may be, this value must not be either.
                        None => vec!["compiles, and a harmless word does not".to_owned()],
                        Some(harmless) => {
                            let (read, found) =
                                compare::trees(&position.name, value, harmless, &hostile, &pairs);
                            files.fetch_add(read, Ordering::Relaxed);
                            found
                        }
                    };
                    if let Ok(mut findings) = findings.lock() {
                        let at = format!(
                            "{} = {:?}",
                            position.name,
                            shown(&format!("{}{value}{}", frame.0, frame.1))
                        );
                        for what in found {
                            println!("{at}: {what}");
                            findings.push(format!("{at}: {what}"));
                        }
                    }
                }
            }
        });
    let mut findings = findings.into_inner().expect("no thread panicked");
    findings.sort();
    println!(
        "{} positions, {} values: {} sites tried, {} compiled, {} files read back, {} findings",
        positions.len(),
        values.len(),
        tried.into_inner(),
        compiled.load(Ordering::Relaxed),
        files.into_inner(),
        findings.len()
    );
    assert!(
        compiled.into_inner() > 0,
        "nothing compiled, so nothing was read"
    );
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

/// A position at which nothing compiles would pass by being refused.
#[test]
fn every_position_that_takes_words_is_open() {
    let library = site::library();
    let closed = closed(&library, |position| {
        if !takes_words(position, &library) || known(position).is_some() {
            return Vec::new();
        }
        let frames = position.frames();
        frames
            .iter()
            .map(|frame| position.harmless(frame))
            .collect()
    });
    assert!(
        closed.is_empty(),
        "no site of `tests/it/injection/needs.rs` compiles with a word at these keys: say there what they need\n{}",
        closed.join("\n")
    );
}

/// The same where no word can be part of a right value: with a value of its kind.
#[test]
fn every_other_position_is_open() {
    let library = site::library();
    let closed = closed(&library, |position| {
        let known = known(position);
        if known.is_none() && takes_words(position, &library) {
            return Vec::new();
        }
        let example = position.scalar.map(Scalar::example);
        let right = known.or(value_of(needs::RIGHT, position)).or(example);
        right
            .map(|value| position.site(value))
            .into_iter()
            .collect()
    });
    assert!(
        closed.is_empty(),
        "these keys do not take the value that `tests/it/injection/needs.rs` or their kind gives\n{}",
        closed.join("\n")
    );
}

/// What is right at a position that takes only what is known elsewhere.
fn known(position: &Position) -> Option<&'static str> {
    value_of(needs::KNOWN_ONLY, position)
}

fn value_of(values: &[(&str, &'static str)], position: &Position) -> Option<&'static str> {
    let mut values = values.iter().filter(|(name, _)| *name == position.name);
    values.next().map(|(_, value)| *value)
}

/// The positions of which there are sites and none compiles, each with the reasons.
fn closed(library: &Project, sites: impl Fn(&Position) -> Vec<MemoryFiles> + Sync) -> Vec<String> {
    site::positions(&library.library)
        .into_par_iter()
        .filter_map(|position| {
            let mut reasons = Vec::new();
            for files in sites(&position) {
                match compile(library, &files) {
                    Ok(_) => return None,
                    Err(reason) => reasons.push(reason),
                }
            }
            (!reasons.is_empty()).then(|| format!("{}: {}", position.name, reasons.join("; ")))
        })
        .collect()
}

/// Whether a harmless word can be part of a right value.
fn takes_words(position: &Position, library: &Project) -> bool {
    use Scalar::*;
    let is_typed = matches!(
        position.scalar,
        None | Some(
            Size | Duration
                | Share
                | TimeZone
                | Locale
                | Uuid
                | Cidr
                | Subnet
                | SubnetIpv6
                | Address
                | AddressIpv4
        ) | Some(Date | ClockTime | Certificate | File)
    );
    !is_typed && !takes_numbers(position, library)
}

/// Whether a position names people, all of whom have numbers for names.
fn takes_numbers(position: &Position, library: &Project) -> bool {
    let units = &library.library.units;
    units.iter().any(|unit| {
        let names_people = |people: &Option<String>| {
            people
                .as_ref()
                .is_some_and(|key| position.name == format!("{}.{}.{key}[]", unit.role, unit.name))
        };
        let mut forms = unit
            .names
            .iter()
            .filter(|names| names_people(&names.people))
            .peekable();
        forms.peek().is_some() && forms.all(|names| *names.form == "number")
    })
}

fn attempt(library: &Project, files: &MemoryFiles) -> Option<Tree> {
    compile(library, files).ok().map(tree)
}

/// A site compiled, or the first reason why not.
fn compile(library: &Project, files: &MemoryFiles) -> Result<Compiled, String> {
    let mut project = library.clone();
    project.load(files, &["sites/small.toml".to_owned()]);
    let compiled = project.compile(files, "build").pop();
    compiled.ok_or_else(|| {
        let found = project.diagnostics.sorted();
        let error = found.iter().find(|found| found.severity == Severity::Error);
        error.map_or_else(String::new, |error| {
            format!("{} {}", error.code.name(), error.message)
        })
    })
}

fn tree(compiled: Compiled) -> Tree {
    let dialects: Vec<(&str, &str, Dialect)> = compiled
        .plan
        .instances
        .iter()
        .flat_map(|instance| &instance.unit.files)
        .map(|file| {
            (
                file.path.split('{').next().unwrap_or(""),
                file.path.rsplit('}').next().unwrap_or(""),
                file.dialect,
            )
        })
        .collect();
    let dialect_of = |path: &str| {
        let fits = |(start, end, _): &&(&str, &str, Dialect)| {
            path.starts_with(start) && path.ends_with(end)
        };
        let found = dialects
            .iter()
            .filter(fits)
            .max_by_key(|(start, end, _)| start.len() + end.len());
        found.map_or(Dialect::Json, |(_, _, dialect)| *dialect)
    };
    let output = compiled.output.files.into_iter();
    output
        .map(|(path, file)| {
            let dialect = dialect_of(&path);
            (path, (dialect, file.content))
        })
        .collect()
}

/// A value in a message: its beginning.
fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

/// The value that both texts are compared by.
fn with_value(text: &str, value: &str) -> String {
    text.replace(HARMLESS, value)
}
