//! What homes take of the data volume.

use super::super::{Desk, Purpose, figure, integer, percent, round_up, share_of, sum};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum};

/// Decides what homes can hold, and what of it is used.
pub fn decide(desk: &mut Desk<'_>) {
    homes(desk);
    // Of thousands of names, which nobody reads of a trial.
    if desk.purpose == Purpose::Plan {
        quotas(desk);
    }
}

/// A stated share of all quotas together: few users fill their home, and a volume for all quotas would stand empty.
fn homes(desk: &mut Desk<'_>) {
    let keys = &desk.site.homes;
    let profile = desk.profile;
    let (quota, from, whose) = figure(&keys.quota, &profile.home_quota, desk.profile_source());
    desk.put(
        "home_quota",
        "what a home can hold",
        Data::Size(quota),
        whose,
        [from],
    );
    hold_warning(desk, quota);
    let (fill, fill_from, whose) = figure(&keys.fill, &profile.home_fill, desk.profile_source());
    let total = u64::try_from(desk.site.users.total.value).unwrap_or(0);
    let promised = total.saturating_mul(quota);
    let own = keys.quotas.value.iter().map(|(_, own)| *own);
    let extra = sum(own.map(|own| own.saturating_sub(quota)));
    // Of few people one alone may fill a home, whatever the share of many is.
    let share = share_of(promised, fill);
    let used = share.max(quota).saturating_add(extra);
    let mut rule = format!(
        "{total} homes of {}, {} of it used ({whose})",
        show_size(quota),
        percent(fill)
    );
    if quota > share {
        rule.push_str(", and at least a whole one");
    }
    if extra > 0 {
        rule.push_str(&format!(", {} for larger quotas", show_size(extra)));
    }
    desk.put(
        "homes_used",
        "space that homes use",
        Data::Size(round_up(used, 1 << 20)),
        rule,
        [
            desk.site.users.total.sources.clone(),
            desk.made("home_quota"),
            fill_from,
            keys.quotas.sources.clone(),
        ],
    );
}

/// Holds that nobody is warned of a full home from the first day.
fn hold_warning(desk: &mut Desk<'_>, quota: u64) {
    let keys = &desk.site.homes;
    let free = keys.minimum_free.value;
    let place = desk.loaded.place;
    let own = keys.quotas.value.iter().filter(|(_, own)| *own <= free);
    let own = own.map(|(person, own)| {
        let key = format!("`homes.quotas.{person}`");
        (key, *own, keys.quotas.span)
    });
    let all = Some(quota).filter(|quota| *quota <= free);
    let all = all.map(|quota| ("`homes.quota`".to_owned(), quota, keys.quota.span));
    for (key, quota, span) in all.into_iter().chain(own) {
        let most = quota.saturating_sub(1) >> 20;
        let help = if keys.minimum_free.span.is_some() && most > 0 {
            format!("write `minimum_free = \"{most} MiB\"` under `[homes]`, or less")
        } else {
            format!("write a larger quota than {}", show_size(free))
        };
        desk.found.push(
            Diagnostic::error(
                Code::S0301,
                format!(
                    "{key} is {}, and users are warned when less than {} are free",
                    show_size(quota),
                    show_size(free)
                ),
            )
            .at(
                span.or(keys.minimum_free.span).unwrap_or(place),
                "even an empty home has no more",
            )
            .help(help),
        );
    }
}

/// The quotas of single users, with the directory that DockerSpawner gives each.
fn quotas(desk: &mut Desk<'_>) {
    let quotas = &desk.site.homes.quotas;
    let records = quotas
        .value
        .iter()
        .map(|(person, bytes)| {
            let field = |name: &str, data: Data| (name.to_owned(), Datum::new(data));
            Datum::new(Data::Record(vec![
                field("person", Data::Text(person.clone())),
                field("directory", Data::Text(home_directory(person))),
                field("bytes", integer(*bytes)),
                field("shown", Data::Text(show_size(*bytes))),
            ]))
        })
        .collect();
    desk.wire(
        "home_quotas",
        "quotas of single users",
        Data::List(records),
        [quotas.sources.clone()],
    );
}

/// A user's name as DockerSpawner writes it into paths (escapism with `-` as its escape character): letters and
/// digits stay, every other byte becomes a dash and two hexadecimal digits.
fn home_directory(person: &str) -> String {
    person
        .bytes()
        .map(|byte| {
            if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
                char::from(byte).to_string()
            } else {
                format!("-{byte:02x}")
            }
        })
        .collect()
}
