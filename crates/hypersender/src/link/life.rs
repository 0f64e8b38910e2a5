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
    /// What is left of it. The clock that runs through a machine's sleep and the wall clock are both
    /// asked, and the one that says less is believed.
    pub(crate) fn left(&self, now: &Reading) -> Duration {
        let passed = now.awake_or_asleep.since(self.requested.awake_or_asleep);
        let by_wall = now.wall.duration_since(self.requested.wall);
        self.lifetime.saturating_sub(passed.max(by_wall.unwrap_or_default()))
    }

    pub(crate) fn is_over(&self, now: &Reading) -> bool {
        self.left(now).is_zero()
    }

    /// Its end, as people read it.
    pub(crate) fn end(&self) -> SystemTime {
        self.requested.wall + self.lifetime
    }
}
