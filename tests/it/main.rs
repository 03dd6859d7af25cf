//! Tests of syzc from outside, in one binary.

mod beside;
mod cli;
mod clouds;
mod extension;
mod guide;
mod language;
mod origins;
mod parse_back;
mod properties;
mod readme;
mod secrets;
mod shipped;
mod stages;
mod support;
mod teaching;
