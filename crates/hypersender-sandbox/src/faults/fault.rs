//! What can go wrong with an answer.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::vocabulary::seconds;
use crate::wire::Action;

/// What goes wrong with an answer. Those that begin from the right answer are marked "done": the
/// sandbox has then always done what was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// Another status.
    Status {
        /// The status.
        status: u16,
        /// Headers beside the usual ones.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body; without it, JSON with a fitting message.
        #[serde(default)]
        body: Option<String>,
    },
    /// A page, as from a proxy in front of the service.
    Html {
        /// The status.
        status: u16,
    },
    /// Any body.
    Body {
        /// The body.
        text: String,
        /// Its type; JSON otherwise.
        #[serde(default = "json")]
        content_type: String,
        /// The status; 200 otherwise.
        #[serde(default = "ok")]
        status: u16,
    },
    /// Done. The right answer with other values in it; in a list, in each object.
    Change {
        /// Fields that are set.
        #[serde(default)]
        set: Map<String, Value>,
        /// Fields that are left out.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Done. The right answer said to be of this type.
    ContentType(String),
    /// A redirect.
    Redirect {
        /// The status; 302 otherwise.
        #[serde(default = "found")]
        status: u16,
        /// Where to.
        location: String,
    },
    /// Done. The right answer, late.
    Delay(#[serde(with = "seconds")] Duration),
    /// Done. The right answer, byte by byte, headers too.
    Drip {
        /// The wait before each byte.
        #[serde(with = "seconds")]
        every: Duration,
    },
    /// Done. The right answer, the body of it byte by byte.
    DripBody {
        /// The wait before each byte.
        #[serde(with = "seconds")]
        every: Duration,
    },
    /// Done. Half of the right answer's body, then the connection's end.
    Truncated,
    /// Done. Half of the right answer's body, then a reset.
    ResetInBody,
    /// Done. The right answer's first bytes, and the end within its headers.
    CloseInHeaders,
    /// Done. The right answer in chunks, without the last one.
    NoLastChunk,
    /// A reset instead of an answer.
    Reset,
    /// The connection's end instead of an answer.
    Close,
    /// Nothing, for as long as the client waits.
    NeverAnswer,
    /// Bytes that are no HTTP.
    Garbage,
    /// A body that never ends.
    EndlessBody,
    /// Headers that never end.
    EndlessHeaders,
    /// Whatever one likes.
    Script(Vec<Action>),
}

fn json() -> String {
    "application/json".to_owned()
}

const fn ok() -> u16 {
    200
}

const fn found() -> u16 {
    302
}

impl Fault {
    /// That status, with a fitting message.
    pub fn status(status: u16) -> Self {
        Self::Status { status, headers: BTreeMap::new(), body: None }
    }

    /// The same with one more header, if it is a [`Status`](Self::Status).
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Self::Status { headers, .. } = &mut self {
            headers.insert(name.into(), value.into());
        }
        self
    }

    /// The right answer with a field set to another value.
    pub fn set(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Change { set: Map::from_iter([(field.into(), value.into())]), remove: Vec::new() }
    }

    /// The right answer without a field.
    pub fn without(field: impl Into<String>) -> Self {
        Self::Change { set: Map::new(), remove: vec![field.into()] }
    }

    /// Its name, as in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Html { .. } => "html",
            Self::Body { .. } => "body",
            Self::Change { .. } => "change",
            Self::ContentType(_) => "content_type",
            Self::Redirect { .. } => "redirect",
            Self::Delay(_) => "delay",
            Self::Drip { .. } => "drip",
            Self::DripBody { .. } => "drip_body",
            Self::Truncated => "truncated",
            Self::ResetInBody => "reset_in_body",
            Self::CloseInHeaders => "close_in_headers",
            Self::NoLastChunk => "no_last_chunk",
            Self::Reset => "reset",
            Self::Close => "close",
            Self::NeverAnswer => "never_answer",
            Self::Garbage => "garbage",
            Self::EndlessBody => "endless_body",
            Self::EndlessHeaders => "endless_headers",
            Self::Script(_) => "script",
        }
    }

    /// Whether it begins from the right answer.
    pub(crate) fn needs_answer(&self) -> bool {
        matches!(
            self,
            Self::Change { .. }
                | Self::ContentType(_)
                | Self::Delay(_)
                | Self::Drip { .. }
                | Self::DripBody { .. }
                | Self::Truncated
                | Self::ResetInBody
                | Self::CloseInHeaders
                | Self::NoLastChunk
        )
    }
}
