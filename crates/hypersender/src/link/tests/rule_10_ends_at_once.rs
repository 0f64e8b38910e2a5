//! What waiting would not change ends a session at once. All else is survived.

use super::{close_to, options};
use crate::link::machine::ClientId;
use crate::link::simulator::{Fault, World, s};
use crate::{Operation, Status};

#[test]
fn a_token_that_is_not_accepted_ends_it() {
    for (status, code) in [(401, "error authentication"), (403, "error permission_denied")] {
        for operation in [Operation::Health, Operation::RequestNewQrCode] {
            let mut world = World::new();
            world.fail(operation, Fault::Status(status));
            let session = world.link("a");
            world.run(s(1));
            assert_eq!(world.end(session).unwrap(), code, "{operation}");
            assert_eq!(world.error(session).operation(), Some(operation));
        }
    }
}

#[test]
fn a_refused_certificate_ends_it() {
    for operation in [Operation::Health, Operation::RequestNewQrCode] {
        let mut world = World::new();
        world.fail(operation, Fault::Certificate);
        let session = world.link("a");
        world.run(s(1));
        assert_eq!(world.end(session).unwrap(), "error connection");
    }
    let mut world = World::new();
    world.fail(Operation::ListInstances, Fault::Certificate);
    let a = world.link("a");
    let b = world.link("b");
    world.run(s(5));
    for session in [a, b] {
        assert_eq!(world.end(session).unwrap(), "error connection");
    }
}

#[test]
fn an_instance_that_does_not_exist_ends_it() {
    let mut world = World::new();
    world.fail(Operation::Health, Fault::Status(404));
    let session = world.link("a");
    world.run(s(1));
    assert_eq!(world.end(session).unwrap(), "error not_found");

    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Status(404));
    let session = world.link("a");
    world.run(s(1));
    assert_eq!(world.end(session).unwrap(), "error not_found");
}

#[test]
fn a_404_on_one_look_is_survived_but_not_on_two_in_a_row() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(5), |world| world.fail(Operation::Health, Fault::Status(404)));
    world.after(s(25), |world| world.fail(Operation::Health, Fault::Status(404)));
    world.run(s(50));
    assert_eq!(world.end(session), None);
    assert!(world.heard(session).contains(&"retrying not_found".to_owned()));
    world.fail(Operation::Health, Fault::Status(404));
    world.fail(Operation::Health, Fault::Status(404));
    world.run(s(50));
    assert_eq!(world.end(session).unwrap(), "error not_found");
}

#[test]
fn a_404_on_the_first_look_is_survived_while_a_code_is_alive() {
    let mut world = World::new();
    world.call(Operation::CreateInstance, "a");
    world.run(s(1));
    world.fail(Operation::Health, Fault::Status(404));
    let session = world.link("a");
    world.run(s(20));
    let expected = ["qr_code 1", "retrying not_found", "status SCAN_QR_CODE"];
    assert_eq!(world.heard(session), expected);
}

#[test]
fn a_post_that_is_refused_for_good_ends_it() {
    for status in [301, 302, 307, 308, 400, 405, 413, 415, 418, 451] {
        let mut world = World::new();
        world.fail(Operation::RequestNewQrCode, Fault::Status(status));
        let session = world.link("a");
        world.run(s(1));
        assert!(world.end(session).is_some(), "{status}");
        assert_eq!(world.error(session).status(), Some(status));
    }
}

#[test]
fn one_that_may_pass_is_survived() {
    for status in [408, 409, 422, 423, 425, 500, 502, 503, 504, 520] {
        let mut world = World::new();
        world.fail(Operation::RequestNewQrCode, Fault::Status(status));
        let session = world.link("a");
        world.run(s(1));
        assert_eq!(world.end(session), None, "{status}");
        let heard = world.heard(session);
        assert!(heard[2].starts_with("retrying"), "{heard:?}");
    }
    for status in [302, 400, 405, 408, 418, 422, 500, 503] {
        let mut world = World::new();
        world.fail(Operation::Health, Fault::Status(status));
        let session = world.link("a");
        world.run(s(1));
        assert_eq!(world.end(session), None, "{status}");
    }
}

#[test]
fn a_conflict_in_the_right_status_is_tried_once_more() {
    for status in [409, 422] {
        let mut world = World::new();
        world.fail(Operation::RequestNewQrCode, Fault::Status(status));
        let session = world.link("a");
        world.run(s(90));
        assert!(world.heard(session).contains(&"qr_code 1".to_owned()));
        close_to(world.time_of(session, "retrying"), 61.1);

        let mut world = World::new();
        world.fail(Operation::RequestNewQrCode, Fault::Status(status));
        world.fail(Operation::RequestNewQrCode, Fault::Status(status));
        let session = world.link("a");
        world.run(s(90));
        assert_eq!(world.error(session).status(), Some(status));
        assert_eq!(world.wire("POST a").len(), 2);
    }
}

#[test]
fn a_code_in_between_forgives_a_conflict() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Status(409));
    let session = world.link_with("a", options().timeout(s(600)));
    world.run(s(70));
    world.fail(Operation::RequestNewQrCode, Fault::Status(409));
    world.run(s(130));
    assert!(world.heard(session).contains(&"qr_code 2".to_owned()));
}

#[test]
fn an_unusable_code_is_survived_and_its_status_is_a_look() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Unusable);
    let session = world.link("a");
    world.run(s(100));
    let expected = [
        "status SCAN_QR_CODE",
        "requesting",
        "retrying invalid_response",
        "cooling_down",
        "requesting",
        "qr_code 1",
    ];
    assert_eq!(world.heard(session)[..6], expected);
    close_to(world.time_of(session, "retrying"), 61.2);

    // The service answered with WORKING and no code.
    let mut world = World::new();
    world.service.after_post = Some(Status::Working);
    world.fail(Operation::RequestNewQrCode, Fault::Unusable);
    let session = world.link("a");
    world.run(s(1));
    let heard = world.heard(session);
    assert_eq!(heard[2..], ["retrying invalid_response", "status WORKING", "linked"]);
}

#[test]
fn a_code_that_comes_with_working_is_not_shown() {
    let mut world = World::new();
    world.service.after_post = Some(Status::Working);
    let session = world.link("a");
    world.run(s(1));
    let expected = ["status SCAN_QR_CODE", "requesting", "status WORKING", "linked"];
    assert_eq!(world.heard(session), expected);
}

#[test]
fn a_flap_back_from_working_is_one_linked() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(20), |world| world.set("a", "WORKING"));
    world.after(s(40), |world| world.set("a", "SCAN_QR_CODE"));
    world.after(s(60), |world| world.set("a", "WORKING"));
    world.run(s(400));
    let linked = world.heard(session).into_iter().filter(|text| text.starts_with("linked"));
    assert_eq!(linked.count(), 1);
}

#[test]
fn close_ends_its_listeners_and_drops_what_is_under_way() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(10));
    world.close(ClientId(1));
    assert_eq!(world.end(session).unwrap(), "error closed");
    world.referee.closes();
    assert_eq!(world.error(session).elapsed(), s(10));
}
