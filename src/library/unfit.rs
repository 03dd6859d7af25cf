//! Values of a site that a unit can do nothing with (`[[unfit]]`), and the regular expressions that definitions hold
//! values against.

use regex::Regex;

use super::cloud::{Cloud, SystemImage};
use super::definition::RefuseKeys;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::Given;
use crate::text::Span;

fn text() -> Shape {
    Shape::Scalar(crate::syntax::scalar::Scalar::Text)
}

keys! {
    /// A kind of value of the site that the unit can do nothing with.
    pub struct UnfitKeys {
        /// The key, as `image.*.from`: `*` stands for every entry of a table. Of a list, each entry is held against it.
        site: Given<String> = text(), required;
        /// A key of the same table that is there (and true, and not empty) where it counts; without one it always counts.
        beside: Option<String> = text(), optional;
        /// A regular expression that a part of such a value matches.
        matches: Option<Given<String>> = text(), optional;
        /// A regular expression that no part of such a value matches.
        unlike: Option<Given<String>> = text(), optional;
        /// The code of the diagnostic.
        code: Given<String> = text(), required;
        /// What is wrong, in a sentence.
        message: String = text(), required;
        /// What to do instead.
        help: String = text(), required;
        /// Whether it is told and not refused, for what works with some and not with others.
        told: bool = Shape::Boolean, default "false";
    }
}

/// Whether a part of the text matches. That the expression is one was held when the library was read.
pub fn matches(expression: &str, text: &str) -> bool {
    Regex::new(expression).is_ok_and(|expression| expression.is_match(text))
}

/// Finds expressions that are none.
pub fn expressions_can_be_read(
    unfit: &[UnfitKeys],
    refusals: &[RefuseKeys],
    found: &mut Diagnostics,
) {
    for unfit in unfit {
        for expression in unfit.matches.iter().chain(&unfit.unlike) {
            readable(&expression.value, expression.span, found);
        }
    }
    for refusal in refusals {
        for table in [&refusal.matches, &refusal.unlike, &refusal.site_matches] {
            for (_, expression) in table.iter() {
                readable(expression, table.span, found);
            }
        }
    }
}

/// Names that no system's image has: an expression that matches one of them says nothing about the system.
const NO_SYSTEM: [&str; 4] = ["", "x", "7", "An image-1.0 (2)"];

/// Finds names of images that would take whichever image is newest, or the same one for two releases: the cloud is asked
/// for all its images, and the newest whose name matches is what the machine boots from.
pub fn image_names_mean_one_system(cloud: &Cloud, found: &mut Diagnostics) {
    for (index, (release, image)) in cloud.image.iter().enumerate() {
        let name = &image.name;
        if !readable(name, name.span, found) {
            continue;
        }
        if NO_SYSTEM.iter().any(|other| matches(name, other)) {
            found.push(
                Diagnostic::error(
                    Code::S0501,
                    format!("`image.{release}.name` matches images of any system"),
                )
                .at(name.span, "the newest of all would be taken")
                .help(format!(
                    "write what the name begins with behind a `^`, as in `'{}'`",
                    example(release)
                )),
            );
        } else if let Some(other) = other_release(release, name) {
            found.push(
                Diagnostic::warning(
                    Code::S0501,
                    format!("`image.{release}.name` matches `{other}` too"),
                )
                .at(name.span, "the newest image of any release would be taken")
                .help(format!(
                    "write the release's number into it, as in `'{}'`",
                    example(release)
                )),
            );
        }
        let before = cloud.image.iter().take(index);
        let twin = |(_, other): &&(String, SystemImage)| {
            other.name.value == name.value && other.visibility.value == image.visibility.value
        };
        if let Some((first, other)) = before.clone().find(twin) {
            found.push(
                Diagnostic::error(
                    Code::S0501,
                    format!("`image.{first}` and `image.{release}` name the same image"),
                )
                .at(name.span, "again here")
                .at(other.name.span, "first here")
                .help("write the name of each release's own image"),
            );
        }
    }
}

/// An expression for the image of a release, as clouds name them.
fn example(release: &str) -> String {
    let mut name = release.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("^{name}(-|$)")
}

/// The name of another release's image that the expression matches, where it matches its own release's in the same form.
fn other_release(release: &str, expression: &str) -> Option<String> {
    let (system, number) = release.rsplit_once('-')?;
    let other = number.parse::<u64>().ok()?.checked_add(1)?.to_string();
    let mut capital = system.to_owned();
    capital.get_mut(..1)?.make_ascii_uppercase();
    let named = |number: &str| {
        [system, capital.as_str()]
            .map(|system| ["-", " ", ""].map(|between| format!("{system}{between}{number}")))
    };
    let own = named(number);
    let others = named(&other);
    let pairs = own.iter().flatten().zip(others.iter().flatten());
    let mut both =
        pairs.filter(|(own, other)| matches(expression, own) && matches(expression, other));
    both.next().map(|(_, other)| other.clone())
}

/// Whether a text is a regular expression; says so where it is none.
fn readable(expression: &str, span: Option<Span>, found: &mut Diagnostics) -> bool {
    if let Err(error) = Regex::new(expression) {
        // The last line says what is wrong; those before it show where, in a form of their own.
        let error = error.to_string();
        let reason = error.lines().last().unwrap_or_default();
        let reason = reason.strip_prefix("error: ").unwrap_or(reason);
        found.push(
            Diagnostic::error(
                Code::S0501,
                format!("`{expression}` is no regular expression: {reason}"),
            )
            .at(span, "written here")
            .help("write `.*` where any text may stand, and a `\\` before a character that stands for itself, as in `24\\.04`"),
        );
        return false;
    }
    true
}
