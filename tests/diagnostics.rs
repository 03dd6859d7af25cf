//! Every code has a case: a small project, and exactly what `syzc check` (or the command in `command`) says of it.
//!
//! `BLESS=1 cargo test --test diagnostics -- S0201` rewrites what a case expects; under CI it refuses.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;
use syzc::diagnostic::Code;

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let arguments = Arguments::from_args();
    let names = cases(&root);
    let mut trials = vec![every_code_has_a_case(&names)];
    for name in names {
        let root = root.clone();
        trials.push(Trial::test(name.clone(), move || check(&root.join(name))));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn cases(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

fn every_code_has_a_case(names: &[String]) -> Trial {
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|code| !names.iter().any(|name| name.starts_with(code)))
        .collect();
    let missing = missing.join(", ");
    Trial::test("every_code_has_a_case", move || {
        if missing.is_empty() {
            Ok(())
        } else {
            Err(format!("no case under tests/diagnostics/ for {missing}").into())
        }
    })
}

/// Runs the case's command in a copy of its project, so that a command that writes leaves the case as it is.
fn check(case: &Path) -> Result<(), Failed> {
    let project = tempfile::tempdir()?;
    copy(&case.join("in"), project.path())?;
    make(&case.join("make"), project.path())?;
    let words = fs::read_to_string(case.join("command")).unwrap_or_else(|_| "check".to_owned());
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(project.path())
        .args(words.split_whitespace())
        .env("NO_COLOR", "1")
        .output()?;
    let said = format!(
        "exit code {}\n{}",
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stderr)
    );
    let code = case
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("");
    let code = code.split('-').next().unwrap_or("");
    if !said.contains(&format!("[{code}]")) {
        return Err(format!("{code} was not said:\n{said}").into());
    }
    let expected = case.join("stderr");
    if env::var_os("BLESS").is_some() {
        if env::var_os("CI").is_some() {
            return Err("BLESS is refused under CI".into());
        }
        fs::write(expected, said)?;
        return Ok(());
    }
    let golden = fs::read_to_string(&expected).unwrap_or_default();
    if golden == said {
        return Ok(());
    }
    let difference = TextDiff::from_lines(golden.as_str(), said.as_str());
    Err(difference
        .unified_diff()
        .header("expected", "said")
        .to_string()
        .into())
}

/// Makes what a repository should not hold, line by line: `link PATH TARGET`, `pipe PATH`, `large PATH BYTES`, and
/// `latin PATH`, an empty file whose `?` are letters of Latin-1.
fn make(list: &Path, project: &Path) -> std::io::Result<()> {
    use std::os::unix::ffi::OsStringExt as _;
    let list = fs::read_to_string(list).unwrap_or_default();
    for line in list.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["link", path, target] => {
                std::os::unix::fs::symlink(target, project.join(path))?;
            }
            ["pipe", path] => {
                Command::new("mkfifo").arg(project.join(path)).status()?;
            }
            ["large", path, bytes] => {
                let bytes = bytes.parse().map_err(std::io::Error::other)?;
                fs::File::create(project.join(path))?.set_len(bytes)?;
            }
            ["latin", path] => {
                let name = path
                    .bytes()
                    .map(|byte| if byte == b'?' { 0xe9 } else { byte });
                let name = std::ffi::OsString::from_vec(name.collect());
                fs::write(project.join(name), "")?;
            }
            _ => return Err(std::io::Error::other(format!("cannot make `{line}`"))),
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in walkdir::WalkDir::new(from)
        .into_iter()
        .filter_map(Result::ok)
    {
        let Ok(relative) = entry.path().strip_prefix(from) else {
            continue;
        };
        let target = to.join(relative);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
