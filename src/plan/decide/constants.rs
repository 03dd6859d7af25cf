//! The numbers that the rules use, each with its source. One without a source is printed as assumed; a hub's own
//! measurements replace it by the key that its rule names.

use super::{GIB, MIB};

/// A number of a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant {
    pub name: &'static str,
    pub value: f64,
    /// `%`, `bytes` or nothing.
    pub unit: &'static str,
    pub meaning: &'static str,
    pub source: Option<&'static str>,
}

macro_rules! constants {
    ($($name:ident = $value:expr, $unit:literal, $meaning:literal, $source:expr;)*) => {
        $(pub const $name: Constant = Constant {
            name: stringify!($name),
            value: $value,
            unit: $unit,
            meaning: $meaning,
            source: $source,
        };)*
        /// All of them, for the documentation.
        pub const CONSTANTS: &[Constant] = &[$($name,)*];
    };
}

constants! {
    MEMORY_HEADROOM = 0.2, "%", "memory left free on top of what is needed",
        Some("The Littlest JupyterHub's sizing guide: 20 to 40 %");
    CPU_HEADROOM = 0.2, "%", "processors left free on top of what is needed",
        Some("The Littlest JupyterHub's sizing guide: 20 %");
    SYSTEM_MEMORY = (2 * GIB) as f64, "bytes", "memory of the operating system, Docker, the web server and the login",
        Some("measured on a hub with 22 servers: Docker 131 MiB, Apache 226 MiB, shibd 38 MiB; the rest is for the file system's cache");
    HUB_MEMORY = (500 * MIB) as f64, "bytes", "memory of JupyterHub and its proxy for every 150 present users",
        Some("JupyterHub's documentation: 500 MB for 100 to 150 users; measured 216 MiB at 22 servers");
    HUB_USERS = 150.0, "", "present users that one such part of JupyterHub serves",
        Some("JupyterHub's documentation: 100 to 150 users");
    HUB_CPU = 0.25, "", "processors of JupyterHub for every 150 present users",
        Some("JupyterHub's documentation: a quarter of a core");
    SERVER_OVERHEAD = (8 * MIB) as f64, "bytes", "memory that a running container costs beside its own",
        Some("measured: 3 MiB between a container's own count and the whole machine, rounded up to 8");
    IDLE_SERVER = (148 * MIB) as f64, "bytes", "memory of a server that runs one idle kernel: nobody can work with less",
        Some("measured: 148 MiB");
    LEAST_CPU = 0.01, "", "processors for each present user below which no message goes",
        None;
    CONNECTIONS_PER_USER = 4.0, "", "connections that a present user's browser holds open",
        None;
    WEB_BASE_CONNECTIONS = 64.0, "", "connections for log-ins and pages of people who are not yet there",
        None;
    THREADS_PER_PROCESS = 64.0, "", "threads of one process of the web server",
        Some("measured: 16 processes of 64 threads carried 400 open notebooks");
    FILES_PER_CONNECTION = 4.0, "", "open files that one connection costs the web server and the proxy together",
        None;
    SNAPSHOT_SHARE = 0.25, "%", "space that daily snapshots add to the homes",
        None;
    STATE_SIZE = (10 * GIB) as f64, "bytes", "space for the hub's own state on the data volume",
        None;
    VOLUME_HEADROOM = 0.15, "%", "free space without which btrfs becomes slow",
        None;
    VOLUME_STEP = (10 * GIB) as f64, "bytes", "data volumes are a multiple of this, so that small changes change nothing",
        None;
    LARGEST_VOLUME = (64 * 1024 * GIB) as f64, "bytes", "the largest volume that is asked for: more is a slip, or several hubs",
        None;
    SYSTEM_DISK = (10 * GIB) as f64, "bytes", "space of the operating system and its updates on the boot volume",
        None;
    BUILD_DISK = (6 * GIB) as f64, "bytes", "space that building an image takes while it lasts",
        None;
    IMAGE_GENERATIONS = 2.0, "", "generations of images kept on the host, so that running servers keep theirs",
        None;
    BOOT_STEP = (10 * GIB) as f64, "bytes", "boot volumes are a multiple of this",
        None;
    BRIDGE_PORTS = 1023.0, "", "ports of a bridge of Linux, one for each container",
        Some("Linux: BR_MAX_PORTS is 1024, and the first is not used");
    INOTIFY_INSTANCES = 64.0, "", "watchers of files that one server may have",
        None;
    INOTIFY_WATCHES = 8192.0, "", "files that one server may watch",
        Some("Linux's own default for a user, here for each server");
    THREADS_OF_SYSTEM = 8192.0, "", "processes and threads beside those of servers",
        None;
}
