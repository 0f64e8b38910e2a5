//! How a command speaks: to a person or to a program, and how much.

use clap::Args;

/// For a person or for a program.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Voice {
    /// Print JSON lines for programs: results, events and errors, on the standard output, without
    /// any secret
    #[arg(long)]
    pub(crate) json: bool,

    /// Tell each request on the standard error stream: method, path, status and time, no secret
    #[arg(long, short)]
    pub(crate) verbose: bool,
}
