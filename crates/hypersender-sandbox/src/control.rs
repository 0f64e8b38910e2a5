//! The sandbox over HTTP, under `/_sandbox/`: for programs in other processes, on this machine.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::deed::{Deed, NewInstance, Outcome, Scan};
use crate::engine::PREFIX;
use crate::faults::Rule;
use crate::service::Service;
use crate::timeline::Event;
use crate::vocabulary::seconds;
use crate::wire::{Request, Response};

const ROOT: &str = "/_sandbox/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    #[serde(with = "seconds")]
    seconds: Duration,
}

pub(crate) fn is_for(request: &Request) -> bool {
    request.path().starts_with(ROOT)
}

pub(crate) fn handle(service: &Service, request: &Request) -> Response {
    if !is_from_here(request) {
        return refusal(403, "The control of a sandbox is for programs on this machine.");
    }
    match route(service, request) {
        Ok(response) => response,
        Err(error) => refusal(422, &error.to_string()),
    }
}

fn route(service: &Service, request: &Request) -> Result<Response, serde_json::Error> {
    let now = service.moment();
    let path = request.path().strip_prefix(ROOT).unwrap_or_default();
    let perform = |deed: Deed| {
        let outcome = service.state().engine.perform(&deed, now);
        let status = if outcome == Outcome::NoSuch { 404 } else { 200 };
        answer(status, &outcome)
    };
    match (&*request.method, path) {
        ("GET", "") => overview(service),
        ("GET", "settings") => answer(200, service.state().engine.settings()),
        ("GET", "instances") => answer(200, &service.state().engine.instances(now)),
        ("POST", "instances") => perform(Deed::CreateInstance(body::<NewInstance>(request)?)),
        ("GET", "requests") => requests(service, request),
        ("POST", "scan") => perform(Deed::Scan(body::<Scan>(request)?)),
        ("POST", "phone") => perform(body(request)?),
        ("GET", "faults") => answer(200, &service.state().engine.faults()),
        ("POST", "faults") => perform(Deed::Fault(body::<Rule>(request)?)),
        ("DELETE", "faults") => perform(Deed::ClearFaults),
        ("POST", "timeline") => {
            service.state().engine.expect(body::<Event>(request)?, now);
            answer(200, &Outcome::Done)
        }
        ("POST", "advance") => {
            service.clock().advance(body::<Advance>(request)?.seconds);
            overview(service)
        }
        ("POST", "reset") => {
            service.reset();
            overview(service)
        }
        _ => Ok(refusal(404, "The sandbox's documentation lists what is here.")),
    }
}

fn overview(service: &Service) -> Result<Response, serde_json::Error> {
    let now = service.moment();
    let state = service.state();
    let tokens: serde_json::Map<_, _> = state
        .engine
        .settings()
        .accounts
        .iter()
        .map(|account| (account.clone(), json!(state.engine.token(account))))
        .collect();
    let url = format!("{}{PREFIX}", service.origin());
    let passed = state.engine.passed(now).as_secs_f64();
    answer(200, &json!({ "url": url, "tokens": tokens, "seconds_since_start": passed }))
}

fn requests(service: &Service, request: &Request) -> Result<Response, serde_json::Error> {
    let after = form_urlencoded::parse(request.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "after")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    let state = service.state();
    let entries: Vec<_> = state.log.entries().filter(|entry| entry.number > after).collect();
    answer(200, &entries)
}

/// An empty body is an empty object.
fn body<T: DeserializeOwned>(request: &Request) -> Result<T, serde_json::Error> {
    let body: &[u8] = if request.body.is_empty() { b"{}" } else { &request.body };
    serde_json::from_slice(body)
}

fn answer(status: u16, value: &impl Serialize) -> Result<Response, serde_json::Error> {
    Ok(Response::json(status, serde_json::to_vec(value)?).header("Cache-Control", "no-store"))
}

fn refusal(status: u16, message: &str) -> Response {
    Response::json(status, json!({ "message": message }).to_string())
}

/// Whether the request comes from this machine, and not from a page of another site in a browser
/// on it: that has the site's origin or, if the site's name was made to mean this machine, its
/// host.
fn is_from_here(request: &Request) -> bool {
    let Some(host) = request.header("host") else {
        return false;
    };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let own = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    let origin = request.header("origin").is_none_or(|origin| origin == format!("http://{host}"));
    request.peer.ip().is_loopback() && own && origin
}
