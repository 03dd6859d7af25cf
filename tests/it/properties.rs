//! What holds for all sites: more users never give less, order does not matter, the same input gives the same bytes.

use std::sync::OnceLock;

use proptest::prelude::*;
use syzc::plan::Plan;
use syzc::project::Project;
use syzc::source::{Files as _, MemoryFiles};
use syzc::syntax::Data;

use crate::support::{SMALL, compile, files, small};

fn plan_of(users: u64, more: &str) -> Option<Plan> {
    let text = SMALL.replace("users  = 300", &format!("users = {users}"));
    let files = MemoryFiles::default().with("sites/small.toml", &format!("{text}{more}"));
    // The library is the same for all sites of a property; reading it anew would take most of the time.
    static LIBRARY: OnceLock<Project> = OnceLock::new();
    let mut project = LIBRARY
        .get_or_init(|| Project::open(&MemoryFiles::default()))
        .clone();
    project.load(&files, &["sites/small.toml".to_owned()]);
    project.plans(&files, "build").pop()
}

/// The decisions that are amounts, by name.
fn amounts(plan: &Plan) -> Vec<(&'static str, u64)> {
    plan.decisions
        .all
        .iter()
        .filter_map(|decision| match decision.value.data {
            Data::Size(value) | Data::Duration(value) => Some((decision.name, value)),
            Data::Integer(value) => Some((decision.name, u64::try_from(value).unwrap_or(0))),
            _ => None,
        })
        .collect()
}

fn never_less(fewer: &Plan, more: &Plan) -> Result<(), TestCaseError> {
    for ((name, before), (_, after)) in amounts(fewer).into_iter().zip(amounts(more)) {
        prop_assert!(
            before <= after,
            "{} falls from {} to {}",
            name,
            before,
            after
        );
    }
    for (before, after) in fewer.tally.rows.iter().zip(&more.tally.rows) {
        prop_assert!(before.taken <= after.taken, "{} falls", before.resource);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn more_users_never_give_less(fewer in 1_u64..14_000, more in 0_u64..3_000) {
        if let (Some(few), Some(many)) = (plan_of(fewer, ""), plan_of(fewer + more, "")) {
            never_less(&few, &many)?;
        }
    }

    #[test]
    fn a_larger_class_never_gives_less(size in 1_u64..200, more in 0_u64..200) {
        let class = |size: u64| plan_of(500, &format!("[users.class.physics]\nsize = {size}\nmemory = \"1 GiB\"\n"));
        if let (Some(few), Some(many)) = (class(size), class(size + more)) {
            never_less(&few, &many)?;
        }
    }

}

proptest! {
    // Each plan here has many decisions more.
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn more_users_never_give_less_beside_images_and_groups_that_need_more(fewer in 1_u64..9_000, more in 0_u64..3_000) {
        if let (Some(few), Some(many)) = (plan_of(fewer, MORE), plan_of(fewer + more, MORE)) {
            never_less(&few, &many)?;
        }
    }

    #[test]
    fn a_larger_group_or_course_never_needs_less(size in 1_u64..200, more in 0_u64..200) {
        let site = |size: u64| {
            let group = format!("[group.vision]\nsize = {size}\nmemory_guarantee = \"4 GiB\"\n");
            plan_of(500, &format!("{group}[course.open]\ninstructors = [\"ada\"]\nquota = \"{size} GiB\"\n"))
        };
        if let (Some(few), Some(many)) = (site(size), site(size + more)) {
            for name in ["memory_more", "memory_needed", "flavor_ram", "flavor_vcpus", "courses_size", "data_volume"] {
                prop_assert!(few.decisions.amount(name) <= many.decisions.amount(name), "{} falls", name);
            }
        }
    }
}

/// One image that some work with, one for a group, a group that needs more, and a course.
const MORE: &str = r#"
[image.julia]
[image.gpu]
groups = ["vision"]
[group.vision]
members          = ["ada", "bob", "eve"]
memory_guarantee = "4 GiB"
[course.open]
instructors = ["ada"]
"#;

#[test]
fn what_some_need_more_is_counted() {
    let amount = |more: &str, name: &str| {
        let plan = plan_of(500, more).expect("the site compiles");
        plan.decisions.amount(name)
    };
    const MIB: u64 = 1 << 20;
    // 3 % of 500 are 15 present. Half of them work with julia: 8, with 512 MiB more each. Of the group of three 2 are
    // present: 1536 MiB more for the image, 3584 MiB for the group.
    assert_eq!(amount(MORE, "users_present"), 15);
    assert_eq!(
        amount(MORE, "memory_more"),
        (8 * 512 + 2 * 1536 + 2 * 3584) * MIB
    );
    assert!(amount(MORE, "servers_admitted") < amount(MORE, "servers"));
    assert_eq!(amount("", "servers_admitted"), amount("", "servers"));
    // A course counts in full, with its snapshots.
    let volume = |quota: u64| {
        amount(
            &format!("[course.open]\ninstructors = [\"ada\"]\nquota = \"{quota} GiB\"\n"),
            "data_volume",
        )
    };
    assert!(volume(400) - volume(100) >= 375 * 1024 * MIB);
    // A share that somebody measured counts in place of the assumed one.
    let measured = "[image.julia]\nshare = \"100 %\"\n";
    assert_eq!(amount(measured, "memory_more"), 15 * 512 * MIB);
}

#[test]
fn the_range_that_is_tested_compiles() {
    // Else the properties above would hold of nothing.
    assert!(plan_of(1, "").is_some());
    assert!(plan_of(14_000, "").is_some());
    assert!(plan_of(12_000, MORE).is_some());
    assert!(plan_of(10_000_000, "").is_none());
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let (tables, first) = SMALL
        .split_once("[institution]")
        .map(|(first, rest)| (rest, first))
        .expect("a table");
    let mut parts: Vec<String> = tables
        .split("\n[")
        .map(|part| format!("[{}", part.trim_start_matches('[')))
        .collect();
    parts[0] = format!("[institution]{}", &parts[0][1..]);
    parts.reverse();
    let shuffled = format!("{first}\n{}\n", parts.join("\n"));
    let other = MemoryFiles::default().with("sites/small.toml", &shuffled);
    let one = compile(&small(""), &["sites/small.toml"]);
    let two = compile(&other, &["sites/small.toml"]);
    assert_eq!(one[0].output, two[0].output);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let files = files();
    let names: Vec<String> = syzc::project::all_sites(&files);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let one = compile(&files, &names);
    let two = compile(&files, &names);
    for (one, two) in one.iter().zip(&two) {
        assert_eq!(one.output, two.output);
    }
    assert!(!files.list("sites").names.is_empty());
}
