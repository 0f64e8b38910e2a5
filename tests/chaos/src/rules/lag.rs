//! How late a driver's process had to be: how late its own timer was, and how long its threads stood
//! in the machine's queue. That is not the clients' doing.

use std::collections::VecDeque;

/// How long it is remembered, in seconds.
const KEPT: f64 = 30.0;
/// How long a reader may stand in the queue between two lines of its own.
const READING: f64 = 0.5;

#[derive(Debug, Default)]
pub struct Lags {
    seen: VecDeque<(f64, f64)>,
    worst: f64,
    /// How long all threads together have waited for a processor.
    queued: VecDeque<(f64, f64)>,
}

impl Lags {
    pub(super) fn queued(&mut self, t: f64, seconds: f64) {
        self.queued.retain(|(then, _)| *then > t - KEPT);
        self.queued.push_back((t, seconds));
    }

    fn queued_between(&self, from: f64, to: f64) -> f64 {
        let before = self.queued.iter().rev().find(|(t, _)| *t <= from);
        let after = self.queued.iter().find(|(t, _)| *t >= to).or(self.queued.back());
        match (before.or(self.queued.front()), after) {
            (Some((_, before)), Some((_, after))) => (after - before).max(0.0),
            _ => 0.0,
        }
    }

    pub(super) fn add(&mut self, t: f64, lag: f64) {
        self.seen.retain(|(then, _)| *then > t - KEPT);
        self.seen.push_back((t, lag));
        self.worst = self.worst.max(lag);
    }

    /// The most between two times, and a little before and after: a stall is told of when it is
    /// over.
    pub(super) fn between(&self, from: f64, to: f64) -> f64 {
        self.timer_between(from, to).max(self.queued_between(from, to))
    }

    /// The same for a reader that may have stood still just then, however long ago it began: what
    /// all threads have waited meanwhile would excuse anything.
    pub(super) fn reading(&self, from: f64, to: f64) -> f64 {
        let queued = self.queued_between(from, to).min(READING);
        self.timer_between(from, to).max(queued)
    }

    fn timer_between(&self, from: f64, to: f64) -> f64 {
        let near = self.seen.iter().filter(|(t, _)| (from - 1.0..=to + 1.0).contains(t));
        near.map(|(_, lag)| *lag).fold(0.0, f64::max)
    }

    pub fn worst(&self) -> f64 {
        self.worst
    }
}
