//! The command `hypersender`, for `npx hypersender`.

use napi_derive::napi;

use crate::trust;

/// Runs the command with these arguments, the first of which is the program's name, on this
/// process's terminal; it trusts whom clients do. What the process should exit with.
#[napi(catch_unwind)]
pub fn command(arguments: Vec<String>) -> u8 {
    hypersender_cli::main_trusting(arguments, trust::further_roots())
}
