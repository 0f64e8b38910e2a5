//! The caller of a scenario: does the steps in order, and reports what came of each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::{FutureExt, LocalBoxFuture, join_all};
use hypersender::clock::Clock;
use hypersender::{Client, QrCode};
use scenario_server::format::ClockKind;
use scenario_server::plan::{Action, CallPlan};
use scenario_server::{Run, StepResult};

use crate::logged::Log;
use crate::{call, client, outcome};

struct Caller {
    run: Arc<Run>,
    clock: Clock,
    clients: HashMap<String, Client>,
    kept: Mutex<HashMap<String, QrCode>>,
    log: Log,
}

/// Does all steps. What is wrong with what came of them.
pub(crate) async fn play(run: &Arc<Run>) -> Vec<String> {
    let mut caller = Caller {
        run: Arc::clone(run),
        clock: match run.plan().clock {
            ClockKind::Real => Clock::system(),
            ClockKind::Virtual => Clock::virtual_time(),
        },
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
            Action::Concurrently { steps } => {
                let began = steps.iter().flat_map(|step| self.begun(step));
                return join_all(began).await.concat();
            }
            Action::Advance { seconds } => self.clock.advance(duration(*seconds)),
            Action::Suspend { seconds } => self.clock.suspend(duration(*seconds)),
            Action::SetWall { seconds } => {
                self.clock.set_wall(duration(seconds.abs()), *seconds < 0.0);
            }
            Action::Close { .. } => return self.closed(step).await,
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
            other => vec![self.closed(other).boxed_local()],
        }
    }

    async fn closed(&self, step: &Action) -> Vec<String> {
        let Action::Close { name, start_after } = step else {
            return vec![format!("not among concurrent steps: {step:?}")];
        };
        if let Some(event) = start_after
            && !self.run.wait(*event).await
        {
            return vec![format!("{event:?} did not happen")];
        }
        self.clients[name].close();
        Vec::new()
    }

    async fn call(&self, plan: &CallPlan) -> Vec<String> {
        if let Some(event) = plan.start_after
            && !self.run.wait(event).await
        {
            return vec![format!("step {}: {event:?} did not happen", plan.id)];
        }
        let began = self.clock.now();
        let work = call::made(&self.clients[&plan.client], plan);
        let ended = tokio::select! {
            biased;
            ended = work => Some(ended),
            () = self.cancelled(plan) => None,
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

    /// Comes back when the call is to be cancelled.
    async fn cancelled(&self, plan: &CallPlan) {
        match plan.cancel_after {
            Some(event) if self.run.wait(event).await => {}
            _ => std::future::pending().await,
        }
    }
}

fn duration(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}
