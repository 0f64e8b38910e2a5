//! Cancel in any state: what is under way is dropped, and the limits stay right.

use super::close_to;
use crate::Operation;
use crate::link::machine::ClientId;
use crate::link::simulator::{Fate, Fault, World, s};

#[test]
fn cancelling_drops_a_look_that_is_under_way() {
    let mut world = World::new();
    world.fates = vec![Fate { there: s(5), back: s(5), fault: None }];
    let session = world.link("a");
    world.run(s(3));
    world.cancel(session);
    assert_eq!(world.all_sent().last().unwrap().1, "drop");
    world.referee.closes();
    assert!(world.heard(session).is_empty());
    world.run(s(60));
    assert_eq!(world.all_sent().len(), 2);
}

#[test]
fn cancelling_drops_a_post_that_is_under_way_and_its_minute_counts() {
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(1), back: s(5), fault: None }];
    let session = world.link("a");
    world.run(s(3));
    world.cancel(session);
    assert_eq!(world.all_sent().last().unwrap().1, "drop");
    world.run(s(1));
    let again = world.link("a");
    world.run(s(100));
    // 61 s after it was dropped.
    close_to(world.wire("POST a")[1], 64.1);
    assert_eq!(world.heard(again)[..2], ["status SCAN_QR_CODE", "cooling_down"]);
}

/// The look is answered, and the POST has no connection yet.
fn the_post_connects() -> Vec<Fate> {
    vec![Fate::default(), Fate { there: s(20), back: s(1), fault: Some(Fault::Connecting) }]
}

#[test]
fn a_post_that_was_cancelled_before_it_left_costs_the_next_session_nothing() {
    let mut world = World::new();
    world.fates = the_post_connects();
    let session = world.link("a");
    world.run(s(3));
    world.cancel(session);
    assert_eq!(world.all_sent().last().unwrap().1, "drop");
    world.run(s(1));
    let again = world.link("a");
    world.run(s(5));
    assert_eq!(world.heard(again), ["status SCAN_QR_CODE", "requesting", "qr_code 1"]);
    close_to(world.wire("POST a")[1], 4.1);
}

#[test]
fn a_session_that_begins_before_the_news_of_the_drop_is_told_of_no_minute() {
    let mut world = World::new();
    world.fates = the_post_connects();
    let session = world.link("a");
    world.run(s(3));
    world.cancel(session);
    let again = world.link("a");
    world.run(s(20));
    assert_eq!(world.heard(again), ["status SCAN_QR_CODE", "requesting", "qr_code 1"]);
}

#[test]
fn a_post_that_never_left_costs_the_client_nothing_that_takes_over() {
    let mut world = World::new();
    world.fates = the_post_connects();
    world.link_through(ClientId(1), "a", super::options());
    let other = world.link_through(ClientId(2), "a", super::options());
    world.run(s(3));
    world.close(ClientId(1));
    world.run(s(20));
    let heard = world.heard(other);
    assert_eq!(heard, ["status SCAN_QR_CODE", "requesting", "requesting", "qr_code 1"]);
}

#[test]
fn a_post_that_had_left_costs_the_client_that_takes_over_its_minute() {
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(1), back: s(5), fault: None }];
    world.link_through(ClientId(1), "a", super::options());
    let other = world.link_through(ClientId(2), "a", super::options());
    world.run(s(3));
    world.close(ClientId(1));
    world.run(s(80));
    assert_eq!(world.heard(other)[..3], ["status SCAN_QR_CODE", "requesting", "cooling_down"]);
    close_to(world.time_of(other, "cooling_down"), 64.0);
    close_to(world.wire("POST a")[1], 64.1);
}

#[test]
fn cancelling_drops_a_restart_that_is_under_way() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    let slow = Fate { there: s(1), back: s(5), fault: None };
    world.fates = vec![Fate::default(), Fate::default(), slow];
    let session = world.link_with("a", super::options().restart_on_failed(true));
    world.run(s(3));
    assert_eq!(world.all_sent().last().unwrap().1, "restart a");
    world.cancel(session);
    assert_eq!(world.all_sent().last().unwrap().1, "drop");
    world.referee.closes();
}

#[test]
fn cancelling_while_nothing_is_under_way_sends_nothing_more() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(30));
    world.cancel(session);
    let sent = world.all_sent().len();
    world.run(s(600));
    assert_eq!(world.all_sent().len(), sent);
    assert_eq!(world.end(session), None);
}

#[test]
fn what_others_wait_for_is_not_dropped() {
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(2), back: s(2), fault: None }];
    let one = world.link("a");
    let other = world.link("a");
    world.run(s(1));
    world.cancel(one);
    world.run(s(10));
    assert!(world.wire("drop").is_empty());
    assert!(world.heard(other).contains(&"qr_code 1".to_owned()));
}

#[test]
fn a_list_is_dropped_with_the_last_session_only() {
    let mut world = World::new();
    world.fates = vec![Fate { there: s(1), back: s(1), fault: None }; 9];
    let one = world.link("a");
    world.run(s(1));
    let other = world.link("b");
    world.run(s(2));
    assert_eq!(world.all_sent().last().unwrap().1, "look list");
    world.cancel(one);
    let drops = world.wire("drop").len();
    world.cancel(other);
    assert_eq!(world.wire("drop").len(), drops + 1);
}

#[test]
fn a_cancelled_session_leaves_its_code_to_the_next() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(30));
    world.cancel(session);
    world.call(Operation::Health, "a");
    world.run(s(1));
    let next = world.link("a");
    assert_eq!(world.heard(next), ["qr_code 1"]);
}

#[test]
fn a_list_under_way_is_left_alone_whatever_else_happens() {
    let mut world = World::new();
    world.link("a");
    world.run(s(1));
    world.link("b");
    world.run(s(10));
    world.fates = vec![Fate { there: s(5), back: s(5), fault: None }; 3];
    world.run(s(50));
    assert!(world.wire("drop").is_empty());
}

#[test]
fn the_minute_of_a_refused_post_outlives_its_session() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Status(409));
    let session = world.link("a");
    world.run(s(5));
    world.cancel(session);
    assert!(!world.hub.is_empty(&world.reading()));
    world.run(s(5));
    world.link("a");
    world.run(s(60));
    close_to(world.wire("POST a")[1], 61.2);
}
