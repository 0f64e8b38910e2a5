//! The command `hypersender`, for `npx hypersender`.

use napi_derive::napi;

/// Runs the command with these arguments, the first of which is the program's name, on this
/// process's terminal. What the process should exit with.
#[napi(catch_unwind)]
pub fn command(arguments: Vec<String>) -> u8 {
    hypersender_cli::main(arguments)
}
