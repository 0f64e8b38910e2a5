//! A counter that all requests of a token share, if there is one (rule 9).
//!
//! Laravel's unnamed throttle counts a user, not a route: then a health check uses up the minute of
//! the QR POST, and a code can only be had by a POST that comes first in the counter's new minute.
//! Nobody knows whether the service counts so. A 429 is the only sign of it, so each further one
//! makes the token more careful: first POSTs before polls, then silence before the POST.

use std::time::Duration;

use super::numbers::{COUNTER_FORGOTTEN, GRANULARITY, ONE_SECOND, PLACES};
use crate::clock::Moment;

/// Silence: no request of the token at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Quiet {
    #[default]
    No,
    /// As soon as a look says that a POST may follow, and nobody has a code on show.
    Wanted,
    Until(Moment),
}

#[derive(Debug, Default)]
pub(super) struct Counter {
    /// 429s that count.
    refused: u32,
    /// Until when the last of them wants the token to wait, and how long that was.
    retry_at: Moment,
    pause: Duration,
    /// Whether a POST that went before the polls brought a code.
    post_first_works: bool,
    quiet: Quiet,
}

impl Counter {
    /// Whether there is reason to believe in it.
    pub(super) fn is_suspected(&self) -> bool {
        self.refused > 0
    }

    /// How many QR POSTs may be in flight.
    pub(super) fn places(&self) -> usize {
        if self.is_suspected() { 1 } else { PLACES }
    }

    /// Whether a POST goes without a look of the last second: at the moment that its 429 named, and
    /// later too if that has worked.
    pub(super) fn post_first(&self, was_limited: bool) -> bool {
        self.is_suspected() && (was_limited || self.post_first_works)
    }

    /// A QR POST was answered 429. `spared`: this code had its one short wait already.
    /// Returns whether it was such a short wait, which counts for nothing.
    pub(super) fn limited(
        &mut self,
        sent: Moment,
        asked_to_wait: Duration,
        retry_at: Moment,
        now: Moment,
        spared: bool,
    ) -> bool {
        if asked_to_wait <= GRANULARITY && !spared {
            return true;
        }
        // Those that were under way together are one refusal.
        if self.refused == 0 || sent >= self.retry_at {
            self.refused += 1;
            self.retry_at = retry_at;
            self.pause = retry_at.since(now);
            self.quiet = if self.refused > 1 { Quiet::Wanted } else { Quiet::No };
        }
        false
    }

    /// A QR POST brought a code.
    pub(super) fn succeeded(&mut self, went_first: bool) {
        self.post_first_works |= went_first;
        self.quiet = Quiet::No;
    }

    pub(super) fn wants_quiet(&self) -> bool {
        self.quiet == Quiet::Wanted
    }

    /// A look was just answered that a POST may follow: silence until the moment that the 429 named,
    /// or as long as it wanted if that has passed.
    pub(super) fn fall_quiet(&mut self, now: Moment) {
        let until =
            if self.retry_at > now { self.retry_at } else { now + self.pause.max(ONE_SECOND) };
        self.quiet = Quiet::Until(until);
    }

    /// Until when there is silence.
    pub(super) fn quiet_until(&self, now: Moment) -> Option<Moment> {
        match self.quiet {
            Quiet::Until(until) if until > now => Some(until),
            _ => None,
        }
    }

    /// Whether all that was learned was long ago.
    pub(super) fn is_forgotten(&self, now: Moment) -> bool {
        !self.is_suspected() || now >= self.retry_at + COUNTER_FORGOTTEN
    }

    /// Forgets what was long ago.
    pub(super) fn forget(&mut self, now: Moment) {
        if self.is_forgotten(now) {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::from_start(Duration::from_secs(seconds))
    }

    /// A counter that was refused twice, the second time at 200 for 61 s.
    fn refused_twice() -> Counter {
        let mut counter = Counter::default();
        let minute = Duration::from_mins(1);
        assert!(!counter.limited(at(99), minute, at(161), at(100), false));
        assert!(!counter.wants_quiet());
        assert!(!counter.limited(at(199), minute, at(261), at(200), false));
        assert!(counter.wants_quiet());
        counter
    }

    #[test]
    fn silence_lasts_until_the_moment_that_the_429_named() {
        let mut counter = refused_twice();
        counter.fall_quiet(at(260));
        assert_eq!(counter.quiet_until(at(260)), Some(at(261)));
        assert_eq!(counter.quiet_until(at(261)), None);
        assert!(!counter.wants_quiet());
    }

    #[test]
    fn silence_that_begins_later_lasts_as_long_as_the_429_wanted() {
        for late in [261, 300] {
            let mut counter = refused_twice();
            counter.fall_quiet(at(late));
            assert_eq!(counter.quiet_until(at(late)), Some(at(late + 61)));
        }
    }

    #[test]
    fn refusals_before_the_moment_that_the_last_one_named_are_the_same_one() {
        let mut counter = Counter::default();
        let minute = Duration::from_mins(1);
        counter.limited(at(99), minute, at(161), at(100), false);
        counter.limited(at(160), minute, at(222), at(161), false);
        assert!(!counter.wants_quiet());
        counter.limited(at(161), minute, at(223), at(162), false);
        assert!(counter.wants_quiet());
    }
}
