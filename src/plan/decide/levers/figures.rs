//! The figures that decide a size: of the machine, of what one server may take, of each disk.

use super::super::{Desk, MIB};
use super::kinds::{MEMORY_STEP, count, cpu, limit_of, memory, present, share, size};
use super::{Lever, PROPOSED, TRIED};
use crate::syntax::keys::Named;

/// What decides the size of the machine, besides the number of all users.
pub fn the_machine(desk: &Desk<'_>) -> Vec<Lever> {
    let site = desk.site;
    let mut levers = vec![
        present(desk),
        memory(
            desk.amount("memory_guarantee"),
            "`[limits]`".to_owned(),
            "memory_guarantee",
            |case| Some(&mut case.site.limits.memory_guarantee),
        ),
        cpu(desk),
    ];
    let classes = site.users.class.iter().enumerate().take(TRIED);
    for (index, (name, class)) in classes {
        let table = format!("`[users.class.{name}]`");
        levers.push(count(*class.size, 1, table.clone(), move |case, size| {
            if let Some((_, class)) = case.site.users.class.get_mut(index) {
                class.size.value = size;
            }
        }));
        if let Some(size) = class.memory.value {
            levers.push(memory(size, table, "memory", move |case| {
                Some(&mut entry(&mut case.site.users.class, index)?.memory)
            }));
        }
    }
    for (index, (name, group)) in site.group.iter().enumerate().take(TRIED) {
        let table = format!("`[group.{name}]`");
        let named = i64::try_from(group.member.len()).unwrap_or(i64::MAX);
        if let Some(size) = group.memory_guarantee.value {
            levers.push(memory(
                size,
                table.clone(),
                "memory_guarantee",
                move |case| Some(&mut entry(&mut case.site.group, index)?.memory_guarantee),
            ));
        }
        if let Some(size) = *group.size {
            levers.push(count(size, named.max(1), table, move |case, size| {
                if let Some((_, group)) = case.site.group.get_mut(index) {
                    group.size.value = Some(size);
                }
            }));
        }
    }
    for (index, (name, image)) in site.image.iter().enumerate().take(TRIED) {
        if let Some(size) = image.memory_guarantee.value {
            let table = format!("`[image.{name}]`");
            levers.push(memory(size, table, "memory_guarantee", move |case| {
                Some(&mut entry(&mut case.site.image, index)?.memory_guarantee)
            }));
        }
    }
    levers
}

/// What decides how much one server may take, of which the machine has as much as it has.
pub fn the_limits(desk: &Desk<'_>, has: u64) -> Vec<Lever> {
    let limits = || "`[limits]`".to_owned();
    let keys = &desk.site.limits;
    let guarantee = desk.amount("memory_guarantee");
    let beside = guarantee.max(*keys.temporary).max(*keys.shared_memory);
    let kept = memory(guarantee, limits(), "memory_guarantee", |case| {
        Some(&mut case.site.limits.memory_guarantee)
    });
    vec![
        limit_of(desk.amount("memory_limit"), beside, has, limits(), |case| {
            Some(&mut case.site.limits.memory)
        }),
        Lever {
            // With far less for each, more servers would run than their network has ports.
            least: kept.least.max(has / MEMORY_STEP),
            ..kept
        },
    ]
}

/// What decides how much a server of an image may take.
pub fn an_image(name: &str, limit: u64, kept: u64, has: u64, index: usize) -> Vec<Lever> {
    let table = format!("`[image.{name}]`");
    let guarantee = memory(kept, table.clone(), "memory_guarantee", move |case| {
        Some(&mut entry(&mut case.site.image, index)?.memory_guarantee)
    });
    let limit = limit_of(limit, kept, has, table, move |case| {
        Some(&mut entry(&mut case.site.image, index)?.memory)
    });
    vec![limit, guarantee]
}

/// What decides how much a server of a group's people may take.
pub fn a_group(name: &str, limit: u64, kept: u64, has: u64, index: usize) -> Vec<Lever> {
    let table = format!("`[group.{name}]`");
    let guarantee = memory(kept, table.clone(), "memory_guarantee", move |case| {
        Some(&mut entry(&mut case.site.group, index)?.memory_guarantee)
    });
    let limit = limit_of(limit, kept, has, table, move |case| {
        Some(&mut entry(&mut case.site.group, index)?.memory)
    });
    vec![limit, guarantee]
}

/// What decides the size of the data volume, besides the number of all users.
pub fn the_data_volume(desk: &Desk<'_>) -> Vec<Lever> {
    let site = desk.site;
    let homes = "`[homes]`".to_owned();
    let fill = desk.profile.home_fill.value;
    let quota = size(desk.amount("home_quota"), "quota", homes, |case, size| {
        case.site.homes.quota.value = Some(size);
    });
    let mut levers = vec![
        Lever {
            // More than the room below which people are warned.
            least: *site.homes.minimum_free / MIB + 1,
            ..quota
        },
        share(
            site.homes.fill.value.unwrap_or(fill),
            |text| format!("`fill = \"{text}\"` under `[homes]`"),
            "if a measurement says so",
            |case, share| case.site.homes.fill.value = Some(share),
        ),
    ];
    for (index, (person, quota)) in largest(&site.homes.quotas.value, |quota| *quota) {
        let write = format!("\"{person}\"");
        levers.push(size(
            *quota,
            &write,
            "`[homes.quotas]`".to_owned(),
            move |case, size| {
                if let Some(quota) = entry(&mut case.site.homes.quotas.value, index) {
                    *quota = size;
                }
            },
        ));
    }
    for (index, (name, course)) in largest(&site.course, |course| *course.quota) {
        let table = format!("`[course.{name}]`");
        levers.push(size(*course.quota, "quota", table, move |case, size| {
            if let Some(course) = entry(&mut case.site.course, index) {
                course.quota.value = size;
            }
        }));
    }
    levers
}

/// What decides the disk that images and the output of servers take.
pub fn images(desk: &Desk<'_>) -> Vec<Lever> {
    let site = desk.site;
    let mut levers = vec![size(
        *site.limits.log,
        "log",
        "`[limits]`".to_owned(),
        |case, size| case.site.limits.log.value = size,
    )];
    let own = |image: &crate::site::keys::ImageChoice| image.size.value.unwrap_or(0);
    for (_, (name, image)) in largest(&site.image, own) {
        let Some(now) = image.size.value else {
            continue;
        };
        let table = format!("`[image.{name}]`");
        levers.push(size(now, "size", table, {
            let all = desk.amount("images_size");
            move |case, size| case.images_size = all.saturating_sub(now).saturating_add(size)
        }));
    }
    levers
}

fn entry<T>(named: &mut Named<T>, index: usize) -> Option<&mut T> {
    named.get_mut(index).map(|(_, value)| value)
}

/// The largest of a table, with where they stand in it.
fn largest<T>(named: &Named<T>, size: impl Fn(&T) -> u64) -> Vec<(usize, &(String, T))> {
    let mut all: Vec<_> = named.iter().enumerate().collect();
    all.sort_by_key(|(_, (_, value))| std::cmp::Reverse(size(value)));
    all.truncate(PROPOSED);
    all
}
