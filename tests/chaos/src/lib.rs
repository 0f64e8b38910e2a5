//! Link sessions and calls under random faults, cancellations and clocks, in any language.
//!
//! Each language has a driver that only does as it is told and tells what it sees
//! ([`protocol`]). What it is told to do, at random, is decided here ([`director`]); so is what it
//! may see, once for all languages ([`rules`]), against the log and the truth of sandboxes in
//! another process than the clients.

#![allow(missing_docs, reason = "a program; this library is for its own tests")]
#![warn(clippy::print_stderr, clippy::print_stdout)]

pub mod clock;
pub mod director;
pub mod drive;
pub mod faults;
pub mod host;
pub mod lateness;
pub mod options;
pub mod person;
pub mod protocol;
pub mod rules;
pub mod run;
pub mod spoiler;
pub mod world;
