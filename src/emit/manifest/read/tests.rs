//! A manifest is read as it was written, and never as a weaker one.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::read;
use crate::emit::Manifest;
use crate::emit::manifest::{Keeps, Last, VERSION, hash};
use crate::plan::Identity;

fn volume(data_volume: u64) -> Keeps {
    Keeps {
        data_volume,
        ..Keeps::default()
    }
}

fn manifest() -> Manifest {
    let mut keeps = volume(500);
    let names = [
        ("login.x.username", "\"whole\""),
        ("login.x.prefix", "null"),
    ];
    let names = names.map(|(key, value)| (key.to_owned(), value.to_owned()));
    keeps.identity = Identity(names.into_iter().collect());
    Manifest {
        version: VERSION,
        id: "hub".to_owned(),
        site: "sites/hub.toml".to_owned(),
        keeps,
        unfinished: vec![volume(700)],
        files: BTreeMap::from([
            (
                "README.md".to_owned(),
                BTreeSet::from([hash("a"), hash("b")]),
            ),
            ("ansible/site.yml".to_owned(), BTreeSet::from([hash("c")])),
        ]),
    }
}

#[test]
fn what_was_written_is_read_back() {
    let written = manifest();
    let last = read(&written.text(), "hub").expect("reads");
    assert_eq!(last, Last::one(written.clone()));
    let windows = written.text().replace('\n', "\r\n");
    assert_eq!(read(&windows, "hub"), Ok(last));
    assert!(read(&written.text(), "other").is_err());
}

#[test]
fn every_file_takes_three_lines() {
    let text = manifest().text();
    let entry = format!(
        "    \"ansible/site.yml\": [\n      \"{}\"\n    ]\n",
        hash("c")
    );
    assert!(text.contains(&entry), "{text}");
}

#[test]
fn a_prefix_is_never_a_manifest() {
    let text = manifest().text();
    for end in 0..text.len() - 2 {
        assert!(read(&text[..end], "hub").is_err(), "{}", &text[..end]);
    }
}

#[test]
fn a_guard_as_large_as_can_be_is_no_smaller_one() {
    let mut written = manifest();
    written.keeps.data_volume = u64::MAX;
    assert_eq!(written.existing().data_volume, Some(u64::MAX));
}

#[test]
fn both_sides_of_a_merge_are_held() {
    let text = manifest().text();
    let line = "    \"data_volume\": 500,\n";
    let conflict = format!(
        "<<<<<<< HEAD\n{line}=======\n{}>>>>>>> other\n",
        line.replace("500", "900")
    );
    let last = read(&text.replacen(line, &conflict, 1), "hub").expect("reads");
    let held: Vec<_> = last
        .existing()
        .into_iter()
        .filter_map(|(_, existing)| existing.data_volume)
        .map(|size| size >> 30)
        .collect();
    assert_eq!(held, [500, 900, 700]);
}

proptest! {
    /// Whatever one byte becomes: the same guards, or a mistake.
    #[test]
    fn one_changed_byte_weakens_no_guard_silently(at in 0usize..10_000, byte in 0x20u8..0x7F) {
        let written = manifest();
        let mut bytes = written.text().into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let text = String::from_utf8(bytes).expect("ASCII");
        if let Ok(last) = read(&text, "hub") {
            let side = &last.into_sides()[0];
            prop_assert!(side.files.len() == 2 || text.contains("\\"));
            prop_assert!(side.keeps.identity.0.len() == 2);
        }
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = read(&text, "hub");
    }
}
