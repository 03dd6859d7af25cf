//! What is tried: each way by which somebody else's text comes in.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{fs, io};

use syzc::diagnostic::render;
use syzc::project::Project;
use syzc::source::MemoryFiles;

/// A way in.
pub struct Target {
    pub name: &'static str,
    /// How many new inputs are in the sample: some seconds of them.
    pub sample: usize,
    /// Takes an input and a directory of its own; an error says what was wrong.
    pub run: fn(&[u8], &Path) -> Result<(), String>,
}

pub const TARGETS: &[Target] = &[
    Target {
        name: "site",
        sample: 60,
        run: site,
    },
    Target {
        name: "layers",
        sample: 40,
        run: layers,
    },
    Target {
        name: "library",
        sample: 8,
        run: library,
    },
    Target {
        name: "import",
        sample: 6,
        run: import,
    },
    Target {
        name: "output",
        sample: 3,
        run: output,
    },
];

/// What stands between the files of an input that is several. No text file holds it.
const SEPARATOR: &[u8] = b"\x00\xff\x00";

/// Files of one input.
pub fn join_parts(parts: &[&[u8]]) -> Vec<u8> {
    parts.join(SEPARATOR)
}

fn parts<const COUNT: usize>(input: &[u8]) -> [String; COUNT] {
    let mut rest = input;
    std::array::from_fn(|number| {
        let at = rest
            .windows(SEPARATOR.len())
            .position(|window| window == SEPARATOR)
            .filter(|_| number + 1 < COUNT);
        let (part, after) = match at {
            Some(at) => (&rest[..at], &rest[at + SEPARATOR.len()..]),
            None => (rest, &rest[rest.len()..]),
        };
        rest = after;
        String::from_utf8_lossy(part).into_owned()
    })
}

const SMALL: &str = r#"users = 300
images = ["minimal"]
cloud = "arbutus"
login.native = {}
hub.admin.ada = true
access.ssh_from.inner = "192.0.2.0/24"
access.ssh_key.one = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHPeHEN7UVzDVE2J9sYVEA6pKR4WpbsRGUkoznBivIxi one"
[institution]
name = "Test University"
domain = "hub.test.example"
admin_email = "it@test.example"
"#;

const SITE: &str = "sites/small.toml";

/// A site's own text.
fn site(input: &[u8], _: &Path) -> Result<(), String> {
    let files = MemoryFiles::default().with(SITE, &String::from_utf8_lossy(input));
    compile(shipped(), files)
}

/// A site with two layers, which may name each other.
fn layers(input: &[u8], _: &Path) -> Result<(), String> {
    let [site, one, other] = parts(input);
    let files = MemoryFiles::default()
        .with(SITE, &site)
        .with("sites/a.toml", &one)
        .with("sites/layers/b.toml", &other);
    compile(shipped(), files)
}

/// One file of a project's own library: a unit, a template, an image, a cloud, a profile, a release.
fn library(input: &[u8], _: &Path) -> Result<(), String> {
    let [name, text] = parts(input);
    let mut files = MemoryFiles::default().with(SITE, SMALL);
    // A directory replaces the shipped one whole.
    let directory = name.rsplit_once('/').map_or("", |(directory, _)| directory);
    let unit: Vec<&str> = directory.split('/').take(2).collect();
    let whole = format!("stdlib/{}/", unit.join("/"));
    for (other, content) in syzc::library::STANDARD
        .iter()
        .filter(|(other, _)| other.starts_with(&whole))
    {
        files = files.with(other, content);
    }
    files = files.with(&format!("stdlib/{name}"), &text);
    let project = Project::open(&files);
    compile(project, files)
}

fn shipped() -> Project {
    static LIBRARY: OnceLock<Project> = OnceLock::new();
    LIBRARY
        .get_or_init(|| Project::open(&MemoryFiles::default()))
        .clone()
}

/// Compiles, and prints what was said in both forms. Either there is an output or a mistake that says why not.
fn compile(mut project: Project, files: MemoryFiles) -> Result<(), String> {
    project.load(&files, &[SITE.to_owned()]);
    let compiled = project.compile(&files, "build");
    let said = render::text(&project.diagnostics, &project.texts, true);
    let json = render::json(&project.diagnostics, &project.texts);
    serde_json::from_str::<serde_json::Value>(&json)
        .map_err(|error| format!("no JSON was printed: {error}"))?;
    if compiled.is_empty() && said.is_empty() {
        return Err("there is neither an output nor a mistake".to_owned());
    }
    for path in compiled.iter().flat_map(|site| site.output.files.keys()) {
        if path.starts_with('/') || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(format!("the output holds `{path}`"));
        }
    }
    Ok(())
}

/// The flavors of a cloud. What is printed is a catalogue, which the next command reads.
fn import(input: &[u8], place: &Path) -> Result<(), String> {
    let project = fresh(place).map_err(|error| error.to_string())?;
    fs::write(project.join("flavors.json"), input).map_err(|error| error.to_string())?;
    let words = [
        "cloud",
        "import",
        "flavors.json",
        "--title",
        "T",
        "--date",
        "2026-11-23",
        "--external-network",
        "public",
    ];
    let (code, printed) = run(&project, &words)?;
    if code != 0 {
        return Ok(());
    }
    let files = MemoryFiles::default().with("stdlib/cloud/ours.toml", &printed);
    let project = Project::open(&files);
    let said = render::text(&project.diagnostics, &project.texts, false);
    // A flavor of no memory is one that a catalogue refuses; that it cannot be read as TOML would be our mistake.
    if said.contains("S0101") {
        Err(format!("the catalogue is no TOML:\n{said}"))
    } else {
        Ok(())
    }
}

/// Paths of an output that something else may stand at.
pub const PARTS: &[&str] = &[
    "README.md",
    "terraform",
    "syzc-manifest.json",
    "ansible/roles/hub",
    "images",
];

/// A build over a directory that somebody else prepared: its manifest, a file of it, and links out of it.
fn output(input: &[u8], place: &Path) -> Result<(), String> {
    let text = |error: io::Error| error.to_string();
    let [manifest, readme, odd] = parts(input);
    let project = fresh(place).map_err(text)?;
    let site = project.join("build/small");
    fs::create_dir_all(&site).map_err(text)?;
    fs::write(project.join("keep"), "keep\n").map_err(text)?;
    let outside = project.join("elsewhere");
    fs::create_dir_all(&outside).map_err(text)?;
    fs::write(outside.join("keep"), "keep\n").map_err(text)?;
    fs::write(site.join("syzc-manifest.json"), &manifest).map_err(text)?;
    fs::write(site.join("README.md"), &readme).map_err(text)?;
    link(&outside, &site.join("link")).map_err(text)?;
    if odd.split('/').all(|part| !matches!(part, "" | "." | "..")) && !odd.contains('\0') {
        let path = site.join(&odd);
        if fs::symlink_metadata(&path).is_err() && path.parent().is_some_and(Path::is_dir) {
            link(&outside, &path).map_err(text)?;
        }
    }
    for words in [
        &["build", SITE][..],
        &["diff", SITE],
        &["build", SITE, "--overwrite"],
        &["build", SITE, "--check"],
    ] {
        run(&project, words)?;
        for kept in [project.join("keep"), outside.join("keep")] {
            if fs::read_to_string(&kept).ok().as_deref() != Some("keep\n") {
                return Err(format!(
                    "`syzc {}` changed {}",
                    words.join(" "),
                    kept.display()
                ));
            }
        }
        if fs::read_to_string(project.join(SITE)).ok().as_deref() != Some(SMALL) {
            return Err(format!("`syzc {}` changed the site", words.join(" ")));
        }
        if fs::read_dir(&outside).map_err(text)?.count() != 1 {
            return Err(format!("`syzc {}` wrote through a link", words.join(" ")));
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// An empty project with the small site.
fn fresh(place: &Path) -> io::Result<PathBuf> {
    let project = place.join("project");
    if project.exists() {
        fs::remove_dir_all(&project)?;
    }
    fs::create_dir_all(project.join("sites"))?;
    fs::write(project.join(SITE), SMALL)?;
    Ok(project)
}

/// The program's exit code and what it printed. Any other end than its own codes is wrong.
fn run(project: &Path, words: &[&str]) -> Result<(i32, String), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(project)
        .args(words)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(code @ 0..=3) if !said.contains("panicked") => {
            Ok((code, String::from_utf8_lossy(&output.stdout).into_owned()))
        }
        _ => Err(format!(
            "`syzc {}` ended in {}: {}",
            words.join(" "),
            output.status,
            said.chars().take(400).collect::<String>()
        )),
    }
}
