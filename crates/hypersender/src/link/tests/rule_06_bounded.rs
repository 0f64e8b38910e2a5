//! Every session is bounded.

use std::time::Duration;

use super::{close_to, options};
use crate::link::simulator::{Fate, Fault, World, s};
use crate::{LimitedBy, Operation, Status};

#[test]
fn a_session_that_nobody_scans_shows_its_codes_and_ends() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(400));
    let expected = [
        "status SCAN_QR_CODE",
        "requesting",
        "qr_code 1",
        "qr_expired 1",
        "cooling_down",
        "requesting",
        "qr_code 2",
        "qr_expired 2",
        "stalled scan_inside_whatsapp",
        "cooling_down",
        "requesting",
        "qr_code 3",
        "qr_expired 3",
        "error link_timeout",
    ];
    assert_eq!(world.heard(session), expected);
    let error = world.error(session);
    assert_eq!(error.qr_codes_shown(), Some(3));
    assert_eq!(error.last_status(), Some(&Status::ScanQrCode));
    assert_eq!(error.elapsed().as_secs(), 206);
    assert!(error.attempts() > 20);
    // 20 s after the last code's end.
    let ended = world.when(session, "qr_expired 3");
    close_to(world.ended_at(session), ended + 20.0);
}

#[test]
fn a_change_of_the_status_between_expiries_is_no_stall() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(70), |world| world.set("a", "STARTING"));
    world.after(s(80), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(150));
    assert!(!world.heard(session).iter().any(|text| text.starts_with("stalled")));
}

#[test]
fn a_scan_in_the_last_second_of_the_last_code_is_seen() {
    let mut world = World::new();
    let session = world.link_with("a", options().max_qr_codes(1));
    world.after(s(60), |world| world.set("a", "STARTING"));
    world.after(s(200), |world| world.set("a", "WORKING"));
    world.run(s(400));
    assert_eq!(world.end(session).unwrap(), "linked");
}

#[test]
fn a_scan_that_comes_to_nothing_ends_with_the_next_look() {
    let mut world = World::new();
    let session = world.link_with("a", options().max_qr_codes(1));
    world.after(s(60), |world| world.set("a", "STARTING"));
    world.after(s(200), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(400));
    assert_eq!(world.end(session).unwrap(), "error link_timeout");
    assert!(world.ended_at(session) < 210.0);
}

#[test]
fn the_end_waits_for_two_looks_but_not_longer_than_a_minute() {
    let mut world = World::new();
    let session = world.link_with("a", options().max_qr_codes(1));
    world.after(s(59), |world| {
        for _ in 0..2 {
            world.fail(Operation::Health, Fault::Lost);
        }
    });
    world.run(s(400));
    // Two looks of 15 s each brought nothing: the two that follow decide.
    let ended = world.ended_at(session);
    assert!(ended > 100.0 && ended < 112.0, "{ended}");
    assert_eq!(world.end(session).unwrap(), "error link_timeout");

    let mut world = World::new();
    let session = world.link_with("a", options().max_qr_codes(1));
    world.after(s(59), |world| {
        for _ in 0..30 {
            world.fail(Operation::Health, Fault::Status(503));
        }
    });
    world.run(s(400));
    close_to(world.ended_at(session), 120.1);
    // No look succeeded for a minute: that is what a person has to know.
    assert_eq!(world.end(session).unwrap(), "error server");
}

#[test]
fn the_timeout_ends_it_whatever_is_under_way() {
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(20), back: s(9), fault: None }];
    let session = world.link_with("a", options().timeout(s(25)));
    world.run(s(100));
    close_to(world.ended_at(session), 25.0);
    assert_eq!(world.heard(session)[1..], ["requesting", "error link_timeout"]);
    close_to(world.wire("drop")[0], 25.0);
}

#[test]
fn no_code_is_asked_for_that_nobody_would_have_the_time_to_scan() {
    for (timeout, posts) in [(19, 0), (20, 0), (21, 1), (83, 1), (84, 2)] {
        let mut world = World::new();
        let session = world.link_with("a", options().timeout(s(timeout)));
        world.run(s(100));
        assert_eq!(world.wire("POST a").len(), posts, "{timeout}");
        close_to(world.ended_at(session), f64::from(u32::try_from(timeout).unwrap()));
        assert_eq!(world.end(session).unwrap(), "error link_timeout");
    }
}

#[test]
fn a_post_that_was_refused_has_its_minute_too() {
    for fault in [Fault::Status(423), Fault::Status(425), Fault::Status(409), Fault::Status(422)] {
        let mut world = World::new();
        world.fail(Operation::RequestNewQrCode, fault);
        world.link("a");
        world.run(s(90));
        // 61 s after the first was sent comes the look.
        close_to(world.wire("POST a")[1], 61.2);
    }
}

#[test]
fn after_an_unknown_outcome_a_minute_counts_from_the_end_of_the_attempt() {
    for (fault, post) in
        [(Fault::Lost, 91.2), (Fault::Status(500), 61.3), (Fault::Status(408), 61.3)]
    {
        let mut world = World::new();
        world.fail(Operation::RequestNewQrCode, fault);
        let session = world.link("a");
        world.run(s(100));
        close_to(world.wire("POST a")[1], post);
        assert!(world.heard(session).contains(&"qr_code 1".to_owned()));
    }
}

#[test]
fn a_post_that_did_not_leave_is_tried_again_soon_and_then_more_slowly() {
    let mut world = World::new();
    for _ in 0..8 {
        world.fail(Operation::RequestNewQrCode, Fault::Refused);
    }
    let session = world.link("a");
    world.run(s(200));
    let posts = world.wire("POST a");
    let waits: Vec<_> = posts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits[0] > 2.0 && waits[0] < 2.3, "{waits:?}");
    assert!(waits[1] > 4.0 && waits[1] < 4.3, "{waits:?}");
    assert!(waits[2] > 8.0 && waits[2] < 8.3, "{waits:?}");
    assert!(waits[5] > 30.0 && waits[5] < 30.3, "{waits:?}");
    assert_eq!(world.heard(session)[2], "retrying connection");
}

#[test]
fn what_kept_a_code_from_being_shown_is_the_error() {
    let mut world = World::new();
    for _ in 0..9 {
        world.fail(Operation::RequestNewQrCode, Fault::Status(500));
    }
    let session = world.link("a");
    world.run(s(400));
    assert_eq!(world.end(session).unwrap(), "error server");
    assert_eq!(world.error(session).operation(), Some(Operation::RequestNewQrCode));

    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(600)));
    let session = world.link("a");
    world.run(s(400));
    let error = world.error(session);
    assert_eq!((error.code(), error.limited_by()), ("rate_limited", Some(LimitedBy::Server)));

    let mut world = World::new();
    for _ in 0..99 {
        world.fail(Operation::Health, Fault::Refused);
    }
    let session = world.link("a");
    world.run(s(400));
    assert_eq!(world.end(session).unwrap(), "error connection");
}

#[test]
fn a_failure_that_was_overcome_is_not() {
    let mut world = World::new();
    world.set("a", "PENDING");
    world.fail(Operation::Health, Fault::Refused);
    let session = world.link("a");
    world.run(s(400));
    assert_eq!(world.end(session).unwrap(), "error link_timeout");

    // Codes were shown, and the last look answered: a POST that failed is not what matters.
    let mut world = World::new();
    let session = world.link_with("a", options().timeout(s(130)));
    world.after(s(30), |world| world.fail(Operation::RequestNewQrCode, Fault::Status(500)));
    world.run(s(400));
    assert_eq!(world.end(session).unwrap(), "error link_timeout");
}

#[test]
fn one_that_never_got_its_turn_says_so() {
    let mut world = World::new();
    world.cool_down("a", s(500));
    let session = world.link("a");
    world.run(s(400));
    let heard = world.heard(session);
    assert_eq!(heard, ["status SCAN_QR_CODE", "cooling_down", "error rate_limited"]);
    let error = world.error(session);
    assert_eq!(error.limited_by(), Some(LimitedBy::Client));
    assert_eq!(error.retry_after(), Some(s(200)));
    assert_eq!(error.status(), None);
}

#[test]
fn the_cooldown_is_told_once() {
    let mut world = World::new();
    world.cool_down("a", s(40));
    let session = world.link("a");
    world.run(s(41));
    let expected = ["status SCAN_QR_CODE", "cooling_down", "requesting", "qr_code 1"];
    assert_eq!(world.heard(session), expected);
    close_to(world.wire("POST a")[0], 40.1);
    let until = world.time_of(session, "cooling_down");
    close_to(until, 40.0);
}

#[test]
fn one_that_the_registry_holds_back_waits_without_a_word_of_failure() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::HeldBack(30));
    let session = world.link("a");
    world.run(s(40));
    let expected = ["status SCAN_QR_CODE", "requesting", "cooling_down", "requesting", "qr_code 1"];
    assert_eq!(world.heard(session), expected);
    close_to(world.wire("POST a")[1], 30.2);
}

#[test]
fn one_whose_code_came_too_late_had_its_turn() {
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(15), back: s(10), fault: None }];
    let session = world.link_with("a", options().qr_lifetime(s(20)).timeout(s(60)));
    world.run(s(90));
    let expected = ["status SCAN_QR_CODE", "requesting", "cooling_down", "error link_timeout"];
    assert_eq!(world.heard(session), expected);
}

#[test]
fn a_minute_without_a_look_is_out_of_touch() {
    let mut world = World::new();
    let timeout = Duration::from_millis(60_200);
    let session = world.link_with("a", options().timeout(timeout));
    world.after(s(1), |world| {
        for _ in 0..30 {
            world.fail(Operation::Health, Fault::Status(503));
        }
    });
    world.run(s(90));
    // The POST's own answer at 0.2 was the last look.
    close_to(world.ended_at(session), 60.2);
    assert_eq!(world.end(session).unwrap(), "error server");

    let mut world = World::new();
    let session = world.link_with("a", options().timeout(timeout));
    world.after(s(9), |world| {
        for _ in 0..30 {
            world.fail(Operation::Health, Fault::Status(503));
        }
    });
    world.run(s(90));
    assert_eq!(world.end(session).unwrap(), "error link_timeout");
}

#[test]
fn a_person_reads_why_it_ended() {
    let message = |status: &str, timeout: u64| {
        let mut world = World::new();
        world.set("a", status);
        let session = world.link_with("a", options().timeout(s(timeout)));
        world.run(s(400));
        let error = world.error(session);
        assert_eq!(error.code(), "link_timeout");
        error.message().to_owned()
    };
    let not_ready = "The instance did not get ready for a QR code in time.";
    assert_eq!(message("PENDING", 300), not_ready);
    assert_eq!(message("PENDING", 10), not_ready);
    assert_eq!(message("SCAN_QR_CODE", 300), "Nobody scanned a QR code in time.");
    let too_late = "Too little time was left to ask for a QR code: it takes up to 20 s.";
    assert_eq!(message("SCAN_QR_CODE", 19), too_late);
    assert_eq!(message("FAILED", 19), too_late);
    // It was asked for, and did not come.
    let mut world = World::new();
    world.fates = vec![Fate::default(), Fate { there: s(25), back: s(1), fault: None }];
    let session = world.link_with("a", options().timeout(s(21)));
    world.run(s(30));
    assert_eq!(world.error(session).message(), not_ready);
}

#[test]
fn no_cooldown_is_told_whose_code_would_come_too_late() {
    // The code ends at 60.1, and the next may be asked for at 61.2.
    for (timeout, is_told) in [(80.2, false), (81.1, false), (81.3, true)] {
        let mut world = World::new();
        let session = world.link_with("a", options().timeout(Duration::from_secs_f64(timeout)));
        world.run(s(62));
        let told = world.heard(session).contains(&"cooling_down".to_owned());
        assert_eq!(told, is_told, "{timeout}: {:?}", world.told(session));
        assert_eq!(world.wire("POST a").len(), 1);
    }
}
