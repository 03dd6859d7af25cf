//! Keys of those who share something: groups of people, and folders of courses.

use super::{count, scalar};
use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::{Given, Named};
use crate::syntax::scalar::Scalar;

keys! {
    /// People who may use more than others, or read what others do not: those named here, and those whom a login or an
    /// administrator puts into JupyterHub's group of the same name.
    pub struct Group {
        /// Its people, by user name: `jdoe = true`.
        member: Given<Named<bool>> = Shape::map(Scalar::Username, Shape::Boolean), default "{}", plural "members";
        /// How many there are, where they are not all named here.
        size: Given<Option<i64>> = count(1, 1_000_000), optional;
        /// The share of them that is present at once; the profile's share of a class unless written.
        present: Given<Option<f64>> = scalar(Scalar::Share), optional;
        /// Memory that is kept for each of them, where it is more than others get.
        memory_guarantee: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Memory that a server of theirs can take, where it is more than others get.
        memory: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Processors that a server of theirs can take, where it is more than others get.
        cpu: Given<Option<f64>> = Shape::Number { minimum: 0.1, maximum: 256.0 }, optional;
    }

    /// A folder that many read and few write, at `/courses/NAME` in their servers.
    pub struct Course {
        /// The groups whose people read it; everybody unless written.
        groups: Given<Vec<String>> = Shape::list(scalar(Scalar::Slug)), default "[]";
        /// Those who also write it, by user name: `"prof.chan" = true`.
        instructor: Given<Named<bool>> = Shape::map(Scalar::Username, Shape::Boolean), required, plural "instructors";
        /// What it can hold.
        quota: Given<u64> = scalar(Scalar::Size), default "\"10 GiB\"";
    }
}
