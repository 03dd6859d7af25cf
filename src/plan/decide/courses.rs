//! The folders of courses: who reads and writes each, and the room that they take.

use super::{Desk, integer, text, texts};
use crate::syntax::datum::show_size;
use crate::syntax::{Data, Datum, Sources};

pub fn decide(desk: &mut Desk<'_>) {
    let courses = &desk.site.course;
    let mut parts = Vec::new();
    let mut from = Vec::new();
    let mut total: u64 = 0;
    let mut records = Vec::new();
    for (name, course) in courses {
        let quota = course.quota.value;
        total = total.saturating_add(quota);
        parts.push(format!("{name} {}", show_size(quota)));
        from.push(course.quota.sources.clone());
        let mut record = Datum::new(Data::Record(vec![
            ("name".to_owned(), text(name)),
            ("bytes".to_owned(), Datum::new(integer(quota))),
            ("shown".to_owned(), text(&show_size(quota))),
            ("groups".to_owned(), texts(course.groups.iter())),
            (
                "instructors".to_owned(),
                texts(course.instructor.iter().map(|(person, _)| person)),
            ),
        ]));
        record.sources = sources([
            &course.quota.sources,
            &course.groups.sources,
            &course.instructor.sources,
        ]);
        records.push(record);
    }
    let all: Vec<Sources> = records
        .iter()
        .map(|record| record.sources.clone())
        .collect();
    desk.wire(
        "courses",
        "folders that many read and few write",
        Data::List(records),
        all,
    );
    if total > 0 {
        // A folder that many read is filled by those who know what they do; all of it counts, unlike of homes.
        desk.put(
            "courses_size",
            "folders of courses",
            Data::Size(total),
            format!("all of what they can hold: {}", parts.join(", ")),
            from,
        );
    }
}

fn sources<const N: usize>(all: [&Sources; N]) -> Sources {
    all.into_iter().flatten().cloned().collect()
}
