//! What a call can ask for, and the arguments that each takes.

use std::fmt;

use serde::Deserialize;

/// The five operations, and the question that needs no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// How long until a QR code may be asked for.
    QrCooldown,
}

impl Operation {
    /// The five that go over the network, in the order of the tables.
    pub const OVER_THE_NETWORK: [Self; 5] = [
        Self::RequestNewQrCode,
        Self::Health,
        Self::ListInstances,
        Self::CreateInstance,
        Self::Restart,
    ];

    /// The name, as in the core.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RequestNewQrCode => "request_new_qr_code",
            Self::Health => "health",
            Self::ListInstances => "list_instances",
            Self::CreateInstance => "create_instance",
            Self::Restart => "restart",
            Self::QrCooldown => "qr_cooldown",
        }
    }

    /// The arguments that it takes.
    pub const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::RequestNewQrCode | Self::Health | Self::Restart | Self::QrCooldown => {
                &["instance"]
            }
            Self::ListInstances => &["uuid", "name", "phone", "status"],
            Self::CreateInstance => &["phone", "name", "webhook_url"],
        }
    }

    /// The options of one call that it takes.
    pub const fn options(self) -> &'static [&'static str] {
        match self {
            Self::RequestNewQrCode => &["timeout", "cooldown", "max_wait"],
            Self::QrCooldown => &[],
            _ => &["timeout"],
        }
    }

    /// Whether it changes something at the service.
    pub const fn is_post(self) -> bool {
        matches!(self, Self::RequestNewQrCode | Self::CreateInstance | Self::Restart)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
