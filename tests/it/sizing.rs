//! Sites of any size, with odd figures at any key: never a panic, more people never get less, and every figure that a
//! message says to type takes the mistake away when it is typed.

mod odd;

use std::fs;
use std::process::Command;
use std::sync::OnceLock;

use proptest::prelude::*;
use regex::Regex;
use syzc::diagnostic::{Code, Diagnostic, Severity};
use syzc::plan::Reasoning;
use syzc::syntax::Data;

use odd::{Odd, any_magnitude, odd};

/// Codes of one kind of mistake.
fn family(code: Code) -> Code {
    if code == Code::S0413 {
        Code::S0401
    } else {
        code
    }
}

fn count(found: &[Diagnostic], like: &Diagnostic) -> usize {
    let same = |other: &&Diagnostic| {
        family(other.code) == family(like.code) && other.severity == like.severity
    };
    found.iter().filter(same).count()
}

/// What a help says to type: each is one way, of one or more keys with their values.
fn ways(diagnostic: &Diagnostic, help: &str) -> Vec<Vec<(String, String)>> {
    static FIGURE: OnceLock<Regex> = OnceLock::new();
    static SIZE: OnceLock<Regex> = OnceLock::new();
    let figure = FIGURE.get_or_init(|| {
        Regex::new(r"`([^`=]+?) = ([^`]+)`(?: under `\[([^`]+)\]`)?").expect("a pattern")
    });
    let size = SIZE.get_or_init(|| Regex::new(r#"`("[0-9]+ [KMGT]iB")`"#).expect("a pattern"));
    let mut table = String::new();
    let mut all = Vec::new();
    for found in figure.captures_iter(help) {
        if let Some(named) = found.get(3) {
            named.as_str().clone_into(&mut table);
        }
        let key = match &found[1] {
            "users" => "users".to_owned(),
            key => format!("{table}.{key}"),
        };
        all.push((key, found[2].to_owned()));
    }
    if let Some(key) = key_of(diagnostic) {
        all.extend(
            size.captures_iter(help)
                .map(|found| (key.to_owned(), found[1].to_owned())),
        );
    }
    if help.contains("together") {
        return vec![all];
    }
    all.into_iter().map(|one| vec![one]).collect()
}

/// The key whose value a message about a volume is about.
fn key_of(diagnostic: &Diagnostic) -> Option<&'static str> {
    let keys = [
        ("homes.volume", "the data volume"),
        ("cloud.boot_volume", "the boot volume"),
        ("cloud.docker_volume", "the volume of images"),
    ];
    let of = |(key, title): &&(&str, &str)| {
        diagnostic.message.contains(key) || diagnostic.message.starts_with(title)
    };
    (diagnostic.code == Code::S0316).then_some(())?;
    keys.iter().find(of).map(|(key, _)| *key)
}

fn amounts(reasoning: &Reasoning) -> Vec<(&'static str, u64)> {
    let decisions = reasoning.decisions.all.iter();
    decisions
        .filter_map(|decision| match decision.value.data {
            Data::Size(value) | Data::Duration(value) => Some((decision.name, value)),
            Data::Integer(value) => Some((decision.name, u64::try_from(value).ok()?)),
            _ => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_that_is_proposed_takes_the_mistake_away(site in odd(any_magnitude(10_000_000))) {
        let (_, found) = site.reasoned();
        for diagnostic in &found {
            for help in &diagnostic.helps {
                for way in ways(diagnostic, help) {
                    let mut other = site.clone();
                    for (key, value) in &way {
                        if value.starts_with('{') || key == "users.total" || key == "users.present" {
                            prop_assert!(key == "users" || !other.0.iter().any(|(key, _)| key == "users"), "{help}");
                        }
                        if key == "users" {
                            prop_assert!(other.0.iter().any(|(key, _)| key == "users"), "{help}");
                        }
                        other.set(key, value);
                    }
                    let (_, after) = other.reasoned();
                    prop_assert!(
                        count(&after, diagnostic) < count(&found, diagnostic),
                        "{way:?} does not help in\n{}\n{diagnostic:?}\n{after:?}", site.text()
                    );
                }
                if help.starts_with("remove `flavor`") {
                    let mut other = site.clone();
                    other.remove("cloud.flavor");
                    prop_assert!(count(&other.reasoned().1, diagnostic) == 0);
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_said_and_reckoned(site in odd(any_magnitude(10_000_000))) {
        let (reasoning, found) = site.reasoned();
        let errors = found.iter().filter(|one| one.severity == Severity::Error);
        prop_assert_eq!(reasoning.fits, errors.count() == 0, "{:?}", found);
        if found.iter().any(|one| family(one.code) == Code::S0401) {
            prop_assert!(!reasoning.decisions.short.is_empty());
            prop_assert!(reasoning.decisions.get("memory_needed").is_some());
        }
        if reasoning.fits {
            prop_assert!(reasoning.decisions.amount("servers") <= 1023);
            prop_assert!(reasoning.decisions.amount("servers_admitted") <= reasoning.decisions.amount("servers"));
        }
    }

    #[test]
    fn more_people_never_get_less_of_what_is_odd(site in odd(any_magnitude(5_000_000)), more in any_magnitude(5_000_000)) {
        let key = if site.0.iter().any(|(key, _)| key == "users") { "users" } else { "users.total" };
        let few = site.0.iter().find(|(known, _)| known == key).and_then(|(_, users)| users.parse::<u64>().ok());
        let mut larger = site.clone();
        larger.set(key, &(few.unwrap_or(1) + more).to_string());
        let ((few, found), (many, _)) = (site.reasoned(), larger.reasoned());
        // A part that is larger than the whole is no site at all.
        if found.iter().any(|one| one.code == Code::S0310) {
            return Ok(());
        }
        for (name, before) in amounts(&few) {
            if let Some((_, after)) = amounts(&many).into_iter().find(|(other, _)| *other == name) {
                prop_assert!(before <= after, "{} falls from {} to {} in\n{}", name, before, after, site.text());
            }
        }
    }
}

fn said(more: &[(&str, &str)], users: u64) -> (Reasoning, Vec<Diagnostic>) {
    let mut odd = Odd::new("arbutus", users);
    for (key, value) in more {
        odd.set(key, value);
    }
    odd.reasoned()
}

#[test]
fn a_machine_that_is_larger_than_needed_is_capped() {
    let (reasoning, found) = said(&[("limits.memory_guarantee", "\"256 MiB\"")], 30_000);
    assert!(reasoning.fits && found.is_empty(), "{found:?}");
    let servers = reasoning.decisions.get("servers").expect("a decision");
    assert_eq!(reasoning.decisions.amount("servers"), 1023);
    assert!(
        servers.rule.contains("1390") && servers.rule.contains("1023 ports"),
        "{}",
        servers.rule
    );
}

#[test]
fn more_people_at_once_than_ports_are_a_mistake() {
    let (reasoning, found) = said(&[("limits.memory_guarantee", "\"192 MiB\"")], 40_000);
    assert!(!reasoning.fits);
    let [one] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(one.code, Code::S0413);
    assert!(
        one.message.starts_with("1200 users are present at once"),
        "{}",
        one.message
    );
    assert!(
        one.helps
            .iter()
            .any(|help| help.contains("takes 34100 users")),
        "{:?}",
        one.helps
    );
    assert!(
        !one.helps
            .iter()
            .any(|help| help.contains("memory_guarantee")),
        "{:?}",
        one.helps
    );
}

#[test]
fn what_is_short_is_named() {
    let message = |more: &[(&str, &str)], users| {
        let (_, found) = said(more, users);
        found
            .first()
            .map(|one| one.message.clone())
            .unwrap_or_default()
    };
    let memory = message(&[], 30_000);
    assert!(
        memory.contains("too little memory") && !memory.contains("processors"),
        "{memory}"
    );
    let processors = message(
        &[
            ("limits.cpu_guarantee", "1"),
            ("limits.memory_guarantee", "\"160 MiB\""),
        ],
        10_000,
    );
    assert!(
        processors.contains("too few processors") && !processors.contains("memory"),
        "{processors}"
    );
    let both = message(&[("limits.cpu_guarantee", "1")], 30_000);
    assert!(
        both.contains("too few processors") && both.contains("too little memory"),
        "{both}"
    );
}

/// Runs `syzc size` of a site: exit code, standard output, standard error.
fn printed(users: u64, arguments: &[&str]) -> (Option<i32>, String, String) {
    let project = tempfile::tempdir().expect("a directory");
    fs::create_dir(project.path().join("sites")).expect("sites");
    let site = Odd::new("arbutus", users).text();
    fs::write(project.path().join("sites/odd.toml"), site).expect("a site");
    let output = Command::new(env!("CARGO_BIN_EXE_syzc"))
        .arg("-C")
        .arg(project.path())
        .arg("size")
        .args(arguments)
        .output()
        .expect("syzc runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn size_prints_what_is_short_where_a_site_does_not_fit() {
    let (code, table, mistake) = printed(40_000, &[]);
    assert_eq!(code, Some(1));
    for part in [
        "users present at once",
        "740 GiB",
        "What is short",
        "a bridge of Linux has 1023",
        "data volume",
    ] {
        assert!(table.contains(part), "{part} is not in\n{table}");
    }
    assert!(
        !table.contains("its memory") && mistake.contains("S0401"),
        "{table}{mistake}"
    );
    let (code, table, mistake) = printed(4000, &[]);
    assert_eq!(code, Some(0));
    assert!(
        !table.contains("What is short") && mistake.is_empty(),
        "{table}{mistake}"
    );
}

#[test]
fn size_says_the_same_in_json() {
    let sites = |users| {
        let (_, json, _) = printed(users, &["--format", "json"]);
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON")
    };
    let short = &sites(40_000)[0];
    assert_eq!(short["fits"], false);
    assert_eq!(short["short"][0]["what"], "memory");
    assert_eq!(short["short"][0]["needed"], "740 GiB");
    assert_eq!(short["short"][0]["there"], "365 GiB");
    assert_eq!(short["short"][0]["of"], "cb96-365gb-3350");
    assert_eq!(short["takes"], serde_json::json!([]));
    assert!(
        short["decisions"]
            .as_array()
            .is_some_and(|all| all.len() > 5)
    );
    let fits = &sites(4000)[0];
    assert_eq!(
        (&fits["fits"], &fits["short"]),
        (&true.into(), &serde_json::json!([]))
    );
}
