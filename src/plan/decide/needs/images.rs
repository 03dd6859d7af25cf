//! What each image that people can choose gets, and who needs more memory because of it.

use super::super::{Desk, percent, share_of, sum, text, texts};
use super::memory::{Key, first_page, limit, written};
use super::{More, mebibytes, number, present_of, value_of};
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum, Sources};

/// What each image that people can choose gets, final; and those that need more than the site keeps for a server.
pub fn decide(desk: &mut Desk<'_>) -> Vec<More> {
    let decided = desk
        .decisions
        .get("images")
        .map(|decision| decision.value.clone());
    let mut more = Vec::new();
    let mut choices = Vec::new();
    for image in decided.iter().flat_map(Datum::items) {
        let is = |name: &str| image.get(name).is_some_and(Datum::is_present);
        let name = image.get("name").and_then(Datum::text).unwrap_or_default();
        if !is("offered") {
            continue;
        }
        let site = desk.amount("memory_guarantee");
        let (guarantee, from) = match written(desk, name, Key::Guarantee) {
            Some((size, Some(_), from)) => (size, from),
            // The library's word is what the image needs, where a site keeps less.
            Some((size, None, from)) => (size.max(site), from),
            None => (site, Sources::new()),
        };
        let memory = limit(
            desk,
            written(desk, name, Key::Limit),
            guarantee,
            "image",
            name,
        );
        if guarantee > site {
            more.extend(more_for(desk, name, guarantee - site, from));
        }
        let choice = desk.choice(name);
        let groups = texts(choice.iter().flat_map(|choice| choice.groups.iter()));
        let cpu = choice.and_then(|choice| choice.cpu.value);
        let copied = ["name", "tag", "title", "description", "default"];
        let mut fields: Vec<(String, Datum)> = copied
            .iter()
            .map(|field| {
                let value = image.get(field).cloned();
                ((*field).to_owned(), value.unwrap_or_else(Datum::absent))
            })
            .collect();
        fields.extend([
            ("groups".to_owned(), groups),
            ("default_url".to_owned(), text(&first_page(desk, name))),
            ("memory_guarantee".to_owned(), mebibytes(guarantee)),
            ("memory".to_owned(), mebibytes(memory)),
            (
                "cpu".to_owned(),
                cpu.map_or_else(|| value_of(desk, "cpu_limit"), number),
            ),
        ]);
        let mut record = Datum::new(Data::Record(fields));
        record.sources = image.sources.clone();
        if let Some(choice) = choice {
            for given in [
                &choice.memory_guarantee.sources,
                &choice.memory.sources,
                &choice.cpu.sources,
            ] {
                record.sources.extend(given.iter().cloned());
            }
        }
        choices.push(record);
    }
    let from = [
        desk.made("images"),
        desk.made("memory_guarantee"),
        desk.made("memory_limit"),
        desk.made("cpu_limit"),
        desk.site.hub.default_url.sources.clone(),
    ];
    desk.wire(
        "choices",
        "what people can choose, and what each of it gets",
        Data::List(choices),
        from,
    );
    more
}

/// What the people take who work with an image that needs more: those of its groups, or a share of everybody.
fn more_for(desk: &Desk<'_>, name: &str, each: u64, mut sources: Sources) -> Option<More> {
    let choice = desk.choice(name)?;
    let present = desk.amount("users_present");
    let (people, share, whose) = if let Some(share) = choice.share.value {
        sources.extend(choice.share.sources.iter().cloned());
        let whose = format!("{} of those present", percent(share));
        (share_of(present, share), Some(share), whose)
    } else if choice.groups.is_empty() {
        let share = share_of_everybodys(desk);
        let whose = format!("{} of those present, assumed", percent(share));
        (share_of(present, share), Some(share), whose)
    } else {
        sources.extend(choice.groups.sources.iter().cloned());
        let groups = desk.site.group.iter();
        let members = groups.filter(|(group, _)| choice.groups.contains(group));
        let people = sum(members.map(|(_, group)| present_of(desk, group).0));
        (people, None, "those present of its groups".to_owned())
    };
    let rule = format!(
        "{people} with image `{name}` ({whose}), {} more each",
        show_size(each)
    );
    Some(More {
        people,
        each,
        share,
        rule,
        sources,
    })
}

/// The share of one of the images that everybody can choose, where nobody has measured another.
fn share_of_everybodys(desk: &Desk<'_>) -> f64 {
    let decided = desk.decisions.get("images");
    let offered = |name: &str| {
        decided
            .iter()
            .flat_map(|decision| decision.value.items())
            .any(|image| {
                image.get("name").and_then(Datum::text) == Some(name)
                    && image.get("offered").is_some_and(Datum::is_present)
            })
    };
    let images = desk.site.image.iter();
    let count = images
        .filter(|(name, image)| image.groups.is_empty() && offered(name))
        .count();
    1.0 / count.max(1) as f64
}
