//! The `casebook` program: arguments in, exit code out.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::disallowed_methods, reason = "arguments come in here, and nowhere else")]
fn main() -> ExitCode {
    give_memory_back_soon();
    casebook::cli::run(std::env::args_os())
}

/// Memory that was given back goes back to the system after 5 ms, and not after a second and more, in which a large build gives
/// back and asks for a sixth of all that it holds. `MIMALLOC_PURGE_DELAY` and others in the environment say
/// otherwise.
#[expect(unsafe_code, reason = "the settings of the allocator are reached through its C interface alone")]
fn give_memory_back_soon() {
    // Of `mimalloc.h`: `mi_option_purge_delay` in milliseconds; `mi_option_arena_purge_mult`, by what that is multiplied for large
    // pieces; `mi_option_generic_collect`, after how often asking for memory a thread takes back what others let go.
    const SETTINGS: [(libmimalloc_sys::mi_option_t, std::ffi::c_long); 3] = [(15, 5), (24, 1), (34, 500)];
    for (option, value) in SETTINGS {
        // SAFETY: it stores a number in a table; no other thread runs yet that might read it.
        unsafe { libmimalloc_sys::mi_option_set_default(option, value) };
    }
}
