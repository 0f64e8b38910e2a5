//! Where an instance is, and the steps that lead from one place to the next.

use super::cycle::Cycle;

/// Where an instance is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    Pending,
    Stopped,
    Starting,
    Scanning(Cycle),
    PasskeyRequired,
    Working,
    Failed,
    /// Put there by a test.
    Forced(String),
}

impl Stage {
    /// The status as the service writes it.
    pub(super) fn status(&self) -> &str {
        match self {
            Self::Pending => "PENDING",
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::Scanning(_) => "SCAN_QR_CODE",
            Self::PasskeyRequired => "PASSKEY_REQUIRED",
            Self::Working => "WORKING",
            Self::Failed => "FAILED",
            Self::Forced(status) => status,
        }
    }
}

/// Something that will happen to an instance at its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// It is there, and stays unless other steps are planned.
    Be(Stage),
    /// The cycle of that number begins, or goes on, with the code of that index; without such a
    /// code it is over at once.
    Codes { cycle: u64, index: u32 },
    /// It works; if no phone was linked, one is now, perhaps with another number.
    Link { phone: Option<String> },
}
