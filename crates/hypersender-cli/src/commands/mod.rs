//! The subcommands, one file each.

mod demo;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// What the command can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
}

impl Command {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        match self {
            Self::Demo(demo) => demo.run(terminal).await,
        }
    }
}
