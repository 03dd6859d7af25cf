//! What mutation begins with: inputs that were found wrong before, and the project's own files.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::targets::{PARTS, join_parts};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The inputs that were found wrong before.
pub fn found_before(target: &str) -> Vec<Vec<u8>> {
    files(&root().join("tests/fuzz/corpus").join(target), "")
}

/// What new inputs are made of.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "site" => files(&root().join("sites"), ".toml"),
        "layers" => layers(),
        "library" => library(),
        "import" => vec![IMPORT.as_bytes().to_vec()],
        "output" => output(),
        other => panic!("no target `{other}`"),
    }
}

/// Files below a directory whose names end so, sorted.
fn files(directory: &Path, end: &str) -> Vec<Vec<u8>> {
    WalkDir::new(directory)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry.file_type().is_file() && entry.file_name().to_string_lossy().ends_with(end)
        })
        .filter_map(|entry| fs::read(entry.path()).ok())
        .collect()
}

fn layers() -> Vec<Vec<u8>> {
    let site = b"extends = [\"a.toml\", \"layers/b.toml\"]\nusers = 300\nimages = [\"minimal\"]\n"
        .to_vec();
    let layers = files(&root().join("sites/layers"), ".toml");
    layers
        .iter()
        .zip(layers.iter().skip(1))
        .map(|(one, other)| join_parts(&[&site, one, other]))
        .collect()
}

/// Each file of the library, after its own name.
fn library() -> Vec<Vec<u8>> {
    let stdlib = root().join("stdlib");
    WalkDir::new(&stdlib)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let name = syzc::source::relative_name(entry.path(), &stdlib)?;
            let read = [".toml", ".hbs"].iter().any(|end| name.ends_with(end));
            Some(join_parts(&[
                name.as_bytes(),
                &fs::read(entry.path()).ok().filter(|_| read)?,
            ]))
        })
        .collect()
}

/// A manifest, a generated file, and a path that something else stands at.
fn output() -> Vec<Vec<u8>> {
    let manifests = files(&root().join("golden"), "syzc-manifest.json");
    let mut inputs = vec![join_parts(&[b"", b"", b""])];
    for (manifest, path) in manifests.iter().zip(PARTS.iter().cycle()) {
        inputs.push(join_parts(&[manifest, b"edited\n", path.as_bytes()]));
    }
    for line in HOSTILE_LINES {
        let manifest = format!(
            "{{\"version\": 1, \"site\": \"sites/small.toml\", \"keeps\": {{\"data_volume\": 10}}, \"files\": {{{line}}}}}"
        );
        inputs.push(join_parts(&[
            manifest.as_bytes(),
            b"edited\n",
            b"README.md",
        ]));
    }
    inputs
}

/// SHA-256 of the file that must stay, whose text is `keep\n`.
const HOSTILE_LINES: &[&str] = &[
    "\"../../sites/small.toml\": \"0\"",
    "\"../../keep\": \"d2c1ae07d46f1dae9ef2a51d0a2a5f4fba8bdb3fb8fbb5b7f8ecd5ea19eb9e4c\"",
    "\"/etc/hostname\": \"0\"",
    "\"a/../../../keep\": \"0\"",
    "\"\": \"0\"",
    "\".\": \"0\"",
    "\"..\": \"0\"",
    "\"terraform/\": \"0\"",
    "\"README.md/x\": \"0\"",
    "\"a\\u0000b\": \"0\"",
    "\"link/keep\": \"0\"",
];

const IMPORT: &str = r#"[
  {"Name": "p2-4gb", "RAM": 4096, "Disk": 20, "Ephemeral": 0, "VCPUs": 2, "Properties": {}},
  {"Name": "g1-\"8gb\"", "RAM": 8192, "Disk": 0, "Ephemeral": 100, "VCPUs": 4, "Properties": {"pci_passthrough:alias": "gpu:1"}}
]"#;
