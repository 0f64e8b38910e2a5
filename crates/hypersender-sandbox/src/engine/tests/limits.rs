//! How often an operation may be called.

use super::*;
use crate::settings::{Counter, Scope};

fn service(change: impl FnOnce(&mut Limits)) -> Service {
    Service::with(|settings| {
        settings.limits = Limits::default();
        settings.times = Times::none();
        settings.instances = vec![NewInstance::named("a"), NewInstance::named("b")];
        change(&mut settings.limits);
    })
}

/// The status and the four headers.
fn verdict(seen: &Seen) -> (u16, [Option<&str>; 4]) {
    let names = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "Retry-After", "X-RateLimit-Reset"];
    (seen.status, names.map(|name| seen.header(name)))
}

#[test]
fn a_second_code_within_a_minute_is_refused_with_laravels_headers() {
    let mut service = service(|_| {});
    assert_eq!(verdict(&service.new_qr()), (200, [Some("1"), Some("0"), None, None]));
    service.pass(20.0);
    let refused = service.new_qr();
    let reset = Some("1748254425");
    assert_eq!(verdict(&refused), (429, [Some("1"), Some("0"), Some("40"), reset]));
    assert_eq!(refused.body["message"], "Too many requests. Please try again later.");
    service.pass(40.0);
    assert_eq!(service.new_qr().status, 200);
}

#[test]
fn a_refused_request_neither_counts_nor_changes_anything() {
    let mut service = service(|_| {});
    let code = service.new_qr().code();
    for _ in 0..5 {
        service.pass(10.0);
        assert_eq!(service.new_qr().status, 429);
    }
    assert_eq!(service.scan(&code), ScanResult::Linked);
}

#[test]
fn the_window_is_kept_in_whole_seconds_so_that_retry_after_can_be_zero() {
    // The service's clock starts at a quarter past the second.
    let mut service = service(|_| {});
    service.new_qr();
    service.pass(59.8);
    let refused = service.new_qr();
    assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("0")));
    service.pass(0.2);
    assert_eq!(service.new_qr().status, 200);
}

#[test]
fn each_operation_has_its_documented_limit() {
    let mut service = service(|_| {});
    let mut allowed = |mut call: Box<dyn FnMut(&mut Service) -> u16>| {
        (0..200).take_while(|_| call(&mut service) != 429).count()
    };
    assert_eq!(allowed(Box::new(|service| service.new_qr().status)), 1);
    assert_eq!(allowed(Box::new(|service| service.health().status)), 10);
    assert_eq!(allowed(Box::new(|service| service.restart().status)), 5);
    assert_eq!(allowed(Box::new(|service| service.send(create("{}")).status)), 5);
    assert_eq!(allowed(Box::new(|service| service.get("/instances").status)), 200);
}

#[test]
fn the_window_is_fixed_and_begins_with_its_first_request() {
    let mut service = service(|_| {});
    service.health();
    service.pass(59.0);
    for _ in 0..9 {
        assert_eq!(service.health().status, 200);
    }
    assert_eq!(service.health().status, 429);
    service.pass(1.0);
    assert_eq!(service.health().header("X-RateLimit-Remaining"), Some("9"));
}

#[test]
fn instances_have_windows_of_their_own_unless_the_token_is_counted() {
    for (scope, second) in [(Scope::TokenAndInstance, 200), (Scope::Token, 429)] {
        let mut service = service(|limits| limits.scope = scope);
        let other = service.engine.instances(service.now)[1].id.to_uppercase();
        assert_eq!(service.new_qr().status, 200);
        let path = format!("/{other}/request-new-qr-code");
        assert_eq!(service.post(&path).status, second, "{scope:?}");
        assert_eq!(service.new_qr().status, 429);
    }
}

#[test]
fn an_instances_own_token_has_windows_of_its_own() {
    let mut service = service(|_| {});
    service.new_qr();
    let (id, token) = (service.id(), service.engine.instances[0].access_token.clone());
    let path = format!("/{id}/request-new-qr-code");
    let own = with_header(request("POST", &path), "Authorization", &format!("Bearer {token}"));
    assert_eq!(service.send(own.clone()).status, 200);
    assert_eq!(service.send(own).status, 429);
}

#[test]
fn a_shared_counter_lets_health_checks_use_up_the_code() {
    let mut service = service(|limits| limits.counter = Counter::Shared);
    assert_eq!(service.health().header("X-RateLimit-Remaining"), Some("9"));
    let refused = service.new_qr();
    assert_eq!((refused.status, refused.header("X-RateLimit-Limit")), (429, Some("1")));
    assert_eq!(service.health().header("X-RateLimit-Remaining"), Some("8"));
    service.pass(60.0);
    assert_eq!(service.new_qr().status, 200);
    assert_eq!(service.health().header("X-RateLimit-Remaining"), Some("8"));
}

#[test]
fn a_list_has_no_limit_unless_it_is_given_one() {
    let mut service = service(|limits| limits.list_instances = Some(2));
    let statuses: Vec<_> = (0..3).map(|_| service.get("/instances").status).collect();
    assert_eq!(statuses, [200, 200, 429]);
}

#[test]
fn the_headers_can_be_left_out() {
    let mut service = service(|limits| limits.headers = false);
    assert_eq!(verdict(&service.new_qr()), (200, [None; 4]));
    assert_eq!(verdict(&service.new_qr()), (429, [None; 4]));
}

#[test]
fn requests_without_a_good_token_are_not_counted_and_those_for_nothing_are() {
    let mut service = service(|_| {});
    let id = service.id();
    let path = format!("/{id}/request-new-qr-code");
    let stranger = with_header(request("POST", &path), "Authorization", "Bearer 2|x");
    assert_eq!(service.send(stranger).status, 401);
    assert_eq!(service.new_qr().status, 200);
    assert_eq!(service.post("/nobody/request-new-qr-code").status, 404);
    assert_eq!(service.post("/nobody/request-new-qr-code").status, 429);
}
