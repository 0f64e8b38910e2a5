//! How late a driver's process had to be: how late its own timer was, and how long its threads stood
//! in the machine's queue. That is not the clients' doing.
//!
//! But a driver that is always late is broken, and so are the clients in it that hold it up: what would
//! be excused for that alone breaks a promise by itself.

use std::collections::{BTreeMap, VecDeque};

use super::dues::PATIENCE;

/// How long it is remembered, in seconds.
const KEPT: f64 = 30.0;
/// What happens goes through two threads, the clients' and its host's, and is late by how long each
/// of them stands in the queue, once. Who stands there longer has a late timer, too.
const QUEUE: f64 = 0.5;
/// No machine stops a process for longer, in seconds: what stands still then is stuck.
const STALL: f64 = 10.0;
/// So long a driver is looked at before it is called late for ever: one stall is the machine's.
const SEEN: f64 = 2.0 * STALL + 1.0;
/// And so much of the time its timer may have stood still without a place in the queue.
const MOST: f64 = 0.5;

#[derive(Debug, Default)]
pub struct Lags {
    seen: VecDeque<(f64, f64)>,
    worst: f64,
    /// How long each thread has waited for a processor by then.
    queued: VecDeque<(f64, BTreeMap<u32, f64>)>,
    told: bool,
}

impl Lags {
    pub(super) fn queued(&mut self, t: f64, seconds: BTreeMap<u32, f64>) {
        self.queued.retain(|(then, _)| *then > t - KEPT);
        self.queued.push_back((t, seconds));
    }

    /// How long each thread has waited, the longest first.
    fn waited_between(&self, from: f64, to: f64) -> Vec<f64> {
        let before = self.queued.iter().rev().find(|(t, _)| *t <= from);
        let after = self.queued.iter().find(|(t, _)| *t >= to).or(self.queued.back());
        let (Some((_, before)), Some((_, after))) = (before.or(self.queued.front()), after) else {
            return Vec::new();
        };
        let waited = |(thread, by_then): (&u32, &f64)| {
            (by_then - before.get(thread).copied().unwrap_or_default()).max(0.0)
        };
        let mut waited: Vec<f64> = after.iter().map(waited).collect();
        waited.sort_unstable_by(|a, b| b.total_cmp(a));
        waited
    }

    /// How long the two threads that waited most have waited.
    fn queued_between(&self, from: f64, to: f64) -> f64 {
        self.waited_between(from, to).iter().take(2).map(|it| it.min(QUEUE)).sum()
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
        (2.0 * self.timer_between(from, to).min(STALL)).max(self.queued_between(from, to))
    }

    /// The most that its timer was late.
    pub(super) fn timer_between(&self, from: f64, to: f64) -> f64 {
        let near = self.seen.iter().filter(|(t, _)| (from - 1.0..=to + 1.0).contains(t));
        near.map(|(_, lag)| *lag).fold(0.0, f64::max)
    }

    /// Says, once, that the timer is late most of the time, though no thread stood in the queue so
    /// long: nothing that happens there could be called late.
    pub(super) fn always_late(&mut self) -> Option<String> {
        let (first, last) = (self.seen.front()?.0, self.seen.back()?.0);
        let stalls = self.seen.iter().skip(1).map(|(_, lag)| *lag).filter(|lag| *lag > PATIENCE);
        let stood: f64 = stalls.sum();
        let queued = self.waited_between(first, last).first().copied().unwrap_or_default();
        let late = last - first > SEEN && stood - queued > MOST * (last - first);
        (late && !std::mem::replace(&mut self.told, true)).then(|| {
            let of = last - first;
            format!("the driver's own timer is always late: it stood {stood:.1} s of {of:.1}")
        })
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

    /// A timer that stands so many tenths of each second, for so long, while a thread waits in the
    /// queue for that part of the time.
    fn standing(tenths: u32, seconds: u32, queue: f64) -> Option<String> {
        let mut lags = Lags::default();
        for second in 0..seconds {
            let t = f64::from(second);
            lags.add(t, f64::from(tenths) / 10.0);
            lags.queued(t, BTreeMap::from([(1, t * queue), (2, 0.0)]));
        }
        lags.always_late()
    }

    #[test]
    fn a_timer_that_is_late_most_of_the_time_is_told_of() {
        let told = "the driver's own timer is always late: it stood 19.2 s of 24.0";
        assert_eq!(standing(8, 25, 0.0).as_deref(), Some(told));
        assert_eq!(standing(8, 25, 0.2).as_deref(), Some(told));
    }

    #[test]
    fn a_timer_that_is_late_now_and_then_or_with_its_threads_is_not() {
        assert_eq!(standing(4, 60, 0.0), None);
        assert_eq!(standing(9, 60, 0.6), None);
        assert_eq!(standing(9, 20, 0.0), None);
    }

    #[test]
    fn no_stall_excuses_for_ever() {
        let mut lags = Lags::default();
        lags.add(100.0, 60.0);
        assert!((lags.between(99.0, 100.0) - 20.0).abs() < 1e-9);
    }
}
