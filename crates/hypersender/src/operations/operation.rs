//! The names of what a client can be asked for.

use std::fmt;

use serde::{Serialize, Serializer};

/// What was asked for: one of the API's five operations, or the session made of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operation {
    /// `POST /{instance}/request-new-qr-code`
    RequestNewQrCode,
    /// `GET /{instance}/health`
    Health,
    /// `GET /instances`
    ListInstances,
    /// `POST /create-instance`
    CreateInstance,
    /// `POST /{instance}/restart`
    Restart,
    /// The session that watches an instance until its phone is linked.
    Link,
}

impl Operation {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::RequestNewQrCode,
        Self::Health,
        Self::ListInstances,
        Self::CreateInstance,
        Self::Restart,
        Self::Link,
    ];

    /// The name, as Rust and Python call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RequestNewQrCode => "request_new_qr_code",
            Self::Health => "health",
            Self::ListInstances => "list_instances",
            Self::CreateInstance => "create_instance",
            Self::Restart => "restart",
            Self::Link => "link",
        }
    }

    /// Whether it changes something at the service, so that sending it twice is not the same as
    /// sending it once.
    pub const fn is_post(self) -> bool {
        matches!(self, Self::RequestNewQrCode | Self::CreateInstance | Self::Restart)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
