//! An output that is there already: what was left by people, by git, and by builds that were stopped.

mod blocked;
mod damaged;
mod interrupted;
mod merged;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;

use crate::support::SMALL;

const MANIFEST: &str = "build/small/syzc-manifest.json";

/// A project with the small site in it, on a disk.
struct Project {
    directory: tempfile::TempDir,
}

/// What a command said, and how it ended.
struct Said {
    code: i32,
    text: String,
}

impl Project {
    fn new() -> Project {
        let directory = tempfile::tempdir().expect("a directory");
        let project = Project { directory };
        project.write("sites/small.toml", SMALL);
        project
    }

    /// A project whose site was built.
    fn built() -> Project {
        let project = Project::new();
        project.syzc(&["build"]).ends(0);
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, content).expect("writes");
    }

    fn site(&self, more: &str) {
        self.write("sites/small.toml", &format!("{SMALL}{more}"));
    }

    /// Changes the manifest's text.
    fn tamper(&self, change: impl FnOnce(String) -> String) {
        self.write(MANIFEST, &change(self.read(MANIFEST)));
    }

    fn syzc(&self, words: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
            .arg("-C")
            .arg(self.directory.path())
            .args(words)
            .env("NO_COLOR", "1")
            .output()
            .expect("syzc runs");
        Said {
            code: output.status.code().unwrap_or(-1),
            text: format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ),
        }
    }

    /// Runs git, which everybody has who works on syzc.
    fn git(&self, words: &[&str]) -> Said {
        git(self.directory.path(), words)
    }

    /// Everything in the project, links as such.
    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        tree(self.directory.path())
    }
}

fn git(directory: &Path, words: &[&str]) -> Said {
    let output = Command::new("git")
        .args(["-c", "user.name=one", "-c", "user.email=one@test.example"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(words)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    Said {
        code: output.status.code().unwrap_or(-1),
        text: format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

fn tree(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    WalkDir::new(directory)
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let content = if entry.file_type().is_file() {
                fs::read(entry.path()).expect("readable")
            } else {
                Vec::new()
            };
            (entry.path().to_owned(), content)
        })
        .collect()
}

impl Said {
    #[track_caller]
    fn ends(self, code: i32) -> Said {
        assert_eq!(self.code, code, "{}", self.text);
        self
    }

    #[track_caller]
    fn says(self, words: &[&str]) -> Said {
        for word in words {
            assert!(self.text.contains(word), "{word} is not in\n{}", self.text);
        }
        self
    }

    #[track_caller]
    fn hides(self, words: &[&str]) -> Said {
        for word in words {
            assert!(!self.text.contains(word), "{word} is in\n{}", self.text);
        }
        self
    }
}
