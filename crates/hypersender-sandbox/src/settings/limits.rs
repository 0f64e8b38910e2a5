//! How often each operation may be called, and how that is counted.

use std::time::Duration;

use hypersender::Operation;
use serde::{Deserialize, Serialize};

use crate::vocabulary::seconds;

/// Calls in a fixed window that begins with the first of them, as Laravel counts. `None` is no
/// limit. The numbers are the documented ones; for the list none is documented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Requests for a new QR code in a window.
    pub request_new_qr_code: Option<u32>,
    /// Health checks in a window.
    pub health: Option<u32>,
    /// Lists in a window.
    pub list_instances: Option<u32>,
    /// Creates in a window.
    pub create_instance: Option<u32>,
    /// Restarts in a window.
    pub restart: Option<u32>,
    /// How long a window is.
    #[serde(with = "seconds")]
    pub window: Duration,
    /// What shares a window. The documentation does not say.
    pub scope: Scope,
    /// Whether the operations are counted apart. The documentation does not say.
    pub counter: Counter,
    /// Whether answers carry Laravel's headers. None is documented.
    pub headers: bool,
}

/// What a window is counted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scope {
    /// Each instance, by each token.
    #[default]
    TokenAndInstance,
    /// All instances together, by each token.
    Token,
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Counter {
    /// Each operation for itself.
    #[default]
    PerOperation,
    /// Laravel's unnamed throttle: all limited requests of a user in one counter, which each
    /// operation compares with its own limit. Health checks then use up the one QR code a minute.
    Shared,
}

impl Limits {
    /// None at all.
    pub fn off() -> Self {
        Self {
            request_new_qr_code: None,
            health: None,
            list_instances: None,
            create_instance: None,
            restart: None,
            ..Self::default()
        }
    }

    /// The documented ones in one counter a user.
    pub fn shared() -> Self {
        Self { counter: Counter::Shared, ..Self::default() }
    }

    /// The limit of an operation.
    pub fn of(&self, operation: Operation) -> Option<u32> {
        match operation {
            Operation::RequestNewQrCode => self.request_new_qr_code,
            Operation::Health => self.health,
            Operation::ListInstances => self.list_instances,
            Operation::CreateInstance => self.create_instance,
            Operation::Restart => self.restart,
            _ => None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_new_qr_code: Some(1),
            health: Some(10),
            list_instances: None,
            create_instance: Some(5),
            restart: Some(5),
            window: Duration::from_mins(1),
            scope: Scope::default(),
            counter: Counter::default(),
            headers: true,
        }
    }
}
