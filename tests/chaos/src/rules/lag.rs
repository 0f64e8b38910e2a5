//! How late a driver's process had to be: how late its own timer was, and how long its threads stood
//! in the machine's queue. That is not the clients' doing.

use std::collections::{BTreeMap, VecDeque};

/// How long it is remembered, in seconds.
const KEPT: f64 = 30.0;
/// What happens goes through two threads, the clients' and its host's, and is late by how long each
/// of them stands in the queue, once. Who stands there longer has a late timer, too.
const QUEUE: f64 = 0.5;

#[derive(Debug, Default)]
pub struct Lags {
    seen: VecDeque<(f64, f64)>,
    worst: f64,
    /// How long each thread has waited for a processor by then.
    queued: VecDeque<(f64, BTreeMap<u32, f64>)>,
}

impl Lags {
    pub(super) fn queued(&mut self, t: f64, seconds: BTreeMap<u32, f64>) {
        self.queued.retain(|(then, _)| *then > t - KEPT);
        self.queued.push_back((t, seconds));
    }

    /// How long the two threads that waited most have waited.
    fn queued_between(&self, from: f64, to: f64) -> f64 {
        let before = self.queued.iter().rev().find(|(t, _)| *t <= from);
        let after = self.queued.iter().find(|(t, _)| *t >= to).or(self.queued.back());
        let (Some((_, before)), Some((_, after))) = (before.or(self.queued.front()), after) else {
            return 0.0;
        };
        let waited = |(thread, by_then): (&u32, &f64)| {
            let since = by_then - before.get(thread).copied().unwrap_or_default();
            since.clamp(0.0, QUEUE)
        };
        let mut waited: Vec<f64> = after.iter().map(waited).collect();
        waited.sort_unstable_by(|a, b| b.total_cmp(a));
        waited.iter().take(2).sum()
    }

    pub(super) fn add(&mut self, t: f64, lag: f64) {
        self.seen.retain(|(then, _)| *then > t - KEPT);
        self.seen.push_back((t, lag));
        self.worst = self.worst.max(lag);
    }

    /// What may have been late between two times, by so much at the most. A stall is told of when it
    /// is over, so its timer counts a little before and after, and twice: what stood still has to
    /// catch up.
    pub(super) fn between(&self, from: f64, to: f64) -> f64 {
        (2.0 * self.timer_between(from, to)).max(self.queued_between(from, to))
    }

    /// The most that its timer was late.
    pub(super) fn timer_between(&self, from: f64, to: f64) -> f64 {
        let near = self.seen.iter().filter(|(t, _)| (from - 1.0..=to + 1.0).contains(t));
        near.map(|(_, lag)| *lag).fold(0.0, f64::max)
    }

    pub fn worst(&self) -> f64 {
        self.worst
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Lags};

    /// A process of so many threads that all wait half of the time.
    fn busy(threads: u32) -> Lags {
        let mut lags = Lags::default();
        for tenth in 0..100 {
            let t = f64::from(tenth) / 10.0;
            lags.queued(t, (0..threads).map(|thread| (thread, t / 2.0)).collect());
        }
        lags
    }

    #[test]
    fn what_many_threads_have_waited_is_not_added_up() {
        assert!((busy(40).between(2.0, 2.4) - 0.4).abs() < 1e-9);
    }

    #[test]
    fn no_queue_excuses_for_longer_than_its_place_in_it() {
        assert!((busy(40).between(2.0, 9.0) - 1.0).abs() < 1e-9);
        assert!((busy(1).between(2.0, 9.0) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_thread_that_has_begun_since_counts_from_its_beginning() {
        let mut lags = Lags::default();
        lags.queued(1.0, BTreeMap::new());
        lags.queued(2.0, BTreeMap::from([(7, 0.3)]));
        assert!((lags.between(1.0, 2.0) - 0.3).abs() < 1e-9);
    }
}
