//! Images: all of them in lines, as a tree of what builds on what, or the page of one.

use crate::library::{Defined, Image, Library};
use crate::syntax::datum::show_size;

/// A row for each image: its name, what it builds on, what is in it.
pub fn rows(library: &Library) -> Vec<Vec<String>> {
    let row = |image: &Defined<Image>| {
        vec![
            image.name.clone(),
            format!("on {}", below(image)),
            image.value.description.in_language("en").to_owned(),
        ]
    };
    library.images.iter().map(row).collect()
}

/// Which image builds on which: those of a registry, and beneath each what stands on it.
pub fn tree(library: &Library) -> Vec<Vec<String>> {
    let mut roots: Vec<&str> = library
        .images
        .iter()
        .filter_map(|image| image.value.from.value.as_deref())
        .collect();
    roots.sort_unstable();
    roots.dedup();
    let mut rows = Vec::new();
    for root in roots {
        rows.push(vec![root.to_owned()]);
        branch(library, root, "", &mut rows);
    }
    rows
}

fn branch(library: &Library, parent: &str, indent: &str, rows: &mut Vec<Vec<String>>) {
    // Whoever builds on an image of a registry has no base, and so an image is in one branch only.
    let children: Vec<&Defined<Image>> = library
        .images
        .iter()
        .filter(|image| below(image) == parent)
        .collect();
    for (index, image) in children.iter().enumerate() {
        let is_last = index + 1 == children.len();
        let (knot, more) = if is_last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        let note = if image.value.offered.value {
            image.value.description.in_language("en").to_owned()
        } else {
            "only built upon".to_owned()
        };
        rows.push(vec![
            format!("{indent}{knot}{}", image.name),
            format!("+ {}", show_size(image.value.size.value)),
            note,
        ]);
        branch(library, &image.name, &format!("{indent}{more}"), rows);
    }
}

/// What an image builds on: another, or one of a registry.
fn below(image: &Defined<Image>) -> &str {
    let base = image.value.base.value.as_deref();
    base.or(image.value.from.value.as_deref()).unwrap_or("")
}
