//! Each fault as it arrives at a client that reads the socket itself, and what it leaves behind.

use std::io::ErrorKind;
use std::time::Duration;

use hypersender::Operation;
use hypersender_sandbox::faults::{Fault, Rule};
use hypersender_sandbox::wire::{Action, End};
use hypersender_sandbox::{Limits, Sandbox};
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;

use crate::raw;

const RIGHT: &str = "SCAN_QR_CODE";

async fn sandbox() -> Sandbox {
    Sandbox::builder().virtual_time().limits(Limits::off()).start().await.unwrap()
}

async fn call(sandbox: &Sandbox, method: &str, what: &str) -> raw::Came {
    let line = format!("{method} /api/whatsapp/v2/{}/{what}", sandbox.instance());
    let token = format!("Bearer {}", sandbox.token());
    raw::send(sandbox, &line, &[("Accept", "application/json"), ("Authorization", &token)], "")
        .await
}

/// The answer to a health check with that fault.
async fn with(fault: Fault) -> raw::Came {
    let sandbox = sandbox().await;
    sandbox.faults().next(Operation::Health, 1, fault);
    let came = call(&sandbox, "GET", "health").await;
    assert!(sandbox.faults().left().is_empty());
    assert!(call(&sandbox, "GET", "health").await.body().contains(RIGHT));
    came
}

#[tokio::test]
async fn another_status_has_a_fitting_message_and_its_headers() {
    let came = with(Fault::status(503).header("Retry-After", "7")).await;
    assert_eq!((came.status(), came.body()), ("503", r#"{"message":"Service Unavailable"}"#));
    assert!(came.head().contains("\r\nRetry-After: 7"));
    assert!(came.head().contains("\r\ns-request-id: "));
}

#[tokio::test]
async fn a_page_a_body_and_a_redirect_are_as_told() {
    let came = with(Fault::Html { status: 502 }).await;
    assert_eq!(came.status(), "502");
    assert!(came.head().contains("text/html") && came.body().starts_with("<!DOCTYPE html>"));

    let text = "[".repeat(1000);
    let body = Fault::Body { text: text.clone(), content_type: "text/plain".into(), status: 200 };
    let came = with(body).await;
    assert_eq!((came.status(), came.body()), ("200", &*text));

    let location = "http://127.0.0.1:1/login".to_owned();
    let came = with(Fault::Redirect { status: 302, location }).await;
    assert_eq!(came.status(), "302");
    assert!(came.head().contains("\r\nLocation: http://127.0.0.1:1/login"));
}

#[tokio::test]
async fn the_right_answer_can_be_changed() {
    let came = with(Fault::set("status", 7)).await;
    assert_eq!(came.json()["status"], 7);
    assert!(came.json()["instance_id"].is_string());
    let came = with(Fault::without("status")).await;
    assert!(came.json().get("status").is_none());
    let came = with(Fault::ContentType("text/html".into())).await;
    assert_eq!(came.head().matches("ontent-").count(), 2);
    assert!(came.head().contains("text/html") && came.body().contains(RIGHT));
}

#[tokio::test]
async fn every_instance_of_a_list_is_changed() {
    let sandbox = sandbox().await;
    sandbox.create_instance(hypersender_sandbox::deed::NewInstance::named("second"));
    sandbox.faults().next(Operation::ListInstances, 1, Fault::set("status", "NEW"));
    let token = format!("Bearer {}", sandbox.token());
    let came = raw::send(
        &sandbox,
        "GET /api/whatsapp/v2/instances",
        &[("Accept", "application/json"), ("Authorization", &token)],
        "",
    )
    .await;
    let statuses: Vec<_> =
        came.json().as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["NEW", "NEW"]);
}

#[tokio::test]
async fn late_and_dripping_answers_take_their_time_by_the_sandboxs_clock() {
    for (fault, at_least, at_most) in [
        (Fault::Delay(Duration::from_secs(8)), 8, 8),
        (Fault::Drip { every: Duration::from_millis(500) }, 100, 300),
        (Fault::DripBody { every: Duration::from_millis(500) }, 30, 80),
    ] {
        let sandbox = sandbox().await;
        sandbox.faults().next(Operation::Health, 1, fault.clone());
        let start = sandbox.clock().now();
        let came = call(&sandbox, "GET", "health").await;
        assert!(came.body().contains(RIGHT), "{fault:?}");
        let passed = sandbox.clock().now().since(start).as_secs();
        assert!((at_least..=at_most).contains(&passed), "{fault:?} {passed}");
    }
}

#[tokio::test]
async fn an_answer_can_break_off_anywhere() {
    let came = with(Fault::Truncated).await;
    let length = came.head().split("Content-Length: ").nth(1).unwrap();
    let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
    assert_eq!((came.body().len(), came.error), (length / 2, None));

    let came = with(Fault::ResetInBody).await;
    assert_eq!(came.error, Some(ErrorKind::ConnectionReset));
    assert!(came.text().starts_with("HTTP/1.1 200"));

    let came = with(Fault::CloseInHeaders).await;
    assert!(came.text().starts_with("HTTP/1.1 200") && !came.text().contains("\r\n\r\n"));

    let came = with(Fault::NoLastChunk).await;
    assert!(came.head().contains("Transfer-Encoding: chunked"));
    assert!(!came.head().contains("Content-Length"));
    assert!(came.body().contains(RIGHT) && !came.body().contains("\r\n0\r\n"));

    let came = with(Fault::Reset).await;
    assert_eq!((came.bytes.len(), came.error), (0, Some(ErrorKind::ConnectionReset)));
    let came = with(Fault::Close).await;
    assert_eq!((came.bytes.len(), came.error), (0, None));
    assert_eq!(with(Fault::Garbage).await.text(), "SSH-2.0-OpenSSH_9.2\r\n");
}

#[tokio::test]
async fn an_answer_can_have_no_end_and_no_beginning() {
    let sandbox = sandbox().await;
    for (fault, beginning, reads) in [
        (Fault::EndlessBody, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", true),
        (Fault::EndlessHeaders, "HTTP/1.1 200 OK\r\nX-Header: aaa", true),
        (Fault::NeverAnswer, "", false),
    ] {
        sandbox.faults().next(Operation::Health, 1, fault.clone());
        let mut client = raw::connect(&sandbox).await;
        let request =
            format!("GET /api/whatsapp/v2/{}/health HTTP/1.1\r\n\r\n", sandbox.instance());
        client.write_all(request.as_bytes()).await.unwrap();
        if reads {
            let mut bytes = vec![0; 3_000_000];
            client.read_exact(&mut bytes).await.unwrap();
            assert!(bytes.starts_with(beginning.as_bytes()), "{fault:?}");
        }
        let name = fault.name();
        let of = |request: &hypersender_sandbox::Entry| request.fault.as_deref() == Some(name);
        sandbox.wait_for_request(of).await;
        drop(client);
        let over = sandbox.wait_for_request(|request| of(request) && request.end.is_some()).await;
        assert_eq!((over.end, over.status), (Some(End::ClientLeft), None));
    }
}

#[tokio::test]
async fn an_answer_can_be_a_script() {
    let script = vec![Action::Bytes("HTTP/1.1 100 Continue\r\n".into()), Action::Reset];
    let came = with(Fault::Script(script)).await;
    assert_eq!(came.error, Some(ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn what_was_asked_for_is_done_only_if_the_fault_says_so() {
    for (fault, done) in [
        (Fault::status(500), false),
        (Fault::Reset, false),
        (Fault::NeverAnswer, false),
        (Fault::Truncated, true),
        (Fault::without("message"), true),
    ] {
        let sandbox = sandbox().await;
        sandbox.faults().next(Operation::Restart, 1, fault.clone());
        let rule = Rule::next(Operation::Restart, Fault::Reset).done();
        if fault == Fault::NeverAnswer {
            sandbox.faults().clear();
        } else {
            call(&sandbox, "POST", "restart").await;
        }
        assert_eq!(sandbox.instances()[0].status == "STOPPED", done, "{fault:?}");
        sandbox.set_status(&sandbox.instance(), "FAILED");
        sandbox.faults().add(rule);
        let came = call(&sandbox, "POST", "restart").await;
        assert_eq!(came.error, Some(ErrorKind::ConnectionReset));
        assert_eq!(sandbox.instances()[0].status, "STOPPED");
    }
}

#[tokio::test]
async fn a_fault_that_is_not_done_is_not_counted() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    sandbox.faults().next(Operation::RequestNewQrCode, 2, Fault::status(503));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(call(&sandbox, "POST", "request-new-qr-code").await.status().to_owned());
    }
    assert_eq!(statuses, ["503", "503", "200", "429"]);
}

#[tokio::test]
async fn rules_have_their_turn_in_order_for_their_operation_and_instance() {
    let sandbox = sandbox().await;
    let other = sandbox.create_instance(hypersender_sandbox::deed::NewInstance::named("other"));
    let health = |status| Rule::next(Operation::Health, Fault::status(status));
    sandbox.faults().add(health(500).skip(1).times(2));
    sandbox.faults().add(health(503).skip(2).times(None));
    sandbox.faults().add(health(418).instance(&other));
    sandbox.faults().next(Operation::Restart, 1, Fault::status(409));
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(call(&sandbox, "GET", "health").await.status().to_owned());
    }
    assert_eq!(statuses, ["200", "500", "500", "503", "503"]);
    assert_eq!(sandbox.faults().left().len(), 3);
}
