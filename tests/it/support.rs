//! What several tests need: the repository's own sites, and sites in memory.

use std::path::PathBuf;

use syzc::project::{Compiled, Project};
use syzc::source::{DiskFiles, Files, MemoryFiles};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn files() -> DiskFiles {
    DiskFiles::new(root())
}

/// Compiles sites, and fails with what was said when one of them does not compile.
pub fn compile(files: &dyn Files, names: &[&str]) -> Vec<Compiled> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut project = Project::read(files, &names);
    let compiled = project.compile(files, "build");
    assert_eq!(
        compiled.len(),
        names.len(),
        "{}",
        syzc::diagnostic::render::text(&project.diagnostics, &project.texts, false)
    );
    compiled
}

/// A small site that is complete; tests add lines to it.
pub const SMALL: &str = r#"
users  = 300
images = ["minimal"]
cloud  = "arbutus"

[institution]
name        = "Test University"
domain      = "hub.test.example"
admin_email = "it@test.example"

[access]
ssh_key.one    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHPeHEN7UVzDVE2J9sYVEA6pKR4WpbsRGUkoznBivIxi one"
ssh_from.inner = "192.0.2.0/24"

[login.shibboleth]
identity_provider = "https://idp.test.example/idp"
metadata_url      = "https://idp.test.example/metadata.xml"
metadata_unsigned = true
admit_everyone    = true
username          = "local-part"
scopes            = ["test.example"]
"#;

/// A project in memory with the small site and more lines.
pub fn small(more: &str) -> MemoryFiles {
    MemoryFiles::default().with("sites/small.toml", &format!("{SMALL}{more}"))
}
