//! Sums and shares that end at the largest number instead of running over, and numbers in words.

use crate::syntax::{Data, Datum};

/// A share as people write it.
pub fn percent(share: f64) -> String {
    let percent = (share * 1000.0).round() / 10.0;
    format!("{percent} %")
}

/// The share of a number, rounded up; never less for a larger number.
pub fn share_of(number: u64, share: f64) -> u64 {
    // Through thousandths of a percent, so that 3 % of 8000 is 240 on every machine.
    let parts = (share * 100_000.0).round() as u128;
    u64::try_from((u128::from(number) * parts).div_ceil(100_000)).unwrap_or(u64::MAX)
}

/// A number with a share on top, rounded up.
pub fn with_extra(number: u64, share: f64) -> u64 {
    number.saturating_add(share_of(number, share))
}

/// The sum, which ends at the largest number.
pub fn sum(amounts: impl IntoIterator<Item = u64>) -> u64 {
    amounts.into_iter().fold(0, u64::saturating_add)
}

/// The next multiple of `step`.
pub fn round_up(number: u64, step: u64) -> u64 {
    number.div_ceil(step).saturating_mul(step)
}

/// A number of things in words: `1 server`, `2 servers`.
pub fn counted(number: u64, thing: &str) -> String {
    let many = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{many}")
}

/// A text as data.
pub fn text(value: &str) -> Datum {
    Datum::new(Data::Text(value.to_owned()))
}

/// Texts as data.
pub fn texts<'a>(values: impl IntoIterator<Item = &'a String>) -> Datum {
    Datum::new(Data::List(
        values.into_iter().map(|value| text(value)).collect(),
    ))
}

/// A count as data.
pub fn integer(value: u64) -> Data {
    Data::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

pub const GIB: u64 = 1 << 30;
pub const MIB: u64 = 1 << 20;
