//! A compiler from a few lines of TOML to the Terraform, Ansible and Docker files of a university JupyterHub.
//!
//! # Architecture
//!
//! A site goes through stages. Each is functions over data and uses only the stages above it; a test
//! (`tests/it/stages.rs`) holds this rule against the `use crate::` lines.
//!
//! | stage | from | to |
//! | --- | --- | --- |
//! | [`limits`] | | how large each input may be |
//! | [`text`] | | texts and the places in them, which every stage uses |
//! | [`secret`] | texts | the secrets in them, which no output and no message may hold |
//! | [`diagnostic`] | | mistakes as data: code, place, sentence, fix |
//! | [`source`] | names | texts; the only stage that reads the disk, besides `write` |
//! | [`syntax`] | texts | values with their places, layers merged; shapes, and values held against them |
//! | [`dialect`] | values | literals and escapes of the target languages |
//! | [`library`] | `stdlib/` | units, images, clouds, profiles, languages; every template checked before it renders |
//! | [`site`] | values | the typed site; the keys of the language, the rules between them, schema and reference |
//! | [`plan`](mod@plan) | site and library | decisions, units with their inputs, the graph between them, the tally |
//! | [`emit`] | plan | the tree of files in memory, and what reached each line |
//! | [`compare`] | output and disk | what a build would change |
//! | [`write`](mod@write) | changes | files, each whole or not at all |
//! | [`project`] | names of sites | the stages above, for many sites side by side |
//! | [`cli`] | arguments | what the user sees; the only stage that prints |
//!
//! # Where things go
//!
//! - A new **key** of the language: one field in [`site::keys`]. The check, `syzc schema` and the reference follow.
//!   If it contradicts another key: a rule in [`site::rules`].
//! - A new **kind of value** (a date, a domain): a variant of [`syntax::scalar::Scalar`].
//! - A new **rule of sizing**: a function in the file of `plan/decide/` that its subject belongs to; its numbers with
//!   their sources in `plan/decide/constants.rs`.
//! - A new **unit** (a login, a certificate, a runtime): a directory `stdlib/<role>/<unit>/`, no Rust. Its keys are in
//!   its `unit.toml`, whose own keys are in [`library::definition`].
//! - A new **image**, **cloud**, **profile** or **language**: a file under `stdlib/`, no Rust; their keys are in [`library`].
//! - A new **dialect**: a module under `dialect/`.
//! - A new **guard** over what a later build may not change: a field of [`emit::manifest::Keeps`], the value beside it
//!   in [`plan::Existing`], and [`emit::manifest::VERSION`] raised.
//! - A new **command**: a file under `cli/`.
//! - A new **form of a secret**: a rule in `secret/own.toml`, which is in the format of gitleaks; `secret/refresh-rules`
//!   brings the newest of its rules.
//! - A new **code** of a diagnostic: a line in [`diagnostic::code`], a page under `diagnostic/explain/`, a case under
//!   `tests/diagnostics/`.
//!
//! # Invariants
//!
//! - Same input, same bytes: no clock, no host name, no hash order, no locale, no absolute path.
//! - Decisions are made in `plan`; templates place values and decide nothing.
//! - A value reaches a file only through the printer of that file's [`dialect`].
//! - A reference between units is a value: an input bound to an output, or a record in a collection.
//! - Every value keeps where it came from, through decisions and outputs back to keys ([`plan::origin`]).
//! - What syzc did not write, it does not touch ([`write`](mod@write)).
//! - What is read back from an output is trusted no more than any input; a guard that cannot be read is a mistake, never
//!   a guard less ([`emit::manifest::read`](mod@emit::manifest::read)).
//! - A mistake is a [`diagnostic::Diagnostic`], never a panic; a panic names the invariant that was broken.

pub mod limits;

pub mod text;

pub mod secret;

pub mod diagnostic;

pub mod source;

pub mod syntax;

pub mod dialect;

pub mod library;

pub mod site;

pub mod plan;

pub mod emit;

pub mod compare;

pub mod write;

pub mod project;

pub mod cli;
