//! What leads a runner through a run: when each step is begun and cancelled, by the run's clock.

use std::sync::Arc;
use std::time::Duration;

use hypersender::clock::{Clock, Moment};

use crate::format::ClockKind;
use crate::plan::{Action, Span};
use crate::run::Run;

/// A run with the clock of its clients.
#[derive(Debug, Clone)]
pub struct Guide {
    run: Arc<Run>,
    clock: Clock,
    start: Moment,
}

impl Guide {
    /// For a caller that is a task of the clients' runtime.
    pub fn new(run: Arc<Run>) -> Self {
        Self::by(Clock::system(), run)
    }

    /// For one that is not. It is at work from now on.
    pub(crate) fn for_a_host(run: Arc<Run>) -> Self {
        let guide = Self::by(Clock::accelerated(1.0), run);
        guide.clock.more_callers(1);
        guide.run.wait_for_callers(&guide.clock);
        guide
    }

    /// Time counts from now.
    fn by(real: Clock, run: Arc<Run>) -> Self {
        let clock = match run.plan().clock {
            ClockKind::Real => real,
            ClockKind::Virtual => run.clock().unwrap_or_else(Clock::virtual_time),
        };
        Self { start: clock.reading().awake_or_asleep, run, clock }
    }

    /// The run.
    pub fn run(&self) -> &Arc<Run> {
        &self.run
    }

    /// The clock that the clients have to go by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Comes back when a step is to be begun, and does what needs no client.
    ///
    /// # Errors
    /// What was waited for and did not happen.
    pub async fn begin(&self, step: &Action) -> Result<(), String> {
        let Span { start_after, at, .. } = step.span();
        let until = match step {
            Action::Until { event, .. } => Some(*event),
            _ => start_after,
        };
        if let Some(event) = until
            && !self.run.wait(event).await
        {
            return Err(format!("step {}: {event:?} did not happen", step.id()));
        }
        if let Some(at) = at {
            self.reach(at).await;
        }
        match step {
            Action::Advance { seconds, .. } => self.clock.advance(duration(*seconds)),
            Action::Suspend { seconds, .. } => self.clock.suspend(duration(*seconds)),
            Action::SetWall { seconds, .. } => {
                self.clock.set_wall(duration(seconds.abs()), *seconds < 0.0);
            }
            _ => {}
        }
        Ok(())
    }

    /// Comes back when a call or a session is to be cancelled.
    pub async fn cancelled(&self, step: &Action) {
        let Span { cancel_after, cancel_at, .. } = step.span();
        match (cancel_after, cancel_at) {
            (_, Some(at)) => self.reach(at).await,
            (Some(event), None) if self.run.wait(event).await => {}
            _ => std::future::pending().await,
        }
    }

    /// Waits until so many seconds have passed since the first step.
    pub async fn reach(&self, seconds: f64) {
        let left = duration(seconds).saturating_sub(self.passed());
        self.clock.sleep_until(self.clock.now() + left).await;
    }

    /// The time since the first step, a machine's sleep included.
    pub fn passed(&self) -> Duration {
        self.clock.reading().awake_or_asleep.since(self.start)
    }

    /// The wall clock, as RFC 3339.
    pub fn wall(&self) -> String {
        jiff::Timestamp::try_from(self.clock.wall()).map(|now| now.to_string()).unwrap_or_default()
    }
}

/// A duration that is none, such as a negative one, is zero.
fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
