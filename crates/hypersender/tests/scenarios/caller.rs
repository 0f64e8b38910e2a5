//! The caller of a scenario: does the steps in order, and reports what came of each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures_util::future::{FutureExt, LocalBoxFuture, join_all};
use hypersender::{Client, QrCode};
use scenario_server::plan::{Action, CallPlan, ClientPlan};
use scenario_server::{Guide, Run, StepResult};

use crate::logged::Log;
use crate::{call, client, outcome};

pub(crate) struct Caller {
    pub(crate) run: Arc<Run>,
    pub(crate) guide: Guide,
    pub(crate) clients: HashMap<String, Client>,
    kept: Mutex<HashMap<String, QrCode>>,
    pub(crate) log: Log,
}

/// Does all steps. What is wrong with what came of them.
pub(crate) async fn play(run: &Arc<Run>) -> Vec<String> {
    let mut caller = Caller {
        run: Arc::clone(run),
        guide: Guide::new(Arc::clone(run)),
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
        if let Action::NewClient(plan) = step {
            return self.new_client(plan);
        }
        self.done(step).await
    }

    fn new_client(&mut self, plan: &ClientPlan) -> Vec<String> {
        match client::made(plan, self.guide.clock(), &self.run) {
            Ok(_) if plan.check => {
                let value = Some(serde_json::json!({}));
                self.run.check(&plan.id, &StepResult { value, ..StepResult::default() })
            }
            Ok(made) => {
                self.clients.insert(plan.name.clone(), made);
                Vec::new()
            }
            Err(error) if plan.check => self.run.check(&plan.id, &outcome::of_error(&error)),
            Err(error) => vec![format!("step {}: {error}", plan.id)],
        }
    }

    /// Does what also may be done while others are under way.
    fn done<'a>(&'a self, step: &'a Action) -> LocalBoxFuture<'a, Vec<String>> {
        let done = async move {
            if let Err(defect) = self.guide.begin(step).await {
                return vec![defect];
            }
            match step {
                Action::Call(plan) => return self.call(step, plan).await,
                Action::Link(plan) => return self.link(step, plan).await,
                Action::Concurrently { steps, .. } => {
                    let begun = steps
                        .iter()
                        .flat_map(|step| (0..step.times()).map(move |_| self.done(step)));
                    return join_all(begun).await.concat();
                }
                Action::Close { name, .. } => self.clients[name].close(),
                Action::Read(plan) => {
                    let code = self.kept.lock().unwrap()[&plan.name].clone();
                    let qr = outcome::readings(&code, &plan.read);
                    return self.run.check(&plan.id, &StepResult { qr, ..StepResult::default() });
                }
                _ => {}
            }
            Vec::new()
        };
        done.boxed_local()
    }

    async fn call(&self, step: &Action, plan: &CallPlan) -> Vec<String> {
        let began = self.guide.clock().now();
        let work = call::made(&self.clients[&plan.client], plan);
        let ended = tokio::select! {
            biased;
            ended = work => Some(ended),
            () = self.guide.cancelled(step) => None,
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
        result.took = Some(self.guide.clock().now().since(began).as_secs_f64());
        self.run.check(&plan.id, &result)
    }
}
