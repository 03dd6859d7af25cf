//! How a kind of institution uses a hub: the figures that turn users into machines, each with its source.

use crate::keys;
use crate::syntax::Shape;
use crate::syntax::scalar::Scalar;

fn text() -> Shape {
    Shape::Scalar(Scalar::Text)
}

fn figure(value: Shape) -> Shape {
    Shape::Record(vec![
        crate::syntax::shape::required("value", "The figure.", value),
        crate::syntax::Field {
            presence: crate::syntax::Presence::Optional,
            ..crate::syntax::shape::required(
                "source",
                "Where it comes from; without one it is printed as assumed.",
                text(),
            )
        },
    ])
}

/// A figure with its source, `None` when it is assumed.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure<T> {
    pub value: T,
    pub source: Option<String>,
}

impl<T: crate::syntax::keys::Read> crate::syntax::keys::Read for Figure<T> {
    fn read(datum: &crate::syntax::Datum) -> Self {
        let part = |name: &str| {
            datum
                .get(name)
                .expect("invariant: a checked record has all its fields")
        };
        Figure {
            value: T::read(part("value")),
            source: crate::syntax::keys::Read::read(part("source")),
        }
    }
}

keys! {
    /// A kind of use.
    pub struct Profile {
        /// The kind of institution.
        title: String = text(), required;
        /// The share of all users who are present at the busiest time.
        present: Figure<f64> = figure(Shape::Scalar(Scalar::Share)), required;
        /// The share of a class that is present while it meets.
        class_present: Figure<f64> = figure(Shape::Scalar(Scalar::Share)), required;
        /// Memory kept for each present user.
        memory_guarantee: Figure<u64> = figure(Shape::Scalar(Scalar::Size)), required;
        /// Memory that one user can take.
        memory_limit: Figure<u64> = figure(Shape::Scalar(Scalar::Size)), required;
        /// Processors that a present user needs on average.
        cpu_guarantee: Figure<f64> = figure(Shape::Number { minimum: 0.001, maximum: 64.0 }), required;
        /// Processors that one user can take.
        cpu_limit: Figure<f64> = figure(Shape::Number { minimum: 0.1, maximum: 64.0 }), required;
        /// What a user's home can hold.
        home_quota: Figure<u64> = figure(Shape::Scalar(Scalar::Size)), required;
        /// How much of all quotas together is really used.
        home_fill: Figure<f64> = figure(Shape::Scalar(Scalar::Share)), required;
        /// After how long without activity a server is stopped.
        idle: Figure<u64> = figure(Shape::Scalar(Scalar::Duration)), required;
    }
}
