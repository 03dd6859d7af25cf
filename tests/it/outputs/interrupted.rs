//! Builds that were stopped, and builds that meet. What stops them at every system call: `tests/acceptance/interrupt`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::{MANIFEST, Project};

const WORK: &str = "build/small/.syzc";

#[test]
fn what_a_killed_build_left_is_ignored_and_cleared_away() {
    let project = Project::built();
    for name in ["lock", "new"] {
        project.write(&format!("{WORK}/{name}"), "half");
    }
    project.git(&["init", "--quiet"]).ends(0);
    let status = project
        .git(&["status", "--porcelain", "--untracked-files=all"])
        .ends(0);
    assert!(!status.text.contains(".syzc"), "{}", status.text);
    project.syzc(&["build"]).ends(0);
    assert!(!project.path(WORK).exists());
}

#[test]
fn what_is_not_syzcs_in_its_directory_stays() {
    let project = Project::built();
    project.write(&format!("{WORK}/mine"), "mine\n");
    project.site("[homes]\nvolume = \"900 GiB\"\n");
    project.syzc(&["build"]).ends(0);
    assert_eq!(project.read(&format!("{WORK}/mine")), "mine\n");
}

#[test]
fn an_unfinished_build_knows_its_files_and_holds_the_next_to_both() {
    let project = Project::new();
    project.site("[homes]\nvolume = \"500 GiB\"\n");
    project.syzc(&["build"]).ends(0);
    let before = project.read(MANIFEST);
    let storage = "build/small/terraform/storage.tf";
    let old = project.read(storage);
    project.site("[homes]\nvolume = \"700 GiB\"\n");
    project.syzc(&["build"]).ends(0);
    let after = project.read(MANIFEST);
    // As if it had stopped after the first file: the manifest has both, and one file is still the old one.
    let hash = |text: &str| {
        let (_, rest) = text
            .split_once("storage.tf\": [\n      \"")
            .expect("an entry");
        rest[..64].to_owned()
    };
    let promise = "\"keeps\": {\n    \"data_volume\": 700";
    assert!(after.contains(promise), "{after}");
    let keeps: serde_json::Value = serde_json::from_str(&after).expect("JSON");
    let unfinished = format!("\"unfinished\": [{}],\n  \"files\"", keeps["keeps"]);
    let both = after
        .replace(promise, "\"keeps\": {\n    \"data_volume\": 500")
        .replace("\"files\"", &unfinished)
        .replace(
            &hash(&after),
            &format!("{}\",\n      \"{}", hash(&before), hash(&after)),
        );
    project.write(MANIFEST, &both);
    project.write(storage, &old);
    project.site("[homes]\nvolume = \"600 GiB\"\n");
    let refused = project.syzc(&["build"]).ends(1);
    refused
        .says(&["[S0403]", "700 GiB", "interrupted"])
        .hides(&["S0601"]);
    project.site("[homes]\nvolume = \"800 GiB\"\n");
    project.syzc(&["build"]).ends(0).hides(&["S0601"]);
    assert!(!project.read(MANIFEST).contains("unfinished"));
}

#[test]
fn a_build_waits_for_another_and_says_so() {
    let project = Project::built();
    project.write(&format!("{WORK}/lock"), "");
    let lock = fs::File::options()
        .write(true)
        .open(project.path(&format!("{WORK}/lock")))
        .expect("opens");
    lock.lock().expect("locks");
    project.site("[homes]\nvolume = \"900 GiB\"\n");
    let before = project.read(MANIFEST);
    let mut child = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(project.directory.path())
        .arg("build")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("syzc runs");
    let mut said = String::new();
    let stderr = child.stderr.take().expect("a pipe");
    BufReader::new(stderr).read_line(&mut said).expect("a line");
    assert!(
        said.contains("waiting for another build of `") && said.contains("build/small`"),
        "{said}"
    );
    assert_eq!(project.read(MANIFEST), before, "it did not wait");
    drop(lock);
    assert!(child.wait().expect("ends").success());
    assert_ne!(project.read(MANIFEST), before, "it did not go on");
    assert!(!project.path(WORK).exists());
}

#[test]
fn two_builds_at_once_leave_one_output_and_no_edit() {
    let project = Project::new();
    let other = Project::new();
    other.site("[homes]\nvolume = \"900 GiB\"\n");
    let out = project.path("build").to_string_lossy().into_owned();
    for round in 0..3 {
        project.site(&format!(
            "[homes]\nvolume = \"{} GiB\"\n",
            900 + 10 * (round % 2)
        ));
        other.site(&format!(
            "[homes]\nvolume = \"{} GiB\"\n",
            910 - 10 * (round % 2)
        ));
        let children: Vec<_> = [&project, &other]
            .into_iter()
            .map(|project| {
                Command::new(env!("CARGO_BIN_EXE_syzc"))
                    .arg("-C")
                    .arg(project.directory.path())
                    .args(["build", "--out", &out])
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .expect("syzc runs")
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().expect("ends");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            for code in ["S0601", "S0602", "S0604", "S0605"] {
                assert!(!said.contains(code), "{said}");
            }
            // A volume does not shrink, so the one that comes late is refused.
            assert!(output.status.success() || said.contains("S0403"), "{said}");
        }
        project.site("[homes]\nvolume = \"910 GiB\"\n");
        project.syzc(&["build"]).ends(0);
        project.syzc(&["build", "--check"]).ends(0);
        assert!(!project.path(WORK).exists());
        fs::remove_dir_all(project.path("build")).expect("removes");
    }
}

/// A few of each way; the whole is a command of its own, and takes longer.
#[test]
#[cfg(target_os = "linux")]
fn a_sample_of_system_calls_tears_nothing_and_loses_nothing() {
    let program = crate::support::root().join("tests/acceptance/interrupt");
    let output = Command::new(program)
        .args(["--sample", "3", "--syzc", env!("CARGO_BIN_EXE_syzc")])
        .output()
        .expect("python3 runs");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.status.success() && said.contains("\n0 mistakes"),
        "{said}"
    );
}
