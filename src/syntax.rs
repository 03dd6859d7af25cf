//! TOML to values that carry their places; layers merged with provenance kept; values held against shapes.
//!
//! Knows what types of value there are, but no key of the site language and no unit.

pub mod check;
mod correct;
pub mod datum;
pub mod keys;
pub mod layers;
mod measure;
pub mod parse;
pub mod repeats;
pub mod scalar;
pub mod secrets;
pub mod shape;
pub mod value;

pub use check::check;
pub use datum::{Data, Datum, Source, Sources};
pub use shape::{Field, Presence, Shape};
pub use value::{Entry, Kind, Table, Value};
