//! What each group of people adds to the servers of its people.

use super::super::{Desk, Purpose, text, texts};
use super::memory::limit;
use super::{More, mebibytes, number, present_of};
use crate::syntax::datum::show_size;
use crate::syntax::keys::Given;
use crate::syntax::{Data, Datum, Sources};

/// What each group adds, final; and those that need more than the site keeps for a server.
pub fn decide(desk: &mut Desk<'_>) -> Vec<More> {
    let site = desk.amount("memory_guarantee");
    let mut more = Vec::new();
    let mut records = Vec::new();
    let all = &desk.site.group;
    for (name, group) in all {
        let guarantee = group.memory_guarantee.value;
        if let Some(each) = guarantee
            .and_then(|own| own.checked_sub(site))
            .filter(|each| *each > 0)
        {
            let (people, mut sources, whose) = present_of(desk, group);
            sources.extend(group.memory_guarantee.sources.iter().cloned());
            let rule = format!(
                "{people} of group `{name}` ({whose}), {} more each",
                show_size(each)
            );
            more.push(More {
                people,
                each,
                share: None,
                rule,
                sources,
            });
        }
        let own = |given: &Given<Option<u64>>| {
            given
                .value
                .map(|size| (size, given.span, given.sources.clone()))
        };
        // One that raises only the guarantee takes the limit along, so that it is never below.
        let memory = match (own(&group.memory), guarantee) {
            (None, None) => None,
            (written, guarantee) => {
                Some(limit(desk, written, guarantee.unwrap_or(0), "group", name))
            }
        };
        // Of thousands of names, which nobody reads of a trial.
        let named = if desk.purpose != Purpose::Plan {
            &[][..]
        } else {
            &group.member[..]
        };
        let members = texts(named.iter().map(|(person, _)| person));
        let mut record = Datum::new(Data::Record(vec![
            ("name".to_owned(), text(name)),
            ("members".to_owned(), members),
            (
                "memory_guarantee".to_owned(),
                guarantee.map_or_else(Datum::absent, mebibytes),
            ),
            (
                "memory".to_owned(),
                memory.map_or_else(Datum::absent, mebibytes),
            ),
            (
                "cpu".to_owned(),
                group.cpu.value.map_or_else(Datum::absent, number),
            ),
        ]));
        for given in [
            &group.member.sources,
            &group.memory_guarantee.sources,
            &group.memory.sources,
            &group.cpu.sources,
        ] {
            record.sources.extend(given.iter().cloned());
        }
        records.push(record);
    }
    let from: Vec<Sources> = records
        .iter()
        .map(|record| record.sources.clone())
        .collect();
    desk.wire(
        "groups",
        "groups of people, and what each adds",
        Data::List(records),
        from,
    );
    more
}
