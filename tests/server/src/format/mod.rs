//! What a scenario file may say. These types are the schema: an unknown key is an error.
//!
//! Values that may hold placeholders stay JSON here; they are expanded when a run starts.

mod client;
mod event;
mod expect;
mod operation;
mod received;
mod step;
mod wire;

use serde::Deserialize;

pub use client::{Answering, Options, TokenSource};
pub use event::Event;
pub use expect::{Expect, QR_READINGS};
pub use operation::Operation;
pub use received::{Looks, Received, ReceivedRequest, Requests, Silence, WholeRequest};
pub use step::{Call, Close, Link, LinkOptions, LinkScript, NewClient, Pause, Read, Shift, Step};
pub use wire::{
    Answer, Drip, Framing, Listen, OnConnection, Part, Proxy, Server, Then, Times, Tls,
};

/// One scenario, with its cases filled in and its placeholders as they are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// A sentence that is true when it passes.
    pub title: String,
    /// The faults of the matrix that it shows.
    pub covers: Vec<String>,
    /// Which clock the clients get.
    #[serde(default)]
    pub clock: ClockKind,
    /// The options of the client called `main`; none if there is no such client.
    #[serde(default = "plain_client")]
    pub client: Option<Options>,
    /// The scripted server.
    #[serde(default)]
    pub server: Option<Server>,
    /// The stateful stand-in: what it starts with, and what happens to it when.
    #[serde(default)]
    pub sandbox: Option<Box<hypersender_sandbox::Settings>>,
    /// A proxy beside it.
    #[serde(default)]
    pub proxy: Option<Proxy>,
    /// What the caller does.
    pub steps: Vec<Step>,
    /// What the server must have got.
    pub received: Received,
    /// Whether a health call of `main` succeeds afterwards.
    #[serde(default = "yes")]
    pub still_works: bool,
}

/// Where a client's time comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The machine's clock.
    #[default]
    Real,
    /// One that jumps over waits, and that steps can move.
    Virtual,
}

#[allow(clippy::unnecessary_wraps)] // serde wants the field's own type
fn plain_client() -> Option<Options> {
    Some(Options::default())
}

fn yes() -> bool {
    true
}
