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

/// A position whose own example does not compile would pass by being refused.
#[test]
fn every_position_that_takes_words_is_open() {
    let library = site::library();
    let closed: Vec<String> = site::positions(&library.library)
        .into_par_iter()
        .filter(|position| {
            takes_words(position) && !needs::KNOWN_ONLY.contains(&position.name.as_str())
        })
        .filter(|position| {
            let mut frames = position.frames().into_iter();
            !frames.any(|frame| attempt(&library, &position.harmless(&frame)).is_some())
        })
        .map(|position| position.name)
        .collect();
    assert!(
        closed.is_empty(),
        "no site of `tests/it/injection/needs.rs` compiles with a word at {closed:?}: say there what these keys need"
    );
}

/// Whether a harmless word can be part of a right value.
fn takes_words(position: &Position) -> bool {
    use Scalar::*;
    !matches!(
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
        ) | Some(Date | ClockTime | Certificate | File)
    )
}

fn attempt(library: &Project, files: &MemoryFiles) -> Option<Tree> {
    let mut project = library.clone();
    project.load(files, &["sites/small.toml".to_owned()]);
    project.compile(files, "build").pop().map(tree)
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
