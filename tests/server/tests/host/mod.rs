//! A runner for link sessions that is a host: a thread for each caller, and a client whose work is
//! done on another thread's runtime.

use std::collections::HashMap;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use hypersender::{Client, LinkEvent, LinkSession, Result};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::Server;

/// So slow is the host before each of its steps: a clock that ran on meanwhile would show it.
const SLOW: Duration = Duration::from_millis(2);

struct Host<'a> {
    server: &'a Server,
    run: Value,
    clients: Mutex<HashMap<String, Client>>,
}

/// Runs the scenario. What is wrong.
pub(super) fn play(server: &Server, name: &str) -> Vec<String> {
    let plan = server.post("/start", &json!({"name": name}));
    let host = Host { server, run: plan["run"].clone(), clients: Mutex::default() };
    let mut mismatches = Vec::new();
    for step in plan["steps"].as_array().unwrap() {
        mismatches.extend(host.step(step));
    }
    mismatches.extend(texts(&server.post("/finish", &json!({"run": host.run}))));
    mismatches
}

impl Host<'_> {
    fn step(&self, step: &Value) -> Vec<String> {
        thread::sleep(SLOW);
        let turn = self.ask("/begin", json!({"step": step["id"]}))["turn"].clone();
        match step["do"].as_str().unwrap() {
            "new_client" => {
                let clock = self.server.control.clock(self.run.as_str().unwrap()).unwrap();
                let options = &step["options"];
                let client = Client::builder(options["token"].as_str().unwrap())
                    .base_url(options["base_url"].as_str().unwrap())
                    .clock(clock);
                let name = step["name"].as_str().unwrap().to_owned();
                self.clients.lock().unwrap().insert(name, client.build().unwrap());
            }
            "link" => return self.link(step, &turn),
            "call" => return self.check(&turn, &self.call(step)),
            "concurrently" => {
                let callers = step["steps"].as_array().unwrap();
                let mismatches = thread::scope(|scope| {
                    let all: Vec<_> =
                        callers.iter().map(|step| scope.spawn(|| self.step(step))).collect();
                    all.into_iter().flat_map(|one| one.join().unwrap()).collect()
                });
                self.check(&turn, &Value::Null);
                return mismatches;
            }
            "close" => self.client(&step["name"]).close(),
            "until" | "advance" | "suspend" | "set_wall" => {}
            other => panic!("nobody does {other}"),
        }
        self.check(&turn, &Value::Null)
    }

    fn call(&self, step: &Value) -> Value {
        let client = self.client(&step["client"]);
        let instance = step["args"]["instance"].as_str().unwrap().to_owned();
        match step["operation"].as_str().unwrap() {
            "qr_cooldown" => {
                let cooldown = client.qr_cooldown(instance).unwrap().as_secs_f64();
                json!({"value": cooldown, "renderings": [cooldown.to_string()]})
            }
            "health" => {
                let answer = self.wait(&client, client.health(instance).into_future());
                json!({"value": answer.unwrap(), "renderings": ["Health"]})
            }
            other => unreachable!("no scenario here asks for {other}"),
        }
    }

    fn link(&self, step: &Value, turn: &Value) -> Vec<String> {
        let client = self.client(&step["client"]);
        let mut session = client.link(step["instance"].as_str().unwrap());
        if let Some(timeout) = step["options"]["timeout"].as_f64() {
            session = session.timeout(Duration::from_secs_f64(timeout));
        }
        if let Some(codes) = step["options"]["max_qr_codes"].as_u64() {
            session = session.max_qr_codes(codes.try_into().unwrap());
        }
        if let Some(lifetime) = step["options"]["qr_lifetime"].as_f64() {
            session = session.qr_lifetime(Duration::from_secs_f64(lifetime));
        }
        let watched = !step["cancel_at"].is_null() || !step["cancel_after"].is_null();
        let (cancel, cancelled) = oneshot::channel();
        thread::scope(|scope| {
            if watched {
                scope.spawn(|| {
                    if self.ask("/watch", json!({"turn": turn}))["cancel"] == true {
                        let _ = cancel.send(());
                    }
                });
            }
            let end = if step["wait"] == true {
                Some(self.wait(&client, session.linked()))
            } else {
                self.read(&client, turn, session, cancelled)
            };
            let result = match end {
                Some(Ok(linked)) => json!({"value": linked, "renderings": [format!("{linked:?}")]}),
                Some(Err(error)) => json!({"error": error, "renderings": [error.to_string()]}),
                None => json!({"cancelled": true}),
            };
            self.check(turn, &result)
        })
    }

    /// Reads all events; none if the session was cancelled.
    fn read(
        &self,
        client: &Client,
        turn: &Value,
        mut session: LinkSession,
        cancelled: oneshot::Receiver<()>,
    ) -> Option<Result<LinkEvent>> {
        let mut cancelled = Box::pin(cancelled);
        let mut linked: Option<Result<LinkEvent>> = None;
        loop {
            let next = async move {
                tokio::select! {
                    biased;
                    Ok(()) = &mut cancelled => session.cancel(),
                    item = session.next() => return (item, session, cancelled),
                }
                (session.next().await, session, Box::pin(oneshot::channel().1))
            };
            let item;
            (item, session, cancelled) = self.wait(client, next);
            thread::sleep(SLOW);
            let event = match item {
                Some(Ok(event)) => event,
                Some(Err(error)) => return Some(Err(error)),
                None => return linked,
            };
            let report =
                json!({"turn": turn, "event": event, "renderings": [format!("{event:?}")]});
            if self.ask("/event", report)["go_on"] == false {
                session.cancel();
            }
            if matches!(event, LinkEvent::Linked { .. }) {
                linked = Some(Ok(event));
            }
        }
    }

    /// What every binding does for its host: the work goes to the runtime, the caller waits.
    fn wait<F>(&self, client: &Client, work: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        let (done, end) = mpsc::channel();
        let clock = client.clock().clone();
        self.server.runtime.spawn(async move {
            let waits = clock.caller_waits();
            let output = work.await;
            drop(waits);
            let _ = done.send(output);
        });
        end.recv().unwrap()
    }

    fn check(&self, turn: &Value, result: &Value) -> Vec<String> {
        texts(&self.ask("/check", json!({"turn": turn, "result": result})))
    }

    fn ask(&self, path: &str, mut body: Value) -> Value {
        body["run"] = self.run.clone();
        self.server.post(path, &body)
    }

    fn client(&self, name: &Value) -> Client {
        self.clients.lock().unwrap()[name.as_str().unwrap()].clone()
    }
}

pub(super) fn texts(answer: &Value) -> Vec<String> {
    let all = answer["mismatches"].as_array().unwrap().iter();
    all.map(|text| text.as_str().unwrap().to_owned()).collect()
}
