//! What a driver is told and what it tells: JSON, one object a line, on its stdin and stdout.
//!
//! `t` is always the time of [`clock::now`](crate::clock::now) in the driver's process; durations
//! are seconds of the clients' clock.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Something to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Makes a clock that runs so fast, for the clients of a world.
    Clock { world: usize, speed: f64 },
    /// Makes a client. With `asks` its token is a callback that gives the last `token` it was told.
    Client { client: u64, world: usize, url: String, token: String, asks: bool },
    /// What the callback of a client gives from now on; without a text, what it fails with.
    Token { client: u64, token: Option<String> },
    /// Closes a client.
    Close { client: u64 },
    /// Begins a session, and reads its events, `pause` seconds of the machine's clock apart; or
    /// only waits for its end.
    Link {
        number: u64,
        client: u64,
        instance: String,
        options: Map<String, Value>,
        wait: bool,
        pause: f64,
    },
    /// Makes a call; `arguments` and `options` by their names in the core.
    Call {
        number: u64,
        client: u64,
        operation: String,
        arguments: Map<String, Value>,
        options: Map<String, Value>,
    },
    /// Cancels a session or a call, as the language does it.
    Cancel { number: u64 },
    /// Collects garbage, so that what nobody asked for shows, and tells `settled`.
    Settle,
    /// Does what no driver should, to see that it is noticed.
    Misbehave { how: Misdeed },
    /// Sets the wall clock of a world's clients by so many seconds, where a driver can.
    SetWall { world: usize, seconds: f64 },
    /// The machine of a world's clients sleeps so many seconds, where a driver can do that.
    Sleep { world: usize, seconds: f64 },
    /// Ends the process.
    Quit,
}

/// What is to be noticed, and what only a driver can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misdeed {
    /// Leaves a failure that nobody looks at.
    LeaveAFailure,
    /// Keeps 64 KiB for ever.
    Keep,
}

/// Something that was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tell", rename_all = "snake_case", deny_unknown_fields)]
pub enum Report {
    /// A session or a call is about to begin.
    Begun { number: u64, t: f64 },
    /// A session told something.
    Event {
        number: u64,
        t: f64,
        kind: String,
        #[serde(default)]
        code: Option<Code>,
    },
    /// It is being cancelled.
    Cancelling { number: u64, t: f64 },
    /// It is over: `linked`, `value`, `cancelled`, `thrown`, or an error's code.
    End {
        number: u64,
        t: f64,
        end: String,
        #[serde(default)]
        text: String,
    },
    /// How late the driver's own timer was at most since the last time.
    Lag { t: f64, lag: f64 },
    /// Something failed, and nobody looked at it.
    Unhandled { text: String },
    /// All garbage was collected.
    Settled { t: f64 },
}

/// A code of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub number: u32,
    /// Of `qr_code`: the text in it.
    #[serde(default)]
    pub payload: String,
    /// Of `qr_code`: what is left of its life, looked at after `t`.
    #[serde(default)]
    pub left: f64,
}
