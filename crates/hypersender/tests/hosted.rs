//! Sessions as other languages hold them: told of news, and read later.

#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod service;

use std::task::Poll;
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender::{LinkEvent, LinkEventKind, LinkSession};
use hypersender_sandbox::wire::{Reply, Request, Server};
use service::{INSTANCE, client, health, serve, with_qr};

const SECOND: Duration = Duration::from_secs(1);

/// A service to which no phone ever comes.
async fn service(clock: &Clock) -> Server {
    serve(clock, |request: Request| async move {
        let reply: Reply = match request.method.as_str() {
            "POST" => with_qr("2@code").into(),
            _ => health("SCAN_QR_CODE").into(),
        };
        reply
    })
    .await
}

/// A session up to the moment at which its first code can be taken.
async fn up_to_the_code(session: &LinkSession) {
    loop {
        session.ready().await;
        let Poll::Ready(Some(event)) = session.take_now() else {
            panic!("it was told of something")
        };
        if event.unwrap().kind() == LinkEventKind::Requesting {
            return session.ready().await;
        }
    }
}

#[tokio::test]
async fn a_code_that_dies_between_its_news_and_its_reader_is_not_taken() {
    let clock = Clock::virtual_time();
    let server = service(&clock).await;
    let in_time = client(&server, &clock).link(INSTANCE);
    up_to_the_code(&in_time).await;
    let Poll::Ready(Some(Ok(LinkEvent::QrCode { number: 1, .. }))) = in_time.take_now() else {
        panic!("the first code can be taken while it lives");
    };
    in_time.cancel();

    clock.advance(120 * SECOND);
    let late = client(&server, &clock).link(INSTANCE);
    up_to_the_code(&late).await;
    clock.advance(61 * SECOND);
    let mut seen = Vec::new();
    while seen.last() != Some(&LinkEventKind::QrCode) {
        if let Poll::Ready(Some(event)) = late.take_now() {
            let event = event.unwrap();
            if let LinkEvent::QrCode { qr_code, .. } = &event {
                assert!(!qr_code.is_expired());
            }
            seen.push(event.kind());
        }
        late.ready().await;
    }
    assert!(!seen.contains(&LinkEventKind::QrExpired), "nobody saw that code: {seen:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_session_can_be_known_before_it_begins() {
    let clock = Clock::virtual_time();
    let server = service(&clock).await;
    let client = client(&server, &clock);
    for (session, argument) in
        [(client.link("a/b"), "instance"), (client.link(INSTANCE).max_qr_codes(0), "max_qr_codes")]
    {
        let error = session.check().unwrap_err();
        assert_eq!((error.argument(), error.code()), (Some(argument), "invalid_argument"));
        assert_eq!(session.linked().await.unwrap_err().to_string(), error.to_string());
    }
    assert!(client.link(INSTANCE).check().is_ok());
}
