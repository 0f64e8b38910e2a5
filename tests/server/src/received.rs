//! What the server must have received, and the comparison with what it did.

use serde_json::Value;

use crate::format::{Received, ReceivedRequest, Requests, WholeRequest};
use crate::matching;
use crate::play::{Logged, Stage};

/// What is wrong with what was received.
pub(crate) fn mismatches(received: &Received, stage: &Stage, tokens: &[String]) -> Vec<String> {
    let log = stage.log();
    let requests = log.all();
    let mut found = match &received.requests {
        Requests::Any => Vec::new(),
        Requests::Count(count) if *count == requests.len() as u64 => Vec::new(),
        Requests::Count(count) => vec![differ("requests", count, &lines(&requests))],
        Requests::List(wanted) => listed(wanted, &requests),
    };
    let mut number = |name: &str, pattern: &Option<Value>, number: u64| {
        if let Some(pattern) = pattern {
            found.extend(matching::mismatches(name, pattern, Some(&number.into())));
        }
    };
    let counts = stage.counts();
    number("connections", &received.connections, counts.connections);
    number("left_early", &received.left_early, log.times_left_early());
    number("asked", &received.asked, log.asked());
    number("sent_bytes", &received.sent_bytes, log.sent_bytes());
    number("proxied", &received.proxied, counts.proxied);
    found.extend(requests.iter().flat_map(|request| unfit(request, tokens)));
    found.extend(log.without_answer().into_iter().map(|line| format!("no answer for {line}")));
    found.extend(stage.leftover().into_iter().map(|answer| format!("never used: {answer}")));
    if stage.strayed() > 0 {
        found.push("the other server was connected to".into());
    }
    found.into_iter().map(|mismatch| format!("received: {mismatch}")).collect()
}

fn differ(what: &str, expected: &dyn std::fmt::Display, got: &dyn std::fmt::Debug) -> String {
    format!("{what}: expected {expected}, got {got:?}")
}

fn lines(requests: &[Logged]) -> Vec<&str> {
    requests.iter().map(|request| request.line.as_str()).collect()
}

fn listed(wanted: &[ReceivedRequest], requests: &[Logged]) -> Vec<String> {
    let line = |wanted: &ReceivedRequest| match wanted {
        ReceivedRequest::Line(line) => line.clone(),
        ReceivedRequest::Whole(whole) => whole.request.clone(),
    };
    let expected: Vec<String> = wanted.iter().map(line).collect();
    if expected != lines(requests) {
        return vec![differ("requests", &format!("{expected:?}"), &lines(requests))];
    }
    let pairs = wanted.iter().zip(requests);
    pairs
        .flat_map(|(wanted, logged)| match wanted {
            ReceivedRequest::Line(_) => Vec::new(),
            ReceivedRequest::Whole(whole) => whole_request(whole, logged),
        })
        .collect()
}

fn whole_request(wanted: &WholeRequest, logged: &Logged) -> Vec<String> {
    let request = &logged.request;
    let mut found = Vec::new();
    for (name, pattern) in &wanted.headers {
        let value = request.header(name).map(Value::from);
        let at = format!("{}: header {name}", logged.line);
        found.extend(matching::mismatches(&at, pattern, value.as_ref()));
    }
    let at = format!("{}: body", logged.line);
    let body = String::from_utf8_lossy(&request.body);
    if let Some(pattern) = &wanted.json {
        let json = serde_json::from_str(&body).ok();
        found.extend(matching::mismatches(&at, pattern, json.as_ref()));
    }
    if let Some(pattern) = &wanted.body {
        found.extend(matching::mismatches(&at, pattern, Some(&(*body).into())));
    }
    found
}

/// What every request has to be, whatever the scenario says.
fn unfit(logged: &Logged, tokens: &[String]) -> Vec<String> {
    let request = &logged.request;
    let header = |name: &str| request.header(name).unwrap_or_default();
    let authorization = header("authorization");
    let known = |token: &String| authorization == format!("Bearer {}", token.trim());
    let demands = [
        (header("accept") == "application/json", "Accept is not application/json"),
        (tokens.iter().any(known), "Authorization is not one of the tokens"),
        (header("user-agent").starts_with("hypersender/"), "User-Agent is not the library's"),
        (request.header("cookie").is_none(), "there is a Cookie"),
        (
            request.body.is_empty() == request.header("content-type").is_none(),
            "Content-Type goes with a body, and only with one",
        ),
    ];
    demands
        .into_iter()
        .filter(|(holds, _)| !holds)
        .map(|(_, defect)| format!("{}: {defect}", logged.line))
        .collect()
}
