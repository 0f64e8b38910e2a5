//! The server's HTTP side for runners in other languages. `tests/README.md` is the specification.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Caps, Plain, Reply, Request, Response, Server};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::backstage::Backstage;
use crate::expectation::StepResult;
use crate::library::{Library, Named};
use crate::matrix;
use crate::session::SessionEvent;
use crate::turns::Turns;

/// Where a runner's results go.
#[derive(Debug, Clone)]
pub struct Results {
    /// The target folder.
    pub folder: PathBuf,
    /// The runner's language.
    pub language: String,
}

/// The server that runners talk to. It runs inside the module that they test, on its runtime: a
/// sandbox has to share it with the clients.
#[derive(Debug)]
pub struct Control {
    server: Server,
    desk: Arc<Desk>,
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
        let at_desk = Arc::clone(&desk);
        let handler = move |request: Request| {
            let desk = Arc::clone(&at_desk);
            async move { desk.answer(&request).await }
        };
        let address = "127.0.0.1:0";
        let server =
            Server::start_capped(address, Plain, Clock::system(), caps, Arc::new(handler)).await?;
        Ok(Self { server, desk })
    }

    /// Starts it for the project's own scenarios, and keeps how they end in that language.
    ///
    /// # Errors
    /// What is wrong with the scenarios, or that there is no free port.
    pub async fn for_language(language: &str) -> io::Result<Self> {
        let library = Library::read(&Library::own_folder())
            .map_err(|defects| io::Error::other(defects.join("\n")))?;
        let folder = Library::own_folder().join("../../target");
        let results = Results { folder, language: language.to_owned() };
        Self::start(Backstage::new(library)?, Some(results)).await
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The clock that the clients of a run have to go by.
    pub fn clock(&self, run: &str) -> Option<Clock> {
        self.desk.run(run).ok().map(|running| running.clock().clone())
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
    running: HashMap<String, Arc<Turns>>,
    count: u64,
    done: matrix::Ends,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    run: String,
    step: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    run: String,
    turn: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    run: String,
    callback: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    run: String,
    turn: u64,
    event: Map<String, Value>,
    renderings: Vec<String>,
    #[serde(default)]
    precision: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    run: String,
    turn: u64,
    result: Option<StepResult>,
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
            ("POST", "/begin") => self.begin(request).await,
            ("POST", "/watch") => self.watch(request).await,
            ("POST", "/token") => self.token(request).await,
            ("POST", "/event") => self.event(request).await,
            ("POST", "/check") => self.check(request),
            ("POST", "/finish") => self.finish(request).await,
            (method, path) => Err(format!("there is no {method} {path}")),
        };
        match answer {
            Ok(answer) => Response::json(200, answer.to_string()).into(),
            Err(defect) => Response::with_body(400, "text/plain", defect).into(),
        }
    }

    fn scenarios(&self) -> Value {
        let all = self.backstage.library().all().iter();
        all.map(|Named { name, scenario, .. }| json!({"name": name, "title": scenario.title}))
            .collect()
    }

    async fn start(&self, request: &Request) -> Result<Value, String> {
        let Start { name } = read(request)?;
        let run = self.backstage.start(&name).await?;
        let mut plan = serde_json::to_value(run.plan()).map_err(|e| e.to_string())?;
        let mut runs = self.runs();
        runs.count += 1;
        let id = runs.count.to_string();
        plan["run"] = id.clone().into();
        runs.running.insert(id, Arc::new(Turns::new(run)));
        Ok(plan)
    }

    async fn begin(&self, request: &Request) -> Result<Value, String> {
        let Begin { run, step } = read(request)?;
        Ok(json!({"turn": self.run(&run)?.begin(&step).await?}))
    }

    async fn watch(&self, request: &Request) -> Result<Value, String> {
        let Turn { run, turn } = read(request)?;
        Ok(json!({"cancel": self.run(&run)?.watch(turn).await}))
    }

    async fn token(&self, request: &Request) -> Result<Value, String> {
        let Token { run, callback } = read(request)?;
        let turns = self.run(&run)?;
        let (after, answer) = turns.run().token(&callback);
        turns.run().pause(after).await;
        serde_json::to_value(answer).map_err(|e| e.to_string())
    }

    async fn event(&self, request: &Request) -> Result<Value, String> {
        let Report { run, turn, event, renderings, precision } = read(request)?;
        let event = SessionEvent { event, renderings, precision, ..SessionEvent::default() };
        Ok(json!({"go_on": self.run(&run)?.event(turn, event).await?}))
    }

    fn check(&self, request: &Request) -> Result<Value, String> {
        let Check { run, turn, result } = read(request)?;
        Ok(json!({"mismatches": self.run(&run)?.check(turn, result)?}))
    }

    async fn finish(&self, request: &Request) -> Result<Value, String> {
        let Finish { run: id } = read(request)?;
        let turns = self.run(&id)?;
        let mut mismatches = turns.run().finish().await;
        mismatches.extend(turns.undone());
        let mut runs = self.runs();
        runs.running.remove(&id);
        let all = [turns.mismatches(), mismatches.clone()].concat();
        runs.done.insert(turns.run().name().to_owned(), all);
        if let Some(results) = &self.results {
            let done = matrix::Results::of(self.backstage.library(), runs.done.clone());
            matrix::write_results(&results.folder, &results.language, &done)
                .map_err(|error| format!("the results can't be written: {error}"))?;
        }
        Ok(json!({"mismatches": mismatches}))
    }

    fn run(&self, id: &str) -> Result<Arc<Turns>, String> {
        let runs = self.runs();
        Ok(Arc::clone(runs.running.get(id).ok_or(format!("there is no run {id}"))?))
    }

    fn runs(&self) -> MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read<'a, T: Deserialize<'a>>(request: &'a Request) -> Result<T, String> {
    serde_json::from_slice(&request.body)
        .map_err(|error| format!("{} {}: {error}", request.method, request.path()))
}
