//! The page of an image: what is in it, for those who choose images, in Markdown.

use std::fmt::Write as _;

use super::lock::{normalized, versions};
use super::{Defined, Image, Library};
use crate::syntax::datum::show_size;
use crate::text::Texts;

/// The pages of all images that users can choose, as one document.
pub fn pages(library: &Library, texts: &Texts) -> String {
    let mut out = String::from(
        "# Images of the library\n\n\
        Made from `stdlib/image/`; `syzc list images NAME` prints one of these, also for images of your own. \
        Jupyter itself, the hub's own version of JupyterHub and French menus are in every image, whatever it stands on. \
        Where two versions are named, the one that Python's own version asks for is installed.\n",
    );
    for image in &library.images {
        if image.value.offered.value {
            out.push('\n');
            out.push_str(&page(image, library, texts));
        }
    }
    out
}

/// The page of one image.
pub fn page(image: &Defined<Image>, library: &Library, texts: &Texts) -> String {
    let value = &image.value;
    let mut out = format!("## {}: {}\n\n", image.name, value.title.in_language("en"));
    line(
        &mut out,
        &format!("{}.", value.description.in_language("en")),
    );
    for language in &library.languages {
        if let Some(words) = value.description.written_in(&language.name)
            && language.name != "en"
        {
            line(&mut out, &format!("{}: {words}.", language.value.title));
        }
    }
    out.push('\n');
    item(
        &mut out,
        "builds on",
        &way_down(image, library).join(", on "),
    );
    let source = value.size_source.value.as_deref().unwrap_or("assumed");
    let size = format!("{} of its own ({source})", show_size(value.size.value));
    item(&mut out, "takes on a disk", &size);
    for (what, size) in [
        ("keeps for each server at least", &value.memory_guarantee),
        ("lets each server take at least", &value.memory),
    ] {
        if let Some(size) = size.value {
            item(&mut out, what, &format!("{} of memory", show_size(size)));
        }
    }
    if let Some(url) = &value.default_url.value {
        item(&mut out, "opens", &format!("`{url}`"));
    }
    for (what, list) in [
        ("packages of the operating system", &value.apt),
        ("conda packages", &value.conda),
        ("R packages", &value.r),
        ("Julia packages", &value.julia),
    ] {
        if !list.value.is_empty() {
            item(&mut out, what, &quoted(&list.value));
        }
    }
    python(&mut out, image, library, texts);
    out
}

/// What it is asked to have of Python, each with the version that the lock fixes.
fn python(out: &mut String, image: &Defined<Image>, library: &Library, texts: &Texts) {
    let asked = &image.value.pip.value;
    if asked.is_empty() {
        return;
    }
    let lock = image.value.pip_lock.value.as_ref().and_then(|name| {
        let path = image.file.replace("image.toml", name);
        let id = library.files.get(&path)?;
        Some((path, versions(&texts.get(*id).content)))
    });
    let Some((path, locked)) = lock else {
        item(out, "Python packages, not locked", &quoted(asked));
        return;
    };
    let with_version = |package: &String| match locked.get(&normalized(package)) {
        Some(versions) => format!("{package} {}", versions.join(" or ")),
        None => package.clone(),
    };
    let named: Vec<String> = asked.iter().map(with_version).collect();
    item(out, "Python packages", &named.join(", "));
    let more = locked.len().saturating_sub(asked.len());
    let rest = format!("{more} packages more, each with version and hashes in `{path}`");
    item(out, "and what these need", &rest);
}

/// The images beneath, down to the one of a registry.
pub fn way_down(image: &Defined<Image>, library: &Library) -> Vec<String> {
    let mut way = Vec::new();
    let mut below = image;
    // A circle in somebody's own library is reported when a site uses it; here it only has to end.
    while way.len() <= library.images.len() {
        if let Some(from) = &below.value.from.value {
            way.push(format!("`{from}`"));
        }
        let Some(base) = &below.value.base.value else {
            break;
        };
        way.push(base.clone());
        match library.image(base) {
            Some(found) => below = found,
            None => break,
        }
    }
    way
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("invariant: writing to a string");
}

fn item(out: &mut String, what: &str, text: &str) {
    writeln!(out, "- {what}: {text}").expect("invariant: writing to a string");
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
