//! Every QR POST follows on the answer of a look that allows it.

use std::time::{Duration, UNIX_EPOCH};

use super::{close_to, options};
use crate::Operation;
use crate::link::LinkEvent;
use crate::link::machine::Connected;
use crate::link::simulator::{Fate, World, s};

const SINCE: Connected = Connected::Since(UNIX_EPOCH);

#[test]
fn a_code_is_asked_for_right_after_a_look_that_allows_it() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(20), |world| world.set("a", "STARTING"));
    world.after(s(24), |world| world.set("a", "WORKING"));
    world.run(s(400));
    let expected = [
        "status SCAN_QR_CODE",
        "requesting",
        "qr_code 1",
        "status STARTING",
        "status WORKING",
        "linked",
    ];
    assert_eq!(world.heard(session), expected);
    close_to(world.wire("look a")[0], 0.0);
    close_to(world.wire("POST a")[0], 0.1);
    world.referee.closes();
}

#[test]
fn an_instance_that_works_is_linked_without_a_post() {
    let mut world = World::new();
    world.set("a", "working");
    world.service.set_connected("a", SINCE);
    let session = world.link("A");
    world.run(s(1));
    assert_eq!(world.heard(session), ["status working", "linked already"]);
    let end = world.linked(session);
    let LinkEvent::Linked { instance_id, connected_at, .. } = end else {
        panic!("{end:?}");
    };
    assert_eq!((instance_id.as_str(), connected_at), ("A", Some(UNIX_EPOCH)));
    assert_eq!(world.all_sent().len(), 1);
}

#[test]
fn what_may_be_a_scan_is_never_answered_with_a_post() {
    for status in ["STARTING", "PENDING", "PASSKEY_REQUIRED", "LOGGING_IN", ""] {
        let mut world = World::new();
        world.set("a", status);
        let session = world.link("a");
        world.run(s(400));
        assert_eq!(world.end(session).unwrap(), "error link_timeout", "{status}");
        close_to(world.ended_at(session), 300.0);
        assert_eq!(world.wire("POST a"), [0.0; 0], "{status}");
    }
}

#[test]
fn thirty_seconds_of_starting_without_a_code_are_worth_a_word() {
    for (status, is_worth) in [("STARTING", true), ("PENDING", true), ("LOGGING_IN", false)] {
        let mut world = World::new();
        world.set("a", status);
        let session = world.link("a");
        world.after(s(20), move |world| {
            world.set("a", if is_worth { "PENDING" } else { status });
        });
        world.run(s(400));
        let told = world.told(session);
        let stalled: Vec<_> = told.iter().filter(|(_, text)| text == "stalled restart").collect();
        assert_eq!(stalled.len(), usize::from(is_worth), "{status}: {told:?}");
        if is_worth {
            close_to(stalled[0].0, 30.1);
        }
    }
}

#[test]
fn the_word_comes_again_after_a_change() {
    let mut world = World::new();
    world.set("a", "STARTING");
    let session = world.link_with("a", options().timeout(s(600)));
    world.after(s(45), |world| world.set("a", "LOGGING_IN"));
    world.after(s(65), |world| world.set("a", "STARTING"));
    world.run(s(500));
    let told = world.told(session);
    let words = told.iter().filter(|(_, text)| text == "stalled restart");
    assert_eq!(words.count(), 2);
}

#[test]
fn the_look_is_sent_three_seconds_after_the_end_of_the_code_before() {
    let mut world = World::new();
    // With a quick answer the cooldown is over long before the code.
    let session = world.link_with("a", options().qr_lifetime(s(80)));
    world.run(s(100));
    close_to(world.when(session, "qr_expired 1"), 80.1);
    let look = world.wire("look a").into_iter().find(|at| *at > 80.1).unwrap();
    assert!(look >= 83.09, "{look}");
    close_to(world.wire("POST a")[1], 83.2);
}

#[test]
fn an_instance_that_failed_before_it_was_ever_linked_is_asked_at_once() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.link("a");
    world.run(s(1));
    close_to(world.wire("POST a")[0], 0.1);
}

#[test]
fn one_that_was_linked_may_be_restarting_and_is_watched_for_thirty_seconds() {
    for status in ["STOPPED", "FAILED"] {
        let mut world = World::new();
        world.set("a", status);
        world.service.set_connected("a", SINCE);
        let session = world.link("a");
        world.after(s(25), |world| world.set("a", "WORKING"));
        world.run(s(60));
        assert_eq!(world.wire("POST a"), [0.0; 0]);
        assert_eq!(world.end(session).unwrap(), "linked");

        let mut world = World::new();
        world.set("a", status);
        world.service.set_connected("a", SINCE);
        world.link("a");
        world.run(s(60));
        close_to(world.wire("POST a")[0], 30.2);
    }
}

#[test]
fn waiting_for_a_scan_ends_that_watch() {
    let mut world = World::new();
    world.set("a", "STOPPED");
    world.service.set_connected("a", SINCE);
    world.link("a");
    world.after(s(5), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(29));
    assert!(world.wire("POST a")[0] < 15.0);
}

#[test]
fn only_the_first_look_begins_it() {
    let mut world = World::new();
    world.set("a", "STARTING");
    world.service.set_connected("a", SINCE);
    world.link("a");
    world.after(s(1), |world| world.set("a", "FAILED"));
    world.run(s(29));
    assert!(world.wire("POST a")[0] < 15.0);
}

#[test]
fn a_list_does_not_tell_whether_it_was_linked_so_health_is_asked() {
    for (connected, by) in [(Connected::Never, 14.0), (SINCE, 40.0)] {
        let mut world = World::new();
        world.set("b", "FAILED");
        world.service.set_connected("b", connected);
        world.link("a");
        let session = world.link("b");
        world.run(s(60));
        assert_eq!(world.all_sent()[2].1, "look list");
        assert_eq!(world.wire("look b").len(), 1, "{:?}", world.all_sent());
        let post = world.wire("POST b")[0];
        assert!(post < by && post > by - 10.0, "{connected:?} {post}");
        assert!(world.wire("look b")[0] < 10.0);
        assert_eq!(world.heard(session)[0], "status FAILED");
    }
}

#[test]
fn an_explicit_call_is_a_look_too() {
    let mut world = World::new();
    world.set("a", "STARTING");
    let session = world.link("a");
    world.run(s(2));
    world.set("a", "SCAN_QR_CODE");
    world.call(Operation::Health, "a");
    world.run(s(1));
    close_to(world.when(session, "status SCAN_QR_CODE"), 2.1);
    close_to(world.wire("POST a")[0], 2.1);
}

#[test]
fn an_answer_that_was_overtaken_makes_only_more_careful() {
    let ms = Duration::from_millis;
    let mut world = World::new();
    world.cool_down("a", ms(6_800));
    let session = world.link("a");
    world.run(s(5));
    // Asked for while somebody scans, and answered after a newer look that a POST could follow.
    world.set("a", "STARTING");
    world.fates = vec![Fate { back: ms(1_400), ..Fate::default() }];
    world.call(Operation::Health, "a");
    world.run(s(1));
    world.set("a", "SCAN_QR_CODE");
    world.call(Operation::Health, "a");
    world.run(s(2));
    assert!(!world.heard(session).contains(&"status STARTING".to_owned()));
    assert_eq!(world.wire("POST a"), [0.0; 0]);
    world.run(s(10));
    close_to(world.wire("POST a")[0], world.wire("look a")[1] + 0.1);
}

#[test]
fn what_was_asked_before_the_session_began_is_no_look_that_a_post_may_follow() {
    let mut world = World::new();
    world.fates =
        vec![Fate { back: s(2), ..Fate::default() }, Fate { back: s(5), ..Fate::default() }];
    world.call(Operation::Health, "a"); // SCAN_QR_CODE, told at 2.05
    world.after(s(1) / 2, |world| world.set("a", "STARTING"));
    world.run(s(1));
    let session = world.link("a");
    world.run(s(20));
    assert_eq!(world.heard(session), ["status STARTING"]);
    assert!(world.wire("POST a").is_empty());
}
