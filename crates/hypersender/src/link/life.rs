//! The life of a code, on clocks that may sleep or be set.

use std::time::{Duration, SystemTime};

use crate::clock::Reading;

/// A code lives so long from the moment at which its request was sent: the early side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) requested: Reading,
    pub(crate) lifetime: Duration,
}

impl Life {
    pub(crate) fn left(&self, now: &Reading) -> Duration {
        self.lifetime.saturating_sub(now.passed_since(&self.requested))
    }

    pub(crate) fn is_over(&self, now: &Reading) -> bool {
        self.left(now).is_zero()
    }

    /// Its end, as people read it.
    pub(crate) fn end(&self) -> SystemTime {
        self.requested.wall + self.lifetime
    }
}
