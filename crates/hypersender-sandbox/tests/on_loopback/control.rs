//! The sandbox over HTTP.

use hypersender_sandbox::deed::NewInstance;
use hypersender_sandbox::{Sandbox, Settings};
use serde_json::{Value, json};

use crate::raw;

const HERE: [(&str, &str); 1] = [("Host", "localhost:1")];

async fn send(sandbox: &Sandbox, line: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let came = raw::send(sandbox, line, &HERE, &body).await;
    assert_eq!(came.status(), "200", "{line} {}", came.text());
    came.json()
}

#[tokio::test]
async fn a_program_elsewhere_can_link_an_instance() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let root = send(&sandbox, "GET /_sandbox/", &Value::Null).await;
    assert_eq!(root["url"], sandbox.url());
    assert_eq!(root["tokens"]["account"], sandbox.token());

    let new = json!({ "name": "Shop", "id": "shop-1" });
    let created = send(&sandbox, "POST /_sandbox/instances", &new).await;
    assert_eq!(created["created"], "shop-1");
    let answer = sandbox.client().request_new_qr_code("shop-1").await.unwrap();
    let payload = answer.qr_code.payload().unwrap().reveal();

    let instances = send(&sandbox, "GET /_sandbox/instances", &Value::Null).await;
    assert_eq!(instances[1]["last_code"]["payload"], payload);
    assert_eq!(instances[1]["last_code"]["alive_for"], 60.0);
    let scan = json!({ "payload": payload });
    assert_eq!(send(&sandbox, "POST /_sandbox/scan", &scan).await["scan"], "linked");
    assert_eq!(send(&sandbox, "POST /_sandbox/scan", &scan).await["scan"], "stale");
    let root = send(&sandbox, "POST /_sandbox/advance", &json!({ "seconds": 3 })).await;
    // And 2 that the request for the code took.
    assert_eq!(root["seconds_since_start"], 5.0);
    assert!(sandbox.client().health("shop-1").await.unwrap().status.is_working());

    let unlink = json!({ "unlink": { "instance": "Shop" } });
    assert_eq!(send(&sandbox, "POST /_sandbox/phone", &unlink).await, "done");
    assert_eq!(sandbox.instances()[1].status, "FAILED");

    let log = send(&sandbox, "GET /_sandbox/requests", &Value::Null).await;
    let operations: Vec<_> =
        log.as_array().unwrap().iter().map(|entry| entry["operation"].clone()).collect();
    assert_eq!(operations, ["request_new_qr_code", "health"]);
    assert_eq!((&log[0]["at"], &log[1]["at"]), (&json!(0.0), &json!(5.0)));
    let after = format!("GET /_sandbox/requests?after={}", log[0]["number"]);
    assert_eq!(send(&sandbox, &after, &Value::Null).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_program_elsewhere_can_plan_faults_and_events_and_begin_anew() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let (id, token) = (sandbox.instance(), sandbox.token());
    let client = sandbox.client_builder().max_retries(0).build().unwrap();
    let rule =
        json!({ "operation": "health", "times": 2, "fault": { "status": { "status": 503 } } });
    send(&sandbox, "POST /_sandbox/faults", &rule).await;
    assert_eq!(client.health(&id).await.unwrap_err().status(), Some(503));
    let left = send(&sandbox, "GET /_sandbox/faults", &Value::Null).await;
    assert_eq!((left.as_array().unwrap().len(), &left[0]["times"]), (1, &json!(1)));
    send(&sandbox, "DELETE /_sandbox/faults", &Value::Null).await;
    let event = json!({ "at": 30, "do": { "set_status": { "status": "PASSKEY_REQUIRED" } } });
    send(&sandbox, "POST /_sandbox/timeline", &event).await;
    assert_eq!(client.health(&id).await.unwrap().status.as_str(), "SCAN_QR_CODE");
    send(&sandbox, "POST /_sandbox/advance", &json!({ "seconds": 30 })).await;
    assert_eq!(client.health(&id).await.unwrap().status.as_str(), "PASSKEY_REQUIRED");

    sandbox.replace_token();
    send(&sandbox, "POST /_sandbox/reset", &Value::Null).await;
    assert_eq!((sandbox.instance(), sandbox.token()), (id.clone(), token));
    assert_eq!(sandbox.instances()[0].status, "SCAN_QR_CODE");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn pages_of_other_sites_cannot_control_it() {
    let sandbox = Sandbox::start().await.unwrap();
    for (headers, status) in [
        (vec![("Host", "127.0.0.1:1")], "200"),
        (vec![("Host", "[::1]:1")], "200"),
        (vec![("Host", "localhost:1"), ("Origin", "http://localhost:1")], "200"),
        (vec![("Host", "localhost:1"), ("Origin", "http://localhost:2")], "403"),
        (vec![("Host", "localhost:1"), ("Origin", "https://evil.example")], "403"),
        (vec![("Host", "localhost:1"), ("Origin", "null")], "403"),
        (vec![("Host", "evil.example:1")], "403"),
        (vec![("Host", "evil.example:1"), ("Origin", "http://evil.example:1")], "403"),
        (vec![("Host", "localhost.evil.example")], "403"),
        (vec![], "403"),
    ] {
        let came = raw::send(&sandbox, "GET /_sandbox/", &headers, "").await;
        assert_eq!(came.status(), status, "{headers:?}");
        assert_eq!(came.body().contains(&sandbox.token()), status == "200", "{headers:?}");
    }
}

#[tokio::test]
async fn what_it_does_not_understand_it_says() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.create_instance(NewInstance::default().id("there"));
    for (line, body, status, text) in [
        ("GET /_sandbox/nothing", "", "404", "documentation"),
        ("POST /_sandbox/scan", "{", "422", "no JSON: it ends too early"),
        (
            "POST /_sandbox/scan",
            r#"{"paylod":"a"}"#,
            "422",
            "There is no `paylod`. What there is: `payload`",
        ),
        ("POST /_sandbox/scan", r#"{"instance":"nobody"}"#, "404", "no_such"),
        ("POST /_sandbox/instances", r#"{"id":"there"}"#, "409", "taken"),
        (
            "POST /_sandbox/phone",
            r#"{"replace_token":{"acount":"a"}}"#,
            "422",
            "no `replace_token.acount`",
        ),
        (
            "POST /_sandbox/timeline",
            r#"{"shown":1,"afterr":8,"do":{"scan":{}}}"#,
            "422",
            "no `afterr`",
        ),
        ("POST /_sandbox/timeline", r#"{"at":1,"shown":1,"do":{"scan":{}}}"#, "422", "`shown`"),
        ("POST /_sandbox/phone", r#"{"unlink":{"instance":"nobody"}}"#, "404", "no_such"),
        ("POST /_sandbox/faults", r#"{"operation":"link","fault":"reset"}"#, "422", "no operation"),
        (
            "POST /_sandbox/advance",
            r#"{"seconds":-1}"#,
            "422",
            "`seconds`: a time is a number, not below zero",
        ),
    ] {
        let came = raw::send(&sandbox, line, &HERE, body).await;
        assert_eq!(came.status(), status, "{line} {body}");
        assert!(came.body().contains(text), "{line} {body} {}", came.body());
    }
}

#[tokio::test]
async fn settings_are_written_as_they_are_read() {
    let sandbox = Sandbox::builder().seed(7).speed(2.0).start().await.unwrap();
    let settings = send(&sandbox, "GET /_sandbox/settings", &Value::Null).await;
    assert_eq!((&settings["seed"], &settings["speed"]), (&json!(7), &json!(2.0)));
    let read: Settings = serde_json::from_value(settings).unwrap();
    assert_eq!(read, sandbox.settings());
    assert!(serde_json::from_str::<Settings>(r#"{"spede": 1}"#).is_err());
}
