//! What stands beside the site's file and is part of the output.

use super::{Desk, text};
use crate::syntax::{Data, Datum};

/// The folder that each new home begins with: its name, and its files.
pub fn decide(desk: &mut Desk<'_>) {
    let key = &desk.site.hub.getting_started;
    let folder = desk.loaded.getting_started.as_ref();
    let files = folder.map_or(Vec::new(), |folder| {
        let record = |(path, id): &(String, crate::text::FileId)| {
            let mut record = Datum::new(Data::Record(vec![
                ("path".to_owned(), text(path)),
                ("content".to_owned(), text(&desk.texts.get(*id).content)),
            ]));
            record.sources = key.sources.clone();
            record
        };
        folder.files.iter().map(record).collect()
    });
    let name = folder.map_or(Data::Absent, |folder| Data::Text(folder.name.clone()));
    desk.wire(
        "getting_started",
        "files that each new home begins with",
        Data::List(files),
        [key.sources.clone()],
    );
    desk.wire(
        "getting_started_folder",
        "the folder that they are in",
        name,
        [key.sources.clone()],
    );
}
