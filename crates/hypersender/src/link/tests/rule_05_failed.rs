//! `FAILED` is where an instance goes that nobody scanned in time.

use std::error::Error as _;
use std::time::Duration;

use super::{close_to, options};
use crate::link::simulator::{Fault, World, s};
use crate::{Operation, Status};

/// Puts the instance back into `FAILED` whenever it waits for a scan.
fn keeps_failing(world: &mut World) {
    if world.service.status("a") == Status::ScanQrCode {
        world.set("a", "FAILED");
    }
    world.after(s(1), keeps_failing);
}

#[test]
fn it_is_answered_with_a_new_code_before_the_first_and_after_an_expired_one() {
    let mut world = World::new();
    world.set("a", "FAILED");
    let session = world.link("a");
    world.after(s(57), |world| world.set("a", "FAILED"));
    world.run(s(70));
    let heard = world.heard(session);
    let expected = [
        "status FAILED",
        "requesting",
        "status SCAN_QR_CODE",
        "qr_code 1",
        "qr_expired 1",
        "cooling_down",
        "status FAILED",
        "requesting",
        "status SCAN_QR_CODE",
        "qr_code 2",
    ];
    assert_eq!(heard, expected);
}

#[test]
fn two_looks_under_a_living_code_take_it_off_and_a_new_one_is_asked_for_in_its_time() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(10), |world| world.set("a", "FAILED"));
    world.run(s(70));
    let failed = world.when(session, "status FAILED");
    let expired = world.when(session, "qr_expired 1");
    close_to(expired - failed, 5.0);
    close_to(world.wire("POST a")[1], 61.3);
    assert!(world.heard(session).contains(&"qr_code 2".to_owned()));
}

#[test]
fn one_look_alone_changes_nothing() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(10), |world| world.set("a", "FAILED"));
    world.after(s(16), |world| world.set("a", "SCAN_QR_CODE"));
    world.after(s(35), |world| world.set("a", "STOPPED"));
    world.after(s(43), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(70));
    assert!(world.told(session).iter().any(|(_, text)| text == "status FAILED"));
    close_to(world.when(session, "qr_expired 1"), 60.1);
}

#[test]
fn two_looks_in_quick_succession_are_not_enough() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(10));
    world.set("a", "FAILED");
    world.call(Operation::Health, "a");
    world.run(s(4));
    world.call(Operation::Health, "a");
    world.run(s(1));
    assert_eq!(world.heard(session).last().unwrap(), "status FAILED");
}

#[test]
fn failing_again_after_a_new_code_is_the_end() {
    let mut world = World::new();
    world.set("a", "FAILED");
    let session = world.link("a");
    world.after(s(1), keeps_failing);
    world.run(s(60));
    assert_eq!(world.end(session).unwrap(), "error link_failed");
    let error = world.error(session);
    assert_eq!(error.last_status(), Some(&Status::Failed));
    assert_eq!(error.qr_codes_shown(), Some(1));
    assert_eq!(error.operation(), Some(Operation::Link));
    assert_eq!(error.outcome(), None);
    // The first of the two looks was sent 15 s after the POST's answer, or later.
    let looks = world.wire("look a");
    let counted: Vec<_> = looks.iter().filter(|at| **at >= 15.2).collect();
    assert_eq!(counted.len(), 2, "{looks:?}");
    close_to(world.ended_at(session) - 0.1, *counted[1]);
    close_to(counted[1] - counted[0], 5.0);
    assert_eq!(world.heard(session)[4..], ["status FAILED", "qr_expired 1", "error link_failed"]);
}

#[test]
fn getting_up_in_the_first_fifteen_seconds_is_fine() {
    let mut world = World::new();
    world.set("a", "FAILED");
    let session = world.link("a");
    world.after(s(1), |world| world.set("a", "FAILED"));
    world.after(s(16), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(59));
    let expected = ["qr_code 1", "status FAILED", "status SCAN_QR_CODE"];
    assert_eq!(world.heard(session)[3..], expected);
}

#[test]
fn a_code_asked_for_in_a_good_state_gets_another_chance_after_one_that_was_not() {
    let mut world = World::new();
    world.set("a", "FAILED");
    let session = world.link("a");
    world.after(s(70), |world| world.set("a", "FAILED"));
    world.run(s(150));
    assert!(world.heard(session).contains(&"qr_code 3".to_owned()));
}

#[test]
fn a_post_that_is_refused_in_that_state_is_the_end() {
    for status in [409, 422] {
        let mut world = World::new();
        world.set("a", "FAILED");
        world.service.down_post = Some(status);
        let session = world.link("a");
        world.run(s(1));
        assert_eq!(world.end(session).unwrap(), "error link_failed");
        let error = world.error(session);
        assert!(error.message().contains("restart_on_failed"), "{error}");
        let source = error.source().unwrap().downcast_ref::<crate::Error>().unwrap();
        assert_eq!(source.status(), Some(status));
    }
}

#[test]
fn a_session_that_may_restart_restarts_once() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    let session = world.link_with("a", options().restart_on_failed(true));
    world.after(s(20), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(40));
    let expected = [
        "status FAILED",
        "requesting",
        "status STARTING",
        "status SCAN_QR_CODE",
        "requesting",
        "qr_code 1",
    ];
    assert_eq!(world.heard(session), expected);
    close_to(world.wire("restart a")[0], 0.2);
    // It is looked at 5 s after the restart; and the minute since the refused POST doesn't count.
    close_to(world.wire("look a")[1], 5.3);
    assert!(world.wire("POST a")[1] < 30.0);

    world.after(s(30), keeps_failing);
    world.run(s(600));
    assert_eq!(world.end(session).unwrap(), "error link_failed");
    assert_eq!(world.wire("restart a").len(), 1);
}

#[test]
fn a_restart_takes_the_code_off_first() {
    let mut world = World::new();
    world.set("a", "FAILED");
    let session = world.link_with("a", options().restart_on_failed(true));
    world.after(s(1), keeps_failing);
    world.run(s(25));
    let restart = world.wire("restart a")[0];
    close_to(world.when(session, "qr_expired 1"), restart);
    assert_eq!(world.end(session), None);
}

#[test]
fn after_our_own_restart_failed_says_nothing_for_thirty_seconds() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    let session = world.link_with("a", options().restart_on_failed(true));
    world.after(s(1), |world| world.set("a", "FAILED"));
    world.run(s(30));
    assert_eq!(world.wire("POST a").len(), 1);
    world.run(s(10));
    // And then it is asked, and refused, as before.
    close_to(world.wire("POST a")[1], 30.4);
    assert_eq!(world.end(session).unwrap(), "error link_failed");
}

#[test]
fn a_restart_that_fails_is_the_end_with_its_error_as_source() {
    for fault in [Fault::Status(500), Fault::Limited(Some(3)), Fault::Lost, Fault::Refused] {
        let mut world = World::new();
        world.set("a", "FAILED");
        world.service.down_post = Some(409);
        world.fail(Operation::Restart, fault);
        let session = world.link_with("a", options().restart_on_failed(true));
        world.run(s(60));
        assert_eq!(world.end(session).unwrap(), "error link_failed");
        let error = world.error(session);
        let source = error.source().unwrap().downcast_ref::<crate::Error>().unwrap();
        assert_eq!(source.operation(), Some(Operation::Restart));
        assert_eq!(error.attempts(), 3);
    }
}

#[test]
fn one_who_wants_a_restart_is_enough() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    let one = world.link("a");
    world.link_with("a", options().restart_on_failed(true));
    world.run(s(1));
    assert_eq!(world.wire("restart a").len(), 1);
    assert_eq!(world.end(one), None);
}

#[test]
fn nor_does_it_under_a_code_that_was_asked_for_soon_after_the_restart() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    let session = world.link_with("a", options().restart_on_failed(true));
    world.after(s(4), |world| world.set("a", "SCAN_QR_CODE"));
    world.after(s(10), |world| world.set("a", "FAILED"));
    // The restart was answered at 0.3: these are the first two looks that count.
    for time in [30_300, 35_300] {
        world.after(Duration::from_millis(time), |world| world.call(Operation::Health, "a"));
    }
    world.run(s(60));
    assert!(world.when(session, "qr_code 1") < 10.0);
    close_to(world.when(session, "qr_expired 1"), 35.4);
}

#[test]
fn the_first_of_the_two_looks_is_sent_fifteen_seconds_after_the_answer_or_later() {
    let mut world = World::new();
    world.set("a", "FAILED");
    let session = world.link("a");
    world.after(s(1), |world| world.set("a", "FAILED"));
    // The POST was answered at 0.2.
    for time in [15_200, 20_200] {
        world.after(Duration::from_millis(time), |world| world.call(Operation::Health, "a"));
    }
    world.run(s(60));
    assert_eq!(world.end(session).unwrap(), "error link_failed");
    close_to(world.ended_at(session), 20.3);
}

#[test]
fn a_restart_whose_client_or_runtime_ended_is_not_one_that_failed() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    world.fail(Operation::Restart, Fault::Abandoned);
    let session = world.link_with("a", options().restart_on_failed(true));
    world.after(s(20), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(90));
    // Nobody knows whether it went out, so the minute since the refused POST counts.
    assert!((61.0..63.0).contains(&world.when(session, "qr_code 1")));

    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    world.fail(Operation::Restart, Fault::Abandoned);
    let session = world.link_with("a", options().restart_on_failed(true));
    // It may have gone out: that was the one restart, and it gets its thirty seconds.
    world.after(s(1), |world| world.set("a", "FAILED"));
    world.run(s(90));
    assert_eq!(world.wire("restart a").len(), 1);
    assert_eq!(world.end(session).unwrap(), "error link_failed");
    assert!(world.ended_at(session) > 61.0);
}

#[test]
fn after_a_restart_that_perhaps_went_out_failed_says_nothing_for_thirty_seconds() {
    let mut world = World::new();
    world.set("a", "FAILED");
    world.service.down_post = Some(422);
    world.fail(Operation::Restart, Fault::Abandoned);
    let session = world.link_with("a", options().restart_on_failed(true));
    world.after(s(4), |world| world.set("a", "SCAN_QR_CODE"));
    world.after(s(5), |world| world.call(Operation::RequestNewQrCode, "a"));
    world.after(s(8), |world| world.set("a", "FAILED"));
    for time in [22, 28] {
        world.after(s(time), |world| world.call(Operation::Health, "a"));
    }
    world.run(s(60));
    assert!(world.when(session, "qr_code 1") < 6.0);
    assert!(world.when(session, "qr_expired 1") > 30.0, "{:?}", world.told(session));
}
