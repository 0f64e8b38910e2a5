//! How late a sandbox is: what it reads was sent before, by so much at the most.
//!
//! A timer on the sandbox's own thread tells, which is as late as its reading of a socket is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hypersender_sandbox::Sandbox;

use crate::clock;

const TICK: f64 = 0.005;
/// What is less is how timers are.
const USUAL: f64 = 0.002;
/// How long it is remembered, in seconds: longer than the longest wait before a request for a code in
/// all but the slowest world, whose seconds are longer than any lateness.
const KEPT: f64 = 120.0;

#[derive(Debug, Clone, Default)]
pub struct Lateness(Arc<Mutex<VecDeque<Late>>>);

/// The timer went off then, so much too late.
#[derive(Debug, Clone, Copy)]
struct Late {
    t: f64,
    by: f64,
}

impl Lateness {
    /// Of that sandbox, from now on.
    pub fn of(sandbox: &Sandbox) -> Self {
        let lateness = Self::default();
        if let Some(runtime) = sandbox.runtime() {
            runtime.spawn(lateness.clone().watch());
        }
        lateness
    }

    async fn watch(self) {
        loop {
            let before = clock::now();
            tokio::time::sleep(Duration::from_secs_f64(TICK)).await;
            let t = clock::now();
            self.add(t, t - before - TICK);
        }
    }

    fn add(&self, t: f64, by: f64) {
        if by < USUAL {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while all.front().is_some_and(|first| first.t < t - KEPT) {
            all.pop_front();
        }
        all.push_back(Late { t, by });
    }

    /// How long before `t` what was read then may have been sent. A connection has to be accepted
    /// before it is read, and each may have had to wait.
    pub fn before(&self, t: f64) -> f64 {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A stall is told of when it is over, and begins a tick later than the timer.
        let near = |late: &&Late| (t - late.by - 0.1..=t + late.by + 0.1).contains(&late.t);
        let worst = all.iter().filter(near).map(|late| late.by).fold(0.0, f64::max);
        2.0 * worst + TICK
    }
}

#[cfg(test)]
mod tests {
    use super::{Lateness, TICK};

    #[test]
    fn what_is_read_after_a_stall_may_have_been_sent_before_it() {
        let lateness = Lateness::default();
        lateness.add(10.0, 0.08);
        assert!((lateness.before(10.0) - 0.16 - TICK).abs() < 1e-9);
        assert!((lateness.before(9.95) - 0.16 - TICK).abs() < 1e-9);
        assert!((lateness.before(10.5) - TICK).abs() < 1e-9);
        assert!((lateness.before(9.0) - TICK).abs() < 1e-9);
    }
}
