//! The kinds of figures: what each is counted in, where it ends, and how it is written.

use super::super::constants::{IDLE_SERVER, LEAST_CPU};
use super::super::trial::Case;
use super::super::{Desk, GIB, MIB};
use super::Lever;
use crate::syntax::datum::show_size;
use crate::syntax::keys::Given;

/// Steps of memory, and of shares of everything.
pub const MEMORY_STEP: u64 = 16 * MIB;
const SHARE_STEPS: f64 = 1000.0;
const CPU_STEPS: f64 = 100.0;

/// The least memory that is proposed.
pub const LEAST_MEMORY: u64 = (IDLE_SERVER.value as u64).div_ceil(MEMORY_STEP) * MEMORY_STEP;

pub const MEASURED: &str = "if measurements allow it";

/// How many people one hub takes.
pub fn total(desk: &Desk<'_>) -> Lever {
    let site = desk.site;
    let classes = site.users.class.iter().map(|(_, class)| *class.size);
    let groups = site.group.iter().filter_map(|(_, group)| *group.size);
    // A class or a group has no more people than may log in.
    let least = classes.chain(groups).max().unwrap_or(1);
    let is_short = is_short(desk);
    Lever {
        least: steps(least),
        most: steps(*site.users.total).saturating_sub(1),
        round: 100,
        set: Box::new(|case, step| {
            case.site.users.total.value = i64::try_from(step).unwrap_or(i64::MAX);
        }),
        write: Box::new(move |step| {
            if is_short {
                format!("`users = {step}`")
            } else {
                format!("`total = {step}` under `[users]`")
            }
        }),
        provided: "",
    }
}

pub fn present(desk: &Desk<'_>) -> Lever {
    let users = &desk.site.users;
    let share_now = users.present.value.unwrap_or(desk.profile.present.value);
    let short = is_short(desk).then_some(*users.total);
    share(
        share_now,
        move |text| match short {
            Some(total) => format!("`users = {{ total = {total}, present = \"{text}\" }}`"),
            None => format!("`present = \"{text}\"` under `[users]`"),
        },
        "if a measurement says that no more are there at once",
        |case, share| case.site.users.present.value = Some(share),
    )
}

pub fn cpu(desk: &Desk<'_>) -> Lever {
    let now = desk.site.limits.cpu_guarantee.value;
    let now = now.unwrap_or(desk.profile.cpu_guarantee.value);
    Lever {
        least: (LEAST_CPU.value * CPU_STEPS).round() as u64,
        most: ((now * CPU_STEPS).ceil() as u64).saturating_sub(1),
        round: CPU_STEPS as u64,
        set: Box::new(|case, step| {
            case.site.limits.cpu_guarantee.value = Some(step as f64 / CPU_STEPS);
        }),
        write: Box::new(|step| {
            let cpu = step as f64 / CPU_STEPS;
            format!("`cpu_guarantee = {cpu}` under `[limits]`")
        }),
        provided: MEASURED,
    }
}

pub fn memory(
    now: u64,
    table: String,
    key: &'static str,
    at: impl Fn(&mut Case) -> Option<&mut Given<Option<u64>>> + 'static,
) -> Lever {
    Lever {
        least: LEAST_MEMORY / MEMORY_STEP,
        most: now.saturating_sub(1) / MEMORY_STEP,
        round: GIB / MEMORY_STEP,
        set: Box::new(move |case, step| {
            let place = case.place;
            if let Some(given) = at(case) {
                given.value = Some(step.saturating_mul(MEMORY_STEP));
                given.span.get_or_insert(place);
            }
        }),
        write: Box::new(move |step| {
            let size = show_size(step.saturating_mul(MEMORY_STEP));
            format!("`{key} = \"{size}\"` under {table}")
        }),
        provided: MEASURED,
    }
}

/// A limit, which is never below what else asks for the same memory, and as large as the machine allows.
pub fn limit_of(
    now: u64,
    beside: u64,
    has: u64,
    table: String,
    at: impl Fn(&mut Case) -> Option<&mut Given<Option<u64>>> + 'static,
) -> Lever {
    Lever {
        least: beside
            .max(LEAST_MEMORY)
            .div_ceil(MEMORY_STEP)
            .max(has / MEMORY_STEP),
        provided: "or less",
        ..memory(now, table, "memory", at)
    }
}

/// A size on a disk, in steps that suit it.
pub fn size(now: u64, key: &str, table: String, set: impl Fn(&mut Case, u64) + 'static) -> Lever {
    let key = key.to_owned();
    Lever {
        least: 1,
        most: now.saturating_sub(1) / MIB,
        round: GIB / MIB,
        set: Box::new(move |case, step| set(case, step.saturating_mul(MIB))),
        write: Box::new(move |step| {
            let size = show_size(step.saturating_mul(MIB));
            format!("`{key} = \"{size}\"` under {table}")
        }),
        provided: "or less",
    }
}

pub fn count(now: i64, least: i64, table: String, set: impl Fn(&mut Case, i64) + 'static) -> Lever {
    Lever {
        least: steps(least),
        most: steps(now).saturating_sub(1),
        round: 10,
        set: Box::new(move |case, step| set(case, i64::try_from(step).unwrap_or(i64::MAX))),
        write: Box::new(move |step| format!("`size = {step}` under {table}")),
        provided: "if there are no more",
    }
}

pub fn share(
    now: f64,
    write: impl Fn(&str) -> String + 'static,
    provided: &'static str,
    set: impl Fn(&mut Case, f64) + 'static,
) -> Lever {
    Lever {
        // Nobody measures a tenth of what is usual.
        least: ((now * SHARE_STEPS / 10.0).ceil() as u64).max(1),
        most: ((now * SHARE_STEPS).ceil() as u64).saturating_sub(1),
        round: 1,
        set: Box::new(move |case, step| set(case, step as f64 / SHARE_STEPS)),
        write: Box::new(move |step| write(&format!("{} %", step as f64 / 10.0))),
        provided,
    }
}

/// Whether the site says `users = 8000`, beside which there can be no table of users.
fn is_short(desk: &Desk<'_>) -> bool {
    let Some(span) = desk.site.users.total.span else {
        return false;
    };
    let before = desk.texts.get(span.file).content.get(..span.range().start);
    let before = before.map_or("", str::trim_end);
    let key = before.strip_suffix('=').map_or("", str::trim_end);
    key.ends_with("users")
}

fn steps(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
