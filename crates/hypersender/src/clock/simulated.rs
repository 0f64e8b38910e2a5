//! Clocks that a test drives: one that runs faster, one that jumps from wait to wait.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;

use super::{Moment, Reading};

/// How often everybody else gets a turn before a clock of virtual time believes that all wait.
const QUIET_ROUNDS: usize = 32;

#[derive(Debug)]
pub(super) struct Simulated {
    /// Never given twice, so that what is remembered of a dead clock is nobody else's.
    id: usize,
    pace: Pace,
    state: Mutex<State>,
    /// Counts what happened to the clock, and wakes those who wait on it.
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
enum Pace {
    Running { speed: f64, since: Instant },
    Jumping,
}

#[derive(Debug)]
struct State {
    /// What was added by hand, and in virtual time all there is.
    added: Duration,
    asleep: Duration,
    wall: SystemTime,
    /// How many await something outside, and how many of these a server keeps waiting.
    busy: usize,
    held: usize,
    /// How many callers outside of the runtime are at work, if there are such.
    callers: Option<isize>,
    waits: BTreeSet<(Moment, u64)>,
    next_wait: u64,
}

impl Simulated {
    pub(super) fn running(speed: f64) -> Self {
        Self::new(Pace::Running { speed, since: Instant::now() })
    }

    pub(super) fn jumping() -> Self {
        Self::new(Pace::Jumping)
    }

    fn new(pace: Pace) -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        let state = State {
            added: Duration::from_secs(1),
            asleep: Duration::ZERO,
            wall: SystemTime::now(),
            busy: 0,
            held: 0,
            callers: None,
            waits: BTreeSet::new(),
            next_wait: 0,
        };
        Self {
            id: LAST.fetch_add(1, Ordering::Relaxed) + 1,
            pace,
            state: Mutex::new(state),
            changes: watch::Sender::new(0),
        }
    }

    pub(super) fn id(&self) -> usize {
        self.id
    }

    pub(super) fn reading(&self) -> Reading {
        let state = self.state();
        let passed = state.added + self.run();
        Reading {
            now: Moment::from_start(passed),
            awake_or_asleep: Moment::from_start(passed + state.asleep),
            wall: state.wall + passed + state.asleep,
        }
    }

    fn now(&self) -> Moment {
        self.reading().now
    }

    fn run(&self) -> Duration {
        match self.pace {
            Pace::Running { speed, since } => since.elapsed().mul_f64(speed),
            Pace::Jumping => Duration::ZERO,
        }
    }

    pub(super) fn advance(&self, by: Duration) {
        self.state().added += by;
        self.changed();
    }

    pub(super) fn suspend(&self, by: Duration) {
        self.state().asleep += by;
        self.changed();
    }

    pub(super) fn set_wall(&self, by: Duration, back: bool) {
        let mut state = self.state();
        state.wall = if back { state.wall - by } else { state.wall + by };
    }

    pub(super) async fn sleep_until(self: &Arc<Self>, until: Moment) {
        let mut changes = self.changes.subscribe();
        match self.pace {
            Pace::Running { speed, .. } => loop {
                changes.mark_unchanged();
                let left = until.since(self.now());
                if left.is_zero() {
                    return;
                }
                tokio::select! {
                    () = tokio::time::sleep(left.div_f64(speed)) => {}
                    _ = changes.changed() => {}
                }
            },
            Pace::Jumping => {
                let wait = Wait::new(self, until);
                while self.now() < until {
                    let seen = *changes.borrow_and_update();
                    for _ in 0..QUIET_ROUNDS {
                        tokio::task::yield_now().await;
                    }
                    if *changes.borrow() == seen && !wait.jump() {
                        let _ = changes.changed().await;
                    }
                }
            }
        }
    }

    pub(super) fn more_callers(&self, more: isize) -> isize {
        let callers = {
            let mut state = self.state();
            *state.callers.get_or_insert_default() += more;
            state.callers.unwrap_or_default()
        };
        self.changed();
        callers
    }

    pub(super) async fn callers_at_most(&self, most: isize) {
        if self.state().callers.is_none() {
            return;
        }
        // Who was woken just now, by what brought us here, may be about to go to work.
        for _ in 0..QUIET_ROUNDS {
            tokio::task::yield_now().await;
        }
        let few = |_: &u64| self.state().callers.is_none_or(|callers| callers <= most);
        // The sender lives in `self`.
        let _ = self.changes.subscribe().wait_for(few).await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

/// A place among those who wait for a clock of virtual time.
struct Wait {
    clock: Arc<Simulated>,
    place: (Moment, u64),
}

impl Wait {
    fn new(clock: &Arc<Simulated>, until: Moment) -> Self {
        let mut state = clock.state();
        let place = (until, state.next_wait);
        state.next_wait += 1;
        state.waits.insert(place);
        drop(state);
        clock.changed();
        Self { clock: Arc::clone(clock), place }
    }

    /// Moves the clock to the end of this wait, if it is the first to end and nothing is under way.
    fn jump(&self) -> bool {
        let mut state = self.clock.state();
        let all_wait = state.busy <= state.held && state.callers.unwrap_or_default() <= 0;
        let first = all_wait && state.waits.first() == Some(&self.place);
        if first {
            state.added = state.added.max(self.place.0.since_start());
        }
        drop(state);
        if first {
            self.clock.changed();
        }
        first
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.clock.state().waits.remove(&self.place);
        self.clock.changed();
    }
}

/// While it lives, a clock of virtual time stands still.
#[derive(Debug, Default)]
pub struct Busy(Option<Arc<Simulated>>);

impl Busy {
    pub(super) fn new(clock: &Arc<Simulated>) -> Self {
        clock.state().busy += 1;
        clock.changed();
        Self(Some(Arc::clone(clock)))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(clock) = &self.0 {
            clock.state().busy -= 1;
            clock.changed();
        }
    }
}

/// While it lives, one request under way does not keep a clock of virtual time from jumping.
#[derive(Debug, Default)]
pub struct Holding(Option<Arc<Simulated>>);

impl Holding {
    pub(super) fn new(clock: &Arc<Simulated>) -> Self {
        clock.state().held += 1;
        clock.changed();
        Self(Some(Arc::clone(clock)))
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        if let Some(clock) = &self.0 {
            clock.state().held -= 1;
            clock.changed();
        }
    }
}

/// While it lives, one of the callers outside of the runtime waits.
#[derive(Debug, Default)]
pub struct CallerWaits(Option<Arc<Simulated>>);

impl CallerWaits {
    pub(super) fn new(clock: &Arc<Simulated>) -> Self {
        if clock.state().callers.is_none() {
            return Self::default();
        }
        clock.more_callers(-1);
        Self(Some(Arc::clone(clock)))
    }
}

impl Drop for CallerWaits {
    fn drop(&mut self) {
        if let Some(clock) = &self.0 {
            clock.more_callers(1);
        }
    }
}
