//! Embeds `stdlib/` in the binary: a sorted list of names and contents, so that a build needs nothing but itself.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=stdlib");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut names = Vec::new();
    collect(Path::new(&root), "stdlib", &mut names)?;
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        let path = Path::new(&root).join(&name);
        writeln!(list, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&out).join("stdlib.rs"), list)
}

fn collect(root: &Path, name: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(name))? {
        let entry = entry?;
        let file_name = entry.file_name();
        let inner = format!("{name}/{}", file_name.to_string_lossy());
        if entry.file_type()?.is_dir() {
            println!("cargo::rerun-if-changed={inner}");
            collect(root, &inner, names)?;
        } else {
            names.push(inner);
        }
    }
    Ok(())
}
