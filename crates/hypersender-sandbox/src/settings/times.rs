//! How long things take at the service. Where nothing is documented the figure is the sandbox's
//! own choice.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::vocabulary::seconds;

/// The sandbox's choice: `STOPPED` in the course of a restart.
const STOPPING: Duration = Duration::from_secs(1);
/// The sandbox's choice: `PENDING` of an instance that was just created.
const PENDING: Duration = Duration::from_secs(1);
/// The sandbox's choice: `STARTING` before the first code or, if a phone is linked, `WORKING`.
const STARTING: Duration = Duration::from_secs(2);
/// The sandbox's choice: `STARTING` after a scan.
const LINKING: Duration = Duration::from_secs(3);

/// How long an instance takes for its steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Times {
    /// `STOPPED` in the course of a restart.
    #[serde(with = "seconds")]
    pub stopping: Duration,
    /// `PENDING` of an instance that was just created.
    #[serde(with = "seconds")]
    pub pending: Duration,
    /// `STARTING` before the first code or, if a phone is linked, `WORKING`. Requests that bring
    /// a new code are answered after it.
    #[serde(with = "seconds")]
    pub starting: Duration,
    /// From a scan until the status shows it.
    #[serde(with = "seconds")]
    pub accept_delay: Duration,
    /// `STARTING` after a scan.
    #[serde(with = "seconds")]
    pub linking: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            stopping: STOPPING,
            pending: PENDING,
            starting: STARTING,
            accept_delay: Duration::ZERO,
            linking: LINKING,
        }
    }
}

impl Times {
    /// Every step at once.
    pub fn none() -> Self {
        Self {
            stopping: Duration::ZERO,
            pending: Duration::ZERO,
            starting: Duration::ZERO,
            accept_delay: Duration::ZERO,
            linking: Duration::ZERO,
        }
    }
}

/// The codes of one cycle: how long they live and how many there are before the instance fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Codes {
    /// The life of the first.
    #[serde(with = "seconds")]
    pub first: Duration,
    /// The life of each later one.
    #[serde(with = "seconds")]
    pub later: Duration,
    /// How many there are.
    pub count: u32,
}

impl Default for Codes {
    fn default() -> Self {
        Self { first: Duration::from_mins(1), later: Duration::from_secs(20), count: 6 }
    }
}
