//! The site language: its keys, the checks between them, and the typed site that `plan` works with.
//!
//! To add a key: a field in [`keys`] (its doc line becomes the reference), and where it says something about
//! another key, a rule in [`rules`].

pub mod beside;
pub mod keys;
pub mod later;
pub mod load;
pub mod ranges;
pub mod reference;
pub mod rules;
pub mod schema;
pub mod secrets;

pub use keys::Site;
pub use load::{Loaded, load};
