//! Sessions over real HTTP, on virtual time.

#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod service;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use hypersender::clock::{Clock, Moment};
use hypersender::{
    Client, ErrorKind, LinkEvent, LinkEventKind, LinkSession, Outcome, Result, Token,
};
use hypersender_sandbox::wire::{Action, Reply, Request, Response, Server};
use service::{INSTANCE, builder, client, health, serve, with_qr};

const SECOND: Duration = Duration::from_secs(1);

/// A service whose phone scans at that time after the start, if ever; it notes what it was asked.
async fn service(
    clock: &Clock,
    scan_after: Option<Duration>,
) -> (Server, &'static Mutex<Vec<(f64, String)>>) {
    let log: &Mutex<Vec<(f64, String)>> = Box::leak(Box::default());
    let (time, start) = (clock.clone(), clock.now());
    let server = serve(clock, move |request: Request| {
        let passed = time.now().since(start);
        log.lock().unwrap().push((passed.as_secs_f64(), request.method.clone()));
        async move {
            let linked = scan_after.is_some_and(|after| passed >= after);
            match (request.method.as_str(), linked) {
                ("POST", _) => with_qr(&format!("2@{}", passed.as_secs())).into(),
                (_, true) => health("WORKING").into(),
                (_, false) => health("SCAN_QR_CODE").into(),
            }
        }
    })
    .await;
    (server, log)
}

async fn events(clock: &Clock, start: Moment, session: LinkSession) -> Vec<(u64, String)> {
    session
        .map(|event| {
            (
                clock.now().since(start).as_secs(),
                event.map_or_else(|e| e.code().into(), |e| e.kind().name().into()),
            )
        })
        .collect()
        .await
}

fn posts(log: &Mutex<Vec<(f64, String)>>) -> Vec<f64> {
    log.lock().unwrap().iter().filter(|(_, method)| method == "POST").map(|(at, _)| *at).collect()
}

#[tokio::test]
async fn a_phone_that_scans_the_first_code_is_linked() {
    let clock = Clock::virtual_time();
    let (server, log) = service(&clock, Some(20 * SECOND)).await;
    let seen = events(&clock, clock.now(), client(&server, &clock).link(INSTANCE)).await;
    let kinds: Vec<_> = seen.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(kinds, ["status", "requesting", "qr_code", "status", "linked"], "{seen:?}");
    assert!((20..30).contains(&seen[4].0), "{seen:?}");
    assert_eq!(posts(log).len(), 1);
}

#[tokio::test]
async fn nobody_scans_three_codes_and_the_session_ends() {
    let clock = Clock::virtual_time();
    let (server, log) = service(&clock, None).await;
    let seen = events(&clock, clock.now(), client(&server, &clock).link(INSTANCE)).await;
    let posts = posts(log);
    assert_eq!(posts.len(), 3, "{seen:?}");
    assert!(posts.windows(2).all(|pair| pair[1] - pair[0] >= 61.0), "{posts:?}");
    assert_eq!(seen.last().unwrap().1, "link_timeout", "{seen:?}");
    let codes = seen.iter().filter(|(_, kind)| kind == "qr_code").count();
    let expired = seen.iter().filter(|(_, kind)| kind == "qr_expired").count();
    assert_eq!((codes, expired), (3, 3), "{seen:?}");
}

#[tokio::test]
async fn waiting_for_the_end_gives_the_linked_event() {
    let clock = Clock::virtual_time();
    let (server, _) = service(&clock, Some(Duration::ZERO)).await;
    let client = client(&server, &clock);
    let end = client.link(INSTANCE).await.unwrap();
    assert!(matches!(end, LinkEvent::Linked { already_linked: true, .. }), "{end:?}");
    let session = client.link(INSTANCE);
    let (one, other) = tokio::join!(session.linked(), session.linked());
    assert_eq!(one.unwrap().kind(), LinkEventKind::Linked);
    assert_eq!(other.unwrap().kind(), LinkEventKind::Linked);
}

#[tokio::test]
async fn a_page_that_is_loaded_again_shows_the_living_code_without_asking_again() {
    let clock = Clock::virtual_time();
    let (server, log) = service(&clock, Some(50 * SECOND)).await;
    let first = client(&server, &clock);
    let asked = first.request_new_qr_code(INSTANCE).await.unwrap();
    drop(first);
    clock.advance(10 * SECOND);
    let mut session = client(&server, &clock).link(INSTANCE);
    let shown = loop {
        if let LinkEvent::QrCode { qr_code, number, .. } = session.next().await.unwrap().unwrap() {
            assert_eq!(number, 1);
            break qr_code;
        }
    };
    assert_eq!(shown.payload().unwrap().reveal(), asked.qr_code.payload().unwrap().reveal());
    session.linked().await.unwrap();
    assert_eq!(posts(log).len(), 1);
}

#[tokio::test]
async fn a_session_waits_out_the_minute_that_a_call_before_it_began() {
    let clock = Clock::virtual_time();
    let failed = AtomicUsize::new(0);
    let server = serve(&clock, move |request: Request| {
        let first = request.method == "POST" && failed.fetch_add(1, Ordering::SeqCst) == 0;
        let reply: Reply = match request.method.as_str() {
            "POST" if first => Response::new(500).into(),
            "POST" => with_qr("2@later").into(),
            _ => health("SCAN_QR_CODE").into(),
        };
        async move { reply }
    })
    .await;
    let client = client(&server, &clock);
    assert_eq!(client.request_new_qr_code(INSTANCE).await.unwrap_err().code(), "server");
    let (start, mut session, mut kinds) = (clock.now(), client.link(INSTANCE), Vec::new());
    while kinds.last() != Some(&"requesting") {
        kinds.push(session.next().await.unwrap().unwrap().kind().name());
    }
    assert_eq!(kinds, ["status", "cooling_down", "requesting"]);
    assert_eq!(clock.now().since(start).as_secs(), 61);
}

#[tokio::test]
async fn two_sessions_of_an_instance_share_its_codes() {
    let clock = Clock::virtual_time();
    let (server, log) = service(&clock, Some(30 * SECOND)).await;
    let (one, other) = (client(&server, &clock), client(&server, &clock));
    let start = clock.now();
    let (one, other) = tokio::join!(
        events(&clock, start, one.link(INSTANCE)),
        events(&clock, start, other.link(INSTANCE.to_uppercase()))
    );
    for seen in [&one, &other] {
        assert!(seen.iter().any(|(_, kind)| kind == "qr_code"), "{seen:?}");
        assert_eq!(seen.last().unwrap().1, "linked");
    }
    assert_eq!(posts(log).len(), 1);
}

#[tokio::test]
async fn cancelling_closes_the_connection_and_leaves_the_minute() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |request: Request| match request.method.as_str() {
        "POST" => Reply::from(vec![Action::Hang]),
        _ => health("SCAN_QR_CODE").into(),
    })
    .await;
    let client = client(&server, &clock);
    let session = client.link(INSTANCE);
    let end = tokio::spawn(session.linked());
    server.wait_for(|counts| counts.requests == 2).await;
    session.cancel();
    assert_eq!(end.await.unwrap().unwrap_err().code(), "closed");
    server.wait_for(|counts| counts.open <= 1).await; // the other one is idle in the pool
    tokio::task::yield_now().await;
    assert_eq!(client.qr_cooldown(INSTANCE).unwrap(), 61 * SECOND);
}

#[tokio::test]
async fn a_cancelled_stream_ends_without_an_error() {
    let clock = Clock::virtual_time();
    let (server, _) = service(&clock, None).await;
    let mut session = client(&server, &clock).link(INSTANCE);
    assert!(session.next().await.unwrap().is_ok());
    session.cancel();
    assert!(session.next().await.is_none());
}

#[tokio::test]
async fn closing_a_client_ends_its_sessions_and_others_go_on() {
    let clock = Clock::virtual_time();
    let (server, _) = service(&clock, Some(40 * SECOND)).await;
    let (one, other) = (client(&server, &clock), client(&server, &clock));
    let (mut first, mut second) = (one.link(INSTANCE), other.link(INSTANCE));
    first.next().await.unwrap().unwrap();
    second.next().await.unwrap().unwrap();
    one.close();
    let left: Vec<Result<LinkEvent>> = first.collect().await;
    assert_eq!(left.last().unwrap().as_ref().unwrap_err().code(), "closed");
    assert_eq!(second.linked().await.unwrap().kind(), LinkEventKind::Linked);
    assert_eq!(one.link(INSTANCE).await.unwrap_err().code(), "closed");
}

#[tokio::test]
async fn a_bad_argument_is_told_before_anything_is_sent() {
    let clock = Clock::virtual_time();
    let (server, log) = service(&clock, None).await;
    let client = client(&server, &clock);
    for (session, argument) in [
        (client.link("a/b"), "instance"),
        (client.link(INSTANCE).timeout(Duration::ZERO), "timeout"),
        (client.link(INSTANCE).qr_lifetime(Duration::ZERO), "qr_lifetime"),
        (client.link(INSTANCE).max_qr_codes(0), "max_qr_codes"),
    ] {
        let error = session.await.unwrap_err();
        assert_eq!((error.argument(), error.outcome()), (Some(argument), None));
    }
    assert!(log.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_session_asks_the_token_provider_first_and_can_be_cancelled_meanwhile() {
    let clock = Clock::virtual_time();
    let (server, _) = service(&clock, Some(Duration::ZERO)).await;
    let base_url = format!("http://{}", server.address());
    let provided = Client::builder(Token::provider(|| async { Ok("1|later".into()) }));
    let provided = provided.base_url(&base_url).clock(clock.clone()).build().unwrap();
    assert_eq!(provided.link(INSTANCE).await.unwrap().kind(), LinkEventKind::Linked);

    let silent = Client::builder(Token::provider(std::future::pending));
    let silent = silent.base_url(&base_url).clock(clock.clone()).build().unwrap();
    let session = silent.link(INSTANCE);
    let end = tokio::spawn(session.linked());
    tokio::task::yield_now().await;
    drop(session);
    assert_eq!(end.await.unwrap().unwrap_err().code(), "closed");

    let failing = Client::builder(Token::provider(|| async { Err("sealed".into()) }));
    let failing = failing.base_url(&base_url).clock(clock.clone()).build().unwrap();
    let error = failing.link(INSTANCE).await.unwrap_err();
    assert_eq!(error.code(), "authentication");
}

/// The question after the token is dropped on another thread than the one that cancels.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_cancels_while_the_token_is_awaited_hears_of_nothing_else() {
    for _ in 0..2_000 {
        let token = Token::provider(std::future::pending);
        let client = Client::builder(token).build().unwrap();
        let mut session = client.link(INSTANCE);
        assert!(session.next().now_or_never().is_none());
        tokio::task::yield_now().await;
        session.cancel();
        assert!(session.next().await.is_none());
        assert_eq!(session.linked().await.unwrap_err().kind(), ErrorKind::Closed);
    }
}

#[tokio::test]
async fn a_session_ends_when_its_token_provider_panics() {
    let silent = Token::provider(|| std::future::poll_fn(|_| panic!("this provider panics")));
    let client = Client::builder(silent).base_url("http://127.0.0.1:9").build().unwrap();
    let error = client.link(INSTANCE).await.unwrap_err();
    assert_eq!(error.code(), "internal");
}

#[tokio::test]
async fn a_session_survives_the_runtime_on_which_another_began() {
    let clock = Clock::accelerated(60.0);
    let (server, _) = service(&clock, Some(Duration::from_millis(1))).await;
    let one = builder(&server, &clock).build().unwrap();
    let other = one.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut session = one.link(INSTANCE);
            std::future::poll_fn(|context| {
                let _ = session.poll_next_unpin(context);
                std::task::Poll::Ready(())
            })
            .await;
            std::mem::forget(session); // it listens on, and its runtime ends
        });
    })
    .join()
    .unwrap();
    assert_eq!(other.link(INSTANCE).await.unwrap().kind(), LinkEventKind::Linked);
}

#[test]
fn without_a_runtime_a_session_or_a_call_fails_and_sends_nothing() {
    let client = Client::builder("1|token").base_url("http://127.0.0.1:9").build().unwrap();
    let provided = Client::builder(Token::provider(|| async { Ok("1|later".into()) }));
    let provided = provided.base_url("http://127.0.0.1:9").build().unwrap();
    let of_streams = [&client, &provided]
        .map(|client| client.link(INSTANCE).next().now_or_never().unwrap().unwrap().unwrap_err());
    let of_ends = [&client, &provided]
        .map(|client| client.link(INSTANCE).linked().now_or_never().unwrap().unwrap_err());
    let question = client.health(INSTANCE).into_future().now_or_never().unwrap().unwrap_err();
    let post = client.restart(INSTANCE).into_future().now_or_never().unwrap().unwrap_err();
    assert_eq!((post.outcome(), post.attempts()), (Some(Outcome::NotSent), 0));
    for error in of_streams.into_iter().chain(of_ends).chain([question, post]) {
        assert_eq!((error.code(), error.argument()), ("invalid_argument", Some("runtime")));
        assert!(error.to_string().contains("tokio runtime"), "{error}");
    }
}

#[test]
fn a_session_whose_runtime_ended_fails_when_it_is_polled_without_one() {
    let clock = Clock::accelerated(60.0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut session, _server) = runtime.block_on(async {
        let (server, _) = service(&clock, None).await;
        let mut session = client(&server, &clock).link(INSTANCE);
        assert_eq!(session.next().await.unwrap().unwrap().kind(), LinkEventKind::Status);
        (session, server)
    });
    drop(runtime);
    let end = session.linked();
    let last = std::iter::from_fn(|| session.next().now_or_never().unwrap()).last().unwrap();
    assert_eq!(last.unwrap_err().argument(), Some("runtime"));
    assert_eq!(end.now_or_never().unwrap().unwrap_err().argument(), Some("runtime"));
}

#[tokio::test]
async fn a_session_goes_on_when_a_restart_goes_down_with_the_runtime_that_sent_it() {
    let clock = Clock::accelerated(60.0);
    let restarts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&restarts);
    let server = serve(&clock, move |request: Request| {
        let restarting = counted.load(Ordering::SeqCst) > 0;
        let reply: Reply = match (request.method.as_str(), restarting) {
            ("GET", false) => health("FAILED").into(),
            ("GET", true) => health("WORKING").into(),
            _ if request.target.ends_with("/restart") => {
                counted.fetch_add(1, Ordering::SeqCst);
                Reply::from(vec![Action::Hang])
            }
            _ => Response::new(422).into(),
        };
        async move { reply }
    })
    .await;
    let (one, other) = (client(&server, &clock), client(&server, &clock));
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let first = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let session = one.link(INSTANCE).restart_on_failed(true);
            tokio::spawn(session.linked());
            let _ = ended.await;
            std::mem::forget(session); // it listens on, and its runtime ends
        });
    });
    server.wait_for(|counts| counts.requests == 1).await;
    let session = other.link(INSTANCE);
    let mut linked = Box::pin(session.linked());
    assert!(linked.as_mut().now_or_never().is_none()); // it has joined
    server.wait_for(|counts| counts.requests >= 3).await;
    end.send(()).unwrap();
    first.join().unwrap();
    assert_eq!(linked.await.unwrap().kind(), LinkEventKind::Linked);
    assert_eq!(restarts.load(Ordering::SeqCst), 1);
}

#[test]
fn a_runtime_that_keeps_no_time_ends_the_session_and_says_so() {
    let client = Client::builder("1|token").base_url("http://127.0.0.1:9").build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let error = runtime.block_on(client.link(INSTANCE).linked()).unwrap_err();
    assert_eq!(error.code(), "internal");
    assert!(error.to_string().contains("enable_all"), "{error}");
}

#[tokio::test]
async fn a_panic_of_what_drives_the_sessions_ends_them_and_the_next_one_goes_well() {
    /// A consumer's waker that fails.
    struct Broken;
    impl Wake for Broken {
        fn wake(self: Arc<Self>) {
            panic!("this waker panics");
        }
    }
    let clock = Clock::virtual_time();
    let (server, _) = service(&clock, Some(Duration::ZERO)).await;
    let client = client(&server, &clock);
    let mut session = client.link(INSTANCE);
    // The first look at it begins it; it is the driver that wakes who has looked again.
    for waker in [Waker::noop(), &Waker::from(Arc::new(Broken))] {
        assert!(session.poll_next_unpin(&mut Context::from_waker(waker)).is_pending());
    }
    let error = client.link("other").linked().await.unwrap_err();
    assert_eq!(error.code(), "internal");
    assert_eq!(session.linked().await.unwrap().kind(), LinkEventKind::Linked); // it had come
    assert_eq!(client.link(INSTANCE).await.unwrap().kind(), LinkEventKind::Linked);
}
