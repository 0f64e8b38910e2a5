//! The command `hypersender`; what it does is in the library beside it.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    hypersender_cli::run(std::env::args_os()).await.into()
}
