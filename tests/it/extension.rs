//! A login and an image from a project's own `stdlib/`, without a line of Rust.
