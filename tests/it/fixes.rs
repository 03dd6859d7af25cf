//! What a message offers is right: every suggested change, applied, removes its mistake.

use std::collections::BTreeSet;
use std::path::Path;

use syzc::diagnostic::{Code, Diagnostic, Fix};
use syzc::project::{Project, all_sites};
use syzc::source::{DiskFiles, Files, MemoryFiles, plain};
use walkdir::WalkDir;

use crate::support::{SMALL, root, small};

/// A project's files in memory, as texts are compiled.
fn in_memory(directory: &Path) -> MemoryFiles {
    let disk = DiskFiles::new(directory);
    let mut files = MemoryFiles::default();
    for entry in WalkDir::new(directory).into_iter().filter_map(Result::ok) {
        let name = entry.path().strip_prefix(directory).expect("below");
        let name = name.to_string_lossy();
        if let Ok(text) = disk.read(&name) {
            files
                .files
                .insert(name.into_owned(), plain(&text).into_owned());
        }
    }
    files
}

/// Every error of a project, and those of its fixes with the files that they are in.
struct Said {
    errors: Vec<Diagnostic>,
    fixes: Vec<(Diagnostic, Fix, String)>,
}

fn said(library: &Project, files: &MemoryFiles, names: &[String]) -> Said {
    let mut project = library.clone();
    project.load(files, names);
    let all = project.diagnostics.sorted().into_iter().cloned();
    let errors: Vec<Diagnostic> = all.collect();
    let with_fix = errors.iter().filter_map(|error| {
        let fix = error.fix.clone()?;
        let name = project.texts.get(fix.span.file).name.to_string();
        Some((error.clone(), fix, name))
    });
    Said {
        fixes: with_fix.collect(),
        errors,
    }
}

/// What is wrong with the fixes that are offered, and how many were tried.
fn tried(library: &Project, files: &MemoryFiles, names: &[String]) -> (usize, Vec<String>) {
    let before = said(library, files, names);
    let mut wrong = Vec::new();
    for (error, fix, name) in &before.fixes {
        let mut mended = files.clone();
        let text = mended.files.get_mut(name).expect("a text of the project");
        text.replace_range(fix.span.range(), &fix.replacement);
        let after = said(library, &mended, names);
        let is_same =
            |other: &&Diagnostic| (other.code, &other.message) == (error.code, &error.message);
        let count = |all: &[Diagnostic]| all.iter().filter(is_same).count();
        // Behind one mistake there may be another; that the text no longer parses is none.
        let parses = |all: &[Diagnostic]| all.iter().all(|it| it.code != Code::S0101);
        let is_broken = parses(&before.errors) && !parses(&after.errors);
        if count(&after.errors) >= count(&before.errors) || is_broken {
            let now: Vec<&str> = after.errors.iter().map(|it| it.message.as_str()).collect();
            wrong.push(format!(
                "{name}: {}: {:?} leaves {now:?}",
                error.message, fix.replacement
            ));
        }
    }
    (before.fixes.len(), wrong)
}

#[test]
fn every_suggestion_of_every_case_removes_its_mistake() {
    let shipped = Project::open(&MemoryFiles::default());
    let (mut count, mut wrong) = (0, Vec::new());
    for case in std::fs::read_dir(root().join("tests/diagnostics")).expect("cases") {
        let files = in_memory(&case.expect("a case").path().join("in"));
        let has_library = files.files.keys().any(|name| name.starts_with("stdlib/"));
        let own = has_library.then(|| Project::open(&files));
        let library = own.as_ref().unwrap_or(&shipped);
        let (tried, found) = tried(library, &files, &all_sites(&files));
        count += tried;
        wrong.extend(found);
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count > 20, "{count} suggestions were tried");
}

/// A line of TOML as somebody mistypes it.
fn mistyped(line: &str) -> Vec<String> {
    let Some((key, value)) = line.split_once('=') else {
        return Vec::new();
    };
    let (key, value) = (key.trim(), value.trim());
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for at in 1..key.len() {
        keys.insert(format!("{}{}", &key[..at], &key[at + 1..]));
        keys.insert(format!("{}{}", &key[..at], &key[at - 1..]));
    }
    keys.insert(key.to_uppercase());
    let bare = value.trim_matches(['"', '[', ']']);
    let quoted = |text: &str| format!("\"{text}\"");
    let mut values: BTreeSet<String> = [
        bare.to_owned(),
        quoted(bare),
        format!("[{value}]"),
        quoted(&bare.to_uppercase()),
        quoted(&format!("https://{bare}/")),
        quoted(&bare.replace('i', "")),
        format!("\u{201c}{bare}\u{201d}"),
        "\"\"".to_owned(),
        "{}".to_owned(),
        "99999999999999999999".to_owned(),
    ]
    .into();
    for number in ["0", "-1", "3", "0.03", "1.5", "true", "yes", "900000000000"] {
        values.insert(number.to_owned());
        values.insert(quoted(number));
    }
    for unit in [
        "GB", "gib", "EiB", "PB", "B", "%", "percent", "hrs", "weeks", "ms",
    ] {
        for number in ["0", "1.5", "900", "99999999999"] {
            values.insert(format!("\"{number} {unit}\""));
        }
    }
    let lines = keys.into_iter().map(|key| format!("{key} = {value}"));
    lines
        .chain(values.into_iter().map(|value| format!("{key} = {value}")))
        .collect()
}

#[test]
fn every_suggestion_for_a_mistyped_line_removes_its_mistake() {
    let more = r#"
[users]
total = 300
present = "4 %"

[homes]
quota = "2 GiB"

[hub]
idle = "90 min"
"#;
    let text = format!("{}{more}", SMALL.replace("users  = 300\n", ""));
    let library = Project::open(&small(""));
    let names = ["sites/small.toml".to_owned()];
    let whole = MemoryFiles::default().with(&names[0], &text);
    assert_eq!(said(&library, &whole, &names).errors, []);
    let (mut count, mut wrong) = (0, Vec::new());
    for line in text.lines() {
        for other in mistyped(line) {
            let files = MemoryFiles::default().with(&names[0], &text.replace(line, &other));
            let (tried, found) = tried(&library, &files, &names);
            count += tried;
            wrong.extend(found.into_iter().map(|found| format!("{other}: {found}")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count > 100, "{count} suggestions were tried");
}
