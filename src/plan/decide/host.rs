//! What the machine's operating system is told: its release, who may reach it, the limits of its kernel.

use super::constants::{INOTIFY_INSTANCES, INOTIFY_WATCHES, THREADS_OF_SYSTEM};
use super::{Desk, MIB, integer, text, texts};
use crate::syntax::{Data, Source, Sources};

pub fn decide(desk: &mut Desk<'_>) {
    release(desk);
    ranges(desk);
    kernel(desk);
    upkeep(desk);
}

fn release(desk: &mut Desk<'_>) {
    let key = &desk.site.cloud.release;
    let library = Source::Library(format!("release/{}", key.as_str()));
    let from = || [key.sources.clone(), Sources::from([library.clone()])];
    let Some(release) = desk.library.release(key.as_str()) else {
        return;
    };
    let release = &release.value;
    for (name, title, data) in [
        (
            "distribution",
            "the distribution, as Ansible calls it",
            text(&release.distribution).data,
        ),
        (
            "distribution_version",
            "its major version",
            text(&release.version).data,
        ),
        (
            "security_origin",
            "where its security updates come from",
            text(&release.security_origin).data,
        ),
        (
            "restarts_services",
            "whether it restarts services by itself",
            Data::Boolean(*release.restarts_services),
        ),
        (
            "docker_packages",
            "packages that bring Docker",
            texts(&release.docker_packages).data,
        ),
    ] {
        desk.wire(name, title, data, from());
    }
}

/// The networks for SSH, by the family of their addresses.
fn ranges(desk: &mut Desk<'_>) {
    let from = &desk.site.access.ssh_from;
    for (name, title, is_six) in [
        (
            "ssh_ranges_ipv4",
            "IPv4 networks from which SSH is possible",
            false,
        ),
        (
            "ssh_ranges_ipv6",
            "IPv6 networks from which SSH is possible",
            true,
        ),
    ] {
        let ranges = from
            .value
            .iter()
            .filter(|(_, range)| range.contains(':') == is_six)
            .map(|(_, range)| text(range))
            .collect();
        desk.wire(name, title, Data::List(ranges), [from.sources.clone()]);
    }
}

/// All notebooks run as one user id, and the kernel counts watched files by user id.
fn kernel(desk: &mut Desk<'_>) {
    let servers = desk.amount("servers");
    let instances = servers
        .saturating_mul(INOTIFY_INSTANCES.value as u64)
        .max(1024);
    let watches = servers
        .saturating_mul(INOTIFY_WATCHES.value as u64)
        .max(65_536);
    desk.put(
        "inotify_instances",
        "watchers of files",
        integer(instances),
        format!("{} for each server", INOTIFY_INSTANCES.value),
        [desk.made("servers")],
    );
    desk.put(
        "inotify_watches",
        "files that they watch",
        integer(watches),
        format!("{} for each server", INOTIFY_WATCHES.value),
        [desk.made("servers")],
    );
    let each = u64::try_from(desk.site.limits.processes.value).unwrap_or(0);
    let own = THREADS_OF_SYSTEM.value as u64;
    // The kernel's own bounds on 64-bit machines.
    let all = servers
        .saturating_mul(each)
        .saturating_add(own)
        .clamp(32_768, 4_194_304);
    let processes: [Sources; 2] = [
        desk.made("servers"),
        desk.site.limits.processes.sources.clone(),
    ];
    desk.put(
        "system_processes",
        "processes of the whole machine",
        integer(all),
        format!("{each} for each server, and {own} for the system"),
        processes,
    );
}

fn upkeep(desk: &mut Desk<'_>) {
    let log = &desk.site.limits.log;
    // Docker keeps two files for each container and turns over to the next when one is full.
    let file = log.value.div_ceil(2).div_ceil(MIB).max(1);
    desk.wire(
        "server_log_mib",
        "one of the two log files of a server",
        integer(file),
        [log.sources.clone()],
    );
    let warning = &desk.site.operations.disk_warning;
    let percent = integer((warning.value * 100.0).round() as u64);
    desk.wire(
        "disk_warning_percent",
        "when a filling disk is logged",
        percent,
        [warning.sources.clone()],
    );
    let reboot = &desk.site.operations.reboot_at;
    let window = reboot.value.as_ref().map_or(Data::Absent, |time| {
        text(&format!("Sun *-*-* {time}:00")).data
    });
    desk.wire(
        "reboot_window",
        "when the machine may restart, as a calendar of systemd",
        window,
        [reboot.sources.clone()],
    );
}
