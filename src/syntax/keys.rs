//! Tables of keys, written once: the macro [`keys!`](crate::keys) makes of one definition the fields that are
//! checked, the reference that is printed and the struct that the next stage works with.

use std::ops::Deref;

use super::datum::{Data, Datum, Source, Sources};
use crate::text::Span;

/// Turns a checked value into a Rust value. Cannot fail: the shape was checked before.
pub trait Read: Sized {
    fn read(datum: &Datum) -> Self;
}

/// A value with its place and sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Given<T> {
    pub value: T,
    /// Where it was written; `None` for a default.
    pub span: Option<Span>,
    pub sources: Sources,
}

impl<T> Given<T> {
    /// The key it belongs to, as written in a site.
    pub fn key(&self) -> &str {
        self.sources
            .iter()
            .find_map(|source| match source {
                Source::Key(key) => Some(key.as_str()),
                _ => None,
            })
            .unwrap_or("")
    }
}

impl<T> Deref for Given<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Entries under names that the site chose, in their order.
pub type Named<T> = Vec<(String, T)>;

impl<T: Read> Read for Given<T> {
    fn read(datum: &Datum) -> Self {
        Given {
            value: T::read(datum),
            span: datum.span,
            sources: datum.sources.clone(),
        }
    }
}

impl Read for Datum {
    fn read(datum: &Datum) -> Self {
        datum.clone()
    }
}

macro_rules! read_data {
    ($($type:ty: $($pattern:pat => $value:expr),+;)*) => {$(
        impl Read for $type {
            fn read(datum: &Datum) -> Self {
                match &datum.data {
                    $($pattern => $value,)+
                    other => panic!("invariant: {other:?} was checked to be {}", stringify!($type)),
                }
            }
        }
    )*};
}

read_data! {
    bool: Data::Boolean(value) => *value;
    i64: Data::Integer(value) => *value;
    u64: Data::Size(value) | Data::Duration(value) => *value, Data::Integer(value) => u64::try_from(*value).unwrap_or(0);
    f64: Data::Number(value) => *value;
    String: Data::Text(value) => value.clone();
}

impl<T: Read> Read for Option<T> {
    fn read(datum: &Datum) -> Self {
        (!datum.is_absent()).then(|| T::read(datum))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(datum: &Datum) -> Self {
        datum.items().iter().map(T::read).collect()
    }
}

impl<T: Read> Read for Vec<(String, T)> {
    fn read(datum: &Datum) -> Self {
        datum
            .fields()
            .iter()
            .map(|(name, field)| (name.clone(), T::read(field)))
            .collect()
    }
}

/// The key that a field of Rust stands for: `r#type` is `type`.
pub fn name_of(field: &str) -> String {
    field.trim_start_matches("r#").to_owned()
}

/// Defines a table of keys.
///
/// Each field has its doc lines, a name, the Rust type it is read as, its shape, and `required`, `optional` or
/// `default "TOML"`; after that `short "field"` or `plural "key"` where it has such a form.
#[macro_export]
macro_rules! keys {
    ($(
        $(#[doc = $table_doc:literal])*
        pub struct $table:ident {
            $(
                $(#[doc = $doc:literal])*
                $field:ident: $type:ty = $shape:expr, $presence:ident $($default:literal)? $(, $form:ident $form_value:literal)?;
            )*
        }
    )*) => {$(
        $(#[doc = $table_doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $table {
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl $table {
            /// The keys of this table.
            pub fn fields() -> Vec<$crate::syntax::Field> {
                vec![$(
                    $crate::keys!(@form
                        $crate::syntax::Field {
                            name: $crate::syntax::keys::name_of(stringify!($field)),
                            doc: [$($doc),*].map(str::trim).join(" "),
                            shape: $shape,
                            presence: $crate::keys!(@presence $presence $($default)?),
                            short: None,
                            plural: None,
                        }
                        $(, $form $form_value)?
                    ),
                )*]
            }

            /// This table as a shape.
            pub fn shape() -> $crate::syntax::Shape {
                $crate::syntax::Shape::Record(Self::fields())
            }
        }

        impl $crate::syntax::keys::Read for $table {
            fn read(datum: &$crate::syntax::Datum) -> Self {
                $table {
                    $($field: $crate::syntax::keys::Read::read(
                        datum.get(&$crate::syntax::keys::name_of(stringify!($field))).expect("invariant: a checked record has all its fields"),
                    ),)*
                }
            }
        }
    )*};
    (@presence required) => { $crate::syntax::Presence::Required };
    (@presence optional) => { $crate::syntax::Presence::Optional };
    (@presence default $default:literal) => { $crate::syntax::Presence::Default($default.to_owned()) };
    (@form $field:expr) => { $field };
    (@form $field:expr, short $value:literal) => {
        $crate::syntax::Field { short: Some($value.to_owned()), ..$field }
    };
    (@form $field:expr, plural $value:literal) => {
        $crate::syntax::Field { plural: Some($value.to_owned()), ..$field }
    };
}
