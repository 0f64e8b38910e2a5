//! The command `hypersender`; what it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    hypersender_cli::main(std::env::args_os()).into()
}
