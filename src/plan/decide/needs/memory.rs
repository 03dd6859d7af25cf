//! What a site, or the library, says of an image: its own words, else those of the image that it builds on.

use super::super::Desk;
use super::super::machine::within;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::datum::show_size;
use crate::syntax::{Source, Sources};
use crate::text::Span;

/// A memory that somebody wrote: its size, where, and what it came from.
pub type Written = (u64, Option<Span>, Sources);

#[derive(Clone, Copy)]
pub enum Key {
    Guarantee,
    Limit,
}

/// What the site, or the library, says of an image's memory; else of the one that it builds on.
pub fn written(desk: &Desk<'_>, name: &str, key: Key) -> Option<Written> {
    let own = desk.choice(name).map(|choice| match key {
        Key::Guarantee => &choice.memory_guarantee,
        Key::Limit => &choice.memory,
    });
    if let Some((own, size)) = own.and_then(|own| Some((own, own.value?))) {
        return Some((size, own.span, own.sources.clone()));
    }
    let shipped = desk.definition(name).map(|library| match key {
        Key::Guarantee => &library.value.memory_guarantee,
        Key::Limit => &library.value.memory,
    });
    if let Some(size) = shipped.and_then(|shipped| shipped.value) {
        let source = Source::Library(format!("image/{name}"));
        return Some((size, None, Sources::from([source])));
    }
    written(desk, base_of(desk, name)?, key)
}

/// The page that a server opens first: the image's, else that of the one it builds on, else the site's.
pub fn first_page(desk: &Desk<'_>, name: &str) -> String {
    desk.choice(name)
        .and_then(|choice| choice.default_url.value.clone())
        .or_else(|| desk.definition(name)?.value.default_url.value.clone())
        .or_else(|| Some(first_page(desk, base_of(desk, name)?)))
        .unwrap_or_else(|| desk.site.hub.default_url.value.clone())
}

/// The image that one builds on. That this ends was seen when the images were resolved.
fn base_of<'a>(desk: &Desk<'a>, name: &str) -> Option<&'a str> {
    match desk.definition(name) {
        Some(library) => library.value.base.value.as_deref(),
        None => desk.choice(name)?.base.value.as_deref(),
    }
}

/// The limit beside a guarantee: what the site wrote for it, else the library's and the site's, which a larger guarantee
/// takes along.
pub fn limit(
    desk: &mut Desk<'_>,
    written: Option<Written>,
    guarantee: u64,
    kind: &str,
    name: &str,
) -> u64 {
    let site = desk.amount("memory_limit").max(guarantee);
    let (size, span) = match written {
        Some((size, Some(span), _)) => (size, span),
        Some((size, None, _)) => return size.max(site),
        None => return site,
    };
    let whose = format!("{kind} `{name}`");
    let table = format!("`[{kind}.{name}]`");
    if size < guarantee {
        let (size, guarantee) = (show_size(size), show_size(guarantee));
        desk.found.push(
            Diagnostic::error(
                Code::S0301,
                format!("{whose} may take {size}, but {guarantee} are kept for each server"),
            )
            .at(span, "a smaller limit")
            .help(format!(
                "write `memory = \"{guarantee}\"` under {table}, or `memory_guarantee = \"{size}\"`"
            )),
        );
    } else if kind == "image" {
        // A group only adds to what a server has anyway.
        let whose = format!("a server of {whose}");
        within::can_run(desk, size, guarantee, &whose, &table, Some(span));
    }
    size
}
