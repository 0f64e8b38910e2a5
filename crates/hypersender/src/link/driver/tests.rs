//! How often an idle session wakes the machine that it runs on.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{Cause, Duty, UnderWay, serve};
use crate::Client;
use crate::clock::Clock;
use crate::limits::{Flight, QrPost, Verdict};
use crate::link::LinkOptions;
use crate::link::machine::{Input, RequestId};
use crate::link::seat::Seat;
use crate::link::simulator::PIXEL;
use crate::link::station::{Errand, Station};
use crate::progress::Progress;

/// A service on loopback that is always in this state, and gives a code to everybody who asks.
async fn service(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = Vec::new();
                while stream.read_buf(&mut request).await.is_ok_and(|read| read > 0) {
                    if !request.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    let one =
                        |id| format!(r#"{{"id":"{id}","status":"{status}","qr_code":"{PIXEL}"}}"#);
                    let body = match request.as_slice() {
                        text if text.starts_with(b"GET /instances") => {
                            format!("[{},{}]", one("a"), one("b"))
                        }
                        text if text.starts_with(b"POST /b/") => one("b"),
                        _ => format!(r#"{{"id":"a","status":"{status}","qr_code":"{PIXEL}"}}"#),
                    };
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                    stream.write_all((head + &body).as_bytes()).await.unwrap();
                    request.clear();
                }
            });
        }
    });
    format!("http://{address}")
}

/// What woke the driver of a session for each of these instances, of half an hour at most, and how
/// many minutes it took.
async fn causes(status: &'static str, instances: &[&str]) -> (Vec<Cause>, usize) {
    let clock = Clock::virtual_time();
    let client = Client::builder("1|token").base_url(service(status).await);
    let client = client.clock(clock.clone()).build().unwrap();
    let scope = client.0.tokens.current().await.unwrap().scope.clone();
    let station = Arc::new(Station::new(scope, clock.clone()));
    let seats: Vec<Arc<Seat>> = instances.iter().map(|_| Arc::default()).collect();
    let options = LinkOptions::default().timeout(Duration::from_mins(30));
    let began = clock.now();
    for (instance, seat) in instances.iter().zip(&seats) {
        station.join(&client, &(*instance).into(), options, began, seat);
    }
    let mut causes = Vec::new();
    serve(&mut Duty::at(&station), |cause| causes.push(cause)).await;
    assert!(seats.iter().all(|seat| seat.end().is_some()));
    let minutes = clock.now().since(began).as_secs() / 60;
    (causes, usize::try_from(minutes).unwrap())
}

fn count(causes: &[Cause], cause: Cause) -> usize {
    causes.iter().filter(|it| **it == cause).count()
}

#[tokio::test]
async fn of_a_post_that_is_dropped_before_it_left_the_machine_hears_so() {
    let clock = Clock::virtual_time();
    let client = Client::builder("1|token").base_url("http://127.0.0.1:9").clock(clock.clone());
    let client = client.build().unwrap();
    let scope = client.0.tokens.current().await.unwrap().scope.clone();
    let station = Arc::new(Station::new(scope.clone(), clock.clone()));
    let dropped = async || {
        let (mut under_way, request) = (UnderWay::default(), RequestId(1));
        let (client, instance) = (client.clone(), "a".into());
        under_way.take_on(&station, Errand::Ask { request, client, instance });
        under_way.take_on(&station, Errand::Drop(request));
        match under_way.requests.next().await {
            Some((_, Input::Dropped { left, .. })) => left,
            other => panic!("{other:?}"),
        }
    };
    assert!(!dropped().await);
    let deadline = clock.now() + Duration::from_secs(30);
    let others = Flight::board(&scope, "a", &clock, deadline, |_| std::future::pending());
    assert!(dropped().await, "it goes on for the others");
    drop(others);
    assert!(!dropped().await);
    QrPost::begin(&scope, "a", &clock, &Progress::new(deadline)).end(Verdict::Unknown);
    assert!(dropped().await, "its minute has begun");
}

#[tokio::test]
async fn an_idle_session_wakes_for_its_requests_and_hardly_ever_else() {
    for instances in [&["a"][..], &["a", "b"]] {
        let (causes, minutes) = causes("STARTING", instances).await;
        let requests = count(&causes, Cause::Answer);
        // Each request has two: the moment at which it goes, and its answer.
        let others = causes.len() - 2 * requests;
        assert_eq!(minutes, 30);
        assert!((4 * minutes..=9 * minutes).contains(&requests), "{requests} requests");
        assert!(others <= 2 * minutes, "{others} wake-ups beside those of {requests} requests");
    }
}

#[tokio::test]
async fn a_session_with_a_code_on_show_wakes_to_check_its_end_and_hardly_ever_else() {
    let (causes, minutes) = causes("SCAN_QR_CODE", &["a"]).await;
    let requests = count(&causes, Cause::Answer);
    let others = causes.len() - 2 * requests;
    // Three codes of a minute each, every five seconds.
    let checks = 3 * 60 / 5;
    assert_eq!(minutes, 3);
    assert!(
        others <= checks + 2 * minutes,
        "{others} wake-ups beside those of {requests} requests"
    );
}
