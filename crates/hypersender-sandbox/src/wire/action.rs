//! What a server does with the socket instead of an ordinary answer.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Response;
use crate::vocabulary::{octets, seconds};

/// How a request is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// With ordinary HTTP.
    Response(Response),
    /// With these, one after the other.
    Script(Vec<Action>),
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

impl From<Vec<Action>> for Reply {
    fn from(script: Vec<Action>) -> Self {
        Self::Script(script)
    }
}

/// One thing that is done with the socket. After the last one of a script the connection is
/// closed, unless that was [`Next`](Action::Next).
///
/// As JSON: `{"bytes": "HTTP/1.1 200 OK\r\n"}`, `{"wait": 0.5}`, `"reset"` and so on; durations
/// are seconds, bytes a text or `{"base64": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Sends these bytes at once.
    Bytes(#[serde(with = "octets")] Bytes),
    /// Sends these bytes one at a time, each after a wait.
    Drip {
        /// What is sent.
        #[serde(with = "octets")]
        bytes: Bytes,
        /// The wait before each byte.
        #[serde(with = "seconds")]
        every: Duration,
    },
    /// Sends these bytes again and again until the client leaves.
    Forever {
        /// What is sent.
        #[serde(with = "octets")]
        bytes: Bytes,
        /// The wait before each time.
        #[serde(with = "seconds", default)]
        every: Duration,
    },
    /// Does nothing for so long.
    Wait(#[serde(with = "seconds")] Duration),
    /// Breaks the connection off: the client sees a reset.
    Reset,
    /// Ends the connection in good order.
    Close,
    /// Does nothing more, until the client leaves.
    Hang,
    /// Takes the answer for complete, and reads the next request on this connection.
    Next,
}
