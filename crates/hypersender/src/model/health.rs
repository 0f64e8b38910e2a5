//! How an instance is.

use std::time::SystemTime;

use serde::Serialize;

use super::{Status, time};

/// The answer to "is this instance linked and working?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// The instance's id, a UUID.
    pub instance_id: String,
    /// Where it is on its way to a linked phone.
    pub status: Status,
    /// When it was connected, if ever. The service writes no offset; UTC is assumed.
    #[serde(serialize_with = "time::rfc3339")]
    pub connected_at: Option<SystemTime>,
    /// The same as the service wrote it.
    pub connected_at_raw: Option<String>,
    /// The service's number of the request that told this, for its support.
    pub request_id: Option<String>,
}
