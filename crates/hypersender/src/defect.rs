//! Panics of this library where another language, or a command, is its host: what is told of them.
//!
//! A panic's own text may quote what it found, a token or a code among others, so it is repeated
//! nowhere: callers get one sentence, and the standard error stream the place in the source.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::panic::{self, Location};
use std::sync::Once;
use std::thread;

use crate::Error;

/// What a caller is told of a panic.
pub const TEXT: &str = "A defect of this library ended the call. Please report it.";

/// The error that a panic becomes at the boundary to another language.
pub fn error() -> Error {
    Error::internal(TEXT)
}

/// From now on a panic is told on the standard error stream by its place, without its text, and with
/// the stack if `RUST_BACKTRACE` asks for it. For modules and programs of this project's own: the
/// hook is the whole process's, as far as it shares this copy of Rust's standard library.
pub fn tell_by_place() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| panic::set_hook(Box::new(|panic| tell(panic.location()))));
}

fn tell(place: Option<&Location<'_>>) {
    let thread = thread::current();
    let mut told = format!("hypersender: thread {:?} panicked", thread.name().unwrap_or("-"));
    if let Some(place) = place {
        let _ = write!(told, " at {place}");
    }
    let stack = Backtrace::capture();
    if stack.status() == BacktraceStatus::Captured {
        let _ = write!(told, "\n{stack}");
    }
    // Whether or not anybody reads it: a second panic here would end the process.
    let _ = writeln!(io::stderr(), "{told}");
}
