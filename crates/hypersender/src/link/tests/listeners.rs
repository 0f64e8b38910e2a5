//! Several sessions for one instance are one machine with several listeners.

use super::{close_to, options};
use crate::link::machine::ClientId;
use crate::link::simulator::{Fate, World, s};

#[test]
fn a_late_one_gets_the_current_status_and_the_living_code_as_number_one() {
    let mut world = World::new();
    let early = world.link("a");
    world.run(s(70));
    let late = world.link("a");
    assert_eq!(world.heard(late), ["status SCAN_QR_CODE", "qr_code 1"]);
    assert!(world.heard(early).contains(&"qr_code 2".to_owned()));
    world.run(s(70));
    let expected = ["qr_expired 1", "stalled scan_inside_whatsapp", "cooling_down", "requesting"];
    assert_eq!(world.heard(late)[2..6], expected);
}

#[test]
fn options_are_each_ones_own() {
    let mut world = World::new();
    let modest = world.link_with("a", options().max_qr_codes(1));
    let hasty = world.link_with("a", options().timeout(s(70)));
    let patient = world.link("a");
    world.run(s(400));
    close_to(world.ended_at(hasty), 70.0);
    close_to(world.ended_at(modest), 80.1);
    let codes = |session| {
        let heard = world.heard(session);
        heard.iter().filter(|text| text.starts_with("qr_code")).count()
    };
    assert_eq!((codes(modest), codes(hasty), codes(patient)), (1, 2, 3));
    assert!(!world.heard(modest).contains(&"cooling_down".to_owned()));
    let asked = world.heard(modest).iter().filter(|text| *text == "requesting").count();
    assert_eq!(asked, 1);
    assert_eq!(world.error(modest).qr_codes_shown(), Some(1));
    assert_eq!(world.error(patient).qr_codes_shown(), Some(3));
}

#[test]
fn linked_is_everybodys_and_already_only_for_the_first_look() {
    let mut world = World::new();
    let early = world.link("a");
    world.run(s(10));
    world.set("a", "WORKING");
    let late = world.link("a");
    world.run(s(10));
    for session in [early, late] {
        assert_eq!(world.end(session).unwrap(), "linked");
    }
}

#[test]
fn requests_go_through_the_oldest_and_the_next_takes_over_when_its_client_closes() {
    let mut world = World::new();
    let slow = Fate { there: s(2), back: s(2), fault: None };
    world.fates = vec![Fate::default(), slow, slow];
    let oldest = world.link_through(ClientId(1), "a", options());
    let next = world.link_through(ClientId(2), "a", options());
    world.run(s(1));
    world.close(ClientId(1));
    assert_eq!(world.end(oldest).unwrap(), "error closed");
    assert_eq!(world.end(next), None);
    assert_eq!(world.wire("drop").len(), 1);
    world.run(s(100));
    // The POST that was under way may have gone out.
    close_to(world.wire("POST a")[1], 62.1);
    assert!(world.heard(next).contains(&"qr_code 1".to_owned()));
}

#[test]
fn the_requests_of_the_next_go_on_when_another_client_closes() {
    let mut world = World::new();
    let slow = Fate { there: s(2), back: s(2), fault: None };
    world.fates = vec![slow, slow];
    world.link_through(ClientId(1), "a", options());
    world.link_through(ClientId(2), "a", options());
    world.run(s(1));
    world.close(ClientId(2));
    assert!(world.wire("drop").is_empty());
    world.run(s(5));
    world.close(ClientId(2));
    assert!(world.wire("drop").is_empty());
}

#[test]
fn a_look_through_a_closed_client_is_dropped_and_looked_again() {
    let mut world = World::new();
    world.fates = vec![Fate { there: s(5), back: s(5), fault: None }];
    world.link_through(ClientId(1), "a", options());
    let next = world.link_through(ClientId(2), "a", options());
    world.run(s(1));
    world.close(ClientId(1));
    world.run(s(1));
    assert_eq!(world.wire("drop").len(), 1);
    assert_eq!(world.heard(next)[0], "status SCAN_QR_CODE");
}
