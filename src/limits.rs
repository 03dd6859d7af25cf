//! How large each input may be. Beyond that syzc says so at once, where it would work for minutes or fill the memory.
//!
//! The reference prints this table. A limit that is reached in earnest is raised here; `tests/it/bounds.rs` tries each.

/// The most that an input may have of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub most: usize,
    /// What is counted, for the reference.
    pub what: &'static str,
    /// Why not more.
    pub why: &'static str,
}

/// Bytes of one file.
pub const FILE: Limit = Limit {
    most: 4 << 20,
    what: "bytes of a file that syzc reads",
    why: "10,000 names in three tables of a site take 1 MiB, the metadata of an identity provider 20 KiB",
};

/// Keys and items of lists in one TOML file.
pub const KEYS: Limit = Limit {
    most: 100_000,
    what: "keys and items of lists in a TOML file",
    why: "three times 10,000 names in one file are ordinary",
};

/// Tables within tables of one TOML file, as dotted keys make them.
pub const NESTING: Limit = Limit {
    most: 32,
    what: "parts of a dotted key or a heading in a TOML file",
    why: "the longest of the language has five",
};

/// Layers that one site extends, directly or not.
pub const LAYERS: Limit = Limit {
    most: 100,
    what: "layers of a site",
    why: "a site of a large team has five",
};

/// Layers that extend each other in one chain.
pub const LAYER_DEPTH: Limit = Limit {
    most: 20,
    what: "layers that extend each other in one chain",
    why: "nobody can follow a value through more",
};

/// Entries of `sites/`, of a project's `stdlib/`, or of a folder beside a site.
pub const ENTRIES: Limit = Limit {
    most: 10_000,
    what: "files and directories in `sites/`, in `stdlib/` or in a folder",
    why: "each site is a hub; the library that comes with syzc has 300 files",
};

/// Directories within directories.
pub const DIRECTORIES: Limit = Limit {
    most: 16,
    what: "directories in each other below `stdlib/` or a folder",
    why: "the library that comes with syzc has four",
};

/// Bytes of a project's own `stdlib/`.
pub const LIBRARY: Limit = Limit {
    most: 64 << 20,
    what: "bytes of a project's `stdlib/`",
    why: "the library that comes with syzc has 2 MiB",
};

/// Bytes of the folder that each new home begins with.
pub const FOLDER: Limit = Limit {
    most: 4 << 20,
    what: "bytes of the folder `hub.getting_started`",
    why: "it is in every review and in every home; assumed, nobody has measured what is too much",
};

/// Files of the folder that each new home begins with.
pub const FOLDER_FILES: Limit = Limit {
    most: 200,
    what: "files of the folder `hub.getting_started`",
    why: "as for its bytes",
};

/// Images that build on each other in one chain.
pub const IMAGE_DEPTH: Limit = Limit {
    most: 64,
    what: "images that build on each other in one chain",
    why: "Docker stacks at most 127 layers, and each image adds one or more",
};

/// Mistakes that are printed for people.
pub const SHOWN: Limit = Limit {
    most: 100,
    what: "mistakes that are printed in full; a count of the others follows",
    why: "nobody reads more before mending the first",
};

/// Mistakes that are kept, and that `--format json` gives.
pub const KEPT: Limit = Limit {
    most: 1000,
    what: "mistakes that `--format json` gives; a last one counts the others",
    why: "a program can show more than a person reads, but not without end",
};

/// Every limit, in the order of the reference.
pub const ALL: &[Limit] = &[
    FILE,
    KEYS,
    NESTING,
    LAYERS,
    LAYER_DEPTH,
    ENTRIES,
    DIRECTORIES,
    LIBRARY,
    FOLDER,
    FOLDER_FILES,
    IMAGE_DEPTH,
    SHOWN,
    KEPT,
];
