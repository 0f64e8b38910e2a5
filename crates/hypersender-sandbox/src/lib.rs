//! A local stand-in for the Hypersender Enterprise API: a real HTTP server on loopback that keeps
//! instances with their whole life, and a phone that scans their codes. No account, no phone, no
//! network.
//!
//! ```
//! use hypersender_sandbox::{Sandbox, deed::ScanResult};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::builder().virtual_time().start().await?;
//! let client = sandbox.client();
//!
//! let answer = client.request_new_qr_code(sandbox.instance()).await?;
//! // What a decoder reads from the picture is all that the phone needs.
//! let scan = sandbox.phone().scan(answer.qr_code.payload()?.reveal());
//! assert_eq!(scan, ScanResult::Linked);
//!
//! sandbox.advance(std::time::Duration::from_secs(5));
//! assert!(client.health(sandbox.instance()).await?.status.is_working());
//! assert_eq!(sandbox.requests().len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # What it keeps to
//!
//! * **Codes.** The first of a cycle lives 60 s, five more 20 s each; then the instance is
//!   `FAILED`. A code that was replaced or has expired links nothing, as on a real phone.
//!   [`OnNewQr`] has the table of what a request for a new code does in which status.
//! * **Limits.** The documented ones, with Laravel's headers, counted apart or in one counter
//!   ([`Limits`]).
//! * **What the documentation leaves open** is an option: see [`Settings`].
//! * **Faults.** [`Sandbox::faults`] lets answers fail, drip, break off or never come.
//! * **Time.** A minute can be a second ([`Builder::speed`]) or nothing at all
//!   ([`Builder::virtual_time`]); [`Sandbox::advance`] lets it pass by hand. Clients of
//!   [`Sandbox::client`] go by the same clock.
//!
//! # From outside the process
//!
//! Under `/_sandbox/` the same can be done over HTTP, from this machine only; at `/` is a page for
//! people that does nothing else. The crate's README has every path with an example; the bodies are
//! [`deed::Deed`], [`deed::NewInstance`], [`deed::Scan`], [`faults::Rule`], [`timeline::Event`].

#![warn(clippy::print_stderr, clippy::print_stdout)] // a library keeps quiet

mod control;
pub mod deed;
#[doc(hidden)]
pub mod engine;
pub mod faults;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod log;
mod reading;
mod sandbox;
mod service;
mod settings;
pub mod timeline;
mod vocabulary;
#[doc(hidden)]
pub mod wire;

pub use engine::{LastCode, Snapshot};
pub use log::Entry;
pub use reading::{Misread, read};
#[doc(hidden)]
pub use sandbox::Wanted;
pub use sandbox::{Builder, Faults, Phone, Sandbox};
pub use settings::{
    AccessToken, Codes, Counter, InstanceTokens, Limits, OnNewQr, Scope, Settings, Times,
};
pub use wire::{Connections, End};
