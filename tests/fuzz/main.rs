//! Broken and hostile inputs: whatever is read ends in an answer, within a bound of time, and nothing else is touched.
//!
//! `cargo test --test fuzz` tries a fixed sample of each target. `tests/acceptance/fuzz --minutes 10` goes on with new
//! inputs. An input that was found wrong is kept in `tests/fuzz/corpus/TARGET/` and tried first from then on.
//!
//! A target is a function of one input. What the product does in a process of its own (the build over a hostile
//! directory, `cloud import`) is tried with the program itself, the rest within this one. An abort, which nothing
//! catches, leaves the input in `target/fuzz/` under the name that this program printed before.

#![allow(clippy::print_stdout, clippy::print_stderr)] // its figures, and the input that it ends with

mod corpus;
mod mutate;
mod targets;

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use libtest_mimic::{Arguments, Failed, Trial};

use mutate::Mutator;
use targets::{TARGETS, Target};

/// How long one input may take. People are promised an answer within a second; a build without optimisation, beside
/// others on the same machine, is that much slower, and a hang is longer than either.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 20 });

fn main() {
    let arguments = Arguments::from_args();
    let trials = TARGETS
        .iter()
        .map(|target| Trial::test(target.name, move || try_target(target)))
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn try_target(target: &'static Target) -> Result<(), Failed> {
    let seconds: Option<u64> = number("SYZC_FUZZ_SECONDS")?;
    let seed = number("SYZC_FUZZ_SEED")?.unwrap_or(1);
    let seeds = corpus::seeds(target.name);
    let mut mutator = Mutator::new(seed, &seeds);
    let mut known = corpus::found_before(target.name);
    // The project's own files are tried as they are when there is time for it.
    if seconds.is_some() {
        known.extend(seeds.iter().cloned());
    }
    let began = Instant::now();
    let mut tried = 0;
    let mut slowest = Duration::ZERO;
    let mut findings = Vec::new();
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("fuzz")
        .join(target.name);
    fs::create_dir_all(&place)?;
    loop {
        let input = match known.get(tried) {
            Some(known) => known.clone(),
            None => mutator.next(),
        };
        tried += 1;
        let (took, wrong) = one(target, &input, &place);
        slowest = slowest.max(took);
        if let Some(wrong) = wrong {
            let kept = place.join(format!("found-{seed}-{tried}"));
            fs::write(&kept, &input)?;
            findings.push(format!("{}: {wrong}", kept.display()));
        }
        let is_over = match seconds {
            Some(seconds) => {
                began.elapsed() >= Duration::from_secs(seconds) && tried >= known.len()
            }
            None => tried >= known.len() + target.sample,
        };
        if is_over || findings.len() >= 20 {
            break;
        }
    }
    println!(
        "{}: {tried} inputs in {} s, seed {seed}, slowest {:.1} s, {} findings",
        target.name,
        began.elapsed().as_secs(),
        slowest.as_secs_f64(),
        findings.len()
    );
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings.join("\n").into())
    }
}

/// How long an input took, and what was wrong.
fn one(target: &'static Target, input: &[u8], place: &Path) -> (Duration, Option<String>) {
    // What an abort or a hang leaves behind.
    let current = place.join("current");
    if let Err(error) = fs::write(&current, input) {
        return (Duration::ZERO, Some(error.to_string()));
    }
    let began = Instant::now();
    let input = input.to_vec();
    let own = place.to_owned();
    // The stack that a program's first thread has.
    let running = thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(move || catch_unwind(|| (target.run)(&input, &own)));
    let Ok(running) = running else {
        return (
            began.elapsed(),
            Some("no thread could be started".to_owned()),
        );
    };
    while !running.is_finished() {
        if began.elapsed() > LIMIT * 3 {
            eprintln!(
                "{}: no answer to {} after {:?}",
                target.name,
                current.display(),
                LIMIT * 3
            );
            process::abort();
        }
        thread::sleep(Duration::from_micros(500));
    }
    let wrong = match running.join() {
        Ok(Ok(Ok(()))) => None,
        Ok(Ok(Err(wrong))) => Some(wrong),
        Ok(Err(panic)) | Err(panic) => Some(format!("panicked: {}", message(panic.as_ref()))),
    };
    let took = began.elapsed();
    let wrong = wrong.or_else(|| (took > LIMIT).then(|| format!("took {} s", took.as_secs())));
    (took, wrong)
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("")
        .to_owned()
}

fn number(name: &str) -> Result<Option<u64>, Failed> {
    let Some(text) = env::var_os(name) else {
        return Ok(None);
    };
    let text = text.to_string_lossy();
    text.parse()
        .map(Some)
        .map_err(|_| format!("{name} is `{text}`, and has to be a number").into())
}
