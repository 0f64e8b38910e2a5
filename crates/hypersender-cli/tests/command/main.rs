//! The command as a script sees it: arguments, streams, files and exit codes.

#![allow(clippy::unwrap_used, reason = "what these tests use fails by panicking, too")]

#[path = "../child/mod.rs"]
mod child;
mod demo;
#[path = "../drawn/mod.rs"]
mod drawn;
mod exit_codes;
mod health;
mod help;
mod instances;
mod link;
mod neutral;
mod qr;
mod sandbox;
mod secrets;
mod token;
