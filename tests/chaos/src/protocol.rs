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
    /// Forgets a client without closing it. What it began goes on.
    Forget { client: u64 },
    /// Begins a session, and reads its events, `pause` seconds of the machine's clock apart; or
    /// waits for its end alone; or waits for it and has its events told to a function. With `leave`
    /// it is left after so many events, as the language leaves a loop.
    Link {
        number: u64,
        client: u64,
        instance: String,
        options: Map<String, Value>,
        how: How,
        pause: f64,
        leave: Option<u32>,
    },
    /// Makes a call; `arguments` and `options` by their names in the core.
    Call {
        number: u64,
        client: u64,
        operation: String,
        arguments: Map<String, Value>,
        options: Map<String, Value>,
    },
    /// Cancels a session or a call, as the language does it; with `itself`, a session by its own
    /// `cancel()`.
    Cancel { number: u64, itself: bool },
    /// Collects garbage, so that what nobody asked for shows, and tells `settled`.
    Settle,
    /// Does what no driver should, to see that it is noticed; `kib` is how much is kept.
    Misbehave { how: Misdeed, kib: usize },
    /// Sets the wall clock of a world's clients by so many seconds.
    SetWall { world: usize, seconds: f64 },
    /// The machine of a world's clients sleeps so many seconds.
    Sleep { world: usize, seconds: f64 },
    /// Ends the process.
    Quit,
}

/// How a session is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Its events are read.
    Read,
    /// Its end is waited for.
    Wait,
    /// Its events are read, and its end is waited for beside that: with a function that is told of
    /// the events, where the language has that.
    Both,
}

/// What is to be noticed, and what only a driver can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misdeed {
    /// Leaves a failure that nobody looks at.
    LeaveAFailure,
    /// Keeps memory for ever.
    Keep,
    /// Keeps a descriptor open that is no socket.
    KeepOpen,
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

impl Report {
    /// Of which session or call.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Begun { number, .. }
            | Self::Event { number, .. }
            | Self::Cancelling { number, .. }
            | Self::End { number, .. } => Some(*number),
            _ => None,
        }
    }
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
