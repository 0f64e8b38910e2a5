//! The command `hypersender`: the client for a shell.
//!
//! It is a library with a small program around it, so that other packages can offer the same
//! command without shipping a second one: [`main`] is the whole of it, [`run`] the same for whoever
//! has a runtime.

#[doc(hidden)]
pub mod camera;
mod commands;
mod entry;
mod exit;
mod failure;
mod interrupt;
mod show;
mod steps;
mod terminal;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use commands::Command;
pub use entry::main;
pub use exit::Exit;
use terminal::Terminal;

/// Links WhatsApp numbers through the Hypersender Enterprise API. An unofficial client.
#[derive(Debug, Parser)]
#[command(name = "hypersender", version, max_term_width = 100, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Runs the command with these arguments, the first of which is the program's name, on this
/// process's standard streams. Ctrl-C and a request to terminate end it tidily.
///
/// Wants a tokio runtime with time and I/O.
pub async fn run<I, T>(arguments: I) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(refusal) => return refused(&refusal),
    };
    let mut terminal = Terminal::of_this_process();
    let end = tokio::select! {
        end = arguments.command.run(&mut terminal) => end,
        exit = interrupt::requested() => return exit,
    };
    match end {
        Ok(exit) => exit,
        Err(failure) => {
            failure.tell();
            failure.exit()
        }
    }
}

/// What clap says instead of the arguments: help that was asked for, or what is wrong.
fn refused(refusal: &clap::Error) -> Exit {
    // Nobody is left to tell if the stream is closed.
    let _ = refusal.print();
    match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}

/// The README's examples are compiled and run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ReadmeExamples;
