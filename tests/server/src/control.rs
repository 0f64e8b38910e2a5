//! The server's HTTP side for runners in other languages. `tests/README.md` is the specification.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Caps, Plain, Reply, Request, Response, Server};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::backstage::Backstage;
use crate::expectation::StepResult;
use crate::format::Event;
use crate::library::Named;
use crate::matrix;
use crate::run::Run;
use crate::session::SessionEvent;

/// Where a runner's results go.
#[derive(Debug, Clone)]
pub struct Results {
    /// The target folder.
    pub folder: PathBuf,
    /// The runner's language.
    pub language: String,
}

/// The server that runners talk to.
#[derive(Debug)]
pub struct Control {
    server: Server,
}

impl Control {
    /// Starts it on a free port of this machine.
    ///
    /// # Errors
    /// If there is none.
    pub async fn start(backstage: Backstage, results: Option<Results>) -> io::Result<Self> {
        let desk = Arc::new(Desk { backstage, results, runs: Mutex::default() });
        // What a runner reports may be the rendering of a large list.
        let caps = Caps { body: 256 << 20, ..Caps::default() };
        let handler = move |request: Request| {
            let desk = Arc::clone(&desk);
            async move { desk.answer(&request).await }
        };
        let address = "127.0.0.1:0";
        let server =
            Server::start_capped(address, Plain, Clock::system(), caps, Arc::new(handler)).await?;
        Ok(Self { server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }
}

#[derive(Debug)]
struct Desk {
    backstage: Backstage,
    results: Option<Results>,
    runs: Mutex<Runs>,
}

#[derive(Debug, Default)]
struct Runs {
    running: HashMap<String, Running>,
    count: u64,
    done: matrix::Results,
}

#[derive(Debug, Clone)]
struct Running {
    run: Arc<Run>,
    mismatches: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wait {
    run: String,
    event: Event,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    run: String,
    callback: String,
}

#[derive(Deserialize)]
struct Report {
    run: String,
    step: String,
    #[serde(flatten)]
    event: SessionEvent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    run: String,
    step: String,
    result: StepResult,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    run: String,
}

impl Desk {
    async fn answer(&self, request: &Request) -> Reply {
        let answer = match (request.method.as_str(), request.path()) {
            ("GET", "/scenarios") => Ok(self.scenarios()),
            ("POST", "/start") => self.start(request).await,
            ("POST", "/wait") => self.wait(request).await,
            ("POST", "/token") => self.token(request).await,
            ("POST", "/check") => self.check(request),
            ("POST", "/finish") => self.finish(request).await,
            ("POST", "/event") => self.event(request),
            (method, path) => Err(format!("there is no {method} {path}")),
        };
        match answer {
            Ok(answer) => Response::json(200, answer.to_string()).into(),
            Err(defect) => Response::with_body(400, "text/plain", defect).into(),
        }
    }

    fn scenarios(&self) -> Value {
        let all = self.backstage.library().all().iter();
        all.map(|Named { name, scenario }| {
            json!({"name": name, "title": scenario.title, "sandbox": scenario.sandbox.is_some()})
        })
        .collect()
    }

    async fn start(&self, request: &Request) -> Result<Value, String> {
        let Start { name } = read(request)?;
        let named = self.backstage.library().get(&name);
        if named.is_some_and(|named| named.scenario.sandbox.is_some()) {
            return Err(format!("{name} has a sandbox, which runs where the clients do"));
        }
        let run = self.backstage.start(&name).await?;
        let mut plan = serde_json::to_value(run.plan()).map_err(|e| e.to_string())?;
        let mut runs = self.runs();
        runs.count += 1;
        let id = runs.count.to_string();
        plan["run"] = id.clone().into();
        runs.running.insert(id, Running { run, mismatches: Vec::new() });
        Ok(plan)
    }

    async fn wait(&self, request: &Request) -> Result<Value, String> {
        let Wait { run, event } = read(request)?;
        let run = self.run(&run)?;
        Ok(json!({"happened": run.wait(event).await}))
    }

    async fn token(&self, request: &Request) -> Result<Value, String> {
        let Token { run, callback } = read(request)?;
        let (after, answer) = self.run(&run)?.token(&callback);
        tokio::time::sleep(after).await;
        serde_json::to_value(answer).map_err(|e| e.to_string())
    }

    fn event(&self, request: &Request) -> Result<Value, String> {
        let Report { run, step, event } = read(request)?;
        Ok(json!({"go_on": self.run(&run)?.event(&step, &event)}))
    }

    fn check(&self, request: &Request) -> Result<Value, String> {
        let Check { run: id, step, result } = read(request)?;
        let run = self.run(&id)?;
        let mismatches = run.check(&step, &result);
        if let Some(running) = self.runs().running.get_mut(&id) {
            running.mismatches.extend(mismatches.iter().cloned());
        }
        Ok(json!({"mismatches": mismatches}))
    }

    async fn finish(&self, request: &Request) -> Result<Value, String> {
        let Finish { run: id } = read(request)?;
        let mismatches = self.run(&id)?.finish().await;
        let mut runs = self.runs();
        if let Some(running) = runs.running.remove(&id) {
            let all = [running.mismatches, mismatches.clone()].concat();
            runs.done.insert(running.run.name().to_owned(), all);
        }
        if let Some(results) = &self.results {
            matrix::write_results(&results.folder, &results.language, &runs.done)
                .map_err(|error| format!("the results can't be written: {error}"))?;
        }
        Ok(json!({"mismatches": mismatches}))
    }

    fn run(&self, id: &str) -> Result<Arc<Run>, String> {
        let runs = self.runs();
        let running = runs.running.get(id).ok_or(format!("there is no run {id}"))?;
        Ok(Arc::clone(&running.run))
    }

    fn runs(&self) -> MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read<'a, T: Deserialize<'a>>(request: &'a Request) -> Result<T, String> {
    serde_json::from_slice(&request.body)
        .map_err(|error| format!("{} {}: {error}", request.method, request.path()))
}
