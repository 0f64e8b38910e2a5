//! What a connection goes through: it is reused, it dies, it is given up.

mod service;

use std::time::{Duration, Instant};

use hypersender::clock::Clock;
use hypersender::{Client, Outcome, Token};
use hypersender_sandbox::wire::{Action, Reply};
use service::{INSTANCE, builder, client, health, serve, with_qr};

#[tokio::test]
async fn calls_one_after_the_other_share_a_connection() {
    let clock = Clock::system();
    let server = serve(&clock, async |_| health("WORKING").into()).await;
    let client = client(&server, &clock);
    for _ in 0..50 {
        client.health(INSTANCE).await.unwrap();
    }
    assert_eq!(server.connections().accepted, 1);
}

/// The server ends each connection after one answer without a word about it, so that the next
/// request meets a dead one.
#[tokio::test]
async fn a_post_on_a_connection_that_died_meanwhile_arrives_once() {
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |_| {
        let head_and_body = with_qr("2@code").bytes(std::time::SystemTime::now(), true);
        Reply::from(vec![Action::Bytes(head_and_body), Action::Close])
    })
    .await;
    let client = client(&server, &clock);
    for count in 1..=30 {
        let answer = client.request_new_qr_code(INSTANCE).await;
        assert!(answer.is_ok(), "{count}: {answer:?}");
        assert_eq!(server.connections().requests, count);
        clock.advance(Duration::from_secs(61));
    }
}

#[tokio::test]
async fn a_dropped_call_closes_its_connection() {
    let clock = Clock::system();
    let server = serve(&clock, async |_| Reply::from(vec![Action::Hang])).await;
    let mut took = Vec::new();
    // Any of them may meet a busy machine, but not all.
    for round in 1..=6 {
        let call = tokio::spawn(client(&server, &clock).health(INSTANCE).into_future());
        server.wait_for(|counts| counts.requests == round).await;
        let began = Instant::now();
        call.abort();
        server.wait_for(|counts| counts.open == 0).await;
        took.push(began.elapsed());
    }
    assert!(took.iter().min() < Some(&Duration::from_millis(50)), "{took:?}");
}

#[tokio::test]
async fn the_total_deadline_holds_however_the_answer_drips() {
    let clock = Clock::system();
    let server = serve(&clock, async |_| {
        let every = Duration::from_millis(100); // more than ten seconds in all
        Reply::from(vec![Action::Drip {
            bytes: health("WORKING").bytes(std::time::SystemTime::now(), true),
            every,
        }])
    })
    .await;
    let began = Instant::now();
    let timeout = Duration::from_secs(1);
    let error = client(&server, &clock).health(INSTANCE).timeout(timeout).await.unwrap_err();
    assert_eq!(error.code(), "timeout");
    assert!((timeout..10 * timeout).contains(&began.elapsed()), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_status_is_told_even_if_its_text_never_ends() {
    let clock = Clock::system();
    let server = serve(&clock, async |_| {
        Reply::from(vec![
            Action::Bytes("HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\n\r\n{".into()),
            Action::Hang,
        ])
    })
    .await;
    let error =
        client(&server, &clock).health(INSTANCE).timeout(Duration::from_secs(2)).await.unwrap_err();
    assert_eq!((error.code(), error.status()), ("permission_denied", Some(403)));
}

#[tokio::test]
async fn a_connection_that_nobody_takes_ends_at_the_connect_timeout() {
    let clock = Clock::system();
    // A listener whose queue is full: further connections are not refused, and not taken either.
    let listener = tokio::net::TcpSocket::new_v4().unwrap();
    listener.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(100), tokio::net::TcpStream::connect(address))
            .await
    {
        queue.push(stream);
    }
    let client = hypersender::Client::builder("1|x")
        .base_url(format!("http://{address}"))
        .connect_timeout(Duration::from_millis(100))
        .max_retries(0)
        .clock(clock)
        .build()
        .unwrap();
    let error = client.restart(INSTANCE).await.unwrap_err();
    assert_eq!(error.reason().unwrap().name(), "connect_timeout");
    assert_eq!(error.outcome().unwrap().name(), "not_sent");
}

#[tokio::test]
async fn a_deadline_that_passes_while_connecting_has_sent_nothing() {
    let clock = Clock::system();
    let server = serve(&clock, async |_| health("WORKING").into()).await;
    // A proxy that takes the connection and says nothing: the request never gets through to a server.
    let silent = serve(&clock, async |_| Reply::from(vec![Action::Hang])).await;
    let client = builder(&server, &clock)
        .base_url("https://service.invalid")
        .proxy(format!("http://user:canary@{}", silent.address()))
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let error = client.request_new_qr_code(INSTANCE).await.unwrap_err();
    assert_eq!((error.code(), error.outcome().unwrap().name()), ("timeout", "not_sent"));
    assert!(client.qr_cooldown(INSTANCE).unwrap().is_zero());
    assert!(!format!("{error} {error:?} {client:?}").contains("canary"));
}

#[tokio::test]
async fn a_token_provider_that_never_answers_ends_with_the_call_and_nothing_was_sent() {
    let clock = Clock::system();
    let server = serve(&clock, async |_| health("WORKING").into()).await;
    let (client, timeout) = (
        Client::builder(Token::provider(std::future::pending))
            .base_url(format!("http://{}", server.address()))
            .build()
            .unwrap(),
        Duration::from_millis(50),
    );
    let began = Instant::now();
    let error = client.restart(INSTANCE).timeout(timeout).await.unwrap_err();
    assert_eq!((error.code(), error.outcome()), ("timeout", Some(Outcome::NotSent)));
    assert!(error.to_string().contains("no token within 0.05 s"), "{error}");
    assert!(began.elapsed() >= timeout);
    assert_eq!(server.connections().accepted, 0);
}
