//! What explicit calls leave of the polls that a session may make.
#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

mod service;

use std::sync::Mutex;
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Action, Reply, Request, Server};
use service::{INSTANCE, builder, client, health, serve};

const MINUTE: Duration = Duration::from_mins(1);

/// A service of an instance that gets ready for ever, and of another of which it never tells. It
/// notes when it was asked for the first one.
async fn service(clock: &Clock) -> (Server, &'static Mutex<Vec<f64>>) {
    let looks: &Mutex<Vec<f64>> = Box::leak(Box::default());
    let (time, start) = (clock.clone(), clock.now());
    let server =
        serve(clock, move |request: Request| {
            let is_other = request.target.contains("other");
            if !is_other {
                looks.lock().unwrap().push(time.now().since(start).as_secs_f64());
            }
            async move {
                if is_other { Reply::from(vec![Action::Hang]) } else { health("PENDING").into() }
            }
        })
        .await;
    (server, looks)
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_any_more_counts_among_the_polls() {
    let clock = Clock::virtual_time();
    let (server, looks) = service(&clock).await;
    let client = client(&server, &clock);
    let session = client.link(INSTANCE);
    let end = tokio::spawn(session.linked());
    server.wait_for(|counts| counts.requests == 1).await;
    for asked in 2..=10 {
        let question = tokio::spawn(client.health("other").into_future());
        server.wait_for(|counts| counts.requests == asked).await;
        question.abort();
        assert!(question.await.unwrap_err().is_cancelled());
    }
    clock.sleep_until(clock.now() + MINUTE * 9 / 10).await;
    assert_eq!(looks.lock().unwrap().len(), 1, "{looks:?}");
    session.cancel();
    assert!(end.await.unwrap().is_err());
}

#[tokio::test]
async fn a_question_that_never_went_out_takes_nothing_from_the_polls() {
    let clock = Clock::virtual_time();
    let (server, looks) = service(&clock).await;
    let session = client(&server, &clock).link(INSTANCE);
    let end = tokio::spawn(session.linked());
    server.wait_for(|counts| counts.requests == 1).await;
    // Nobody listens where the proxy should be.
    let cut_off = builder(&server, &clock).proxy("http://127.0.0.1:9").build().unwrap();
    for _ in 0..3 {
        let error = cut_off.health(INSTANCE).await.unwrap_err();
        assert_eq!((error.code(), error.attempts()), ("connection", 3));
    }
    clock.sleep_until(clock.now() + MINUTE * 9 / 10).await;
    assert!(looks.lock().unwrap().len() >= 4, "{looks:?}");
    session.cancel();
    assert!(end.await.unwrap().is_err());
}
