//! Times after which servers start and stop.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::syntax::{Data, Datum};
use crate::text::Span;

/// A container that is at hand answers in some seconds; in less, no server is ever up.
const LEAST_START: u64 = 10;

/// JupyterHub holds a place among `hub.concurrent_starts` for so long, and a person looks at a progress bar.
const LONGEST_START: u64 = 3_600;

/// From here on, an idle server is practically never stopped.
const LONG_IDLE: u64 = 31 * 86_400;

/// From here on, it adds much to what a profile says of idle servers.
const LONG_CHECK: u64 = 3_600;

pub fn servers_can_start(site: &Datum, found: &mut Diagnostics) {
    if let Some((timeout, at)) = duration(site, "hub.start_timeout") {
        if timeout < LEAST_START {
            found.push(
                Diagnostic::error(
                    Code::S0205,
                    "`hub.start_timeout` is so short that no server is up in time",
                )
                .at(at, "out of range")
                .help("write at least `\"10 s\"`"),
            );
        } else if timeout > LONGEST_START {
            found.push(
                Diagnostic::warning(
                    Code::S0205,
                    "`hub.start_timeout` is longer than anybody waits",
                )
                .at(at, "a server that never comes up holds its place so long")
                .help("write some minutes, such as `\"5 min\"`"),
            );
        }
    }
    servers_can_stop(site, found);
}

fn servers_can_stop(site: &Datum, found: &mut Diagnostics) {
    let idle = duration(site, "hub.idle");
    if let Some((idle, at)) = idle.filter(|(idle, _)| *idle > LONG_IDLE) {
        let days = idle / 86_400;
        found.push(
            Diagnostic::warning(
                Code::S0205,
                format!("`hub.idle` is {days} days, so servers hardly ever stop"),
            )
            .at(at, "the machine is sized for those who are present")
            .help("write some hours, such as `\"12 h\"`"),
        );
    }
    let Some((check, check_at)) = duration(site, "hub.idle_check") else {
        return;
    };
    for key in ["idle", "maximum_age"] {
        let path = format!("hub.{key}");
        let shorter = duration(site, &path).filter(|(time, _)| *time < check);
        if let Some((_, at)) = shorter {
            found.push(
                Diagnostic::error(
                    Code::S0310,
                    format!("`{path}` is shorter than `hub.idle_check`"),
                )
                .at(at, "servers are to stop after this…")
                .at(check_at, "…and that is looked at only so often")
                .help(format!("write a longer `{key}`, or a shorter `idle_check`")),
            );
        }
    }
    // Unless it is written, it is the profile's, which is an hour or two.
    if check > LONG_CHECK && idle.is_none() {
        found.push(
            Diagnostic::warning(
                Code::S0205,
                "`hub.idle_check` is so long that idle servers stay far longer than they may",
            )
            .at(check_at, "how often that is looked at")
            .help("write some minutes, such as `\"5 min\"`"),
        );
    }
}

fn duration(site: &Datum, path: &str) -> Option<(u64, Option<Span>)> {
    let datum = site.at(path)?;
    match datum.data {
        Data::Duration(seconds) => Some((seconds, datum.span)),
        _ => None,
    }
}
