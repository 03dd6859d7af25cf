//! The library that comes with the binary.

/// Names (`stdlib/…`) and contents, sorted by name.
pub const STANDARD: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));
