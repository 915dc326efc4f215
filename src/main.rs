//! The `casebook` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    casebook::cli::run(std::env::args_os())
}
