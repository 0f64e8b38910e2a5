//! From an instance to a linked phone.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use hypersender::{LinkEvent, Operation, Status};
use hypersender_sandbox::deed::ScanResult;

use super::{brief, sandbox, story, until};

#[tokio::test]
async fn a_phone_that_scans_what_is_shown_is_linked() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let mut session = client.link(sandbox.instance());
    let mut told = Vec::new();
    while let Some(event) = session.next().await {
        let event = event.unwrap();
        if let LinkEvent::QrCode { qr_code, .. } = &event {
            let scan = sandbox.phone().scan(qr_code.payload().unwrap().reveal());
            assert_eq!(scan, ScanResult::Linked);
        }
        told.push(brief(&event));
    }
    assert_eq!(told.last().unwrap(), "linked");
    assert!(told.contains(&"qr_code 1".to_owned()), "{told:?}");
    assert_eq!(sandbox.requests_to(Operation::RequestNewQrCode).len(), 1);
    assert!(session.next().await.is_none(), "the stream stays at its end");
}

#[tokio::test]
async fn a_session_that_nobody_scans_takes_minutes_for_people_and_none_for_a_test() {
    let sandbox = sandbox().await;
    let (began, start) = (Instant::now(), sandbox.clock().now());
    let told = story(sandbox.client().link(sandbox.instance())).await;
    assert_eq!(told.last().unwrap(), "error link_timeout");
    assert!(told.contains(&"qr_expired 3".to_owned()), "{told:?}");
    assert!(sandbox.clock().now().since(start) > Duration::from_mins(3));
    assert!(began.elapsed() < Duration::from_secs(20));
    assert_eq!(sandbox.requests_to(Operation::RequestNewQrCode).len(), 3);
}

#[tokio::test]
async fn an_instance_that_is_linked_is_told_and_left_alone() {
    let sandbox = sandbox().await;
    sandbox.set_status(&sandbox.instance(), "WORKING");
    let linked = sandbox.client().link(sandbox.instance()).await.unwrap();
    let LinkEvent::Linked { instance_id, already_linked, .. } = linked else {
        panic!("{linked:?}");
    };
    assert_eq!((instance_id, already_linked), (sandbox.instance(), true));
    assert!(sandbox.requests_to(Operation::RequestNewQrCode).is_empty());
}

#[tokio::test]
async fn an_instance_that_does_not_exist_is_the_error_of_the_look() {
    let sandbox = sandbox().await;
    let error = sandbox.client().link("nobody").await.unwrap_err();
    assert_eq!(error.code(), "not_found");
    assert_eq!(error.operation(), Some(Operation::Health));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn awaiting_the_end_beside_the_events_gives_the_same_end() {
    let sandbox = sandbox().await;
    let mut session = sandbox.client().link(sandbox.instance());
    let linked = session.linked();
    let watch = async {
        until(&mut session, "qr_code").await;
        sandbox.phone().scan_what_is_shown(&sandbox.instance());
        until(&mut session, "linked").await
    };
    let (end, last) = tokio::join!(linked, watch);
    let text = |event| serde_json::to_string(&event).unwrap();
    assert_eq!(text(end.unwrap()), text(last));
}

#[tokio::test]
async fn the_code_of_an_explicit_call_is_shown_without_another_request() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let answer = client.request_new_qr_code(sandbox.instance()).await.unwrap();
    let mut session = client.link(sandbox.instance());
    let shown = until(&mut session, "qr_code").await;
    let LinkEvent::QrCode { qr_code, number, .. } = shown else { panic!("{shown:?}") };
    assert_eq!(number, 1);
    assert_eq!(qr_code.png(), answer.qr_code.png());
    assert_eq!(sandbox.requests_to(Operation::RequestNewQrCode).len(), 1);
}

#[tokio::test]
async fn the_code_of_a_new_instance_is_shown_to_its_own_token_too() {
    let sandbox = sandbox().await;
    let created = sandbox.client().create_instance("+201234567890", "Front desk").await.unwrap();
    let own = created.access_token.clone().unwrap();
    let builder = hypersender::Client::builder(own).base_url(sandbox.url());
    let client = builder.clock(sandbox.clock().clone()).build().unwrap();
    let mut session = client.link(&created.id);
    let first = session.next().await.unwrap().unwrap();
    let LinkEvent::QrCode { qr_code, .. } = first else { panic!("{first:?}") };
    assert_eq!(qr_code.png(), created.qr_code.png());
}

#[tokio::test]
async fn an_explicit_look_is_told_to_the_session() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let mut session = client.link(sandbox.instance());
    until(&mut session, "qr_code").await;
    sandbox.set_status(&sandbox.instance(), "WORKING");
    let looks = sandbox.requests_to(Operation::Health).len();
    assert!(client.health(sandbox.instance()).await.unwrap().status.is_working());
    until(&mut session, "linked").await;
    assert_eq!(sandbox.requests_to(Operation::Health).len(), looks + 1);
}

#[tokio::test]
async fn an_explicit_restart_takes_the_code_off() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let mut session = client.link(sandbox.instance());
    until(&mut session, "qr_code").await;
    client.restart(sandbox.instance()).await.unwrap();
    let next = session.next().await.unwrap().unwrap();
    assert_eq!(brief(&next), "qr_expired 1");
}

#[tokio::test]
async fn a_machine_that_slept_shows_no_dead_code() {
    let sandbox = sandbox().await;
    let mut session = sandbox.client().link(sandbox.instance());
    until(&mut session, "qr_code").await;
    sandbox.clock().suspend(Duration::from_hours(1));
    let before = sandbox.clock().now();
    until(&mut session, "qr_expired").await;
    assert!(sandbox.clock().now().since(before) <= Duration::from_secs(5));
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_kept_and_waited_for() {
    let sandbox = sandbox().await;
    sandbox.set_status(&sandbox.instance(), "LOGGING_IN");
    let session = sandbox.client().link(sandbox.instance()).timeout(Duration::from_secs(90));
    let error = session.await.unwrap_err();
    assert_eq!(error.code(), "link_timeout");
    assert_eq!(error.last_status(), Some(&Status::from("LOGGING_IN")));
}
