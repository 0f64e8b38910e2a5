//! One request for a QR code that several callers share.

use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use super::registry::{Key, registry};
use super::{Scope, Verdict};
use crate::clock::{Clock, Moment};
use crate::progress::Progress;
use crate::{Error, ErrorKind, InstanceWithQr, Result};

/// What the callers of a flight wait for. It is driven by them, and ends when the last one leaves.
type Answer = Shared<BoxFuture<'static, Result<InstanceWithQr>>>;

/// A request for a QR code under way.
#[derive(Clone)]
pub(crate) struct Flight {
    pub(crate) answer: Answer,
    pub(crate) progress: Arc<Progress>,
    clock: Clock,
}

/// A caller's place among those who want a code of the same instance.
#[derive(Debug)]
pub(crate) enum Place {
    /// The request that answers this caller, too.
    Aboard(Flight),
    /// The minute is not over.
    Cooling(Duration),
}

impl Flight {
    /// Joins the request that is under way for `instance`, or begins one if the minute is over.
    ///
    /// `request` makes the request; it is not polled in here.
    pub(crate) fn board<F>(
        scope: &Scope,
        instance: &str,
        clock: &Clock,
        deadline: Moment,
        request: impl FnOnce(Arc<Progress>) -> F,
    ) -> Place
    where
        F: Future<Output = Result<InstanceWithQr>> + Send + 'static,
    {
        registry().board(Key::new(scope, instance), clock.now(), deadline, || {
            let progress = Arc::new(Progress::new(deadline));
            let landing = Landing { progress: Arc::downgrade(&progress) };
            let request = request(Arc::clone(&progress));
            let answer = async move {
                let _landing = landing;
                let panicked = |_| Err(Error::new(ErrorKind::Internal, "A request panicked."));
                AssertUnwindSafe(request).catch_unwind().await.unwrap_or_else(panicked)
            };
            Self { answer: answer.boxed().shared(), progress, clock: clock.clone() }
        })
    }

    /// One that never lands.
    #[cfg(test)]
    pub(super) fn for_tests(clock: &Clock) -> Self {
        Self::of(futures_util::future::pending(), Moment::default(), clock)
    }

    #[cfg(test)]
    pub(super) fn of(
        answer: impl Future<Output = Result<InstanceWithQr>> + Send + 'static,
        deadline: Moment,
        clock: &Clock,
    ) -> Self {
        let progress = Arc::new(Progress::new(deadline));
        Self { answer: answer.boxed().shared(), progress, clock: clock.clone() }
    }

    pub(super) fn departed(&self) -> Departed {
        Departed {
            answer: self.answer.downgrade(),
            progress: Arc::clone(&self.progress),
            clock: self.clock.clone(),
        }
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flight").field("progress", &self.progress).finish_non_exhaustive()
    }
}

/// What the registry keeps of a flight: it must not keep it alive.
#[derive(Clone)]
pub(super) struct Departed {
    answer: Option<WeakShared<BoxFuture<'static, Result<InstanceWithQr>>>>,
    progress: Arc<Progress>,
    clock: Clock,
}

impl Departed {
    /// The flight, if anybody is still aboard.
    pub(super) fn join(&self, deadline: Moment) -> Option<Flight> {
        let answer = self.answer.as_ref()?.upgrade()?;
        self.progress.extend(deadline);
        let (progress, clock) = (Arc::clone(&self.progress), self.clock.clone());
        Some(Flight { answer, progress, clock })
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.upgrade().is_some())
    }

    /// The last one has left this very moment, on another thread, and the minute that its request
    /// began is not written down yet.
    pub(super) fn just_left(&self) -> Option<Duration> {
        self.progress.was_sent().then(|| Verdict::Unknown.cooldown()).flatten()
    }

    /// Until when no other may follow, if its end will never be known.
    pub(super) fn lost_until(&self) -> Moment {
        self.clock.now() + Verdict::Unknown.cooldown().unwrap_or_default()
    }

    pub(super) fn is(&self, progress: &Weak<Progress>) -> bool {
        Arc::as_ptr(&self.progress) == progress.as_ptr()
    }
}

/// Takes the flight out of the registry when it ends or is dropped.
struct Landing {
    progress: Weak<Progress>,
}

impl Drop for Landing {
    fn drop(&mut self) {
        registry().land(&self.progress);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    fn flight() -> Flight {
        Flight::for_tests(&Clock::virtual_time())
    }

    #[test]
    fn a_flight_is_joined_while_somebody_is_aboard_and_waits_for_the_latest() {
        let later = Moment::from_start(Duration::from_secs(9));
        let flight = flight();
        let departed = flight.departed();
        assert_eq!(departed.join(later).unwrap().progress.deadline(), later);
        drop(flight);
        assert!(departed.join(later).is_none());
    }

    #[test]
    fn one_whose_last_caller_left_this_moment_has_begun_a_minute_if_it_was_sent() {
        let flight = flight();
        let departed = flight.departed();
        assert_eq!(departed.just_left(), None);
        flight.progress.sent_flag().store(true, Ordering::Release);
        drop(flight);
        assert_eq!(departed.just_left(), Some(Duration::from_secs(61)));
    }

    #[test]
    fn a_flight_that_lands_does_not_take_its_successor_down() {
        let (one, other) = (flight(), flight());
        let departed = one.departed();
        assert!(departed.is(&Arc::downgrade(&one.progress)));
        assert!(!departed.is(&Arc::downgrade(&other.progress)));
    }
}
