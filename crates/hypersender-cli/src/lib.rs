//! The command `hypersender`: the client for a shell.
//!
//! It is a library with a small program around it, so that other packages can offer the same
//! command without shipping a second one: [`main`] is the whole of it, [`run`] the same for whoever
//! has a runtime.

mod arguments;
#[doc(hidden)]
pub mod camera;
mod commands;
mod doctor;
mod entry;
mod environment;
mod exit;
mod failure;
mod interrupt;
mod json;
mod log;
mod options;
mod page;
mod posted;
mod prompt;
mod reading;
mod show;
mod steps;
mod story;
mod suspend;
mod table;
mod terminal;

use std::ffi::OsString;

use clap::Parser;
use hypersender::HostRoots;

use arguments::Arguments;
pub use entry::main;
#[doc(hidden)]
pub use entry::{main_trusting, panic_with_a_code_on_show};
pub use exit::Exit;
use terminal::Terminal;

/// Runs the command with these arguments, the first of which is the program's name, on this
/// process's standard streams. Ctrl-C and a request to terminate end it tidily.
///
/// Wants a tokio runtime with time and I/O; on one with several threads `--verbose` tells only
/// what happens on the caller's.
pub async fn run<I, T>(arguments: I) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    run_trusting(arguments, HostRoots::default()).await
}

/// The same for a host language that trusts others beside the machine.
async fn run_trusting<I, T>(arguments: I, roots: HostRoots) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let given: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let mut command = match Arguments::try_parse_from(&given) {
        Ok(arguments) => arguments.command,
        Err(refusal) => return arguments::refused(&refusal, &given),
    };
    if let Some(service) = command.service() {
        service.host_roots = roots;
    }
    let voice = command.voice();
    let _log = voice.verbose.then(log::told);
    let mut terminal = Terminal::of_this_process(voice.verbose);
    let end = tokio::select! {
        biased; // whatever the command does first, it can be ended
        exit = interrupt::requested() => return exit,
        () = suspend::on_request() => return Exit::Failed, // it never comes back
        end = command.run(&mut terminal) => end,
    };
    match end {
        Ok(exit) => exit,
        Err(failure) => {
            failure.tell(voice.json);
            failure.exit()
        }
    }
}

/// The README's examples are compiled and run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ReadmeExamples;
