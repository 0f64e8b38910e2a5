//! A scan in progress is never destroyed.

use super::{close_to, options};
use crate::Operation;
use crate::link::simulator::{World, s};

#[test]
fn while_a_scan_may_be_in_progress_no_code_is_asked_for() {
    for status in ["STARTING", "PENDING", "PASSKEY_REQUIRED", "LOGGING_IN"] {
        let mut world = World::new();
        let session = world.link("a");
        world.after(s(40), move |world| world.set("a", status));
        world.run(s(299));
        assert_eq!(world.wire("POST a").len(), 1, "{status}");
        world.set("a", "WORKING");
        world.run(s(1));
        assert!(world.end(session).is_some());
    }
}

#[test]
fn a_scan_in_the_last_second_of_a_code_is_seen_before_the_next_is_asked_for() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(60), |world| world.set("a", "STARTING"));
    world.after(s(67), |world| world.set("a", "WORKING"));
    world.run(s(100));
    assert_eq!(world.wire("POST a").len(), 1);
    assert_eq!(world.end(session).unwrap(), "linked");
}

#[test]
fn polling_goes_on_and_waiting_for_a_scan_again_re_arms() {
    let mut world = World::new();
    let session = world.link_with("a", options().timeout(s(600)));
    world.after(s(40), |world| world.set("a", "STARTING"));
    world.after(s(150), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(170));
    let looks = world.wire("look a");
    let meanwhile = looks.iter().filter(|at| (90.0..150.0).contains(*at)).count();
    assert!(meanwhile >= 8, "{looks:?}");
    let posts = world.wire("POST a");
    assert_eq!(posts.len(), 2);
    assert!(posts[1] < 160.0);
    assert!(world.heard(session).contains(&"qr_code 2".to_owned()));
}

#[test]
fn what_asks_for_something_on_the_phone_says_so_each_time() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(20), |world| world.set("a", "PASSKEY_REQUIRED"));
    world.after(s(40), |world| world.set("a", "PASSKEY_CONFIRMATION_REQUIRED"));
    world.after(s(60), |world| world.set("a", "passkey_confirmation_required"));
    world.after(s(90), |world| world.set("a", "WORKING"));
    world.run(s(120));
    assert_eq!(
        world.heard(session)[3..],
        [
            "status PASSKEY_REQUIRED",
            "action_required PASSKEY_REQUIRED",
            "status PASSKEY_CONFIRMATION_REQUIRED",
            "action_required PASSKEY_CONFIRMATION_REQUIRED",
            "qr_expired 1",
            "status WORKING",
            "linked"
        ]
    );
    close_to(world.when(session, "qr_expired 1"), 60.1);
}

#[test]
fn nobody_is_advised_to_restart_while_somebody_may_be_scanning() {
    for status in ["STARTING", "PENDING"] {
        let mut world = World::new();
        let session = world.link("a");
        world.after(s(5), move |world| world.set("a", status));
        world.run(s(299));
        // The code is on show until 60.1.
        close_to(world.when(session, "stalled phone_online"), 90.1);
        assert!(!world.heard(session).contains(&"stalled restart".to_owned()));
    }
}

#[test]
fn after_a_restart_a_scan_is_no_longer_in_progress() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(5), |world| world.call(Operation::Restart, "a"));
    world.after(s(6), |world| world.set("a", "STARTING"));
    world.run(s(299));
    let stalled = world.when(session, "stalled restart");
    assert!((36.0..50.0).contains(&stalled), "{stalled}");
}
