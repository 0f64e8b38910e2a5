//! The sandbox and the real client.

use std::time::{Duration, Instant};

use hypersender::{Cooldown, ErrorKind, Operation};
use hypersender_sandbox::deed::{NewInstance, ScanResult};
use hypersender_sandbox::faults::Fault;
use hypersender_sandbox::wire::End;
use hypersender_sandbox::{Limits, Sandbox};

use crate::raw;

const SECOND: Duration = Duration::from_secs(1);

async fn virtual_time() -> Sandbox {
    Sandbox::builder().virtual_time().start().await.unwrap()
}

#[tokio::test]
async fn a_client_asks_for_a_code_and_sees_the_phone_linked() {
    let sandbox = virtual_time().await;
    let (client, id) = (sandbox.client(), sandbox.instance());
    let answer = client.request_new_qr_code(&id).await.unwrap();
    assert_eq!(answer.status.as_str(), "SCAN_QR_CODE");
    let code = answer.qr_code.payload().unwrap().reveal();
    assert_eq!(sandbox.phone().scan(code), ScanResult::Linked);
    assert_eq!(client.health(&id).await.unwrap().status.as_str(), "STARTING");
    sandbox.advance(SECOND * 3);
    let health = client.health(&id).await.unwrap();
    assert!(health.status.is_working() && health.connected_at.is_some());
}

#[tokio::test]
async fn half_an_hour_of_codes_takes_no_longer_than_its_requests() {
    let sandbox = virtual_time().await;
    let client = sandbox.client_builder().cooldown(Cooldown::Wait).build().unwrap();
    let (id, start, began) = (sandbox.instance(), sandbox.clock().now(), Instant::now());
    for _ in 0..30 {
        client.request_new_qr_code(&id).await.unwrap();
    }
    assert!(sandbox.clock().now().since(start) >= SECOND * 60 * 29);
    assert!(began.elapsed() < SECOND * 60);
    let sent = sandbox.requests_to(Operation::RequestNewQrCode);
    assert_eq!(sent.len(), 30);
    for pair in sent.windows(2) {
        assert_eq!(pair[1].status, Some(200));
        assert!(pair[1].at.since(pair[0].at) >= SECOND * 60);
    }
}

#[tokio::test]
async fn every_operation_of_the_client_is_understood() {
    let sandbox = virtual_time().await;
    let client = sandbox.client();
    let created = client
        .create_instance("+201234567890", "Shop, Berlin")
        .webhook_url("https://a.example/b")
        .await
        .unwrap();
    assert_eq!(created.name.as_deref(), Some("Shop, Berlin"));
    assert!(created.access_token.is_some() && created.created_at.is_some());
    let listed = client.list_instances().phone("+201234567890").await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, created.id);
    client.restart(&created.id).await.unwrap();
    assert_eq!(client.health(&created.id).await.unwrap().status.as_str(), "STOPPED");
    let same = client.create_instance("+201234567890", "Shop, Berlin").await.unwrap_err();
    assert_eq!(same.kind(), ErrorKind::Validation);
    assert_eq!(same.errors()["name"], ["The name has already been taken."]);
    let nobody = client.health("nobody").await.unwrap_err();
    assert_eq!(
        (nobody.kind(), nobody.server_message()),
        (ErrorKind::NotFound, Some("Resource not found."))
    );
    assert!(nobody.request_id().is_some());
}

#[tokio::test]
async fn the_limit_of_the_server_is_learned_by_the_client() {
    let sandbox = virtual_time().await;
    let client = sandbox.client_builder().cooldown(Cooldown::Off).build().unwrap();
    let id = sandbox.instance();
    client.request_new_qr_code(&id).await.unwrap();
    let limited = client.request_new_qr_code(&id).await.unwrap_err();
    assert_eq!((limited.kind(), limited.status()), (ErrorKind::RateLimited, Some(429)));
    let wait = limited.retry_after().unwrap();
    assert!(wait <= SECOND * 60 && wait >= SECOND * 57, "{wait:?}");
}

#[tokio::test]
async fn at_sixty_times_the_speed_a_minute_lasts_a_second() {
    let sandbox = Sandbox::builder().speed(60.0).start().await.unwrap();
    let (clock, began) = (sandbox.clock(), Instant::now());
    clock.sleep_until(clock.now() + SECOND * 6).await;
    assert!(began.elapsed() >= SECOND / 10);
    assert!(began.elapsed() < SECOND * 6);
    assert_eq!(sandbox.client().clock().id(), clock.id());
}

#[tokio::test]
async fn a_machine_that_sleeps_finds_the_code_dead() {
    let sandbox = virtual_time().await;
    let answer = sandbox.client().request_new_qr_code(sandbox.instance()).await.unwrap();
    sandbox.clock().suspend(SECOND * 61);
    let code = answer.qr_code.payload().unwrap().reveal();
    assert_eq!(sandbox.phone().scan(code), ScanResult::Stale);
}

#[test]
fn who_waits_for_a_request_does_not_keep_the_sandbox() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let waiting = sandbox.wait_for_request(|_| false);
    let address = sandbox.origin().trim_start_matches("http://").to_owned();
    assert!(std::net::TcpStream::connect(&address).is_ok());
    drop(sandbox);
    assert!(std::net::TcpStream::connect(&address).is_err());
    drop(waiting);
}

#[tokio::test]
async fn a_call_that_is_cancelled_closes_its_connection() {
    let sandbox = virtual_time().await;
    let (client, id) = (sandbox.client(), sandbox.instance());
    let asked = |request: &hypersender_sandbox::Entry| request.operation.is_some();
    tokio::select! {
        biased;
        _ = sandbox.wait_for_request(asked) => {}
        _ = client.request_new_qr_code(&id) => panic!("it takes two seconds"),
    }
    let over = sandbox.wait_for_request(|request| request.end.is_some()).await;
    assert_eq!(over.end, Some(End::ClientLeft));
    sandbox.wait_for_connections(|connections| connections.open == 0).await;
    // It was done all the same.
    assert_eq!(sandbox.instances()[0].status, "STARTING");
}

#[tokio::test]
async fn the_deadline_of_a_call_fires_at_its_value_in_virtual_time() {
    let every = SECOND / 2;
    for fault in [Fault::NeverAnswer, Fault::Drip { every }, Fault::DripBody { every }] {
        let sandbox = virtual_time().await;
        sandbox.faults().next(Operation::RequestNewQrCode, 1, fault.clone());
        let start = sandbox.clock().now();
        let failed = sandbox.client().request_new_qr_code(sandbox.instance()).await.unwrap_err();
        assert_eq!(
            (failed.kind(), failed.elapsed()),
            (ErrorKind::Timeout, SECOND * 30),
            "{fault:?}"
        );
        assert_eq!(sandbox.clock().now().since(start), SECOND * 30, "{fault:?}");
        assert_eq!(sandbox.requests().len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn the_services_clock_is_its_own() {
    let sandbox = virtual_time().await;
    let date = async || {
        let came = raw::send(&sandbox, "GET /elsewhere", &[], "").await;
        came.head().split("Date: ").nth(1).unwrap()[..29].to_owned()
    };
    let before = date().await;
    sandbox.clock().set_wall(SECOND * 3600, true);
    assert_eq!(date().await, before);
    sandbox.advance(SECOND * 60);
    assert_ne!(date().await, before);
}

#[tokio::test]
async fn the_log_says_who_asked_what_and_no_token() {
    let sandbox = virtual_time().await;
    let own = sandbox.create_instance(NewInstance::named("own"));
    let listed = sandbox.client().list_instances().uuid(&own).await.unwrap();
    let secret = listed[0].access_token.clone().unwrap();
    for token in [sandbox.token(), secret.reveal().to_owned(), "9|stranger".to_owned()] {
        let client = hypersender::Client::builder(token).base_url(sandbox.url()).build().unwrap();
        let _ = client.health(&own).await;
        let _ = client.create_instance("+201234567890", "name").await;
    }
    let log = sandbox.requests();
    let of = |index: usize| log[index].token.clone().unwrap();
    assert_eq!((of(1), of(3)), ("account".to_owned(), format!("instance {own}")));
    assert!(of(5).starts_with("unknown "));
    assert_eq!(log[1].header("accept"), Some("application/json"));
    assert_eq!(log[1].header("authorization"), Some("[redacted]"));
    assert_eq!((log[1].instance.as_deref(), log[1].status), (Some(&*own), Some(200)));
    assert_eq!(log[0].query.as_deref(), Some(&*format!("filter%5Buuid%5D={own}")));
    assert!(log[2].body.contains("+201234567890"));
    let text = format!("{log:?} {}", serde_json::to_string(&log).unwrap());
    for token in [sandbox.token(), secret.reveal().to_owned(), "9|stranger".to_owned()] {
        assert!(!text.contains(&token));
    }
}

#[tokio::test]
async fn a_new_sandbox_has_no_past() {
    let first = Sandbox::builder().virtual_time().token("1|same").start().await.unwrap();
    let port: u16 = first.origin().rsplit(':').next().unwrap().parse().unwrap();
    let instance = NewInstance::named("a").id("a-1");
    first.create_instance(instance.clone());
    let client = first.client();
    client.request_new_qr_code("a-1").await.unwrap();
    assert!(!client.qr_cooldown("a-1").unwrap().is_zero());
    first.reset();
    assert!(client.qr_cooldown("a-1").unwrap().is_zero());
    first.create_instance(instance);
    client.request_new_qr_code("a-1").await.unwrap();
    drop(first);
    assert!(client.qr_cooldown("a-1").unwrap().is_zero());
    let again = Sandbox::builder().port(port).start().await;
    assert_eq!(again.unwrap().client().qr_cooldown("a-1").unwrap(), Duration::ZERO);
}

#[test]
fn without_a_runtime_it_runs_on_a_thread_of_its_own() {
    let sandbox = Sandbox::builder().speed(60.0).limits(Limits::off()).start_blocking().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = sandbox.client();
    for _ in 0..3 {
        runtime.block_on(client.health(sandbox.instance()).into_future()).unwrap();
    }
    assert_eq!(sandbox.requests().len(), 3);
    let address = sandbox.origin().trim_start_matches("http://").to_owned();
    drop(sandbox);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn virtual_time_and_impossible_speeds_are_refused_where_they_cannot_be() {
    assert!(Sandbox::builder().virtual_time().start_blocking().is_err());
    for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Sandbox::builder().speed(speed).start_blocking().is_err());
    }
}
