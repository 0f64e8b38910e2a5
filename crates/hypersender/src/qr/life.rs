//! How long a code may be shown.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::clock::{Clock, Reading};

/// "The QR code has expired (typically after 60 seconds)": the service's page "Request New QR
/// Code".
pub(crate) const QR_LIFETIME: Duration = Duration::from_mins(1);

/// The life of one code: from when its request was sent, for as long as codes live.
pub(super) struct Life {
    requested: Reading,
    lifetime: Duration,
    clock: Clock,
    /// Set when the code was seen dead, so that no clock that is set later revives it.
    ended: AtomicBool,
}

impl Life {
    pub(super) fn new(requested: Reading, lifetime: Duration, clock: &Clock) -> Self {
        Self { requested, lifetime, clock: clock.clone(), ended: AtomicBool::new(false) }
    }

    /// The life of another length that began with the same request.
    pub(super) fn of_length(&self, lifetime: Duration) -> Self {
        Self::new(self.requested, lifetime, &self.clock)
    }

    pub(super) const fn requested(&self) -> Reading {
        self.requested
    }

    pub(super) const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    pub(super) fn expires_at(&self) -> SystemTime {
        let begin = self.requested.wall;
        begin.checked_add(self.lifetime).unwrap_or(begin)
    }

    /// What is left of it by the clock that says less: the one that runs through sleep, or the
    /// wall clock.
    pub(super) fn left(&self) -> Duration {
        if self.ended.load(Ordering::Relaxed) {
            return Duration::ZERO;
        }
        let passed = self.clock.reading().passed_since(&self.requested);
        let left = self.lifetime.saturating_sub(passed);
        if left.is_zero() {
            self.ended.store(true, Ordering::Relaxed);
        }
        left
    }
}

impl PartialEq for Life {
    fn eq(&self, other: &Self) -> bool {
        self.requested == other.requested && self.lifetime == other.lifetime
    }
}
