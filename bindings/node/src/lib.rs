//! The native module of the npm package `hypersender`: it converts types, errors, promises and
//! cancellation, and does nothing else. What users see is written in TypeScript, in `node/src`.
//!
//! The way of a call: `node/src` gives it a number and calls a method here (`operations`), which
//! spawns the core's future on the one background thread (`runtime`, `call`). What comes of it is
//! a message in the queue of the thread of JavaScript that asked (`bridge`, `message`), and a bell
//! is rung there. JavaScript then takes the messages and settles its promises.
//!
//! One bridge a JavaScript environment, that is a thread: the main one, and each worker.

#![allow(missing_debug_implementations, reason = "nothing of this is seen in Rust")]

mod bridge;
mod call;
mod client;
mod clock;
mod command;
mod failure;
mod link;
mod log;
mod message;
mod operations;
mod options;
mod qr;
mod runtime;
mod sandbox;
#[cfg(feature = "test-exports")]
mod test_exports;
mod token;
mod trust;
mod vocabulary;
