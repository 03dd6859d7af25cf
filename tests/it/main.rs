//! Tests of syzc from outside, in one binary.

mod beside;
mod bounds;
mod cli;
mod clouds;
mod extension;
mod fixes;
mod guide;
mod injection;
mod institutions;
mod kept;
mod language;
mod origins;
mod outputs;
mod pages;
mod parse_back;
mod preflight;
mod properties;
mod readme;
mod secrets;
mod shipped;
mod sizing;
mod stages;
mod support;
mod teaching;
mod terminal;
mod transitions;
