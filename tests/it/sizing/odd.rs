//! Sites with odd figures at some of the keys that a size follows from.

use std::sync::OnceLock;

use proptest::prelude::*;
use syzc::diagnostic::Diagnostic;
use syzc::plan::Reasoning;
use syzc::project::Project;
use syzc::source::MemoryFiles;

use crate::support::SMALL;

/// What is written at a key.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Size,
    Processors,
    Share,
    Count,
    Is(&'static str),
}

use Kind::{Count, Is, Processors, Share, Size};

/// The keys that a size follows from.
const KEYS: &[(&str, Kind)] = &[
    ("users.present", Share),
    ("users.profile", Is("\"school\"")),
    ("users.class.physics.size", Count),
    ("users.class.physics.memory", Size),
    ("users.class.large.size", Count),
    ("limits.memory_guarantee", Size),
    ("limits.memory", Size),
    ("limits.cpu_guarantee", Processors),
    ("limits.cpu", Processors),
    ("limits.temporary", Size),
    ("limits.shared_memory", Size),
    ("limits.log", Size),
    ("homes.quota", Size),
    ("homes.fill", Share),
    ("homes.volume", Size),
    ("homes.minimum_free", Size),
    ("homes.quotas.ada", Size),
    ("homes.quotas.bob", Size),
    ("image.minimal.memory", Size),
    ("image.minimal.memory_guarantee", Size),
    ("image.r.size", Size),
    ("image.r.memory", Size),
    ("image.r.memory_guarantee", Size),
    ("image.r.share", Share),
    ("group.vision.size", Count),
    ("group.vision.memory_guarantee", Size),
    ("group.vision.memory", Size),
    ("group.vision.cpu", Processors),
    ("course.open.quota", Size),
    ("cloud.boot_volume", Size),
    ("cloud.docker_disk", Is("\"ephemeral\"")),
    ("cloud.docker_disk", Is("\"volume\"")),
    ("cloud.docker_volume", Size),
    ("cloud.allocation.ram", Size),
    ("cloud.allocation.storage", Size),
];

const FLAVORS: &[(&str, &str)] = &[
    ("arbutus", "p1-1.5gb"),
    ("arbutus", "p16-32gb"),
    ("arbutus", "cb96-365gb-3350"),
    ("generic", "m1.small"),
    ("generic", "m1.xlarge"),
    ("jetstream2", "m3.quad"),
    ("jetstream2", "r3.xl"),
];

/// A site as dotted keys with their values.
#[derive(Debug, Clone)]
pub struct Odd(pub Vec<(String, String)>);

impl Odd {
    pub fn new(cloud: &str, users: u64) -> Odd {
        let mut odd = Odd(Vec::new());
        odd.set("cloud.catalogue", &format!("{cloud:?}"));
        if cloud == "jetstream2" {
            odd.set("cloud.release", "\"ubuntu-24\"");
        }
        odd.set("users.total", &users.to_string());
        odd
    }

    pub fn set(&mut self, key: &str, value: &str) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => value.clone_into(known),
            None => self.0.push((key.to_owned(), value.to_owned())),
        }
    }

    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(known, _)| known != key);
    }

    /// The same with the short form of the number of users, where that is the only key of the table.
    fn short(mut self) -> Odd {
        let is_users = |(key, _): &&mut (String, String)| key.starts_with("users");
        if self.0.iter_mut().filter(is_users).count() == 1
            && let Some((key, _)) = self.0.iter_mut().find(is_users)
        {
            "users".clone_into(key);
        }
        self
    }

    pub fn text(&self) -> String {
        let lines = self
            .0
            .iter()
            .map(|(key, value)| format!("{key} = {value}\n"));
        let rest = SMALL
            .replace("users  = 300\n", "")
            .replace("images = [\"minimal\"]\n", "")
            .replace("cloud  = \"arbutus\"\n", "");
        let mut text: String = lines.collect();
        for needed in ["image.minimal.default = true", "image.r.default = false"] {
            text.push_str(needed);
            text.push('\n');
        }
        if text.contains("course.open.") {
            text.push_str("course.open.instructors = [\"ada\"]\n");
        }
        text + &rest
    }

    pub fn reasoned(&self) -> (Reasoning, Vec<Diagnostic>) {
        // The library is the same for all sites of a property; reading it anew would take most of the time.
        static LIBRARY: OnceLock<Project> = OnceLock::new();
        let mut project = LIBRARY
            .get_or_init(|| Project::open(&MemoryFiles::default()))
            .clone();
        let files = MemoryFiles::default().with("sites/odd.toml", &self.text());
        project.load(&files, &["sites/odd.toml".to_owned()]);
        let reasoning = project.reasonings(&files, "build").pop();
        let found = project.diagnostics.sorted();
        let found: Vec<Diagnostic> = found.into_iter().cloned().collect();
        let reasoning = reasoning.unwrap_or_else(|| Reasoning {
            id: String::new(),
            file: String::new(),
            decisions: Default::default(),
            tally: None,
            fits: false,
        });
        (reasoning, found)
    }
}

/// From 1 to `most`, each order of magnitude as often as the others.
pub fn any_magnitude(most: u64) -> impl Strategy<Value = u64> {
    let bits = u64::BITS - most.leading_zeros();
    (0..bits, any::<u64>())
        .prop_map(move |(bit, noise)| ((1 << bit) | (noise & ((1 << bit) - 1))).min(most))
}

fn value(kind: Kind, seed: u64, bit: u32) -> String {
    let number = |bits: u32| (1_u64 << (bit % bits)) | (seed & ((1 << (bit % bits)) - 1));
    match kind {
        Size if bit.is_multiple_of(2) => format!("\"{} MiB\"", number(30)),
        Size => format!("\"{} GiB\"", number(20)),
        Processors => format!("{}", number(18).clamp(100, 256_000) as f64 / 1000.0),
        Share => format!("\"{} %\"", number(10).min(1000) as f64 / 10.0),
        Count => number(20).min(1_000_000).to_string(),
        Is(value) => value.to_owned(),
    }
}

/// A site with some odd figures.
pub fn odd(users: impl Strategy<Value = u64>) -> impl Strategy<Value = Odd> {
    let keys = proptest::sample::subsequence(KEYS.to_vec(), 0..6);
    let seeds = proptest::collection::vec((any::<u64>(), any::<u32>()), 6);
    let clouds = proptest::sample::select(vec!["arbutus", "generic", "jetstream2"]);
    let flavor = proptest::option::weighted(0.2, proptest::sample::select(FLAVORS.to_vec()));
    (users, clouds, flavor, keys, seeds, any::<bool>()).prop_map(
        |(users, cloud, flavor, keys, seeds, short)| {
            let mut odd = Odd::new(flavor.map_or(cloud, |(cloud, _)| cloud), users);
            if let Some((_, name)) = flavor {
                odd.set("cloud.flavor", &format!("{name:?}"));
            }
            for ((key, kind), (seed, bit)) in keys.into_iter().zip(seeds) {
                odd.set(key, &value(kind, seed, bit));
            }
            if short { odd.short() } else { odd }
        },
    )
}
