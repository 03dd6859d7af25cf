//! Whether people choose between several ways in.

use super::Desk;
use crate::site::rules::units_for;
use crate::syntax::{Data, Source, Sources};

pub fn decide(desk: &mut Desk<'_>) {
    let units = units_for("login", &desk.loaded.datum, desk.library);
    let sources: Sources = units
        .iter()
        .map(|unit| Source::Key(format!("login.{}", unit.name)))
        .collect();
    desk.wire(
        "several_logins",
        "whether people choose from several ways in",
        Data::Boolean(units.len() > 1),
        [sources],
    );
}
