//! Every input has a limit that is answered at once; what is ordinary costs what it should; nothing is left out in silence.
//!
//! The times allowed are generous: they tell a quadratic way from a straight one, not a fast machine from a slow one.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use syzc::diagnostic::render;
use syzc::limits;
use syzc::project::{Project, all_sites, sites_without_name};
use syzc::source::{DiskFiles, MemoryFiles};

use crate::support::SMALL;

/// What somebody does to a project.
type Way<'a> = &'a dyn Fn(&Path);

/// Seconds of a processor that an answer about a limit may take, of a build that is not optimised.
const SOON: u32 = 20;

/// How long one waits for what waits for nothing, beside many other tests.
const HANGS: Duration = Duration::from_secs(300);

/// Runs `syzc check` and ends it when it takes more of a processor than that, or waits for ever.
fn check(project: &Path, seconds: u32) -> Output {
    let started = Instant::now();
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -t \"$1\"; exec \"$2\" -C \"$3\" check", "sh"])
        .arg(seconds.to_string())
        .arg(env!("CARGO_BIN_EXE_syzc"))
        .arg(project)
        .stdin(Stdio::null())
        .stdout(fs::File::create(project.join("stdout")).expect("a file"))
        .stderr(fs::File::create(project.join("stderr")).expect("a file"))
        .spawn()
        .expect("syzc runs");
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if started.elapsed() > HANGS {
            let _ = child.kill();
            let _ = child.wait();
            panic!("syzc waits after {HANGS:?}");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(
        status.code().is_some(),
        "syzc takes more than {seconds} s: {status}"
    );
    Output {
        status,
        stdout: fs::read(project.join("stdout")).expect("stdout"),
        stderr: fs::read(project.join("stderr")).expect("stderr"),
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// What is said of a project that is made so, which has to be a mistake and no more than that.
fn said_of(make: impl FnOnce(&Path)) -> String {
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("sites");
    make(project.path());
    let output = check(project.path(), SOON);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

/// The same within this process, for projects without a library of their own: to read the library takes most of the time.
fn read(make: impl FnOnce(&Path)) -> String {
    static LIBRARY: OnceLock<Project> = OnceLock::new();
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("sites");
    make(project.path());
    let library = LIBRARY.get_or_init(|| Project::open(&MemoryFiles::default()));
    let files = DiskFiles::new(project.path());
    let mut read = library.clone();
    read.load(&files, &all_sites(&files));
    read.diagnostics.extend(sites_without_name(&files));
    assert!(read.diagnostics.has_errors(), "nothing is said");
    render::text(&read.diagnostics, &read.texts, false)
}

/// A project with one site.
fn site(project: &Path, text: &str) {
    fs::write(project.join("sites/x.toml"), text).expect("a site");
}

#[track_caller]
fn assert_code(said: &str, code: &str) {
    assert!(said.contains(&format!("[{code}]")), "not {code}:\n{said}");
}

#[cfg(unix)]
mod links {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    const SECRET: &str = "never = \"to be seen 5f2b\"\nbroken\n";

    /// A directory outside the project with a file in it.
    fn outside() -> tempfile::TempDir {
        let outside = tempfile::tempdir().expect("a directory");
        fs::write(outside.path().join("secret.toml"), SECRET).expect("writes");
        outside
    }

    #[test]
    fn no_link_leads_out_of_the_project() {
        let outside = outside();
        let secret = outside.path().join("secret.toml");
        let folder = format!("{SMALL}[hub]\ngetting_started = \"start\"\n");
        let metadata = SMALL.replace(
            "metadata_url      = \"https://idp.test.example/metadata.xml\"\nmetadata_unsigned = true",
            "metadata_file     = \"idp.xml\"",
        );
        let layered = format!("extends = \"l.toml\"\n{SMALL}");
        let ways: [(&str, Way); 9] = [
            ("a site", &|project| {
                symlink(&secret, project.join("sites/x.toml")).expect("a link");
            }),
            ("a layer", &|project| {
                site(project, &layered);
                symlink(&secret, project.join("sites/l.toml")).expect("a link");
            }),
            ("sites itself", &|project| {
                fs::remove_dir(project.join("sites")).expect("removes");
                symlink(outside.path(), project.join("sites")).expect("a link");
            }),
            ("a directory on the way", &|project| {
                site(project, &layered.replace("l.toml", "layers/secret.toml"));
                symlink(outside.path(), project.join("sites/layers")).expect("a link");
            }),
            ("a file beside", &|project| {
                site(project, &metadata);
                symlink(&secret, project.join("sites/idp.xml")).expect("a link");
            }),
            ("a file of the folder", &|project| {
                site(project, &folder);
                fs::create_dir(project.join("sites/start")).expect("a folder");
                symlink(&secret, project.join("sites/start/key")).expect("a link");
            }),
            ("the folder", &|project| {
                site(project, &folder);
                symlink(outside.path(), project.join("sites/start")).expect("a link");
            }),
            ("a file of the library", &|project| {
                site(project, SMALL);
                fs::create_dir_all(project.join("stdlib/cloud")).expect("a library");
                symlink(&secret, project.join("stdlib/cloud/x.toml")).expect("a link");
            }),
            ("the library, to what holds the project", &|project| {
                site(project, SMALL);
                symlink("..", project.join("stdlib")).expect("a link");
            }),
        ];
        for (what, make) in ways {
            let own_library = what.contains("library");
            let said = if own_library {
                said_of(make)
            } else {
                read(make)
            };
            assert!(
                said.contains("a link leads outside the project"),
                "{what}: {said}"
            );
            assert!(
                !said.contains("5f2b") && !said.contains("broken"),
                "{what}: {said}"
            );
        }
    }

    #[test]
    fn links_within_the_project_and_a_shared_library_are_followed() {
        let shared = tempfile::tempdir().expect("a directory");
        fs::create_dir(shared.path().join("profile")).expect("a directory");
        let project = tempfile::tempdir().expect("a directory");
        fs::create_dir_all(project.path().join("sites/real")).expect("sites");
        fs::write(project.path().join("sites/real/x"), SMALL).expect("a site");
        symlink("real/x", project.path().join("sites/x.toml")).expect("a link");
        symlink(shared.path(), project.path().join("stdlib")).expect("a link");
        let output = check(project.path(), SOON);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        // What is in it is read.
        fs::write(shared.path().join("profile/odd.toml"), "title = 3\n").expect("writes");
        let output = check(project.path(), SOON);
        assert!(
            said(&output).contains("stdlib/profile/odd.toml"),
            "{}",
            said(&output)
        );
        // It leads no further.
        let outside = outside();
        fs::remove_file(shared.path().join("profile/odd.toml")).expect("removes");
        symlink(
            outside.path().join("secret.toml"),
            shared.path().join("profile/odd.toml"),
        )
        .expect("a link");
        assert_code(&said(&check(project.path(), SOON)), "S0107");
    }

    #[test]
    fn links_that_lead_nowhere_are_said() {
        let ways: [(&str, Way); 7] = [
            ("a dangling site", &|project| {
                symlink("gone.toml", project.join("sites/x.toml")).expect("a link");
            }),
            ("sites in a circle", &|project| {
                symlink("y.toml", project.join("sites/x.toml")).expect("a link");
                symlink("x.toml", project.join("sites/y.toml")).expect("a link");
            }),
            ("a dangling layer", &|project| {
                site(project, &format!("extends = \"l.toml\"\n{SMALL}"));
                symlink("gone.toml", project.join("sites/l.toml")).expect("a link");
            }),
            ("a dangling library", &|project| {
                site(project, SMALL);
                symlink("gone", project.join("stdlib")).expect("a link");
            }),
            ("a library that is itself", &|project| {
                site(project, SMALL);
                symlink("stdlib", project.join("stdlib")).expect("a link");
            }),
            ("a library in itself", &|project| {
                site(project, SMALL);
                fs::create_dir(project.join("stdlib")).expect("a library");
                symlink(".", project.join("stdlib/cloud")).expect("a link");
            }),
            ("a folder in itself", &|project| {
                site(
                    project,
                    &format!("{SMALL}[hub]\ngetting_started = \"start\"\n"),
                );
                fs::create_dir(project.join("sites/start")).expect("a folder");
                symlink("..", project.join("sites/start/all")).expect("a link");
            }),
        ];
        for (what, make) in ways {
            let own_library = what.contains("library");
            let said = if own_library {
                said_of(make)
            } else {
                read(make)
            };
            assert!(said.contains("[S0109]"), "{what}: {said}");
        }
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        let pipe = |path: &Path| {
            let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
            assert!(made.success());
        };
        let socket = |path: &Path| {
            std::os::unix::net::UnixListener::bind(path).expect("a socket");
        };
        let said = said_of(|project| {
            let sites = project.join("sites");
            pipe(&sites.join("pipe.toml"));
            socket(&sites.join("socket.toml"));
            pipe(&sites.join("pipe.layer"));
            let layered = format!("extends = \"pipe.layer\"\n{SMALL}");
            fs::write(sites.join("layered.toml"), layered).expect("a site");
            let folder = format!("{SMALL}[hub]\ngetting_started = \"start\"\n");
            fs::write(sites.join("folder.toml"), folder).expect("a site");
            fs::create_dir(sites.join("start")).expect("a folder");
            pipe(&sites.join("start/x"));
            fs::create_dir_all(project.join("stdlib/cloud")).expect("a library");
            pipe(&project.join("stdlib/cloud/x.toml"));
            // Devices lie outside of every project, as `/` does.
            symlink("/dev/zero", sites.join("zero.toml")).expect("a link");
            symlink("/", sites.join("root.toml")).expect("a link");
            symlink("/proc/self/mem", sites.join("memory.toml")).expect("a link");
        });
        for name in [
            "sites/pipe.toml",
            "sites/socket.toml",
            "sites/pipe.layer",
            "sites/start/x",
            "stdlib/cloud/x.toml",
        ] {
            let refused = format!("[S0108]: `{name}` cannot be read");
            assert!(said.contains(&refused), "{name}: {said}");
        }
        for name in ["zero", "root", "memory"] {
            let refused = format!("[S0107]: `sites/{name}.toml` cannot be read");
            assert!(said.contains(&refused), "{name}: {said}");
        }
        for target in ["/dev/zero", "/"] {
            let said = said_of(|project| {
                site(project, SMALL);
                symlink(target, project.join("stdlib")).expect("a link");
            });
            assert!(said.contains("`stdlib` cannot be read"), "{target}: {said}");
        }
    }

    #[test]
    fn names_that_are_not_utf_8_are_said() {
        let said = read(|project| {
            let name = std::ffi::OsStr::from_bytes(b"montr\xe9al.toml");
            fs::write(project.join("sites").join(name), SMALL).expect("a site");
        });
        assert_code(&said, "S0112");
    }
}

#[test]
fn a_directory_in_the_place_of_a_site_is_said() {
    let said = read(|project| fs::create_dir(project.join("sites/x.toml")).expect("makes"));
    assert_code(&said, "S0103");
}

#[test]
fn what_an_editor_leaves_beside_a_site_is_no_site() {
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("sites");
    site(project.path(), SMALL);
    fs::write(project.path().join("sites/.#x.toml"), "").expect("writes");
    let output = check(project.path(), SOON);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn files_and_tables_have_limits() {
    let large = "#".repeat(limits::FILE.most + 1);
    assert_code(&read(|project| site(project, &large)), "S0110");
    let many: String = (0..300_000).map(|key| format!("k{key} = 1\n")).collect();
    let deep = [
        many,
        format!("{}x = 1\n", "a.".repeat(200_000)),
        format!("[{}x]\n", "a.".repeat(200_000)),
        format!("x = {}1\n", "{ a.a.a.a.a.a.a.a = ".repeat(70)),
        format!("x = {}{}\n", "[".repeat(60), "]".repeat(60)),
        format!("x = {}\n", "[".repeat(1_000_000)),
        "=".repeat(limits::FILE.most),
        "\"".repeat(limits::FILE.most),
        "[a]\n".repeat(50_000),
    ];
    let said = said_of(|project| {
        for (index, text) in deep.iter().enumerate() {
            fs::write(project.join(format!("sites/s{index}.toml")), text).expect("a site");
        }
    });
    for index in 0..deep.len() {
        let headline = format!("sites/s{index}.toml:");
        let line = said.lines().find(|line| line.starts_with(&headline));
        let line = line.unwrap_or_else(|| panic!("nothing of s{index}: {said}"));
        assert!(!line.contains("cannot be read"), "{line}");
    }
    assert!(said.len() < 100_000, "{} bytes are said", said.len());
    assert!(said.matches("[S0209]").count() >= 4, "{said}");
}

#[test]
fn layers_have_limits() {
    let chain = |project: &Path| {
        for layer in 0..3000 {
            let text = format!("extends = \"l{}.layer\"\n", layer + 1);
            fs::write(project.join(format!("sites/l{layer}.layer")), text).expect("a layer");
        }
        site(project, &format!("extends = \"l0.layer\"\n{SMALL}"));
    };
    assert_code(&read(chain), "S0111");
    let wide = |project: &Path| {
        let names: Vec<String> = (0..200)
            .map(|layer| format!("\"l{layer}.layer\""))
            .collect();
        for layer in 0..200 {
            fs::write(project.join(format!("sites/l{layer}.layer")), "").expect("a layer");
        }
        site(
            project,
            &format!("extends = [{}]\n{SMALL}", names.join(", ")),
        );
    };
    assert_code(&read(wide), "S0111");
}

#[test]
fn directories_have_limits() {
    let said = said_of(|project| {
        site(project, SMALL);
        let deep = (0..40).fold(project.join("stdlib"), |path, _| path.join("d"));
        fs::create_dir_all(deep).expect("directories");
    });
    assert_code(&said, "S0111");
    let said = read(|project| {
        for file in 0..=limits::ENTRIES.most {
            fs::write(project.join(format!("sites/{file}.toml")), "").expect("a file");
        }
    });
    assert_code(&said, "S0111");
}

#[test]
fn of_many_mistakes_the_first_are_shown_and_all_are_counted() {
    let keys: String = (0..20_000).map(|key| format!("k{key} = 1\n")).collect();
    let text = read(|project| site(project, &format!("{keys}{SMALL}")));
    assert_eq!(text.matches("error[S0201]").count(), limits::SHOWN.most);
    assert!(
        text.contains("19900 more mistakes: 19900 of S0201"),
        "{text}"
    );
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("sites");
    site(project.path(), &format!("{keys}{SMALL}"));
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(project.path())
        .args(["check", "--format", "json"])
        .output()
        .expect("syzc runs");
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), limits::KEPT.most + 1);
    assert_eq!(all[limits::KEPT.most]["code"], "S0210");
}

/// Lists that are ordinary for a university.
#[test]
fn ten_thousand_names_cost_what_they_should() {
    let names = |value: &str| -> String {
        let name = |number| format!("\"user{number:05}@test.example\" = {value}\n");
        (0..10_000).map(name).collect()
    };
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("sites");
    let text = format!(
        "{SMALL}\n[hub.admin]\n{}\n[homes.quotas]\n{}",
        names("true"),
        names("\"5 GiB\"")
    );
    site(
        project.path(),
        &text.replace("users  = 300", "users  = 12000"),
    );
    let output = check(project.path(), 60);
    assert!(!said(&output).contains("panicked"), "{}", said(&output));
}

#[test]
fn many_images_cost_what_they_should() {
    let images: String = (0..150)
        .map(|number| format!("[image.i{number}]\nbase = \"minimal\"\n"))
        .collect();
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("sites");
    site(project.path(), &format!("{SMALL}{images}"));
    let output = check(project.path(), 30);
    assert!(!said(&output).contains("panicked"), "{}", said(&output));
    let chain: String = (0..300)
        .map(|number| format!("[image.i{number}]\nbase = \"i{}\"\n", number + 1))
        .collect();
    let said = read(|project| site(project, &format!("{SMALL}{chain}")));
    assert_code(&said, "S0211");
}

#[test]
fn a_removal_of_many_that_are_not_there_is_soon_said() {
    let said = said_of(|project| {
        let names = |letter: &str, value: bool| -> String {
            (0..10_000)
                .map(|number| format!("\"us{letter}r{number:05}\" = {value}\n"))
                .collect()
        };
        fs::write(
            project.join("sites/l.layer"),
            format!("[hub.admin]\n{}", names("e", true)),
        )
        .expect("a layer");
        site(
            project,
            &format!(
                "extends = \"l.layer\"\n{SMALL}\n[hub.admin]\n{}",
                names("o", false)
            ),
        );
    });
    assert_code(&said, "S0208");
}
