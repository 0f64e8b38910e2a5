//! `hypersender completions`: what a shell needs to complete its arguments.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

const HELP: &str = "\
Examples:
  hypersender completions bash > ~/.local/share/bash-completion/completions/hypersender
  hypersender completions zsh > ~/.zfunc/_hypersender
  hypersender completions fish > ~/.config/fish/completions/hypersender.fish
  hypersender completions powershell >> $PROFILE";

/// Print a script that lets a shell complete this command
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Completions {
    /// The shell that it is for
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "hypersender", &mut script);
        terminal.write_all(&script)?;
        terminal.flush()?;
        Ok(Exit::Done)
    }
}
