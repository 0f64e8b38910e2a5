//! Cancelling, dropping and closing: what is under way ends, on the wire too.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Reply, Request};
use tokio::sync::Notify;

use super::service::{INSTANCE, client, health, serve, with_qr};
use super::{sandbox, story, until};

/// A service that answers looks at once, and POSTs never.
fn stuck(request: Request) -> BoxFuture<'static, Reply> {
    Box::pin(async move {
        match request.method.as_str() {
            "GET" => health("SCAN_QR_CODE").into(),
            _ => std::future::pending().await,
        }
    })
}

#[tokio::test]
async fn cancelling_ends_the_events_without_an_error_and_the_wait_with_closed() {
    let sandbox = sandbox().await;
    let mut session = sandbox.client().link(sandbox.instance());
    until(&mut session, "qr_code").await;
    let linked = session.linked();
    session.cancel();
    assert!(session.next().await.is_none());
    assert_eq!(linked.await.unwrap_err().code(), "closed");
    assert!(format!("{session:?}").contains("over"));
}

#[tokio::test]
async fn cancelling_before_the_first_wait_sends_nothing() {
    let sandbox = sandbox().await;
    let session = sandbox.client().link(sandbox.instance());
    session.cancel();
    assert!(story(session).await.is_empty());
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn the_server_sees_a_cancelled_request_end_and_its_minute_counts() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, stuck).await;
    let client = client(&server, &clock);
    let mut session = client.link(INSTANCE);
    until(&mut session, "requesting").await;
    server.wait_for(|counts| counts.requests == 2).await;
    let began = Instant::now();
    session.cancel();
    server.wait_for(|counts| counts.open == 0).await;
    assert!(began.elapsed() < Duration::from_millis(500));
    assert_eq!(client.qr_cooldown(INSTANCE).unwrap(), Duration::from_secs(61));
    let next = client.link(INSTANCE).timeout(Duration::from_secs(30));
    let told = story(next).await;
    assert_eq!(told, ["status SCAN_QR_CODE", "cooling_down", "error rate_limited"]);
}

#[tokio::test]
async fn dropping_a_session_cancels_it_but_not_while_its_end_is_waited_for() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, stuck).await;
    let client = client(&server, &clock);
    let mut session = client.link(INSTANCE);
    until(&mut session, "requesting").await;
    server.wait_for(|counts| counts.requests == 2).await;
    drop(session);
    server.wait_for(|counts| counts.open == 0).await;

    let sandbox = sandbox().await;
    let linked = sandbox.client().link(sandbox.instance()).linked();
    let scan = async {
        sandbox.wait_for_request(|entry| entry.method == "POST").await;
        sandbox.clock().sleep_until(sandbox.clock().now() + Duration::from_secs(10)).await;
        sandbox.phone().scan_what_is_shown(&sandbox.instance());
    };
    assert!(tokio::join!(linked, scan).0.is_ok());
}

#[tokio::test]
async fn a_request_that_others_wait_for_goes_on() {
    let (clock, gate) = (Clock::virtual_time(), Arc::new(Notify::new()));
    let opened = Arc::clone(&gate);
    let server = serve(&clock, move |request: Request| {
        let gate = Arc::clone(&opened);
        let answer: BoxFuture<'static, Reply> = Box::pin(async move {
            if request.method == "GET" {
                return health("SCAN_QR_CODE").into();
            }
            gate.notified().await;
            with_qr("2@code").into()
        });
        answer
    })
    .await;
    let (one, other) = (client(&server, &clock), client(&server, &clock));
    let (mut first, mut second) = (one.link(INSTANCE), other.link(INSTANCE));
    until(&mut first, "requesting").await;
    server.wait_for(|counts| counts.requests == 2).await;
    let shown = async {
        tokio::task::yield_now().await;
        first.cancel();
        gate.notify_one();
    };
    let (event, ()) = tokio::join!(until(&mut second, "qr_code"), shown);
    assert_eq!(super::brief(&event), "qr_code 1");
    assert_eq!(server.connections().requests, 2);
}

#[tokio::test]
async fn closing_a_client_ends_its_sessions_and_another_takes_over() {
    let sandbox = sandbox().await;
    let (one, other) = (sandbox.client(), sandbox.client());
    let (mut first, mut second) = (one.link(sandbox.instance()), other.link(sandbox.instance()));
    until(&mut first, "qr_code").await;
    until(&mut second, "qr_code").await;
    one.close();
    assert_eq!(first.next().await.unwrap().unwrap_err().code(), "closed");
    assert!(first.next().await.is_none());
    sandbox.phone().scan_what_is_shown(&sandbox.instance());
    until(&mut second, "linked").await;
}

#[test]
fn a_session_of_a_runtime_that_ended_leaves_the_others_alive() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mine, theirs) = (runtime(), runtime());
    let sandbox = mine.block_on(async {
        hypersender_sandbox::Sandbox::builder().speed(50.0).start_blocking().unwrap()
    });
    let client = sandbox.client();
    let mut first = client.link(sandbox.instance());
    let mut second = client.link(sandbox.instance());
    theirs.block_on(async { until(&mut first, "qr_code").await });
    mine.block_on(async { until(&mut second, "qr_code").await });
    drop(theirs);
    sandbox.phone().scan_what_is_shown(&sandbox.instance());
    mine.block_on(async { until(&mut second, "linked").await });
    drop(first);
}
