//! How late a driver's own timer was: the machine's doing, not the clients'.

use std::collections::VecDeque;

/// How long it is remembered, in seconds.
const KEPT: f64 = 30.0;

#[derive(Debug, Default)]
pub struct Lags {
    seen: VecDeque<(f64, f64)>,
    worst: f64,
}

impl Lags {
    pub(super) fn add(&mut self, t: f64, lag: f64) {
        self.seen.retain(|(then, _)| *then > t - KEPT);
        self.seen.push_back((t, lag));
        self.worst = self.worst.max(lag);
    }

    /// The most between two times, and a little before and after: a stall is told of when it is
    /// over.
    pub(super) fn between(&self, from: f64, to: f64) -> f64 {
        let near = self.seen.iter().filter(|(t, _)| (from - 1.0..=to + 1.0).contains(t));
        near.map(|(_, lag)| *lag).fold(0.0, f64::max)
    }

    pub fn worst(&self) -> f64 {
        self.worst
    }
}
