//! The sandbox over HTTP, under `/_sandbox/`, for programs in other processes on this machine; and
//! at `/` its page for people.

mod guard;
mod page;
mod watch;

use std::time::Duration;

use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::deed::{Deed, NewInstance, Outcome, Scan};
use crate::faults::Rule;
use crate::reading::read;
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
    request.path() == "/" || request.path().starts_with(ROOT)
}

pub(crate) async fn handle(service: &Service, request: &Request) -> Response {
    let response = if guard::is_from_here(request) {
        match route(service, request).await {
            Ok(response) => response,
            Err(error) => refusal(422, &error.to_string()),
        }
    } else {
        refusal(403, "The control of a sandbox is for programs on this machine.")
    };
    response
        .header("Cache-Control", "no-store")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
}

async fn route(service: &Service, request: &Request) -> Result<Response, serde_json::Error> {
    let now = service.moment();
    let perform = |deed: Deed| {
        let outcome = service.perform(&deed);
        let status = match outcome {
            Outcome::NoSuch => 404,
            Outcome::Taken => 409,
            _ => 200,
        };
        answer(status, &outcome)
    };
    // A HEAD is a GET whose body stays here.
    let method = if request.method == "HEAD" { "GET" } else { &*request.method };
    if let ("GET", Some(file)) = (method, page::file(request.path())) {
        return Ok(file);
    }
    match (method, request.path().strip_prefix(ROOT).unwrap_or("/")) {
        ("GET", "") => overview(service),
        ("GET", "watch") => answer(200, &watch::watch(service, request).await),
        ("GET", "settings") => answer(200, service.state().engine.settings()),
        ("GET", "instances") => answer(200, &service.state().engine.instances(now)),
        ("POST", "instances") => perform(Deed::CreateInstance(body::<NewInstance>(request)?)),
        ("GET", "picture") => Ok(picture(service, request)),
        ("GET", "requests") => {
            let after = query(request, "after");
            answer(200, &watch::requests(&service.state(), after.as_deref()))
        }
        ("POST", "scan") => perform(Deed::Scan(body::<Scan>(request)?)),
        ("POST", "phone") => perform(body(request)?),
        ("GET", "faults") => answer(200, &service.state().engine.faults()),
        ("POST", "faults") => perform(Deed::Fault(body::<Rule>(request)?)),
        ("DELETE", "faults") => perform(Deed::ClearFaults),
        ("POST", "timeline") => {
            service.expect(body::<Event>(request)?);
            answer(200, &Outcome::Done)
        }
        ("POST", "advance") => advance(service, body::<Advance>(request)?.seconds),
        ("POST", "reset") => {
            service.reset();
            overview(service)
        }
        _ => Ok(refusal(404, "The sandbox's documentation lists what is here.")),
    }
}

fn overview(service: &Service) -> Result<Response, serde_json::Error> {
    answer(200, &watch::overview(service, &service.state()))
}

fn advance(service: &Service, by: Duration) -> Result<Response, serde_json::Error> {
    let passed = service.state().engine.passed(service.moment());
    if passed + by > seconds::LONGEST {
        return Ok(refusal(422, "A sandbox does not live longer than a hundred years."));
    }
    service.advance(by);
    overview(service)
}

/// The picture of a code that was handed out, as the PNG that the API gave in base64.
fn picture(service: &Service, request: &Request) -> Response {
    let instance = query(request, "instance").unwrap_or_default();
    let code = query(request, "code").map(|text| text.parse().unwrap_or(0));
    match service.state().engine.picture(&instance, code) {
        Some(png) => Response::with_body(200, "image/png", png),
        None => refusal(404, "No such code was handed out."),
    }
}

fn query(request: &Request, wanted: &str) -> Option<String> {
    form_urlencoded::parse(request.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

/// An empty body is an empty object.
fn body<T: DeserializeOwned>(request: &Request) -> Result<T, serde_json::Error> {
    let body: &[u8] = if request.body.is_empty() { b"{}" } else { &request.body };
    let body = str::from_utf8(body).map_err(|_| de::Error::custom("This is no text in UTF-8."))?;
    read(body).map_err(de::Error::custom)
}

fn answer(status: u16, value: &impl Serialize) -> Result<Response, serde_json::Error> {
    Ok(Response::json(status, serde_json::to_vec(value)?))
}

fn refusal(status: u16, message: &str) -> Response {
    Response::json(status, json!({ "message": message }).to_string())
}
