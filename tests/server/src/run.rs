//! One run of one scenario: its wire, its plan, and the judgement.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hypersender::clock::Clock;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;

use crate::canaries::{self, Canaries};
use crate::conduct::{self, Own};
use crate::expectation::{Expectation, StepResult};
use crate::format::{Answer, ClockKind, Event, Operation, Received, Server};
use crate::library::Named;
use crate::matching;
use crate::matrix::Coverage;
use crate::placeholder::Placeholders;
use crate::plan::{Action, Planner, TOKEN};
use crate::play::{Answers, Authority, Stage, StandIn};
use crate::received;
use crate::seen::{self, Scene};
use crate::session::{Following, SessionEvent};
use crate::tokens::{Callbacks, TokenAnswer};

/// How long an event is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Seconds after which a run has failed.
pub const GUARD: u64 = 60;

/// What a runner is given.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The scenario's title.
    pub title: String,
    /// Which clock its clients get.
    pub clock: ClockKind,
    /// Seconds after which it has failed.
    pub guard: u64,
    /// What to do, in order.
    pub steps: Vec<Action>,
}

/// A scenario that is being run.
#[derive(Debug)]
pub struct Run {
    name: String,
    received: Received,
    plan: Plan,
    wire: Wire,
    /// Which fault which operation is said to meet.
    claims: BTreeSet<(String, String)>,
    server: Option<Server>,
    proxy: bool,
    canaries: Canaries,
    progress: Mutex<Progress>,
    over: Notify,
}

/// What is at the other end.
#[derive(Debug)]
enum Wire {
    Script(Box<Stage>),
    Sandbox(Box<StandIn>),
}

#[derive(Debug)]
struct Progress {
    expectations: BTreeMap<String, Expectation>,
    sessions: BTreeMap<String, Following>,
    callbacks: Callbacks,
}

impl Run {
    pub(crate) async fn start(
        number: u64,
        named: &Named,
        fixtures: &std::path::Path,
        authority: &Authority,
    ) -> Result<Self, String> {
        let scenario = &named.scenario;
        let nothing = Server::default();
        let server = scenario.server.as_ref().unwrap_or(&nothing);
        let wire = match &scenario.sandbox {
            Some(settings) => StandIn::open(settings, TOKEN).await.map(Box::new).map(Wire::Sandbox),
            None => Stage::open(number, server, scenario.proxy, authority)
                .await
                .map(Box::new)
                .map(Wire::Script),
        };
        let wire = wire.map_err(|error| format!("the server could not be started: {error}"))?;
        let mut addresses = match &wire {
            Wire::Script(stage) => stage.names(),
            Wire::Sandbox(stand_in) => stand_in.names(),
        };
        addresses.push(("ca", authority.pem_file().display().to_string()));
        addresses.push(("fixtures", fixtures.display().to_string()));
        let mut placeholders = Placeholders { names: addresses, ..Placeholders::default() };
        if let Wire::Script(stage) = &wire {
            stage.play(Answers::new(&server.answers, &mut placeholders)?);
        }
        let mut callbacks = Callbacks::default();
        let mut planner = Planner {
            with: &mut placeholders,
            callbacks: &mut callbacks,
            expectations: BTreeMap::new(),
            sessions: BTreeMap::new(),
        };
        let steps = planner.plan(scenario)?;
        let (expectations, sessions) = (planner.expectations, planner.sessions);
        let canaries = canaries(&steps, &server.answers, &callbacks, &placeholders);
        let plan =
            Plan { title: scenario.title.clone(), clock: scenario.clock, guard: GUARD, steps };
        let received = expanded(&scenario.received, &mut placeholders)?;
        let progress = Mutex::new(Progress { expectations, sessions, callbacks });
        let claims = Coverage::by(std::slice::from_ref(named)).claims();
        let (name, server) = (named.name.clone(), scenario.server.clone());
        let (proxy, over) = (scenario.proxy.is_some(), Notify::new());
        Ok(Self { name, received, plan, wire, claims, server, proxy, canaries, progress, over })
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What to do.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Waits until that has happened; false if it does not for a while.
    pub async fn wait(&self, event: Event) -> bool {
        match &self.wire {
            Wire::Script(stage) => stage.wait(event, PATIENCE).await,
            Wire::Sandbox(stand_in) => stand_in.wait(event, PATIENCE).await,
        }
    }

    /// What a token callback gives or throws, and how long it takes.
    pub fn token(&self, callback: &str) -> (Duration, TokenAnswer) {
        match &self.wire {
            Wire::Script(stage) => stage.log().ask(),
            Wire::Sandbox(stand_in) => stand_in.ask(),
        }
        self.progress().callbacks.ask(callback)
    }

    /// The clock that the clients have to go by, if it is given: the sandbox's.
    pub fn clock(&self) -> Option<Clock> {
        match &self.wire {
            Wire::Script(_) => None,
            Wire::Sandbox(stand_in) => Some(stand_in.clock().clone()),
        }
    }

    /// From now on nothing is answered while a caller that this clock counts is at work.
    pub(crate) fn wait_for_callers(&self, clock: &Clock) {
        if let Wire::Script(stage) = &self.wire {
            stage.wait_for_callers(clock.clone()); // the sandbox goes by its clock anyway
        }
    }

    /// Takes an event of a session; whether that is to go on.
    pub fn event(&self, step: &str, event: &SessionEvent) -> bool {
        let mut progress = self.progress();
        let Some(session) = progress.sessions.get_mut(step) else { return false };
        session.defects.extend(self.codes_in(&event.shown()));
        session.take(event, &self.canaries)
    }

    /// What is wrong with the result of a step.
    pub fn check(&self, step: &str, result: &StepResult) -> Vec<String> {
        let mut progress = self.progress();
        let Some(expectation) = progress.expectations.get_mut(step) else {
            return vec![format!("step {step}: there is nothing to check")];
        };
        if expectation.unchecked == 0 {
            return vec![format!("step {step}: checked more often than it is done")];
        }
        expectation.unchecked -= 1;
        let mut found = expectation.mismatches(result, &self.canaries);
        found.extend(self.codes_in(result));
        found.extend(progress.sessions.get(step).into_iter().flat_map(Following::mismatches));
        found.into_iter().map(|mismatch| format!("step {step}: {mismatch}")).collect()
    }

    /// Lets so much time pass, or until the run is over: nobody waits for a slow token any more then.
    pub(crate) async fn pause(&self, time: Duration) {
        let _ = tokio::time::timeout(time, self.over.notified()).await;
    }

    /// What is wrong with what the server received, and with the run itself.
    pub async fn finish(&self) -> Vec<String> {
        let leaving = self.received.left_early.as_ref().and_then(Value::as_u64);
        if let Some(count) = leaving {
            // The server learns of it a moment after the client has left.
            let left = async {
                match &self.wire {
                    Wire::Script(stage) => stage.log().left(count).await,
                    Wire::Sandbox(stand_in) => stand_in.left(count).await,
                }
            };
            let _ = tokio::time::timeout(PATIENCE, left).await;
        }
        let progress = self.progress();
        let unchecked = progress.expectations.iter().filter(|(_, left)| left.unchecked > 0);
        let mut found: Vec<String> = unchecked
            .map(|(step, _)| format!("step {step}: was not checked as often as it should be"))
            .collect();
        let tokens = progress.callbacks.tokens();
        found.extend(match &self.wire {
            Wire::Script(stage) => received::mismatches(&self.received, stage, tokens),
            Wire::Sandbox(stand_in) => {
                let mut callers = Own::default();
                own(&self.plan.steps, &mut callers);
                conduct::mismatches(&self.received, stand_in, &callers)
            }
        });
        found.extend(progress.callbacks.leftover());
        found.extend(self.unfounded());
        self.over.notify_waiters();
        found
    }

    /// What the scenario says to cover, and the wire did not show.
    fn unfounded(&self) -> Vec<String> {
        let (scene, exchanges) = match &self.wire {
            Wire::Script(stage) => {
                let server = self.server.clone().unwrap_or_default();
                let scene = Scene::of(&server, self.proxy, stage.counts().connections);
                (scene, stage.log().exchanges())
            }
            Wire::Sandbox(stand_in) => {
                (Scene::default(), stand_in.requests().iter().map(seen::told).collect())
            }
        };
        seen::unfounded(&self.claims, &scene, &exchanges)
    }

    /// Where a code that the sandbox shows now is written.
    fn codes_in(&self, result: &StepResult) -> Vec<String> {
        let Wire::Sandbox(stand_in) = &self.wire else { return Vec::new() };
        let codes = Canaries::new(stand_in.secrets());
        codes.in_result(result, &[])
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the caller asks for itself.
fn own(steps: &[Action], own: &mut Own) {
    for step in steps {
        match step {
            Action::Concurrently { steps, .. } => self::own(steps, own),
            Action::Call(call) if call.id != "still_works" => match call.operation {
                Operation::Health | Operation::ListInstances => {
                    own.looks += usize::try_from(call.times).unwrap_or(usize::MAX);
                }
                Operation::RequestNewQrCode => {
                    own.freed |= call.options.get("cooldown").is_some_and(|it| it == "off");
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// What must be received, with everything filled in.
fn expanded(received: &Received, with: &mut Placeholders) -> Result<Received, String> {
    let written = serde_json::to_value(received).map_err(|e| e.to_string())?;
    let expanded = with.expand(&written)?;
    if let Some(operator) = matching::unknown_operator(&expanded) {
        return Err(format!("`received`: there is no operator {operator}"));
    }
    serde_json::from_value(expanded).map_err(|e| e.to_string())
}

/// The secrets of a run: its tokens, those in its answers, the texts of its codes, passwords.
fn canaries(
    steps: &[Action],
    answers: &[Answer],
    callbacks: &Callbacks,
    placeholders: &Placeholders,
) -> Canaries {
    let mut secrets = callbacks.tokens().to_vec();
    for answer in answers {
        answer.json.iter().for_each(|json| canaries::access_tokens(json, &mut secrets));
    }
    secrets.extend(placeholders.secrets.iter().cloned());
    for step in steps {
        if let Action::NewClient(client) = step {
            let urls = ["proxy", "base_url"].into_iter().filter_map(|key| client.options.get(key));
            secrets.extend(urls.filter_map(|url| canaries::password(url.as_str()?)));
        }
    }
    Canaries::new(secrets)
}
