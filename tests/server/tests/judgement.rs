//! What a runner reports and what the server gets is judged: a wrong one is found.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use scenario_server::format::Event;
use scenario_server::plan::Action;
use scenario_server::{Backstage, Library, Run, StepResult};
use serde_json::{Value, json};

/// Runs a scenario whose one step is `restart` of `one`, and which is written here.
async fn start(server: Value, received: Value) -> Arc<Run> {
    covering("success.wire", server, received).await
}

/// The same, which says that it covers that.
async fn covering(fault: &str, server: Value, received: Value) -> Arc<Run> {
    let scenario = json!({
        "title": "A restart that is watched closely",
        "covers": [fault],
        "client": {"token": "7|canary-token"},
        "server": server,
        "steps": [{"call": "restart", "args": {"instance": "one"}, "expect": {"value": {"message": "ok"}}}],
        "received": received,
        "still_works": false,
    });
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("watched.json"), scenario.to_string()).unwrap();
    let library = Library::read(folder.path()).unwrap();
    Backstage::new(library).unwrap().start("watched").await.unwrap()
}

fn base_url(run: &Run) -> String {
    let client = run.plan().steps.iter().find_map(|step| match step {
        Action::NewClient(client) => client.options["base_url"].as_str(),
        _ => None,
    });
    client.unwrap().to_owned()
}

/// Sends a request by hand and reads what comes.
async fn send(
    run: &Run,
    method: &'static str,
    path: &'static str,
    headers: &'static str,
) -> String {
    let url = base_url(run);
    tokio::task::spawn_blocking(move || {
        let (host, prefix) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "{method} /{prefix}{path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap()
}

const PROPER: &str = "Accept: application/json\r\nAuthorization: Bearer 7|canary-token\r\nUser-Agent: hypersender/0\r\n";

fn ok() -> Value {
    json!({"answers": [{"json": {"message": "ok"}, "then": "close"}]})
}

fn value() -> StepResult {
    let renderings = vec!["Restarted { message: ok }".to_owned()];
    StepResult { value: Some(json!({"message": "ok"})), renderings, ..StepResult::default() }
}

#[tokio::test]
async fn what_is_right_passes() {
    let run = start(ok(), json!({"requests": ["POST /one/restart"], "connections": 1})).await;
    assert!(send(&run, "POST", "/one/restart", PROPER).await.ends_with("{\"message\":\"ok\"}"));
    assert_eq!(run.check("1", &value()), [""; 0]);
    assert_eq!(run.finish().await, [""; 0]);
}

#[tokio::test]
async fn a_step_that_is_not_checked_once_is_found() {
    let run = start(ok(), json!({"requests": 1})).await;
    send(&run, "POST", "/one/restart", PROPER).await;
    assert_eq!(run.finish().await, ["step 1: was not checked as often as it should be"]);
    assert_eq!(run.check("1", &value()), [""; 0]);
    assert_eq!(run.check("1", &value()), ["step 1: checked more often than it is done"]);
    assert_eq!(run.check("9", &value()), ["step 9: there is nothing to check"]);
}

#[tokio::test]
async fn another_request_than_the_wanted_one_is_found() {
    let run = start(ok(), json!({"requests": ["POST /one/restart"]})).await;
    send(&run, "POST", "/two/restart", PROPER).await;
    run.check("1", &value());
    let found = run.finish().await;
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("expected [\"POST /one/restart\"], got [\"POST /two/restart\"]"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_second_request_and_one_that_never_came_are_found() {
    let run = start(ok(), json!({"requests": 1})).await;
    run.check("1", &value());
    let none = run.finish().await;
    assert!(none.iter().any(|found| found.contains("never used: answer 1")), "{none:?}");
    send(&run, "POST", "/one/restart", PROPER).await;
    send(&run, "POST", "/one/restart", PROPER).await;
    let two = run.finish().await;
    assert!(two.iter().any(|found| found.contains("requests: expected 1")), "{two:?}");
    assert!(two.iter().any(|found| found.contains("no answer for POST /one/restart")), "{two:?}");
}

#[tokio::test]
async fn a_request_that_is_not_the_librarys_is_found() {
    let run = start(ok(), json!({"requests": 1})).await;
    run.check("1", &value());
    send(&run, "POST", "/one/restart", "Accept: */*\r\nAuthorization: Bearer other\r\nUser-Agent: curl\r\nCookie: a=b\r\nContent-Type: text/plain\r\n").await;
    let found = run.finish().await;
    for defect in ["Accept", "Authorization", "User-Agent", "Cookie", "Content-Type"] {
        assert!(found.iter().any(|found| found.contains(defect)), "{defect}: {found:?}");
    }
}

#[tokio::test]
async fn a_wrong_value_and_a_leaked_token_are_found() {
    let run = start(ok(), json!({"requests": 0})).await;
    let wrong = StepResult {
        value: Some(json!({"message": "no"})),
        renderings: vec!["Restarted { token: 7|canary-token }".to_owned()],
        ..StepResult::default()
    };
    let found = run.check("1", &wrong);
    assert!(found[0].contains("value.message: expected \"ok\", got \"no\""), "{found:?}");
    assert!(found[1].contains("must not be in any rendering"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn leaving_early_is_seen() {
    let server = json!({"answers": [{"delay": 30, "json": {"message": "ok"}}]});
    let received = json!({"requests": 1, "left_early": 1});
    let run = covering("connection.never_answers", server, received).await;
    run.check("1", &value());
    let url = base_url(&run);
    let (host, prefix) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "POST /{prefix}/one/restart HTTP/1.1\r\nHost: {host}\r\n{PROPER}\r\n").unwrap();
    assert!(run.wait(Event::Requests(1)).await);
    drop(stream);
    assert_eq!(run.finish().await, [""; 0]);
}

/// What is found of a scenario that says that it covers that, with such an answer.
async fn found_of(fault: &str, answer: Value) -> Vec<String> {
    let run = covering(fault, json!({"answers": [answer]}), json!({"requests": 1})).await;
    send(&run, "POST", "/one/restart", PROPER).await;
    run.check("1", &value());
    run.finish().await
}

#[tokio::test]
async fn a_fault_that_never_happened_to_the_operation_is_found() {
    let ok = || json!({"json": {"message": "ok"}, "then": "close"});
    for fault in ["status.server_error", "connection.cut_in_the_body", "tls.cut_handshake"] {
        let told = format!("covers: {fault} was never shown to restart");
        assert_eq!(found_of(fault, ok()).await, [told]);
    }
    let script = |bytes: &str| json!({"script": [{"bytes": bytes}, "close"]});
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}";
    assert_eq!(found_of("connection.cut_in_the_body", script(short)).await, [""; 0]);
    assert_eq!(found_of("connection.cut_in_the_head", script(short)).await.len(), 1);
    let failed = json!({"status": 503, "then": "close"});
    assert_eq!(found_of("status.server_error", failed.clone()).await, [""; 0]);
    assert_eq!(found_of("retry_after.absent", failed.clone()).await, [""; 0]);
    assert_eq!(found_of("retry_after.seconds", failed).await.len(), 1);
}
