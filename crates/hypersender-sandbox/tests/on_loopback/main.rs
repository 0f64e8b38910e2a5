//! The server and the sandbox over real sockets.

#![allow(clippy::unwrap_used, reason = "a test's own steps")]

mod control;
mod faults;
mod page;
mod raw;
mod readme;
mod sandbox;
mod scripts;
mod wanted;
mod wire;
