//! A value that a file's language cannot say: which it is, and which key of the site to change.

use std::fmt;

use handlebars::{RenderError, RenderErrorReason};

use crate::diagnostic::{Code, Diagnostic, listed};
use crate::dialect::Unprintable;
use crate::plan::{Plan, origin};
use crate::syntax::{Data, Datum, Sources};
use crate::text::{FileId, Span, Texts};

/// Goes through Handlebars as an error of its own, so that the place of the value is not lost.
#[derive(Debug)]
pub struct Unwritable {
    /// The value as the template calls it.
    name: String,
    dialect: &'static str,
    reason: String,
    place: Option<Span>,
    sources: Sources,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unwritable {
            name,
            dialect,
            reason,
            ..
        } = self;
        write!(
            formatter,
            "`{name}` cannot be written in {dialect}: {reason}"
        )
    }
}

impl std::error::Error for Unwritable {}

impl Unwritable {
    /// Of a list or a table, what is meant is the part of it that cannot be written.
    pub fn new(
        name: String,
        dialect: &'static str,
        datum: &Datum,
        print: &dyn Fn(&Data) -> Result<String, Unprintable>,
    ) -> Option<Unwritable> {
        let Err(Unprintable(reason)) = print(&datum.data) else {
            return None;
        };
        let culprit = culprit(datum, print).unwrap_or(datum);
        Some(Unwritable {
            name,
            dialect,
            reason,
            place: culprit.span.or(datum.span),
            sources: culprit.all_sources(),
        })
    }
}

/// The innermost part that cannot be written.
fn culprit<'a>(
    datum: &'a Datum,
    print: &dyn Fn(&Data) -> Result<String, Unprintable>,
) -> Option<&'a Datum> {
    let fails = |part: &&Datum| print(&part.data).is_err();
    let part = match &datum.data {
        Data::List(items) => items.iter().find(fails),
        Data::Record(fields) => fields.iter().map(|(_, field)| field).find(fails),
        _ => None,
    }?;
    Some(culprit(part, print).unwrap_or(part))
}

/// What is said of a template that cannot be rendered; `place` is in it.
pub fn diagnostic(
    plan: &Plan,
    texts: &Texts,
    template: FileId,
    place: Option<Span>,
    error: &RenderError,
) -> Diagnostic {
    let found = match error.reason() {
        RenderErrorReason::NestedError(inner) => inner.downcast_ref::<Unwritable>(),
        _ => None,
    };
    let Some(found) = found else {
        let message = match error.reason() {
            RenderErrorReason::Other(message) => message.clone(),
            reason => format!("the template cannot be rendered: {reason}"),
        };
        return Diagnostic::error(Code::S0508, message)
            .at(place, "written here")
            .help(format!("mend the template `{}`", texts.get(template).name));
    };
    let keys = origin::keys(plan, &found.sources);
    let named = match keys.len() {
        1 => keys.iter().next().map_or(&found.name, |key| key),
        _ => &found.name,
    };
    let message = format!(
        "`{named}` cannot be written in {}: {}",
        found.dialect, found.reason
    );
    let written = format!("written here, as `{}`", found.name);
    let diagnostic = Diagnostic::error(Code::S0508, message)
        .at(found.place, "this value")
        .at(place, written);
    diagnostic.help(if keys.is_empty() {
        format!("mend the template `{}`", texts.get(template).name)
    } else {
        let keys = listed(keys.iter().map(String::as_str));
        format!("change {keys} in `{}`", plan.file)
    })
}
