//! What a caller does.

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::client::Options;
use super::event::Event;
use super::expect::Expect;
use super::operation::Operation;

/// One thing that a caller does. The key that is there says which.
#[derive(Debug, Clone)]
pub enum Step {
    /// `call`: one of the operations.
    Call(Call),
    /// `concurrently`: several at once, each a call, a session or a close.
    Concurrently(Vec<Step>),
    /// `advance`: a virtual clock moves by so many seconds.
    Advance(f64),
    /// `suspend`: the machine sleeps so long.
    Suspend(Shift),
    /// `set_wall`: the wall clock is set by so much.
    SetWall(Shift),
    /// `new_client`: another client in the same process.
    NewClient(NewClient),
    /// `close`: a client is closed.
    Close(Close),
    /// `until`: something happens at the server.
    Until(Event),
    /// `read`: a QR code of an earlier call is looked at again.
    Read(Read),
    /// `link`: a session.
    Link(Link),
}

/// What happens to a clock, and when.
#[derive(Debug, Clone, Copy)]
pub struct Shift {
    /// By so much.
    pub seconds: f64,
    /// When, among concurrent steps.
    pub at: Option<f64>,
}

/// A call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// What is asked for.
    pub call: Operation,
    /// Of which client.
    #[serde(default = "main_client")]
    pub client: String,
    /// Its arguments.
    #[serde(default)]
    pub args: Map<String, Value>,
    /// The options of this one call.
    #[serde(default)]
    pub options: Map<String, Value>,
    /// What must come of it.
    pub expect: Expect,
    /// The name under which its QR code is kept.
    pub keep_as: Option<String>,
    /// How many of them, among concurrent ones.
    #[serde(default = "once")]
    pub times: u64,
    /// What has to happen before it is begun.
    pub start_after: Option<Event>,
    /// What has to happen before it is cancelled.
    pub cancel_after: Option<Event>,
    /// When it is begun, among concurrent ones: seconds since the first step.
    pub at: Option<f64>,
    /// When it is cancelled.
    pub cancel_at: Option<f64>,
    /// The faults that it shows, if not the scenario's.
    pub covers: Option<Vec<String>>,
}

/// A client that is made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewClient {
    /// Its name.
    pub new_client: String,
    /// Its options.
    #[serde(default)]
    pub with: Options,
    /// The error that must come of it; without it, it must succeed.
    pub expect: Option<Expect>,
    /// The faults that it shows, if not the scenario's.
    pub covers: Option<Vec<String>>,
}

/// A client that is closed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// Its name.
    pub close: String,
    /// What has to happen before.
    pub start_after: Option<Event>,
    /// When, among concurrent steps: seconds since the first step.
    pub at: Option<f64>,
}

/// A QR code that is looked at again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// The name under which it was kept.
    pub read: String,
    /// What must be read of it.
    pub expect: Expect,
    /// The faults that it shows, if not the scenario's.
    pub covers: Option<Vec<String>>,
}

/// A session.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it is, and what it shows.
    pub link: LinkScript,
    /// Of which client.
    #[serde(default = "main_client")]
    pub client: String,
    /// How it must end.
    pub expect: Expect,
    /// What has to happen before it is begun.
    pub start_after: Option<Event>,
    /// What has to happen before it is cancelled.
    pub cancel_after: Option<Event>,
    /// When it is begun, among concurrent steps: seconds since the first step.
    pub at: Option<f64>,
    /// When it is cancelled.
    pub cancel_at: Option<f64>,
    /// The faults that it shows, if not the scenario's.
    pub covers: Option<Vec<String>>,
}

/// What a session is, and what it shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkScript {
    /// Whose phone is to be linked.
    pub instance: String,
    /// The options of `link()`.
    #[serde(default)]
    pub options: LinkOptions,
    /// All events that must come, in order; if they are not given, they are not compared.
    pub events: Option<Vec<Value>>,
    /// Kinds of events that are passed over.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The event on which the session is cancelled.
    pub cancel_on: Option<Value>,
    /// Nothing is read: only the end is waited for.
    #[serde(default)]
    pub wait: bool,
    /// The consumer is slow.
    pub pause: Option<Pause>,
}

/// A time in which a consumer reads nothing.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// It begins when so many events were read.
    pub after: u64,
    /// It ends so many seconds after the first step.
    pub until: f64,
}

/// The options of a session; durations in seconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkOptions {
    /// The end of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// How many codes are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_qr_codes: Option<u32>,
    /// How long a code is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr_lifetime: Option<f64>,
    /// Whether a failed instance is restarted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_on_failed: Option<bool>,
}

fn main_client() -> String {
    "main".into()
}

fn once() -> u64 {
    1
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let step = Map::deserialize(deserializer)?;
        read(step).map_err(de::Error::custom)
    }
}

/// Reads the one kind of step whose key is there, so that a mistake is told of that kind.
fn read(mut step: Map<String, Value>) -> Result<Step, String> {
    const KINDS: [&str; 10] = [
        "call",
        "concurrently",
        "advance",
        "suspend",
        "set_wall",
        "new_client",
        "close",
        "until",
        "read",
        "link",
    ];
    let kinds: Vec<_> = KINDS.into_iter().filter(|kind| step.contains_key(*kind)).collect();
    let &[kind] = kinds.as_slice() else {
        return Err(format!("a step is one of {KINDS:?}; this one: {}", Value::Object(step)));
    };
    let of = |error: serde_json::Error| format!("in a step `{kind}`: {error}");
    let alone = |step: &Map<String, Value>| {
        (step.len() == 1)
            .then(|| step[kind].clone())
            .ok_or_else(|| format!("a step `{kind}` has no other keys"))
    };
    Ok(match kind {
        "call" => Step::Call(whole(step).map_err(of)?),
        "new_client" => Step::NewClient(whole(step).map_err(of)?),
        "close" => Step::Close(whole(step).map_err(of)?),
        "read" => Step::Read(whole(step).map_err(of)?),
        "link" => Step::Link(whole(step).map_err(of)?),
        "concurrently" => Step::Concurrently(serde_json::from_value(alone(&step)?).map_err(of)?),
        "advance" => Step::Advance(serde_json::from_value(alone(&step)?).map_err(of)?),
        "suspend" | "set_wall" => {
            let at = step.remove("at").map(serde_json::from_value).transpose().map_err(of)?;
            let seconds = serde_json::from_value(alone(&step)?).map_err(of)?;
            let shift = Shift { seconds, at };
            if kind == "suspend" { Step::Suspend(shift) } else { Step::SetWall(shift) }
        }
        _ => Step::Until(serde_json::from_value(alone(&step)?).map_err(of)?),
    })
}

fn whole<T: de::DeserializeOwned>(step: Map<String, Value>) -> serde_json::Result<T> {
    serde_json::from_value(Value::Object(step))
}
