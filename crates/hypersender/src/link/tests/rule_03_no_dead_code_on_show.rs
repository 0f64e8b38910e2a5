//! A dead code never stays on show.

use super::{close_to, options};
use crate::Operation;
use crate::link::simulator::{Fate, World, s};

#[test]
fn a_life_counts_from_when_the_request_was_sent() {
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(9), back: s(3), fault: None }];
    let session = world.link("a");
    world.run(s(100));
    close_to(world.when(session, "qr_code 1"), 12.1);
    close_to(world.when(session, "qr_expired 1"), 60.1);
}

#[test]
fn a_code_that_is_dead_on_arrival_is_never_shown_and_does_not_count() {
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(15), back: s(10), fault: None }];
    let session = world.link_with("a", options().qr_lifetime(s(20)));
    world.run(s(90));
    let expected = ["status SCAN_QR_CODE", "requesting", "cooling_down", "requesting", "qr_code 1"];
    assert_eq!(world.heard(session), expected);
}

#[test]
fn a_code_that_replaces_another_follows_its_end() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(20));
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    let heard = world.heard(session);
    assert_eq!(heard[2..], ["qr_code 1", "qr_expired 1", "qr_code 2"]);
    close_to(world.when(session, "qr_expired 1"), 20.1);
    world.run(s(70));
    close_to(world.when(session, "qr_expired 2"), 80.0);
}

#[test]
fn an_explicit_request_replaces_it_too_and_its_minute_counts() {
    let mut world = World::new();
    let session = world.link_with("a", options().qr_lifetime(s(100)));
    world.run(s(70));
    world.call(Operation::RequestNewQrCode, "a");
    world.run(s(1));
    assert_eq!(world.heard(session)[2..], ["qr_code 1", "qr_expired 1", "qr_code 2"]);
    world.run(s(200));
    let posts = world.wire("POST a");
    close_to(posts[1], 173.1);
}

#[test]
fn one_who_has_had_all_codes_sees_the_last_one_go_when_it_is_replaced() {
    let mut world = World::new();
    let session = world.link_with("a", options().max_qr_codes(1));
    world.run(s(20));
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    assert_eq!(world.heard(session)[2..], ["qr_code 1", "qr_expired 1"]);
}

#[test]
fn a_code_is_forgotten_on_a_restart() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(20));
    world.call(Operation::Restart, "a");
    world.run(s(1));
    close_to(world.when(session, "qr_expired 1"), 20.1);
    // What it passes through says nothing for 30 s.
    world.set("a", "FAILED");
    world.run(s(29));
    assert_eq!(world.wire("POST a").len(), 1);

    let mut world = World::new();
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    world.call(Operation::Restart, "a");
    world.run(s(1));
    world.set("a", "SCAN_QR_CODE");
    let session = world.link("a");
    world.run(s(1));
    assert_eq!(world.heard(session), ["status SCAN_QR_CODE"]);
    // The code may have been on show until the restart.
    world.run(s(3));
    assert_eq!(world.heard(session)[1..], ["requesting", "qr_code 1"]);
}

#[test]
fn the_shortest_lifetime_counts_for_all_and_is_never_stretched() {
    let mut world = World::new();
    let long = world.link("a");
    let short = world.link_with("a", options().qr_lifetime(s(30)));
    world.run(s(10));
    world.cancel(short);
    world.run(s(60));
    close_to(world.when(long, "qr_expired 1"), 30.1);
}

#[test]
fn a_late_listener_with_a_short_lifetime_ends_it_for_all() {
    let mut world = World::new();
    let long = world.link("a");
    world.run(s(40));
    let short = world.link_with("a", options().qr_lifetime(s(30)));
    close_to(world.when(long, "qr_expired 1"), 40.0);
    assert_eq!(world.heard(short), ["status SCAN_QR_CODE", "cooling_down"]);
}
