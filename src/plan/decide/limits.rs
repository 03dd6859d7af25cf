//! The limits that follow from who is present: the web server's workers, open files, culling.

use super::constants::{
    BRIDGE_PORTS, CONNECTIONS_PER_USER, FILES_PER_CONNECTION, THREADS_PER_PROCESS,
    WEB_BASE_CONNECTIONS,
};
use super::{Desk, figure, integer, round_up};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::{Data, Sources};

pub fn decide(desk: &mut Desk<'_>) {
    web(desk);
    culling(desk);
}

/// One thread serves one open connection for as long as it lasts; when all are taken, every new request hangs.
fn web(desk: &mut Desk<'_>) {
    // More servers than their network has ports never run, however many people the site expects.
    let servers = desk.amount("servers").max(desk.amount("users_present"));
    let servers = servers.min(BRIDGE_PORTS.value as u64);
    let threads = THREADS_PER_PROCESS.value as u64;
    let own = &desk.site.web.workers;
    let (workers, rule) = match own.value {
        Some(own) => (
            round_up(u64::try_from(own).unwrap_or(0), threads),
            "as the site says, in whole processes".to_owned(),
        ),
        None => (
            round_up(
                servers
                    .saturating_mul(CONNECTIONS_PER_USER.value as u64)
                    .saturating_add(WEB_BASE_CONNECTIONS.value as u64),
                threads,
            ),
            format!(
                "{servers} servers with {} connections each, {} for others, in processes of {threads}",
                CONNECTIONS_PER_USER.value, WEB_BASE_CONNECTIONS.value
            ),
        ),
    };
    let from = [
        own.sources.clone(),
        desk.made("servers"),
        desk.made("users_present"),
    ];
    desk.put(
        "web_workers",
        "connections served at once",
        integer(workers),
        rule,
        from,
    );
    desk.wire(
        "web_processes",
        "processes of the web server",
        integer(workers / threads),
        [desk.made("web_workers")],
    );
    // After a reload the old processes stay until the notebooks that they carry are closed.
    let most = workers / threads * 2;
    desk.wire(
        "web_process_limit",
        "processes of it while old ones end",
        integer(most),
        [desk.made("web_workers")],
    );
    desk.wire(
        "web_tasks",
        "processes and threads of it together",
        integer(round_up(
            most.saturating_mul(threads + 4).saturating_add(256),
            256,
        )),
        [desk.made("web_workers")],
    );
    desk.wire(
        "web_threads",
        "threads of each of them",
        integer(threads),
        [],
    );
    let files = round_up(
        workers
            .saturating_mul(FILES_PER_CONNECTION.value as u64)
            .max(4096),
        1024,
    );
    desk.put(
        "open_files",
        "open files of the web server and of the proxy",
        integer(files),
        format!("{} for each connection", FILES_PER_CONNECTION.value),
        [desk.made("web_workers")],
    );
}

fn culling(desk: &mut Desk<'_>) {
    let hub = &desk.site.hub;
    let (idle, from, whose) = figure(&hub.idle, &desk.profile.idle, desk.profile_source());
    // JupyterHub writes activity down every five minutes; below that, active servers look idle.
    if idle < 600 {
        desk.found.push(
            Diagnostic::error(
                Code::S0205,
                "`hub.idle` is shorter than 10 minutes, so that active servers would be stopped",
            )
            .at(hub.idle.span, "activity is only known to some minutes")
            .help("write at least `idle = \"10 min\"`"),
        );
    }
    desk.put(
        "idle",
        "a server without activity is stopped after",
        Data::Duration(idle),
        whose,
        [from] as [Sources; 1],
    );
    // First idle kernels end, then the server that has none left: together the time above.
    let kernels = idle / 3 * 2;
    for (name, title, seconds) in [
        ("idle_kernel", "an idle kernel ends after", kernels),
        (
            "idle_server",
            "a server without kernels ends after",
            idle - kernels,
        ),
    ] {
        desk.wire(name, title, Data::Duration(seconds), [desk.made("idle")]);
    }
}
