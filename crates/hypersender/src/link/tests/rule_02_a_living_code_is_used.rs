//! A code that is alive is used.

use std::time::Duration;

use super::{close_to, options};
use crate::Operation;
use crate::link::LinkEvent;
use crate::link::simulator::{Fate, World, s};

#[test]
fn the_code_of_a_new_instance_is_shown_at_once() {
    let mut world = World::new();
    world.call(Operation::CreateInstance, "a");
    world.run(s(10));
    let session = world.link("a");
    assert_eq!(world.heard(session), ["qr_code 1"]);
    world.run(s(30));
    assert_eq!(world.wire("POST a"), [0.0; 0]);
    world.run(s(60));
    close_to(world.when(session, "qr_expired 1"), 60.0);
    assert_eq!(world.wire("POST a").len(), 1);
}

#[test]
fn a_page_that_is_loaded_again_shows_the_same_code_as_number_one() {
    let mut world = World::new();
    let first = world.link("a");
    world.run(s(20));
    world.cancel(first);
    let second = world.link("a");
    assert_eq!(world.heard(second), ["qr_code 1"]);
    world.run(s(70));
    let expected = [
        "qr_code 1",
        "status SCAN_QR_CODE",
        "qr_expired 1",
        "cooling_down",
        "requesting",
        "qr_code 2",
    ];
    assert_eq!(world.heard(second), expected);
    close_to(world.when(second, "qr_expired 1"), 60.1);
}

#[test]
fn a_code_that_a_look_made_doubtful_is_not_shown_until_a_look_says_otherwise() {
    let mut world = World::new();
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    world.set("a", "STARTING");
    world.call(Operation::Health, "a");
    world.run(s(1));
    let session = world.link("a");
    world.run(s(5));
    assert_eq!(world.heard(session), ["status STARTING"]);
    world.set("a", "SCAN_QR_CODE");
    world.run(s(10));
    let expected = ["status STARTING", "status SCAN_QR_CODE", "qr_code 1"];
    assert_eq!(world.heard(session), expected);
}

#[test]
fn what_is_linked_needs_no_code() {
    let mut world = World::new();
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    world.set("a", "WORKING");
    world.call(Operation::Health, "a");
    world.run(s(1));
    let session = world.link("a");
    world.run(s(1));
    assert_eq!(world.heard(session), ["status WORKING", "linked already"]);
}

#[test]
fn in_an_event_a_code_has_the_lifetime_of_the_session() {
    let mut world = World::new();
    world.call(Operation::CreateInstance, "a");
    world.run(s(10));
    let began = world.reading().wall - s(10);
    let session = world.link_with("a", options().qr_lifetime(s(40)));
    let events = world.events(session);
    let LinkEvent::QrCode { expires_at, next_request_at, .. } = events[0] else {
        panic!("{events:?}");
    };
    assert_eq!(expires_at, began + s(40));
    // Creating an instance begins no minute.
    assert_eq!(next_request_at, began + s(10));
    world.run(s(60));
    close_to(world.when(session, "qr_expired 1"), 40.0);
}

#[test]
fn an_event_says_when_the_next_code_may_be_asked_for() {
    let mut world = World::new();
    let began = world.reading().wall;
    let session = world.link("a");
    world.run(s(1));
    let events = world.events(session);
    let LinkEvent::QrCode { next_request_at, expires_at, .. } = events[2] else {
        panic!("{events:?}");
    };
    assert_eq!(next_request_at, began + Duration::from_millis(61_200));
    assert_eq!(expires_at, began + Duration::from_millis(60_100));
}

#[test]
fn a_session_with_a_short_lifetime_does_not_shorten_the_code_of_the_next() {
    let mut world = World::new();
    let first = world.link_with("a", options().qr_lifetime(s(30)));
    world.run(s(20));
    world.cancel(first);
    let second = world.link("a");
    world.run(s(50));
    close_to(world.when(second, "qr_expired 1"), 60.1);
}

fn is_empty(world: &World) -> bool {
    world.hub.is_empty(&world.reading())
}

#[test]
fn a_code_is_not_kept_for_ever() {
    let mut world = World::new();
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    assert!(!is_empty(&world));
    world.run(s(3598));
    world.call(Operation::Health, "b");
    world.run(s(1));
    assert!(!is_empty(&world));
    world.run(s(10));
    world.call(Operation::Health, "b");
    world.run(s(61)); // until that is no poll of the last minute
    assert!(is_empty(&world));
}

#[test]
fn the_status_that_comes_with_a_code_casts_no_doubt_on_it() {
    let mut world = World::new();
    world.service.after_post = Some("STARTING".into());
    let session = world.link("a");
    world.run(s(5));
    let expected = ["status SCAN_QR_CODE", "requesting", "status STARTING", "qr_code 1"];
    assert_eq!(world.heard(session), expected);

    let mut world = World::new();
    world.set("a", "STARTING");
    let session = world.link("a");
    world.run(s(5));
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    assert_eq!(world.heard(session), ["status STARTING", "qr_code 1"]);
}

#[test]
fn a_code_that_an_explicit_call_shares_is_one_code() {
    let mut world = World::new();
    world.fates = vec![Fate { there: s(2), back: s(1), fault: None }];
    world.call(Operation::RequestNewQrCode, "a");
    let session = world.link("a");
    world.run(s(10));
    let expected = ["status SCAN_QR_CODE", "requesting", "qr_code 1"];
    assert_eq!(world.heard(session), expected);

    // The other way round: the session's request is the one that is shared.
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(2), back: s(1), fault: None }];
    let session = world.link("a");
    world.run(s(1));
    world.call(Operation::RequestNewQrCode, "a");
    world.run(s(10));
    assert_eq!(world.heard(session), expected);
}
