//! Every number of the session, each with its reason.

use std::time::Duration;

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

// Polls.

/// The service documents 10 health checks a minute; one is left to the caller.
pub(super) const POLLS_A_MINUTE: u32 = 9;
/// What "a minute" is in that sentence.
pub(super) const MINUTE: Duration = s(60);
/// A health check that takes longer is as good as lost, and nothing is learned meanwhile.
pub(super) const POLL_DEADLINE: Duration = s(15);
/// From two instances on polls are a steady stream: nine at this distance fit into a minute.
pub(super) const STREAM_GAP: Duration = s(7);
/// Somebody who has just opened a page waits for the first look: it comes sooner ...
pub(super) const FIRST_LOOK_GAP: Duration = s(2);
/// ... if fewer polls than this ended in the last minute, so that the stream goes on behind it.
pub(super) const FIRST_LOOKS_HURRY: u32 = 4;
/// People need some seconds to take up the phone ...
pub(super) const NOBODY_SCANS_BEFORE: Duration = s(8);
/// ... and most have scanned half a minute after the code appeared: then polls are dense.
pub(super) const FEW_SCAN_AFTER: Duration = s(30);
/// Between polls while people scan.
pub(super) const DENSE: Duration = s(5);
/// Between polls while a scan is in progress, for however long: ten a minute, before jitter.
pub(super) const SCANNING: Duration = s(6);
/// Between polls at other times.
pub(super) const RELAXED: Duration = s(10);
/// In the grace after the last code two looks have to fit into 20 s: the first so long after the
/// code's end, the next as usual while people scan.
pub(super) const AFTER_THE_LAST: Duration = s(1);
/// A poll that failed is tried again no sooner.
pub(super) const POLL_AGAIN: Duration = s(5);
/// The most by which jitter stretches a distance between polls, in parts of it.
pub(super) const JITTER: f64 = 0.2;
/// A poll this short before the look that precedes a POST is not worth its place in the budget.
pub(super) const ALMOST_TIME_TO_ASK: Duration = s(4);
/// A look before a POST keeps its place in the budget if it is due within this time: a minute,
/// since that is how long a poll counts, and a poll's own deadline.
pub(super) const RESERVED_AHEAD: Duration = s(75);
/// The service's restart page: "Wait 5-10 seconds", then check health.
pub(super) const AFTER_RESTART: Duration = s(5);
/// A list that may not be had, or doesn't name an instance, is tried again after so long.
pub(super) const LIST_AGAIN: Duration = s(600);

// The POST that asks for a code.

/// An answered look is so long good for a POST.
pub(super) const LOOK_IS_FRESH: Duration = s(1);
/// The same when the POST had to queue for a place: the distance to the next look of the stream.
pub(super) const LOOK_IS_FRESH_IN_QUEUE: Duration = s(7);
/// After a code's end a last scan needs so long to show in the status.
pub(super) const LAST_SCAN_SHOWS: Duration = s(3);
/// One POST a minute, counted from when one was sent, and a second for the service's own clock.
/// The cooldown after its *answer* is the registry's.
pub(super) const BETWEEN_POSTS: Duration = s(61);
/// POSTs in flight for a token: they take up to 15 s each, and the service starts a process a code.
pub(super) const PLACES: usize = 8;
/// No code is asked for that nobody would have the time to scan.
pub(super) const TIME_TO_SCAN: Duration = s(20);
/// A POST that didn't leave is tried again after so long, doubling ...
pub(super) const POST_AGAIN: Duration = s(2);
/// ... up to here.
pub(super) const POST_AGAIN_AT_MOST: Duration = s(30);
/// A POST refused with 409 or 422 so often, though the status was right, will be refused again.
pub(super) const REFUSALS: u32 = 2;

// Codes.

/// While a code is on show its end is checked at least so often: a timer alone sleeps with the
/// machine.
pub(super) const CHECK_CODE: Duration = s(5);
/// A code is kept for a later session at most so long.
pub(super) const CODE_IS_KEPT: Duration = s(3600);

// States that take time.

/// A linked instance that restarts passes through `STOPPED` and `FAILED` for so long.
pub(super) const RESTART_TAKES: Duration = s(30);
/// `STARTING` and `PENDING` for longer is stuck.
pub(super) const STARTING_TAKES: Duration = s(30);
/// Two looks so far apart must agree that an instance failed under a living code.
pub(super) const FAILURE_CONFIRMED: Duration = s(5);
/// An instance that was `FAILED` when the code was asked for has so long to get up.
pub(super) const FAILED_GETS_UP: Duration = s(15);
/// Expiries in a row, without any change, after which a person needs advice.
pub(super) const EXPIRIES_TO_STALL: u32 = 2;
/// After the last code's end a late scan shows within this time ...
pub(super) const GRACE: Duration = s(20);
/// ... if so many looks were answered in it ...
pub(super) const GRACE_LOOKS: u32 = 2;
/// ... for which no longer is waited than this.
pub(super) const GRACE_AT_MOST: Duration = s(60);
/// A look that succeeded within this time says that the service can be reached.
pub(super) const IN_TOUCH: Duration = s(60);
/// 404 on so many looks in a row is the truth.
pub(super) const NOT_FOUND_TWICE: u32 = 2;

// A counter that all requests of a token share.

/// A wait this short is the granularity of the service's clock, not a counter.
pub(super) const GRANULARITY: Duration = s(3);
/// No poll starts so shortly before the POST that has to be first in the counter's new minute ...
pub(super) const NO_POLL_BEFORE: Duration = s(5);
/// ... and one that is still in flight is dropped so long before.
pub(super) const DROP_POLL_BEFORE: Duration = s(2);
/// The service's second is not ours.
pub(super) const ONE_SECOND: Duration = s(1);
/// What was learned of a counter is forgotten so long after the last 429.
pub(super) const COUNTER_FORGOTTEN: Duration = s(3600);
