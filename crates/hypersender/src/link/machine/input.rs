//! What the machine is told.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::clock::{Moment, Reading};
use crate::link::LinkOptions;
use crate::{Error, QrCode, Status};

/// An instance, told from others without regard to upper and lower case: a UUID in capitals is the
/// same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct InstanceId(Arc<str>);

impl InstanceId {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_ascii_lowercase().into())
    }
}

impl fmt::Debug for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One who listens to a session. Given by the driver, never used twice for a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ListenerId(pub(crate) u64);

/// A client through which requests go. Given by the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClientId(pub(crate) u64);

/// A request that the machine ordered. Given by the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RequestId(pub(crate) u64);

/// A code and when its request was sent: its life counts from there, the early side.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) qr_code: QrCode,
    pub(crate) requested: Reading,
}

/// What one answer says of one instance.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) instance: InstanceId,
    pub(crate) status: Status,
    pub(crate) connected: Connected,
}

/// Whether an instance was ever linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connected {
    /// The answer doesn't tell: a list, a QR POST.
    Untold,
    Never,
    Since(SystemTime),
}

/// Why a request brought nothing.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// No further request can do better, whatever the error's kind says: a refused certificate,
    /// an exception of the token callback.
    pub(crate) hopeless: bool,
}

/// Everything that can happen to a hub. Each comes with a reading of the clocks.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    /// The moment came for which the machine asked to be woken, or an earlier one.
    Wake,
    /// A session was waited for, for the first time. `allowed_at` is what the registry of cooldowns
    /// says: when the next QR POST for this instance may go.
    Join {
        listener: ListenerId,
        client: ClientId,
        instance: Arc<str>,
        options: LinkOptions,
        /// When it was first waited for: its timeout counts from then.
        began: Moment,
        allowed_at: Moment,
    },
    /// A session was cancelled or dropped.
    Leave(ListenerId),
    /// A client was closed.
    Close(ClientId),
    /// A poll ended: with one instance's health, or with all that the list names.
    Looked { request: RequestId, result: Result<Vec<Seen>, Failure> },
    /// The POST for a code ended. `allowed_at` is what the registry says now.
    Asked { request: RequestId, result: Result<(Status, Code), Failure>, allowed_at: Moment },
    /// A restart ended.
    Restarted { request: RequestId, result: Result<(), Failure> },
    /// A POST ended that the machine had dropped: whether it may have left, and what the registry
    /// says now.
    Dropped { request: RequestId, instance: InstanceId, left: bool, allowed_at: Moment },
    /// The registry's word for an instance changed otherwise: an explicit call ended.
    Cooldown { instance: InstanceId, allowed_at: Moment },
    /// A request of an explicit `health()` or `list_instances()` ended, one of perhaps several of the
    /// same call; `limited` is how long it is to wait after a 429.
    AskedElsewhere { limited: Option<Duration> },
    /// An explicit call said this of some instances, and was sent at `sent`.
    SawElsewhere { sent: Moment, seen: Vec<Seen> },
    /// An explicit `request_new_qr_code()` or `create_instance()` brought a code.
    CodeElsewhere { instance: InstanceId, status: Status, code: Code },
    /// An explicit `restart()` was taken on.
    RestartElsewhere(InstanceId),
}
