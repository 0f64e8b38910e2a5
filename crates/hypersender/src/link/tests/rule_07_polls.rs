//! At most nine polls a minute for a token, dense when people scan. That there are never more, and
//! that they never overlap, the referee sees to.

use super::{close_to, options};
use crate::Operation;
use crate::link::LinkOptions;
use crate::link::simulator::{Fault, World, s};

#[test]
fn polls_are_dense_when_people_scan() {
    let mut world = World::new();
    world.link("a");
    world.run(s(60));
    let shown = 0.2;
    let looks = world.wire("look a");
    let between = |from: f64, to: f64| {
        let within = looks.iter().filter(|at| **at >= shown + from && **at < shown + to);
        within.count()
    };
    assert_eq!(between(0.0, 8.0), 0, "{looks:?}");
    assert_eq!(between(8.0, 8.01), 1, "{looks:?}");
    assert_eq!(between(8.0, 30.0), 5, "{looks:?}");
    assert!(between(30.0, 60.0) <= 3, "{looks:?}");
    assert!(between(30.0, 60.0) >= 2, "{looks:?}");
}

#[test]
fn polls_are_jittered_and_can_be_played_again() {
    let looks = |seed| {
        let mut world = World::with_seed(seed);
        world.set("a", "PENDING");
        world.link("a");
        world.run(s(299));
        world.wire("look a")
    };
    let one = looks(1);
    assert_eq!(one, looks(1));
    assert_ne!(one, looks(2));
    let distances: Vec<_> = one.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(distances.iter().all(|it| (10.1..12.11).contains(it)), "{distances:?}");
    let spread = distances.iter().copied().fold(0.0, f64::max)
        - distances.iter().copied().fold(99.0, f64::min);
    assert!(spread > 0.5, "{distances:?}");
}

#[test]
fn a_scan_in_progress_is_watched_closely() {
    let mut world = World::new();
    world.link("a");
    world.after(s(25), |world| world.set("a", "STARTING"));
    world.run(s(55));
    let looks = world.wire("look a");
    let last: Vec<_> = looks.iter().filter(|at| **at > 27.0).collect();
    assert!(last.windows(2).all(|pair| pair[1] - pair[0] < 7.4), "{looks:?}");
    assert!(last.windows(2).all(|pair| pair[1] - pair[0] > 6.0), "{looks:?}");
}

#[test]
fn a_poll_that_takes_longer_than_fifteen_seconds_is_given_up_and_told() {
    let mut world = World::new();
    world.fail(Operation::Health, Fault::Lost);
    let session = world.link("a");
    world.run(s(60));
    let heard = world.heard(session);
    assert_eq!(heard[..2], ["retrying timeout", "status SCAN_QR_CODE"]);
    close_to(world.when(session, "retrying timeout"), 15.0);
    close_to(world.time_of(session, "retrying"), 20.0);
    close_to(world.wire("look a")[1], 20.0);
}

#[test]
fn the_look_before_a_post_has_its_place_even_if_the_rest_is_used_up() {
    let mut world = World::new();
    world.link("a");
    // Explicit calls take what they want: five of the nine.
    world.after(s(52), |world| {
        for _ in 0..5 {
            world.call(Operation::Health, "b");
        }
    });
    world.run(s(70));
    close_to(world.wire("POST a")[1], 63.2);
}

#[test]
fn polls_yield_to_explicit_calls_though_one_a_minute_always_stays() {
    fn calls(world: &mut World) {
        world.call(Operation::Health, "b");
        world.after(s(4), calls);
    }
    let mut world = World::new();
    world.link_with("a", options().timeout(s(2000)));
    world.set("a", "LOGGING_IN");
    calls(&mut world);
    world.run(s(1800));
    let looks = world.wire("look a");
    assert!((29..=33).contains(&looks.len()), "{looks:?}");
    let longest = looks.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    assert!(longest < 62.0, "{longest}");
}

#[test]
fn after_a_429_no_poll_goes_before_its_time_and_then_half_as_many_until_it_recovers() {
    let mut world = World::new();
    world.set("a", "PENDING");
    let session = world.link_with("a", options().timeout(s(2000)));
    world.run(s(100));
    world.fail(Operation::Health, Fault::Limited(Some(40)));
    world.run(s(900));
    let limited = world.when(session, "limited health");
    close_to(world.time_of(session, "limited"), limited + 41.0);
    let looks = world.wire("look a");
    let next = *looks.iter().find(|at| **at > limited).unwrap();
    close_to(next, limited + 41.0);
    let within = |from: f64| {
        let minute = limited + 41.0 + from..limited + 41.0 + from + 60.0;
        looks.iter().filter(|at| minute.contains(at)).count()
    };
    assert_eq!(within(0.0), 4, "{looks:?}");
    assert!(within(300.0) >= 5, "{looks:?}");
}

#[test]
fn a_429_without_a_word_means_a_minute_also_for_a_poll() {
    let mut world = World::new();
    world.fail(Operation::Health, Fault::Limited(None));
    let session = world.link("a");
    world.run(s(70));
    assert_eq!(world.heard(session)[0], "limited health");
    close_to(world.wire("look a")[1], 61.1);
}

#[test]
fn an_explicit_429_holds_polls_back_too() {
    let mut world = World::new();
    world.set("a", "PENDING");
    world.link("a");
    world.run(s(1));
    world.fail(Operation::Health, Fault::Limited(Some(50)));
    world.call(Operation::Health, "b");
    world.run(s(60));
    close_to(world.wire("look a")[1], 52.1);
}

#[test]
fn an_explicit_call_that_fails_otherwise_holds_nothing_back() {
    let mut world = World::new();
    world.set("a", "PENDING");
    world.link("a");
    world.run(s(1));
    world.fail(Operation::Health, Fault::Status(503));
    world.call(Operation::Health, "b");
    world.run(s(60));
    assert!(world.wire("look a")[1] < 13.0);
}

#[test]
fn polls_never_stop_under_many_429s() {
    fn refuse(world: &mut World) {
        world.fail(Operation::Health, Fault::Limited(Some(1)));
        world.after(s(40), refuse);
    }
    let mut world = World::new();
    world.set("a", "PENDING");
    world.link_with("a", options().timeout(s(4000)));
    refuse(&mut world);
    world.run(s(3600));
    let looks = world.wire("look a");
    let longest = looks.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    assert!(longest < 65.0, "{longest}");
}

#[test]
fn a_code_goes_before_a_first_look_and_that_before_the_rest() {
    let mut world = World::new();
    world.service.list = Some(403);
    world.set("b", "PENDING");
    world.link_with("b", options().timeout(s(900)));
    world.run(s(20));
    world.link_with("a", options().timeout(s(900)));
    world.run(s(60));
    let sent = world.all_sent();
    let first = sent.iter().position(|(_, text)| text == "POST a").unwrap();
    // The code of `a` lives: it gets as many looks as `b`, and the denser ones.
    let after: Vec<_> = sent[first + 1..].iter().map(|(_, text)| text.as_str()).collect();
    assert!(after.iter().filter(|text| **text == "look a").count() >= 3, "{sent:?}");
    assert!(after.contains(&"look b"), "{sent:?}");
}

#[test]
fn fewer_polls_still_leave_the_look_before_a_post_its_place() {
    let mut world = World::new();
    world.link("a");
    // From the first poll under the code on there are four a minute.
    world.after(s(5), |world| world.fail(Operation::Health, Fault::Limited(Some(0))));
    world.run(s(70));
    close_to(world.wire("POST a")[1], 63.2);
    // One of the four was the look before it.
    let looks = world.wire("look a");
    assert_eq!(looks.iter().filter(|at| (3.2..63.2).contains(*at)).count(), 4, "{looks:?}");
}

#[test]
fn instances_that_are_asked_one_by_one_share_the_polls_evenly() {
    let mut world = World::new();
    world.service.list = Some(403);
    for name in ["a", "b", "c"] {
        world.set(name, "PENDING");
        world.link_with(name, options().timeout(s(900)));
    }
    world.run(s(600));
    for name in ["look a", "look b", "look c"] {
        let looks = world.wire(name);
        assert!(looks.len() >= 15, "{looks:?}");
        // But for the first, each is 10 s for each of the three apart, or more.
        assert!(looks[1..].windows(2).all(|pair| pair[1] - pair[0] >= 30.0), "{looks:?}");
    }
}

/// Two instances that are asked one by one, and both are due: who goes first?
fn first_of_two(near: LinkOptions, is: &str, becomes: &'static str) -> String {
    let mut world = World::new();
    world.service.list = Some(403);
    world.set("idle", "PENDING");
    world.set("near", is);
    world.link_with("near", near.timeout(s(900)));
    world.link_with("idle", options().timeout(s(900)));
    world.after(s(10), move |world| world.set("near", becomes));
    world.run(s(40));
    // The idle one was looked at longer ago.
    let last = |world: &World, name: &str| *world.wire(name).last().unwrap();
    while last(&world, "look near") < last(&world, "look idle") {
        world.run(s(1));
    }
    let sent = world.all_sent().len();
    world.stall(s(45));
    world.all_sent()[sent..][0].1.clone()
}

#[test]
fn a_code_on_show_a_scan_and_the_last_looks_go_before_the_rest() {
    let scan = "SCAN_QR_CODE";
    let shows = options().qr_lifetime(s(300));
    assert_eq!(first_of_two(shows, scan, scan), "look near");
    let scans = options().qr_lifetime(s(15));
    assert_eq!(first_of_two(scans, scan, "STARTING"), "look near");
    let last_looks = options().qr_lifetime(s(35)).max_qr_codes(1);
    assert_eq!(first_of_two(last_looks, scan, scan), "look near");
    let asks = options().qr_lifetime(s(15));
    assert_eq!(first_of_two(asks, scan, scan), "look near");
    let none_of_it = options();
    assert_eq!(first_of_two(none_of_it, "PENDING", "PENDING"), "look idle");
}
