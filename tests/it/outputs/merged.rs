//! What git makes of an output: merges of branches, and line ends of another system.

use std::fs;

use super::{MANIFEST, Project, Said, git};

/// A project in git with the small site built, and a branch `other` that begins there.
fn in_git() -> Project {
    let project = Project::built();
    project.git(&["init", "--quiet"]).ends(0);
    commit(&project);
    project.git(&["branch", "other"]).ends(0);
    project
}

fn commit(project: &Project) {
    project.git(&["add", "--all"]).ends(0);
    project
        .git(&["commit", "--quiet", "--message", "built"])
        .ends(0);
}

/// Builds one site on `main` and another on `other`, and merges them.
fn merge(project: &Project, main: &str, other: &str) -> Said {
    project.site(main);
    project.syzc(&["build"]).ends(0);
    commit(project);
    project.git(&["checkout", "--quiet", "other"]).ends(0);
    project.site(other);
    project.syzc(&["build"]).ends(0);
    commit(project);
    project.git(&["checkout", "--quiet", "main"]).ends(0);
    project.git(&["merge", "--no-edit", "other"])
}

/// What a build from nothing gives for a site.
fn fresh(more: &str) -> String {
    let project = Project::new();
    project.site(more);
    project.syzc(&["build"]).ends(0);
    project.read(MANIFEST)
}

#[test]
fn branches_that_touch_different_files_merge() {
    let project = in_git();
    // By hand: neighbours in the manifest, one changed on each branch.
    let mut files: Vec<String> = project
        .read(MANIFEST)
        .lines()
        .filter_map(|line| line.strip_suffix("\": ["))
        .map(|line| line.trim_start_matches([' ', '"']).to_owned())
        .collect();
    files.sort();
    for pair in files.windows(2) {
        let text = project.read(MANIFEST);
        let changed = |name: &str, digit: &str| {
            let (before, after) = text
                .split_once(&format!("\"{name}\": [\n      \""))
                .expect("an entry");
            format!("{before}\"{name}\": [\n      \"{digit}{}", &after[1..])
        };
        for (file, content) in [
            ("base", text.clone()),
            ("one", changed(&pair[0], "x")),
            ("two", changed(&pair[1], "y")),
        ] {
            project.write(file, &content);
        }
        let merged = project
            .git(&["merge-file", "--stdout", "one", "base", "two"])
            .ends(0);
        assert!(
            merged.text.contains("\"x") && merged.text.contains("\"y"),
            "{pair:?}"
        );
    }
    for file in ["base", "one", "two"] {
        fs::remove_file(project.path(file)).expect("removes");
    }
    // And by git, with real builds: what is left to people is the site.
    let main = "[image.minimal]\napt = [\"tree\"]\n";
    let other = "[operations]\ndatabase_copies = 9\n";
    merge(&project, main, other);
    let open = project.git(&["diff", "--name-only", "--diff-filter=U"]);
    assert_eq!(open.text, "sites/small.toml\n");
    project.site(&format!("{main}{other}"));
    let said = project.syzc(&["build", "--check"]);
    said.hides(&["S0601", "S0602"]).ends(0);
}

#[test]
fn after_a_conflict_a_plain_build_settles_the_output() {
    let project = in_git();
    let (main, other) = (
        "[homes]\nquota = \"20 GiB\"\n",
        "[homes]\nquota = \"30 GiB\"\n",
    );
    let said = merge(&project, main, other);
    assert_ne!(said.code, 0, "both branches changed the same lines");
    assert!(project.read(MANIFEST).contains("<<<<<<<"), "{}", said.text);
    project.site(other);
    project.syzc(&["check"]).ends(0);
    project
        .syzc(&["build", "--check"])
        .ends(3)
        .hides(&["S0601"]);
    let said = project.syzc(&["build"]).ends(0).hides(&["S0601", "S0602"]);
    said.says(&["settled after a merge"]);
    assert_eq!(project.read(MANIFEST), fresh(other));
    project.syzc(&["build", "--check"]).ends(0);
    commit(&project);
}

#[test]
fn what_both_branches_promised_is_kept() {
    let project = in_git();
    let (main, other) = (
        "[homes]\nvolume = \"800 GiB\"\n",
        "[homes]\nvolume = \"900 GiB\"\n",
    );
    assert_ne!(merge(&project, main, other).code, 0);
    let conflict = project.read(MANIFEST);
    project.site(main);
    let said = project.syzc(&["build"]).ends(1);
    said.says(&["[S0403]", "900 GiB", "one of the branches", "--ours"]);
    assert_eq!(project.read(MANIFEST), conflict);
    project.site(other);
    project.syzc(&["build"]).ends(0);
    assert_eq!(project.read(MANIFEST), fresh(other));
}

#[test]
fn two_sides_that_lead_to_different_outputs_are_left_to_people() {
    let project = Project::built();
    let ours = project.read(MANIFEST);
    // On the other branch a unit of the project's own protected something, which is let go of since.
    let released = "\"released\": [\n      \"openstack_blockstorage_volume_v3.archive\"";
    let mut theirs: serde_json::Value = serde_json::from_str(&ours).expect("JSON");
    theirs["keeps"]["released"] = serde_json::json!(["openstack_blockstorage_volume_v3.archive"]);
    let theirs = serde_json::to_string_pretty(&theirs).expect("JSON") + "\n";
    assert!(theirs.contains(released), "{theirs}");
    let conflict = format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n");
    project.write(MANIFEST, &conflict);
    let said = project.syzc(&["build"]).ends(1);
    said.says(&["[S0604]", "two sides of a merge", "git checkout --ours"]);
    assert_eq!(project.read(MANIFEST), conflict);
    project.write(MANIFEST, &theirs);
    project.syzc(&["build"]).ends(0);
    let text = project.read("build/small/terraform/released.tf");
    assert!(
        text.contains("openstack_blockstorage_volume_v3.archive"),
        "{text}"
    );
}

#[test]
fn an_edit_beside_a_conflict_is_still_an_edit() {
    let project = in_git();
    merge(
        &project,
        "[homes]\nquota = \"20 GiB\"\n",
        "[homes]\nquota = \"30 GiB\"\n",
    );
    project.site("[homes]\nquota = \"30 GiB\"\n");
    // No branch changed this one.
    let path = "build/small/ansible/ansible.cfg";
    project.write(path, &format!("{}# mine\n", project.read(path)));
    project.syzc(&["build"]).ends(1).says(&["[S0601]", path]);
}

#[test]
fn markers_in_files_are_settled_when_the_manifest_was_already() {
    let project = Project::built();
    let path = "build/small/README.md";
    let text = project.read(path);
    project.write(
        path,
        &format!("<<<<<<< HEAD\nmain\n=======\nother\n>>>>>>> other\n{text}"),
    );
    project
        .syzc(&["build"])
        .ends(0)
        .says(&["1 settled after a merge"]);
    assert_eq!(project.read(path), text);
}

#[test]
fn a_checkout_with_other_line_ends_is_no_edit() {
    let project = in_git();
    let clone = tempfile::tempdir().expect("a directory");
    let to = clone.path().join("clone");
    let from = project.directory.path().to_string_lossy().into_owned();
    let words = [
        "clone",
        "--quiet",
        "-c",
        "core.autocrlf=true",
        &from,
        &to.to_string_lossy(),
    ];
    git(clone.path(), &words).ends(0);
    let read = |name: &str| fs::read_to_string(to.join(name)).expect("a file");
    assert!(
        read("sites/small.toml").contains('\r'),
        "git changed no line ends"
    );
    // What `.gitattributes` says holds for every file of the output.
    for name in [
        MANIFEST,
        "build/small/README.md",
        "build/small/ansible/inventory/hub.py",
    ] {
        assert!(!read(name).contains('\r'), "{name}");
    }
}

#[test]
fn an_output_without_attributes_gets_its_line_ends_back() {
    let project = in_git();
    // As one that was committed by a syzc that wrote no `.gitattributes`.
    project
        .git(&["rm", "--quiet", "build/small/.gitattributes"])
        .ends(0);
    project.tamper(|text| {
        let (before, rest) = text
            .split_once("    \".gitattributes\": [")
            .expect("an entry");
        let (_, after) = rest.split_once("],\n").expect("its end");
        format!("{before}{after}")
    });
    commit(&project);
    project.git(&["config", "core.autocrlf", "true"]).ends(0);
    fs::remove_dir_all(project.path("build")).expect("removes");
    project.git(&["checkout", "--quiet", "--", "build"]).ends(0);
    assert!(
        project.read("build/small/README.md").contains('\r'),
        "git changed no line ends"
    );
    let said = project.syzc(&["build", "--check"]).ends(3);
    said.says(&["would be given Unix line ends"])
        .hides(&["S0601"]);
    project
        .syzc(&["diff"])
        .ends(3)
        .says(&["README.md: only the line ends differ"]);
    project
        .syzc(&["build"])
        .ends(0)
        .says(&["1 new", "given Unix line ends"]);
    assert!(!project.read("build/small/README.md").contains('\r'));
    project.syzc(&["build", "--check"]).ends(0);
    // An edit is one with any line ends.
    let edited =
        format!("{}my note\n", project.read("build/small/README.md")).replace('\n', "\r\n");
    project.write("build/small/README.md", &edited);
    let said = project
        .syzc(&["build"])
        .ends(1)
        .says(&["[S0601]", "-my note"]);
    assert!(
        said.text.lines().count() < 25,
        "only the edit is shown:\n{}",
        said.text
    );
}
