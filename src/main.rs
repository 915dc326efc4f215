//! The `casebook` program: arguments in, exit code out.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::disallowed_methods, reason = "arguments come in here, and nowhere else")]
fn main() -> ExitCode {
    give_memory_back_soon();
    casebook::cli::run(std::env::args_os())
}

/// Memory that was given back goes back to the system after 10 ms, and not after a second, in which a large build gives back and
/// asks for a sixth of all that it holds. `MIMALLOC_PURGE_DELAY` in the environment says otherwise.
#[expect(unsafe_code, reason = "the settings of the allocator are reached through its C interface alone")]
fn give_memory_back_soon() {
    // `mi_option_purge_delay` of `mimalloc.h`, in milliseconds.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: it stores a number in a table; no other thread runs yet that might read it.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, 10) };
}
