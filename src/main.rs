//! The `syzc` command: arguments to [`syzc::cli::run`], its result to an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    syzc::cli::main()
}
