//! The service as a pure, lazy machine: what it answers is a function of what was asked before
//! and of the moment. It has no clock, no timer, no task and no socket.
//!
//! What a request for a new QR code does is not documented. The table is the sandbox's choice:
//!
//! | status | [`Restart`](OnNewQr::Restart) | [`Current`](OnNewQr::Current) | [`Refuse`](OnNewQr::Refuse) |
//! |---|---|---|---|
//! | `SCAN_QR_CODE` | new cycle | the code, with what is left of its life | the same |
//! | `STOPPED`, `FAILED` | new cycle | new cycle | 422 |
//! | `PENDING`, `STARTING` before a code | new cycle | answered when the first code is there | 422 |
//! | `STARTING` after a scan, `PASSKEY_*`, others | new cycle: the scan is lost | 422 | 422 |
//! | `WORKING` | the session is interrupted; 200 without a code | 200 without a code | 422 |
//!
//! "New cycle": the old code is dead at once, the status is `STARTING` for
//! [`Times::starting`](crate::Times::starting), then the answer comes with the first code. The 422
//! has the body that the gateway below gives. A linked phone stays linked: its session starts
//! without a code, and the answer has `"qr_code": null`.

pub(crate) mod answer;
mod code;
mod create;
mod cycle;
mod instance;
mod limiter;
mod list;
mod new_qr;
mod operations;
mod perform;
mod route;
mod snapshot;
mod stage;
#[cfg(test)]
mod tests;
mod tokens;
mod written;

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use hypersender::Operation;
use hypersender::clock::Moment;

use crate::deed::{Deed, NewInstance, Outcome};
use crate::faults::Rules;
use crate::log::Entry;
use crate::settings::{AccessToken, InstanceTokens, OnNewQr, Settings};
use crate::timeline::{Event, When};
use crate::wire::{Reply, Request, Response};
use code::Shown;
use instance::Instance;
use limiter::{Limiter, Verdict};
pub(crate) use route::PREFIX;
use route::Route;
pub use snapshot::{LastCode, Snapshot};
use tokens::{Account, Bearer};

/// The service.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use hypersender::clock::Moment;
/// use hypersender_sandbox::{Settings, engine::Engine};
///
/// let start = Moment::default();
/// let mut engine = Engine::new(Settings::default(), start, SystemTime::now());
/// let status = |engine: &mut Engine, after| {
///     engine.instances(start + Duration::from_secs(after))[0].status.clone()
/// };
/// assert_eq!(status(&mut engine, 159), "SCAN_QR_CODE");
/// assert_eq!(status(&mut engine, 160), "FAILED");
/// ```
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    start: Moment,
    start_wall: SystemTime,
    rng: Rng,
    accounts: Vec<Account>,
    instances: Vec<Instance>,
    limiter: Limiter,
    shown: HashMap<String, Shown>,
    rules: Rules,
    timeline: BTreeMap<(Moment, u64), Deed>,
    /// What waits for a code to be shown.
    watches: Vec<Event>,
    events: u64,
}

/// What became of a request: what is sent, and what the log says about it.
#[derive(Debug)]
pub struct Received {
    /// What is sent.
    pub reply: Reply,
    /// What the log says.
    pub entry: Entry,
}

/// What the service itself answers, and what it found out on the way.
struct Answer {
    response: Response,
    token: Option<String>,
}

impl Engine {
    /// The service at its start.
    pub fn new(mut settings: Settings, start: Moment, wall: SystemTime) -> Self {
        let seed = *settings.seed.get_or_insert_with(|| fastrand::u64(..));
        let mut rng = Rng::with_seed(seed);
        let mut fixed = settings.token.clone();
        let mut account = |name: &String| Account {
            name: name.clone(),
            token: fixed.take().unwrap_or_else(|| tokens::token(&mut rng)),
        };
        let accounts = settings.accounts.iter().map(&mut account).collect();
        let mut engine = Self {
            start,
            start_wall: wall,
            rng,
            accounts,
            instances: Vec::new(),
            limiter: Limiter::default(),
            shown: HashMap::new(),
            rules: Rules::default(),
            timeline: BTreeMap::new(),
            watches: Vec::new(),
            events: 0,
            settings,
        };
        for instance in engine.settings.instances.clone() {
            engine.add_instance(&instance, start);
        }
        for rule in engine.settings.faults.clone() {
            engine.rules.add(rule);
        }
        for event in engine.settings.when.clone() {
            engine.expect(event, start);
        }
        engine
    }

    /// What it was started with; the seed is always there.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The token of an account.
    pub fn token(&self, account: &str) -> Option<&str> {
        let account = self.accounts.iter().find(|known| known.name == account);
        account.map(|account| account.token.as_str())
    }

    /// The instances as they are.
    pub fn instances(&mut self, now: Moment) -> Vec<Snapshot> {
        self.evolve(now);
        (0..self.instances.len()).map(|at| self.snapshot(at, now)).collect()
    }

    /// The time since its start.
    pub fn passed(&self, now: Moment) -> Duration {
        now.since(self.start)
    }

    /// The faults that are still to come.
    pub fn faults(&self) -> &[crate::faults::Rule] {
        self.rules.all()
    }

    /// Receives a request.
    pub fn receive(&mut self, request: &Request, now: Moment) -> Received {
        self.evolve(now);
        let (operation, instance) = match Route::of(&request.method, request.path()) {
            Route::To(operation, instance) => (Some(operation), instance),
            _ => (None, None),
        };
        let mut entry = Entry::new(request, now, self.passed(now), operation, instance);
        let fault = self.rules.take(operation, instance);
        let done = fault.as_ref().is_none_or(|(_, done)| *done);
        let head = self.head(now);
        let right = if done {
            let answer = self.handle(request, head.clone(), now);
            entry.token = answer.token;
            let after = answer.response.after + self.settings.latency;
            answer.response.after(after)
        } else {
            entry.token = self.bearer(request).1;
            head.clone()
        };
        let reply = match fault {
            None => Reply::Response(right),
            Some((fault, _)) => {
                entry.fault = Some(fault.name().to_owned());
                fault.reply(right, &head, self.wall(now))
            }
        };
        entry.status = match &reply {
            Reply::Response(response) => Some(response.status),
            Reply::Script(_) => None,
        };
        Received { reply, entry }
    }

    /// The answer of the service itself, on top of `head`.
    fn handle(&mut self, request: &Request, head: Response, now: Moment) -> Answer {
        let (bearer, token) = self.bearer(request);
        let response = match Route::of(&request.method, request.path()) {
            Route::Nowhere => error(head, 404),
            Route::WrongMethod(wanted) => error(head, 405).header("Allow", wanted),
            Route::To(operation, instance) => match bearer {
                None => unauthenticated(request, head),
                Some(bearer) => self.limited(request, head, now, (operation, instance), bearer),
            },
        };
        Answer { response, token }
    }

    fn limited(
        &mut self,
        request: &Request,
        head: Response,
        now: Moment,
        (operation, instance): (Operation, Option<&str>),
        bearer: Bearer,
    ) -> Response {
        let limits = &self.settings.limits;
        let moment = (now, self.wall(now));
        let verdict = self.limiter.check(limits, operation, bearer, instance, moment);
        let head = match verdict {
            Some(verdict) if limits.headers => verdict.mark(head),
            _ => head,
        };
        if verdict.as_ref().is_some_and(Verdict::refuses) {
            return error(head, 429);
        }
        self.operate(request, head, now, (operation, instance), bearer)
    }

    /// What every answer begins with.
    fn head(&mut self, now: Moment) -> Response {
        Response::new(200)
            .header("Date", httpdate::fmt_http_date(self.wall(now)))
            .header("Cache-Control", "no-cache, private")
            .header("s-request-id", tokens::uuid(&mut self.rng))
    }

    /// Whose token came, and how the log calls it.
    fn bearer(&self, request: &Request) -> (Option<Bearer>, Option<String>) {
        let Some(token) = request.header("authorization").and_then(bearer_token) else {
            return (None, None);
        };
        if let Some(at) = self.accounts.iter().position(|known| known.token == token) {
            return (Some(Bearer::Account(at)), Some(self.accounts[at].name.clone()));
        }
        let own = |instance: &Instance| instance.access_token == token;
        if let Some(at) = self.instances.iter().position(own) {
            let instance = &self.instances[at];
            let account = instance.account;
            let bearer = Bearer::Instance { at, account };
            return (Some(bearer), Some(format!("instance {}", instance.id)));
        }
        (None, Some(format!("unknown {:08x}", crc32fast::hash(token.as_bytes()))))
    }

    /// The wall clock of the service: one of its own, which nobody sets.
    fn wall(&self, at: Moment) -> SystemTime {
        self.start_wall + at.since(self.start)
    }

    /// Catches up with what happens by itself.
    fn evolve(&mut self, now: Moment) {
        while let Some(next) = self.timeline.first_entry()
            && next.key().0 <= now
        {
            let ((at, _), deed) = next.remove_entry();
            self.perform_at(&deed, at);
        }
        for instance in &mut self.instances {
            instance.evolve(now, &self.settings.codes);
        }
    }

    /// Plans something.
    pub fn expect(&mut self, event: Event, now: Moment) {
        match event.when {
            When::At { at } => self.schedule(event.deed, now.max(self.start + at)),
            When::Shown { .. } => self.watches.push(event),
        }
    }

    fn schedule(&mut self, deed: Deed, at: Moment) {
        self.events += 1;
        self.timeline.insert((at, self.events), deed);
    }

    /// Does something.
    pub fn perform(&mut self, deed: &Deed, now: Moment) -> Outcome {
        self.evolve(now);
        self.perform_at(deed, now)
    }
}

fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// An answer that is nothing but its status's message.
fn error(head: Response, status: u16) -> Response {
    with_json(head, status, answer::message(status))
}

fn with_json(head: Response, status: u16, body: String) -> Response {
    let mut response = head.header("Content-Type", "application/json");
    response.status = status;
    response.body = body.into();
    response
}

/// Laravel sends whoever doesn't ask for JSON first to a page where people log in.
fn unauthenticated(request: &Request, head: Response) -> Response {
    let accept = request.header("accept").unwrap_or_default();
    let first = accept.split(',').next().unwrap_or_default();
    if first.contains("/json") || first.contains("+json") {
        return error(head, 401);
    }
    let host = request.header("host").unwrap_or("localhost");
    let mut response = head
        .header("Location", format!("http://{host}/login"))
        .header("Content-Type", "text/html; charset=UTF-8");
    response.status = 302;
    response.body = "<!DOCTYPE html><title>Redirecting</title>".into();
    response
}
