//! One run of one scenario: its wire, its plan, and the judgement.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::canaries::{self, Canaries};
use crate::expectation::{Expectation, StepResult};
use crate::format::{Answer, ClockKind, Event, Received, Server};
use crate::library::Named;
use crate::matching;
use crate::placeholder::Placeholders;
use crate::plan::{Action, Planner};
use crate::play::{Answers, Authority, Stage};
use crate::received;
use crate::tokens::{Callbacks, TokenAnswer};

/// How long an event is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Seconds after which a run has failed.
pub const GUARD: u64 = 10;

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
    stage: Stage,
    canaries: Canaries,
    progress: Mutex<Progress>,
}

#[derive(Debug)]
struct Progress {
    expectations: BTreeMap<String, Expectation>,
    callbacks: Callbacks,
}

impl Run {
    pub(crate) async fn start(
        number: u64,
        named: &Named,
        fixtures: std::path::PathBuf,
        authority: &Authority,
    ) -> Result<Self, String> {
        let scenario = &named.scenario;
        if scenario.sandbox.is_some() {
            return Err("this scenario needs the sandbox, which runs with `link()`".into());
        }
        let nothing = Server::default();
        let server = scenario.server.as_ref().unwrap_or(&nothing);
        let stage = Stage::open(number, server, scenario.proxy, authority)
            .await
            .map_err(|error| format!("the server could not be started: {error}"))?;
        let mut addresses = stage.names();
        addresses.push(("ca", authority.pem_file().display().to_string()));
        addresses.push(("fixtures", fixtures.display().to_string()));
        let mut placeholders =
            Placeholders { names: addresses, fixtures, ..Placeholders::default() };
        stage.play(Answers::new(&server.answers, &mut placeholders)?);
        let mut callbacks = Callbacks::default();
        let mut planner = Planner {
            with: &mut placeholders,
            callbacks: &mut callbacks,
            expectations: BTreeMap::new(),
        };
        let steps = planner.plan(scenario)?;
        let expectations = planner.expectations;
        let canaries = canaries(&steps, &server.answers, &callbacks, &placeholders);
        let plan =
            Plan { title: scenario.title.clone(), clock: scenario.clock, guard: GUARD, steps };
        let received = expanded(&scenario.received, &mut placeholders)?;
        let progress = Mutex::new(Progress { expectations, callbacks });
        Ok(Self { name: named.name.clone(), received, plan, stage, canaries, progress })
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
        self.stage.wait(event, PATIENCE).await
    }

    /// What a token callback gives or throws, and how long it takes.
    pub fn token(&self, callback: &str) -> (Duration, TokenAnswer) {
        self.stage.log().ask();
        self.progress().callbacks.ask(callback)
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
        let found = expectation.mismatches(result, &self.canaries);
        found.into_iter().map(|mismatch| format!("step {step}: {mismatch}")).collect()
    }

    /// What is wrong with what the server received, and with the run itself.
    pub async fn finish(&self) -> Vec<String> {
        let leaving = self.received.left_early.as_ref().and_then(Value::as_u64);
        if let Some(count) = leaving {
            // The server learns of it a moment after the client has left.
            let _ = tokio::time::timeout(PATIENCE, self.stage.log().left(count)).await;
        }
        let progress = self.progress();
        let unchecked = progress.expectations.iter().filter(|(_, left)| left.unchecked > 0);
        let mut found: Vec<String> = unchecked
            .map(|(step, _)| format!("step {step}: was not checked as often as it should be"))
            .collect();
        let tokens = progress.callbacks.tokens();
        found.extend(received::mismatches(&self.received, &self.stage, tokens));
        found.extend(progress.callbacks.leftover());
        found
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
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
