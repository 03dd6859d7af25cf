//! Where people are known by pseudonyms, the site speaks of them by pseudonyms too.

use super::entries;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::syntax::Datum;

/// What an institution calls somebody is a name that nobody on such a hub has.
pub fn no_name_tells_who(site: &Datum, found: &mut Diagnostics) {
    let Some(pseudonyms) = site.at("users.pseudonyms").filter(|said| said.is_present()) else {
        return;
    };
    let mut places = vec!["hub.admin".to_owned(), "homes.quotas".to_owned()];
    for (table, people) in [("group", "member"), ("course", "instructor")] {
        let named = entries(site, table).iter();
        places.extend(named.map(|(name, _)| format!("{table}.{name}.{people}")));
    }
    for place in places {
        for (name, value) in entries(site, &place) {
            if is_pseudonym(name) || is_seat(name) {
                continue;
            }
            found.push(
                Diagnostic::error(
                    Code::S0310,
                    format!("`{place}` names `{name}`, and nobody on this hub is called so"),
                )
                .at(value.span, "what an institution calls somebody")
                .at(pseudonyms.span, "people are known by pseudonyms here")
                .help(format!(
                    "on the hub's host, `sudo hub-pseudonym` asks for `{name}` and prints what they are called here; write that instead"
                )),
            );
        }
    }
}

/// As `syzc_pseudonyms.py` of the hub makes them: a letter, and 16 characters of base32.
fn is_pseudonym(name: &str) -> bool {
    name.strip_prefix('p').is_some_and(|code| {
        code.len() == 16
            && code
                .chars()
                .all(|letter| matches!(letter, 'a'..='z' | '2'..='7'))
    })
}

/// A seat in a class, such as `class-maths-07`, tells of nobody either.
fn is_seat(name: &str) -> bool {
    !name.contains('@')
        && name.rsplit_once('-').is_some_and(|(_, number)| {
            number.len() >= 2 && number.chars().all(|digit| digit.is_ascii_digit())
        })
}
