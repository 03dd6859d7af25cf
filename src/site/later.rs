//! Keys that sites of the systems before syzc had and that come later: named, so that none is silently absent.

/// The key as a person would try it, and what to do until it comes.
pub const LATER: &[(&str, &str)] = &[
    (
        "backup",
        "off-site backups come with day-two operations; until then copy the snapshots under `/srv/hub/snapshots`",
    ),
    (
        "monitoring",
        "metrics and alerts come with day-two operations",
    ),
    (
        "archive",
        "archiving of dormant accounts comes with day-two operations",
    ),
    ("gpu", "graphics processors come with the images for them"),
    (
        "shards",
        "a site is one machine; hubs that outgrow it get a Kubernetes runtime",
    ),
    (
        "events",
        "temporary growth for an event comes with day-two operations; until then raise `users.total`, or add a class",
    ),
    ("homes.pool", "ZFS pools come later; homes are on btrfs"),
    (
        "homes.arc",
        "ZFS comes later; homes are on btrfs, which has no cache to size",
    ),
    (
        "hub.versions",
        "JupyterHub's version belongs to the release of syzc",
    ),
    (
        "institution.languages",
        "pages come in one language, `institution.language`; a second one comes later",
    ),
    (
        "cloud.key_pair",
        "none is needed: nova's key pairs belong to one user, so the team's keys go into `[access.ssh_key]`",
    ),
    (
        "institution.landing_page",
        "landing pages of your own come later; the log-in page shows logo, partners and terms",
    ),
];
