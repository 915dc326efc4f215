//! The `casebook` program: arguments in, exit code out.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::disallowed_methods, reason = "arguments come in here, and nowhere else")]
fn main() -> ExitCode {
    casebook::cli::run(std::env::args_os())
}
