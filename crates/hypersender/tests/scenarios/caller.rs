//! The caller of a scenario: does the steps in order, and reports what came of each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::{FutureExt, LocalBoxFuture, join_all};
use hypersender::clock::{Clock, Moment};
use hypersender::{Client, QrCode};
use scenario_server::format::ClockKind;
use scenario_server::plan::{Action, CallPlan, Span};
use scenario_server::{Run, StepResult};

use crate::logged::Log;
use crate::{call, client, outcome};

pub(crate) struct Caller {
    pub(crate) run: Arc<Run>,
    pub(crate) clock: Clock,
    pub(crate) start: Moment,
    pub(crate) clients: HashMap<String, Client>,
    kept: Mutex<HashMap<String, QrCode>>,
    pub(crate) log: Log,
}

/// Does all steps. What is wrong with what came of them.
pub(crate) async fn play(run: &Arc<Run>) -> Vec<String> {
    let clock = match run.plan().clock {
        ClockKind::Real => Clock::system(),
        ClockKind::Virtual => run.clock().unwrap_or_else(Clock::virtual_time),
    };
    let mut caller = Caller {
        run: Arc::clone(run),
        start: clock.reading().awake_or_asleep,
        clock,
        clients: HashMap::new(),
        kept: Mutex::default(),
        log: Log::default(),
    };
    let _logging = caller.log.kept();
    let mut mismatches = Vec::new();
    for step in &run.plan().steps {
        mismatches.extend(caller.step(step).await);
    }
    mismatches
}

impl Caller {
    async fn step(&mut self, step: &Action) -> Vec<String> {
        match step {
            Action::NewClient(plan) => match client::made(plan, &self.clock, &self.run) {
                Ok(made) if plan.check => {
                    let value = serde_json::json!({});
                    drop(made);
                    let result = StepResult { value: Some(value), ..StepResult::default() };
                    return self.run.check(&plan.id, &result);
                }
                Ok(made) => {
                    self.clients.insert(plan.name.clone(), made);
                }
                Err(error) if plan.check => {
                    return self.run.check(&plan.id, &outcome::of_error(&error));
                }
                Err(error) => return vec![format!("step {}: {error}", plan.id)],
            },
            Action::Call(plan) => return self.call(plan).await,
            Action::Link(plan) => return self.link(plan).await,
            Action::Concurrently { steps } => {
                let began = steps.iter().flat_map(|step| self.begun(step));
                return join_all(began).await.concat();
            }
            Action::Advance { seconds } => self.clock.advance(duration(*seconds)),
            Action::Suspend { .. } | Action::SetWall { .. } | Action::Close { .. } => {
                return self.meanwhile(step).await;
            }
            Action::Until { event } => {
                if !self.run.wait(*event).await {
                    return vec![format!("{event:?} did not happen")];
                }
            }
            Action::Read(plan) => {
                let code = self.kept.lock().unwrap()[&plan.name].clone();
                let qr = outcome::readings(&code, &plan.read);
                return self.run.check(&plan.id, &StepResult { qr, ..StepResult::default() });
            }
        }
        Vec::new()
    }

    /// One of several concurrent steps, as often as it is to be done.
    fn begun<'a>(&'a self, step: &'a Action) -> Vec<LocalBoxFuture<'a, Vec<String>>> {
        match step {
            Action::Call(plan) => (0..plan.times).map(|_| self.call(plan).boxed_local()).collect(),
            Action::Link(plan) => vec![self.link(plan).boxed_local()],
            other => vec![self.meanwhile(other).boxed_local()],
        }
    }

    /// What may happen while calls and sessions are under way.
    async fn meanwhile(&self, step: &Action) -> Vec<String> {
        let (at, start_after) = match step {
            Action::Suspend { at, .. } | Action::SetWall { at, .. } => (*at, None),
            Action::Close { at, start_after, .. } => (*at, *start_after),
            other => return vec![format!("not among concurrent steps: {other:?}")],
        };
        if let Err(defect) = self.begins(Span { at, start_after, ..Span::default() }).await {
            return vec![defect];
        }
        match step {
            Action::Suspend { seconds, .. } => self.clock.suspend(duration(*seconds)),
            Action::SetWall { seconds, .. } => {
                self.clock.set_wall(duration(seconds.abs()), *seconds < 0.0);
            }
            Action::Close { name, .. } => self.clients[name].close(),
            _ => {}
        }
        Vec::new()
    }

    /// Comes back when a step is to be begun.
    pub(crate) async fn begins(&self, span: Span) -> Result<(), String> {
        if let Some(event) = span.start_after
            && !self.run.wait(event).await
        {
            return Err(format!("{event:?} did not happen"));
        }
        if let Some(at) = span.at {
            self.reaches(at).await;
        }
        Ok(())
    }

    /// Waits until so many seconds have passed since the first step.
    pub(crate) async fn reaches(&self, seconds: f64) {
        let left = duration(seconds).saturating_sub(self.passed());
        self.clock.sleep_until(self.clock.now() + left).await;
    }

    /// The time since the first step, a machine's sleep included.
    pub(crate) fn passed(&self) -> Duration {
        self.clock.reading().awake_or_asleep.since(self.start)
    }

    async fn call(&self, plan: &CallPlan) -> Vec<String> {
        if let Err(defect) = self.begins(plan.span).await {
            return vec![format!("step {}: {defect}", plan.id)];
        }
        let began = self.clock.now();
        let work = call::made(&self.clients[&plan.client], plan);
        let ended = tokio::select! {
            biased;
            ended = work => Some(ended),
            () = self.cancelled(plan.span) => None,
        };
        let mut result = match &ended {
            Some(Ok(answer)) => {
                if let (Some(name), Some(code)) = (&plan.keep_as, answer.qr_code()) {
                    self.kept.lock().unwrap().insert(name.clone(), code.clone());
                }
                outcome::of_answer(answer, &plan.read)
            }
            Some(Err(error)) => outcome::of_error(error),
            None => StepResult { cancelled: true, ..StepResult::default() },
        };
        result.renderings.push(self.log.so_far());
        result.took = Some(self.clock.now().since(began).as_secs_f64());
        self.run.check(&plan.id, &result)
    }

    /// Comes back when a call or a session is to be cancelled.
    pub(crate) async fn cancelled(&self, span: Span) {
        match (span.cancel_after, span.cancel_at) {
            (_, Some(at)) => self.reaches(at).await,
            (Some(event), None) if self.run.wait(event).await => {}
            _ => std::future::pending().await,
        }
    }
}

/// A duration that is none, such as a negative one, is zero, which the library refuses.
pub(crate) fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
