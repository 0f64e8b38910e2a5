//! What the server must have got in all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the server must have got, before it is seen whether the client still works.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// How many requests, or which ones in order. May be left out where a sandbox is asked.
    #[serde(default)]
    pub requests: Requests,
    /// How many connections.
    pub connections: Option<Value>,
    /// On how many the client left while something was still owed to it.
    pub left_early: Option<Value>,
    /// How often token callbacks were asked.
    pub asked: Option<Value>,
    /// How many bytes of answers could be sent.
    pub sent_bytes: Option<Value>,
    /// How many connections came through the proxy.
    pub proxied: Option<Value>,
    /// When QR codes were asked for, of a sandbox.
    pub posts: Option<Value>,
    /// When restarts were.
    pub restarts: Option<Value>,
    /// How many health checks and lists came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<Looks>,
    /// How many lists came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<Looks>,
    /// When nothing at all came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silence: Vec<Silence>,
}

/// From, to, and a pattern for how many.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Looks(pub f64, pub f64, pub Value);

/// From, to.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Silence(pub f64, pub f64);

/// How many requests, or which ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Requests {
    /// It does not matter.
    #[default]
    Any,
    /// So many.
    Count(u64),
    /// These, in this order.
    List(Vec<ReceivedRequest>),
}

/// One request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReceivedRequest {
    /// Its method and target: `GET /instances?filter%5Bname%5D=a`.
    Line(String),
    /// That, and more of it.
    Whole(WholeRequest),
}

/// A request with what it must have carried.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeRequest {
    /// Its method and target.
    pub request: String,
    /// Patterns by header name; `null` where a header must not be.
    #[serde(default)]
    pub headers: BTreeMap<String, Value>,
    /// The pattern of its JSON body.
    pub json: Option<Value>,
    /// Its body as text.
    pub body: Option<Value>,
}
