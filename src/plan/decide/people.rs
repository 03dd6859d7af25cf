//! How many are present at once.

use super::{Desk, figure, integer, percent, share_of};
use crate::syntax::Sources;

/// Present at once are a share of all users, and on top of them the classes that meet.
///
/// The 40 to 60 % of The Littlest JupyterHub's guide are the share of a class; of a campus far fewer are there.
pub fn decide(desk: &mut Desk<'_>) {
    let users = &desk.site.users;
    let total = u64::try_from(users.total.value).unwrap_or(0);
    let (share, from, whose) = figure(&users.present, &desk.profile.present, desk.profile_source());
    let everyday = share_of(total, share).max(1);
    desk.put(
        "users_everyday",
        "users present on a busy day",
        integer(everyday),
        format!("{} of {total} users ({whose})", percent(share)),
        [users.total.sources.clone(), from],
    );
    let mut classes: u64 = 0;
    let mut parts = Vec::new();
    let mut from = vec![desk.made("users_everyday")];
    for (name, class) in &users.class {
        let (share, share_from, whose) = figure(
            &class.present,
            &desk.profile.class_present,
            desk.profile_source(),
        );
        let size = u64::try_from(class.size.value).unwrap_or(0);
        let present = share_of(size, share);
        classes = present.saturating_add(classes);
        parts.push(format!(
            "{present} of class `{name}` ({} of {size}, {whose})",
            percent(share)
        ));
        from.push(class.size.sources.clone());
        from.push(share_from);
    }
    let rule = if parts.is_empty() {
        format!("{everyday} on a busy day, no classes")
    } else {
        format!("{everyday} on a busy day and {}", parts.join(", "))
    };
    desk.put(
        "users_present",
        "users present at once",
        integer(everyday.saturating_add(classes)),
        rule,
        from,
    );
}

/// Present members of each class with the memory that each needs, and their sources.
pub fn classes(desk: &Desk<'_>, guarantee: u64) -> Vec<(u64, u64, Sources)> {
    desk.site
        .users
        .class
        .iter()
        .map(|(_, class)| {
            let share = class
                .present
                .value
                .unwrap_or(desk.profile.class_present.value);
            let size = u64::try_from(class.size.value).unwrap_or(0);
            let memory = class.memory.value.unwrap_or(0).max(guarantee);
            (share_of(size, share), memory, class.memory.sources.clone())
        })
        .collect()
}
