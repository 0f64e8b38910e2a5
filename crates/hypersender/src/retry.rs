//! Whether a request may be sent again, and when.

use std::time::Duration;

use crate::Outcome;
use crate::clock::Moment;

/// The first wait is a random part of this; each later one of twice as much.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// A wait is at most a random part of this, unless the server asks for more.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// No attempt begins with less time than this before the deadline: a new connection to the other end
/// of the world takes as long, and its `timeout` would hide what had gone wrong before.
const TIME_FOR_AN_ATTEMPT: Duration = Duration::from_millis(250);

/// What went wrong with an attempt, as far as another one is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An answer with this status, and what it says of the next try.
    Status(u16, Option<Duration>),
    /// No answer, and another attempt may do better.
    Connection(Outcome),
    /// Nothing that a second attempt would change.
    Final,
}

/// The rules, for one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) is_post: bool,
    pub(crate) max_retries: u32,
    pub(crate) deadline: Moment,
}

impl Policy {
    /// How long to wait before the next attempt; `None` if there is none.
    ///
    /// `retries` counts those already made, `random` is from 0 to 1. A POST is repeated only if
    /// nothing of it was sent: the once-a-minute limit accepts one of three POSTs, and nobody wants
    /// two instances.
    pub(crate) fn next(
        self,
        fault: Fault,
        retries: u32,
        now: Moment,
        random: f64,
    ) -> Option<Duration> {
        let asked_for = match fault {
            Fault::Connection(Outcome::NotSent) => None,
            Fault::Connection(_) if !self.is_post => None,
            Fault::Status(408 | 429 | 500 | 502 | 503 | 504, wait) if !self.is_post => wait,
            _ => return None,
        };
        if retries >= self.max_retries {
            return None;
        }
        let wait = jitter(retries, random).max(asked_for.unwrap_or_default());
        (now + wait + TIME_FOR_AN_ATTEMPT <= self.deadline).then_some(wait)
    }
}

fn jitter(retries: u32, random: f64) -> Duration {
    let longest = FIRST_WAIT.saturating_mul(1 << retries.min(16)).min(LONGEST_WAIT);
    longest.mul_f64(random.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const GET: Policy = Policy {
        is_post: false,
        max_retries: 2,
        deadline: Moment::from_start(Duration::from_secs(30)),
    };
    const POST: Policy = Policy { is_post: true, ..GET };

    fn next(policy: Policy, fault: Fault) -> Option<Duration> {
        policy.next(fault, 0, Moment::default(), 1.0)
    }

    #[test]
    fn a_get_is_repeated_after_what_may_pass() {
        for status in 300..600 {
            let repeated = matches!(status, 408 | 429 | 500 | 502 | 503 | 504);
            assert_eq!(next(GET, Fault::Status(status, None)).is_some(), repeated, "{status}");
        }
        for outcome in Outcome::ALL {
            assert_eq!(next(GET, Fault::Connection(*outcome)), Some(SECOND / 2));
        }
        assert_eq!(next(GET, Fault::Final), None);
    }

    #[test]
    fn a_post_is_repeated_only_if_nothing_was_sent() {
        for status in 300..600 {
            assert_eq!(next(POST, Fault::Status(status, Some(SECOND))), None, "{status}");
        }
        for outcome in Outcome::ALL {
            let repeated = *outcome == Outcome::NotSent;
            assert_eq!(next(POST, Fault::Connection(*outcome)).is_some(), repeated, "{outcome}");
        }
        assert_eq!(next(POST, Fault::Final), None);
    }

    #[test]
    fn retries_are_counted() {
        let fault = Fault::Status(503, None);
        assert!(GET.next(fault, 1, Moment::default(), 0.0).is_some());
        assert_eq!(GET.next(fault, 2, Moment::default(), 0.0), None);
        assert_eq!(Policy { max_retries: 0, ..GET }.next(fault, 0, Moment::default(), 0.0), None);
    }

    #[test]
    fn the_wait_doubles_up_to_eight_seconds_and_is_random() {
        let expected = [500, 1000, 2000, 4000, 8000, 8000, 8000].map(Duration::from_millis);
        for (retries, longest) in (0..).zip(expected) {
            assert_eq!(jitter(retries, 1.0), longest);
            assert_eq!(jitter(retries, 0.5), longest / 2);
            assert_eq!(jitter(retries, 0.0), Duration::ZERO);
        }
        assert_eq!(jitter(u32::MAX, 1.0), LONGEST_WAIT);
    }

    #[test]
    fn what_the_server_asks_for_is_never_undercut() {
        assert_eq!(next(GET, Fault::Status(503, Some(9 * SECOND))), Some(9 * SECOND));
        assert_eq!(next(GET, Fault::Status(503, Some(Duration::ZERO))), Some(SECOND / 2));
    }

    #[test]
    fn a_wait_that_leaves_no_time_for_another_attempt_is_not_begun() {
        let longest = Duration::from_millis(29_750);
        let too_long = longest + Duration::from_nanos(1);
        assert_eq!(next(GET, Fault::Status(429, Some(longest))), Some(longest));
        assert_eq!(next(GET, Fault::Status(429, Some(too_long))), None);
        let short = Policy { deadline: Moment::default() + TIME_FOR_AN_ATTEMPT, ..POST };
        let refused = Fault::Connection(Outcome::NotSent);
        assert_eq!(short.next(refused, 0, Moment::default(), 0.0), Some(Duration::ZERO));
        assert_eq!(short.next(refused, 0, Moment::default(), 0.001), None);
    }
}
