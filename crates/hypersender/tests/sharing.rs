//! Many callers, one request: who shares it, who pays for it, and what is left when they go.

mod service;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hypersender::clock::Clock;
use hypersender::{Cooldown, LimitedBy, Outcome};
use hypersender_sandbox::wire::{Action, Reply, Request, Response};
use service::{INSTANCE, builder, client, serve, with_qr};
use tokio::sync::Notify;

const SECOND: Duration = Duration::from_secs(1);

/// A service whose answers wait until the test lets them go.
fn gated(
    gate: &Arc<Notify>,
) -> impl Fn(Request) -> futures_util::future::BoxFuture<'static, Reply> + use<> {
    let gate = Arc::clone(gate);
    move |_| {
        let gate = Arc::clone(&gate);
        Box::pin(async move {
            gate.notified().await;
            with_qr("2@code").into()
        })
    }
}

#[tokio::test]
async fn a_hundred_callers_send_one_request() {
    let (clock, gate) = (Clock::virtual_time(), Arc::new(Notify::new()));
    let server = serve(&clock, gated(&gate)).await;
    let clients: Vec<_> = (0..100).map(|_| client(&server, &clock)).collect();
    let calls =
        join_all(clients.iter().map(|client| async { client.request_new_qr_code(INSTANCE).await }));
    let release = async {
        server.wait_for(|counts| counts.requests == 1).await;
        gate.notify_one();
    };
    let (answers, ()) = tokio::join!(calls, release);
    for answer in answers {
        assert_eq!(answer.unwrap().qr_code.payload().unwrap().reveal(), "2@code");
    }
    assert_eq!(server.connections().requests, 1);
    assert_eq!(clients[0].qr_cooldown(INSTANCE.to_uppercase()).unwrap(), 61 * SECOND);
}

#[tokio::test]
async fn each_caller_has_its_own_deadline_and_the_others_wait_on() {
    let (clock, gate) = (Clock::virtual_time(), Arc::new(Notify::new()));
    let server = serve(&clock, gated(&gate)).await;
    let client = client(&server, &clock);
    let impatient = client.request_new_qr_code(INSTANCE).timeout(SECOND).into_future();
    let patient = client.request_new_qr_code(INSTANCE).timeout(20 * SECOND).into_future();
    let release = async {
        server.wait_for(|counts| counts.requests == 1).await;
        clock.advance(2 * SECOND);
    };
    let impatient = async {
        let result = impatient.await;
        gate.notify_one();
        result
    };
    let (impatient, patient, ()) = tokio::join!(impatient, patient, release);
    let error = impatient.unwrap_err();
    assert_eq!((error.code(), error.outcome()), ("timeout", Some(Outcome::Unknown)));
    assert_eq!(error.attempts(), 1);
    assert!(patient.is_ok());
    assert_eq!(server.connections().requests, 1);
}

#[tokio::test]
async fn when_the_last_caller_leaves_the_request_is_dropped_and_its_minute_stands() {
    let (clock, gate) = (Clock::virtual_time(), Arc::new(Notify::new()));
    let server = serve(&clock, gated(&gate)).await;
    let client = client(&server, &clock);
    let calls = [(); 2].map(|()| tokio::spawn(client.request_new_qr_code(INSTANCE).into_future()));
    server.wait_for(|counts| counts.requests == 1).await;
    for call in calls {
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    server.wait_for(|counts| counts.open == 0).await;
    assert_eq!(client.qr_cooldown(INSTANCE).unwrap(), 61 * SECOND);
    let error = client.request_new_qr_code(INSTANCE).await.unwrap_err();
    assert_eq!(
        (error.limited_by(), error.retry_after()),
        (Some(LimitedBy::Client), Some(61 * SECOND))
    );
    assert_eq!(
        (error.status(), error.attempts(), error.outcome()),
        (None, 0, Some(Outcome::NotSent))
    );
}

#[tokio::test]
async fn callers_that_wait_for_the_minute_share_the_next_request() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |_| with_qr("2@code").into()).await;
    let client = builder(&server, &clock).cooldown(Cooldown::Wait).build().unwrap();
    let start = clock.now();
    client.request_new_qr_code(INSTANCE).await.unwrap();
    let more = join_all((0..10).map(|_| client.request_new_qr_code(INSTANCE).into_future())).await;
    assert!(more.iter().all(Result::is_ok));
    assert_eq!(server.connections().requests, 2);
    assert_eq!(clock.now().since(start), 61 * SECOND);
}

#[tokio::test]
async fn with_the_cooldown_off_nothing_is_shared_and_the_minute_is_remembered() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |_| with_qr("2@code").into()).await;
    let client = builder(&server, &clock).cooldown(Cooldown::Off).build().unwrap();
    let answers =
        join_all((0..3).map(|_| client.request_new_qr_code(INSTANCE).into_future())).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(server.connections().requests, 3);
    assert!(client.request_new_qr_code(INSTANCE).cooldown(Cooldown::Raise).await.is_err());
}

#[tokio::test]
async fn a_wait_that_is_too_long_fails_at_once() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |_| with_qr("2@code").into()).await;
    let client = builder(&server, &clock).cooldown(Cooldown::Wait).build().unwrap();
    client.request_new_qr_code(INSTANCE).await.unwrap();
    let start = clock.now();
    let error = client.request_new_qr_code(INSTANCE).max_wait(60 * SECOND).await.unwrap_err();
    assert_eq!(error.code(), "rate_limited");
    assert_eq!(clock.now(), start);
    client.request_new_qr_code(INSTANCE).max_wait(61 * SECOND).await.unwrap();
}

#[tokio::test]
async fn a_sandbox_that_starts_or_ends_has_no_past() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |_| with_qr("2@code").into()).await;
    let client = client(&server, &clock);
    client.request_new_qr_code(INSTANCE).await.unwrap();
    hypersender::limits::forget(&format!("http://{}/", server.address()));
    assert_eq!(client.qr_cooldown(INSTANCE).unwrap(), Duration::ZERO);
    client.request_new_qr_code(INSTANCE).await.unwrap();
}

#[tokio::test]
async fn closing_ends_calls_in_every_state() {
    let (clock, gate) = (Clock::virtual_time(), Arc::new(Notify::new()));
    let server = serve(&clock, gated(&gate)).await;
    let client = client(&server, &clock);
    let sending = tokio::spawn(client.request_new_qr_code(INSTANCE).into_future());
    server.wait_for(|counts| counts.requests == 1).await;
    client.clone().close();
    let error = sending.await.unwrap().unwrap_err();
    assert_eq!((error.code(), error.outcome()), ("closed", Some(Outcome::Unknown)));
    server.wait_for(|counts| counts.open == 0).await;
    let late = client.health(INSTANCE).await.unwrap_err();
    assert_eq!((late.code(), late.outcome(), late.attempts()), ("closed", None, 0));

    let other = builder(&server, &clock).cooldown(Cooldown::Wait).build().unwrap();
    let waiting = other.request_new_qr_code(INSTANCE).into_future();
    let (error, ()) = tokio::join!(waiting, async { other.close() });
    assert_eq!(error.unwrap_err().code(), "closed");
    assert_eq!(server.connections().requests, 1);
}

#[tokio::test]
async fn what_the_service_asked_for_is_not_shortened_by_a_guess() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |request: Request| match request.number {
        1 => Response::new(429).header("retry-after", "600").into(),
        _ => Reply::from(vec![Action::Reset]),
    })
    .await;
    let client = builder(&server, &clock).cooldown(Cooldown::Off).build().unwrap();
    let error = client.request_new_qr_code(INSTANCE).await.unwrap_err();
    assert_eq!(
        (error.limited_by(), error.retry_after()),
        (Some(LimitedBy::Server), Some(600 * SECOND))
    );
    assert_eq!(client.qr_cooldown(INSTANCE).unwrap(), 601 * SECOND);
    let error = client.request_new_qr_code(INSTANCE).await.unwrap_err();
    assert_eq!(error.outcome(), Some(Outcome::Unknown));
    assert_eq!(client.qr_cooldown(INSTANCE).unwrap(), 601 * SECOND);
}

#[tokio::test]
async fn a_cut_answer_to_a_post_is_not_asked_for_again() {
    let clock = Clock::virtual_time();
    let cut = async |_| {
        Reply::from(vec![
            Action::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".into()),
            Action::Reset,
        ])
    };
    let server = serve(&clock, cut).await;
    let client = client(&server, &clock);
    let error = client.request_new_qr_code(INSTANCE).await.unwrap_err();
    assert_eq!(
        (error.code(), error.outcome(), error.attempts()),
        ("connection", Some(Outcome::Unknown), 1)
    );
    assert_eq!(client.qr_cooldown(INSTANCE).unwrap(), 61 * SECOND);
    let error = client.health(INSTANCE).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (None, 3));
    assert_eq!(server.connections().requests, 4);
}
