//! The options of a client, by the core's names.

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

const NAMES: [&str; 10] = [
    "token",
    "base_url",
    "timeout",
    "connect_timeout",
    "max_retries",
    "cooldown",
    "user_agent",
    "allow_insecure_http",
    "proxy",
    "ca_certificate",
];

/// A client's options as they are written, placeholders included.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Options(pub Map<String, Value>);

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::deserialize(deserializer)?;
        if let Some(name) = map.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(de::Error::custom(format!("a client has no option `{name}`")));
        }
        Ok(Self(map))
    }
}

/// Where a client's token comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum TokenSource {
    /// It is given.
    Given(String),
    /// It is asked for.
    Callback {
        /// What each question is answered with, in turn.
        callback: Vec<Answering>,
    },
}

/// What a token callback does.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Answering {
    /// It gives a token.
    Token(String),
    /// It throws something with this text.
    Throw {
        /// The text.
        throw: String,
    },
    /// It takes its time.
    Slow {
        /// Seconds.
        after: f64,
        /// The token.
        token: String,
    },
}
