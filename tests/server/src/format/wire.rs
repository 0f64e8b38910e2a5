//! The scripted side of the wire.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{self, Deserializer};
use serde_json::Value;

use super::Event;

/// A server that follows a script.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// What requests are answered with.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// What becomes of the first connection, the second and so on; the last goes for the rest.
    #[serde(default)]
    pub connections: Vec<OnConnection>,
    /// Its certificate, if it speaks TLS.
    pub tls: Option<Tls>,
    /// Whether anybody is there at all.
    #[serde(default)]
    pub listen: Listen,
}

/// What becomes of a connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnConnection {
    /// It is served.
    #[default]
    Serve,
    /// It is broken off as soon as it is there.
    Reset,
    /// It is ended as soon as it is there.
    Close,
    /// It is accepted, and never read.
    Hang,
    /// It is closed after the client's first TLS message.
    CutHandshake,
}

/// Which certificate a server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// One for this host, signed by the authority whose PEM file is `{ca}`.
    Valid,
    /// The same, but its time is over.
    Expired,
    /// The same, but for another host.
    WrongHost,
    /// One that is signed by itself.
    SelfSigned,
    /// One that is signed by another authority.
    UnknownCa,
}

/// Whether anybody listens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listen {
    /// Yes.
    #[default]
    Serve,
    /// No: connections are refused.
    Refused,
    /// Packets to it are lost.
    BlackHole,
}

/// A proxy beside the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proxy {
    /// It does its work.
    Forward,
    /// Nobody listens.
    Refused,
    /// It answers 407.
    Unauthorized,
}

/// What a request is answered with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Which requests: a method and a path, where a star is one segment.
    pub to: Option<String>,
    /// How many requests.
    #[serde(default)]
    pub times: Times,
    /// The status.
    pub status: Option<u16>,
    /// Names, and texts or lists of texts.
    #[serde(default)]
    pub headers: BTreeMap<String, Value>,
    /// The body, as JSON.
    pub json: Option<Value>,
    /// The body, as text.
    pub text: Option<Value>,
    /// The body, as base64.
    pub base64: Option<Value>,
    /// Whether the body is compressed.
    #[serde(default)]
    pub gzip: bool,
    /// How the client learns where the body ends.
    #[serde(default)]
    pub framing: Framing,
    /// Seconds before anything is sent.
    #[serde(default)]
    pub delay: f64,
    /// What has to happen before anything is sent: that so many requests were read.
    pub after: Option<Event>,
    /// A part is sent one byte at a time.
    pub drip: Option<Drip>,
    /// What becomes of the connection.
    #[serde(default)]
    pub then: Then,
    /// Instead of all this: raw actions.
    pub script: Option<Vec<Value>>,
}

impl Answer {
    /// What is wrong with the answer itself.
    pub(crate) fn defect(&self) -> Option<String> {
        let bodies = [self.json.is_some(), self.text.is_some(), self.base64.is_some()];
        if bodies.iter().filter(|there| **there).count() > 1 {
            return Some("an answer has one body".into());
        }
        let ordinary = self.status.is_some()
            || bodies.contains(&true)
            || !self.headers.is_empty()
            || self.gzip
            || self.drip.is_some()
            || self.delay > 0.0
            || self.then != Then::Keep;
        if self.after.is_some_and(|event| !matches!(event, Event::Requests(_))) {
            return Some(
                "an answer may come after so many requests, and after no other event".into(),
            );
        }
        (self.script.is_some() && ordinary)
            .then(|| "an answer is a script, or has a status and the like, not both".into())
    }
}

/// How many requests an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// So many, exactly.
    Exactly(u64),
    /// As many as come.
    Any,
}

impl Default for Times {
    fn default() -> Self {
        Self::Exactly(1)
    }
}

impl<'de> Deserialize<'de> for Times {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) if text == "any" => Ok(Self::Any),
            other => other
                .as_u64()
                .filter(|times| *times > 0)
                .map(Self::Exactly)
                .ok_or_else(|| de::Error::custom("`times` is a number above zero or \"any\"")),
        }
    }
}

/// How a client learns where a body ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// Its length is given.
    #[default]
    Length,
    /// In chunks.
    Chunked,
    /// With the connection.
    Close,
}

/// A part of an answer that is sent one byte at a time.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drip {
    /// Which part.
    pub part: Part,
    /// Seconds before each byte.
    pub every: f64,
}

/// A part of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The status line and the headers.
    Head,
    /// The body.
    Body,
}

/// What becomes of a connection after an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It stays.
    #[default]
    Keep,
    /// It is ended in good order, without a word about it.
    Close,
    /// It is broken off.
    Reset,
}
