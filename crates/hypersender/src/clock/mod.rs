//! The one place where time comes from.
//!
//! Everything in this crate that reads a clock or waits does it through a [`Clock`], so that a
//! test, or the sandbox, can make a minute last a second or no time at all. A client that nobody
//! gave a clock to goes by the machine's.

mod simulated;
mod system;

use std::fmt;
use std::future::Future;
use std::ops::{Add, RangeInclusive};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use simulated::Simulated;
#[doc(hidden)]
pub use simulated::{Busy, CallerWaits, Holding};

/// A reading of a clock that never goes back: the time since that clock's own start.
///
/// Readings of different clocks must not be compared; [`Clock::id`] tells clocks apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(Duration);

impl Moment {
    /// The moment that lies `since_start` after the clock's start.
    pub const fn from_start(since_start: Duration) -> Self {
        Self(since_start)
    }

    /// The time between the clock's start and this moment.
    pub const fn since_start(self) -> Duration {
        self.0
    }

    /// The time from `earlier` to this moment; zero if `earlier` is the later one.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The moment `by` before this one; not before the clock's start.
    #[must_use]
    pub fn earlier(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(by))
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by))
    }
}

/// One instant, read from the three clocks of a machine at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The monotonic clock: deadlines and cooldowns go by it.
    pub now: Moment,
    /// The clock that also runs while the machine sleeps: the life of a code goes by it.
    pub awake_or_asleep: Moment,
    /// The wall clock, which people and programs may set.
    pub wall: SystemTime,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            now: Moment::default(),
            awake_or_asleep: Moment::default(),
            wall: SystemTime::UNIX_EPOCH,
        }
    }
}

impl Reading {
    /// The time from `earlier` to this reading by the clock that says more: the one that runs
    /// through sleep, or the wall clock. What must not live too long goes by it.
    pub(crate) fn passed_since(&self, earlier: &Self) -> Duration {
        let by_the_wall = self.wall.duration_since(earlier.wall).unwrap_or_default();
        self.awake_or_asleep.since(earlier.awake_or_asleep).max(by_the_wall)
    }
}

/// A source of time: the machine's, or a simulated one.
///
/// ```
/// use std::time::Duration;
/// use hypersender::clock::Clock;
///
/// let clock = Clock::accelerated(60.0); // a minute lasts a second
/// let start = clock.now();
/// clock.advance(Duration::from_secs(3600)); // and this hour no time at all
/// assert!(clock.now().since(start) >= Duration::from_secs(3600));
/// ```
#[derive(Clone)]
pub struct Clock(Kind);

#[derive(Clone)]
enum Kind {
    System,
    Simulated(Arc<Simulated>),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(Kind::System)
    }

    /// The speeds that an [accelerated](Self::accelerated) clock can have. At the highest, a year of the
    /// machine's is a million years.
    pub const SPEEDS: RangeInclusive<f64> = 0.001..=1_000_000.0;

    /// A clock that runs `speed` times as fast as the machine's, and can be advanced.
    ///
    /// # Panics
    /// If `speed` is none of [`SPEEDS`](Self::SPEEDS).
    pub fn accelerated(speed: f64) -> Self {
        assert!(Self::SPEEDS.contains(&speed), "a clock can't have the speed {speed}");
        Self(Kind::Simulated(Arc::new(Simulated::running(speed))))
    }

    /// A clock that stands still, and jumps to the end of the shortest wait as soon as everybody
    /// waits and no request is under way: a session of half an hour takes no longer than its
    /// requests. For a current-thread runtime.
    pub fn virtual_time() -> Self {
        Self(Kind::Simulated(Arc::new(Simulated::jumping())))
    }

    /// What tells this clock from others: clones share it, the machine's clock has 0.
    pub fn id(&self) -> usize {
        match &self.0 {
            Kind::System => 0,
            Kind::Simulated(simulated) => simulated.id(),
        }
    }

    /// The monotonic time.
    pub fn now(&self) -> Moment {
        match &self.0 {
            Kind::System => system::now(),
            Kind::Simulated(simulated) => simulated.reading().now,
        }
    }

    /// The wall clock's time.
    pub fn wall(&self) -> SystemTime {
        match &self.0 {
            Kind::System => SystemTime::now(),
            Kind::Simulated(simulated) => simulated.reading().wall,
        }
    }

    /// All three clocks at once.
    pub fn reading(&self) -> Reading {
        match &self.0 {
            Kind::System => system::reading(),
            Kind::Simulated(simulated) => simulated.reading(),
        }
    }

    /// Waits until the monotonic clock has reached `until`.
    pub async fn sleep_until(&self, until: Moment) {
        match &self.0 {
            Kind::System => tokio::time::sleep(until.since(system::now())).await,
            Kind::Simulated(simulated) => simulated.sleep_until(until).await,
        }
    }

    /// The output of `work`, or `None` if the clock reaches `deadline` before it is there.
    pub(crate) async fn bounded<F: Future>(&self, deadline: Moment, work: F) -> Option<F::Output> {
        tokio::select! {
            biased;
            output = work => Some(output),
            () = self.sleep_until(deadline) => None,
        }
    }

    /// Lets `by` pass at once, as if everybody had waited so long. The machine's clock ignores it.
    pub fn advance(&self, by: Duration) {
        if let Kind::Simulated(simulated) = &self.0 {
            simulated.advance(by);
        }
    }

    /// Lets `by` pass as a machine's sleep does: the monotonic clock stands still meanwhile.
    pub fn suspend(&self, by: Duration) {
        if let Kind::Simulated(simulated) = &self.0 {
            simulated.suspend(by);
        }
    }

    /// Sets the wall clock forward or, with `back`, backward, and touches no other.
    pub fn set_wall(&self, by: Duration, back: bool) {
        if let Kind::Simulated(simulated) = &self.0 {
            simulated.set_wall(by, back);
        }
    }

    /// Tells a clock of virtual time that a server on the same runtime holds an answer back, while
    /// the value lives: the client that waits for that answer waits for time to pass.
    #[doc(hidden)]
    pub fn holding(&self) -> Holding {
        match &self.0 {
            Kind::System => Holding::default(),
            Kind::Simulated(simulated) => Holding::new(simulated),
        }
    }

    /// Tells a clock that a test drives that `more` callers outside of the runtime are at work, as
    /// the callers of a binding are: virtual time stands still until all of them wait. Less than
    /// none: so many of them are done. How many there are now.
    #[doc(hidden)]
    pub fn more_callers(&self, more: isize) -> isize {
        match &self.0 {
            Kind::System => 0,
            Kind::Simulated(simulated) => simulated.more_callers(more),
        }
    }

    /// Waits until so few of the callers outside of the runtime are at work; at once if they are
    /// not counted.
    #[doc(hidden)]
    pub async fn callers_at_most(&self, most: isize) {
        if let Kind::Simulated(simulated) = &self.0 {
            simulated.callers_at_most(most).await;
        }
    }

    /// Tells a clock that counts its callers that one of them waits, while the value lives. A
    /// binding holds it through each call that its host awaits.
    #[doc(hidden)]
    pub fn caller_waits(&self) -> CallerWaits {
        match &self.0 {
            Kind::System => CallerWaits::default(),
            Kind::Simulated(simulated) => CallerWaits::new(simulated),
        }
    }

    /// Tells a clock of virtual time that something outside is awaited, while the value lives.
    #[doc(hidden)]
    pub fn busy(&self) -> Busy {
        match &self.0 {
            Kind::System => Busy::default(),
            Kind::Simulated(simulated) => Busy::new(simulated),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Kind::System => "Clock(system)",
            Kind::Simulated(_) => "Clock(simulated)",
        })
    }
}

#[cfg(test)]
mod tests;
