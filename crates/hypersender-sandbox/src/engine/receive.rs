//! The way of a request: the fault that it meets, whose it is, whether there were too many, and
//! then its operation.

use hypersender::Operation;
use hypersender::clock::Moment;

use super::instance::Instance;
use super::limiter::Verdict;
use super::route::Route;
use super::tokens::{self, Bearer};
use super::{Engine, answer};
use crate::log::Entry;
use crate::wire::{Reply, Request, Response};

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
            entry.right_status = Some(answer.response.status);
            entry.asks_to_wait(&answer.response);
            let after = answer.response.after + self.settings.latency;
            answer.response.after(after)
        } else {
            entry.token = self.bearer(request).1;
            head.clone()
        };
        if fault.as_ref().is_some_and(|(fault, _)| !fault.needs_answer()) {
            (entry.right_status, entry.retry_after, entry.reset) = (None, None, None);
        }
        let reply = match fault {
            None => Reply::Response(right),
            Some((fault, _)) => {
                entry.fault = Some(fault.name().to_owned());
                fault.reply(right, &head, self.wall(now))
            }
        };
        if let Reply::Response(response) = &reply {
            entry.status = Some(response.status);
            entry.held_back = response.after;
            entry.asks_to_wait(response);
        }
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
}

fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// An answer that is nothing but its status's message.
pub(super) fn error(head: Response, status: u16) -> Response {
    with_json(head, status, answer::message(status))
}

pub(super) fn with_json(head: Response, status: u16, body: String) -> Response {
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
