//! Against a real sandbox, with a client whose own cooldown is off.

use std::time::{Duration, UNIX_EPOCH};

use hypersender::{Cooldown, Operation};
use hypersender_sandbox::faults::Fault;
use hypersender_sandbox::wire::End;
use hypersender_sandbox::{Limits, Sandbox};

use super::{Last, Posts, Sent};

/// Two requests for a code, the first answered so, so long after each other: what is wrong.
async fn wrong(fault: Option<Fault>, pause: f64) -> Option<String> {
    let builder = Sandbox::builder().virtual_time().limits(Limits::off());
    let sandbox = builder.start().await.expect("a port");
    if let Some(fault) = fault {
        sandbox.faults().next(Operation::RequestNewQrCode, 1, fault);
    }
    let client = sandbox.client();
    let ask = || client.request_new_qr_code(sandbox.instance()).cooldown(Cooldown::Off);
    let _ = ask().await;
    sandbox.advance(Duration::from_secs_f64(pause));
    let _ = ask().await;
    let mut posts = Posts::default();
    let sent = |last: &Last| {
        let end = sandbox.request(last.number).and_then(|it| it.end);
        Sent { end, ..Sent::default() }
    };
    let all = sandbox.requests();
    let found: Vec<_> = all.iter().filter_map(|it| posts.received(it, UNIX_EPOCH, sent)).collect();
    assert_eq!(posts.count, 2);
    found.into_iter().next()
}

#[tokio::test(flavor = "current_thread")]
async fn after_a_code_a_minute_and_a_second_count_from_the_answer() {
    assert!(wrong(None, 60.9).await.is_some_and(|it| it.contains("too early")));
    assert_eq!(wrong(None, 61.1).await, None);
}

#[tokio::test(flavor = "current_thread")]
async fn what_may_have_been_done_counts_as_done() {
    for fault in [Fault::Reset, Fault::Truncated, Fault::status(503), Fault::status(408)] {
        assert!(wrong(Some(fault.clone()), 50.0).await.is_some(), "{fault:?}");
        assert_eq!(wrong(Some(fault.clone()), 62.0).await, None, "{fault:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_429_says_for_itself_how_long() {
    let limited = Fault::status(429).header("Retry-After", "7");
    assert!(wrong(Some(limited.clone()), 7.9).await.is_some());
    assert_eq!(wrong(Some(limited), 8.1).await, None);
    assert!(wrong(Some(Fault::status(429)), 60.0).await.is_some());
    assert_eq!(wrong(Some(Fault::status(429)), 61.1).await, None);
}

#[tokio::test(flavor = "current_thread")]
async fn of_a_429_that_is_cut_off_the_wait_may_have_been_read() {
    let mut limits = Limits::default();
    limits.window = Duration::from_secs(20);
    let sandbox = Sandbox::builder().virtual_time().limits(limits);
    let sandbox = sandbox.start().await.expect("a port");
    let client = sandbox.client();
    let ask = || client.request_new_qr_code(sandbox.instance()).cooldown(Cooldown::Off);
    let _ = ask().await;
    sandbox.faults().next(Operation::RequestNewQrCode, 1, Fault::Truncated);
    let _ = ask().await;
    sandbox.advance(Duration::from_secs(22));
    let _ = ask().await;
    let mut posts = Posts::default();
    let log = sandbox.requests();
    assert!(posts.received(&log[1], UNIX_EPOCH, |_| Sent::default()).is_none());
    assert_eq!(log[1].right_status, Some(429));
    assert!(posts.received(&log[2], UNIX_EPOCH, |_| Sent::default()).is_none());
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_refused_has_begun_nothing() {
    for status in [302, 401, 404, 422] {
        assert_eq!(wrong(Some(Fault::status(status)), 0.0).await, None, "{status}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_does_not_wait_for_the_answer_begins_the_minute_with_that() {
    let builder = Sandbox::builder().virtual_time().limits(Limits::off());
    let sandbox = builder.latency(Duration::from_secs(20)).start().await.expect("a port");
    let client = sandbox.client();
    let ask = || client.request_new_qr_code(sandbox.instance()).cooldown(Cooldown::Off);
    let _ = ask().timeout(Duration::from_secs(10)).await;
    let left = sandbox.wait_for_request(|request| request.end == Some(End::ClientLeft));
    tokio::time::timeout(Duration::from_secs(20), left).await.expect("it is told");
    sandbox.advance(Duration::from_secs(62));
    let _ = ask().await;
    let mut posts = Posts::default();
    let sent = |last: &Last| {
        let end = sandbox.request(last.number).and_then(|it| it.end);
        Sent { end, ..Sent::default() }
    };
    assert!(sandbox.requests().iter().all(|it| posts.received(it, UNIX_EPOCH, sent).is_none()));
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_late_service_read_was_sent_before() {
    let sandbox = Sandbox::builder().virtual_time().limits(Limits::off());
    let sandbox = sandbox.start().await.expect("a port");
    let client = sandbox.client();
    for _ in 0..2 {
        let ask = client.request_new_qr_code(sandbox.instance()).cooldown(Cooldown::Off);
        let _ = ask.await;
        sandbox.advance(Duration::from_secs(56));
    }
    let wrong = |late| {
        let mut posts = Posts::default();
        let sent = |_: &Last| Sent { late: Duration::from_secs(late), end: Some(End::Answered) };
        sandbox.requests().iter().any(|it| posts.received(it, UNIX_EPOCH, sent).is_some())
    };
    assert!(wrong(0));
    assert!(wrong(1));
    assert!(!wrong(6));
}
