//! A restart that was taken on.

use serde::Serialize;

/// The answer to a restart: the service began it. `health()` tells how it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Restarted {
    /// What the service said.
    pub message: String,
    /// The service's number of the request, for its support.
    pub request_id: Option<String>,
}
