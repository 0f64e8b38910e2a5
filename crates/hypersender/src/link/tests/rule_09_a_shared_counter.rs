//! A counter that all requests of a token share: nobody knows whether the service has one. With it a
//! session still links, later.

use std::time::Duration;

use super::{close_to, options};
use crate::Operation;
use crate::link::machine::ListenerId;
use crate::link::simulator::{Fate, Fault, World, s};

fn shared() -> World {
    let mut world = World::new();
    world.service.shared_counter = true;
    world
}

/// What was sent between two moments.
fn sent_between(world: &World, from: f64, to: f64) -> Vec<String> {
    let sent = world.all_sent().into_iter();
    sent.filter(|(at, _)| *at > from && *at < to).map(|(_, text)| text).collect()
}

#[test]
fn a_short_wait_is_granularity_once_a_code() {
    for wait in [0, 1, 3] {
        let mut world = World::new();
        world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(wait)));
        let session = world.link("a");
        world.run(s(30));
        let at = 0.2 + 1.0 + f64::from(u32::try_from(wait).unwrap());
        close_to(world.time_of(session, "limited"), at);
        // A look, as always, and then the POST.
        close_to(world.wire("look a")[1], at);
        close_to(world.wire("POST a")[1], at + 0.1);
        assert!(world.heard(session).contains(&"qr_code 1".to_owned()));
    }
}

#[test]
fn a_second_short_wait_counts_and_so_does_a_longer_one() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(2)));
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(2)));
    world.link("a");
    world.run(s(30));
    // The third goes without a look, at the moment that the second 429 named.
    let posts = world.wire("POST a");
    close_to(posts[2], posts[1] + 3.1);
    assert!(!world.wire("look a").iter().any(|at| (posts[1]..posts[2]).contains(at)));

    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(4)));
    world.link("a");
    world.run(s(30));
    close_to(world.wire("POST a")[1], 5.2);
    assert_eq!(world.wire("look a").iter().filter(|at| **at < 5.2).count(), 1);
}

#[test]
fn each_code_is_spared_its_own() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(2)));
    world.link("a");
    world.run(s(60));
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(2)));
    world.run(s(20));
    let posts = world.wire("POST a");
    assert_eq!(posts.len(), 4);
    // The one before the last was refused; it looked again.
    assert!(world.wire("look a").iter().any(|at| (posts[2]..posts[3]).contains(at)));
}

#[test]
fn after_the_first_refusal_the_post_goes_first() {
    let mut world = shared();
    let session = world.link("a");
    world.run(s(70));
    let posts = world.wire("POST a");
    close_to(posts[1], 61.2);
    let looks = world.wire("look a");
    assert!(looks.len() >= 5, "polls go on: {looks:?}");
    assert!(!looks.iter().any(|at| (56.2..61.2).contains(at)), "{looks:?}");
    close_to(world.when(session, "limited request_new_qr_code"), 0.2);
    close_to(world.when(session, "qr_code 1"), 61.3);
}

#[test]
fn a_poll_that_is_in_flight_is_dropped_two_seconds_before() {
    let mut world = shared();
    world.link("a");
    world.run(s(43));
    world.fates = vec![Fate { there: s(7), back: s(7), fault: None }];
    world.run(s(22));
    let looks = world.wire("look a");
    assert!(looks.iter().any(|at| (48.0..56.2).contains(at)), "{looks:?}");
    close_to(world.wire("drop")[0], 59.2);
    close_to(world.wire("POST a")[1], 61.2);
}

#[test]
fn later_codes_are_asked_for_in_the_order_that_worked() {
    let mut world = shared();
    let session = world.link("a");
    world.run(s(290));
    assert_eq!(world.heard(session).iter().filter(|text| text.starts_with("limited")).count(), 1);
    let posts = world.wire("POST a");
    assert_eq!(posts.len(), 4, "{posts:?}");
    for post in &posts[2..] {
        let looks = sent_between(&world, post - 5.0, post - 0.001);
        assert!(!looks.contains(&"look a".to_owned()), "{looks:?} before {post}");
    }
    // 3 s after the end of the code before.
    close_to(posts[2], world.when(session, "qr_expired 1") + 3.0);
}

#[test]
fn after_the_second_the_token_falls_quiet_right_after_a_look() {
    let mut world = shared();
    let session = world.link_with("a", options().timeout(s(600)));
    // Another program spoils the minute.
    world.after(s(61), World::hit);
    world.run(s(200));
    let posts = world.wire("POST a");
    close_to(posts[1], 61.2);
    close_to(posts[2], 122.3);
    assert_eq!(sent_between(&world, 61.35, 122.2), Vec::<String>::new());
    assert!(world.heard(session).contains(&"qr_code 1".to_owned()));
}

#[test]
fn silence_needs_a_look_that_a_post_may_follow() {
    let mut world = shared();
    world.link_with("a", options().timeout(s(600)));
    world.after(s(61), World::hit);
    world.after(s(61), |world| world.set("a", "STARTING"));
    world.after(s(90), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(200));
    let looks = world.wire("look a");
    let last = looks.iter().rev().find(|at| **at < 122.0).unwrap();
    assert!(*last > 90.0 && *last < 104.0, "{looks:?}");
    assert_eq!(sent_between(&world, last + 0.01, 122.1), Vec::<String>::new());
}

#[test]
fn a_third_and_later_is_a_look_and_silence_again() {
    let mut world = shared();
    world.link_with("a", options().timeout(s(900)));
    for second in [61, 122, 183] {
        world.after(s(second), World::hit);
    }
    world.run(s(400));
    let posts = world.wire("POST a");
    for pair in posts[1..4].windows(2) {
        let meanwhile = sent_between(&world, pair[0] + 0.01, pair[1] - 0.01);
        assert_eq!(meanwhile, ["look a"], "{pair:?}");
    }
}

#[test]
fn there_is_no_silence_while_another_shows_a_code() {
    let mut world = shared();
    let a = world.link_with("a", options().timeout(s(900)));
    world.run(s(50));
    let b = world.link_with("b", options().timeout(s(900)));
    world.run(s(500));
    assert!(world.heard(a).contains(&"qr_code 1".to_owned()));
    assert!(world.heard(b).contains(&"qr_code 1".to_owned()), "{:?}", world.heard(b));
    // While the code of one is on show, somebody looks whether it was scanned.
    for session in [a, b] {
        for (shown, text) in world.told(session) {
            if text.starts_with("qr_code") {
                let looks = sent_between(&world, shown + 7.0, shown + 35.0);
                let looks = looks.iter().filter(|text| text.starts_with("look")).count();
                assert!(looks >= 2, "{shown}: {looks}");
            }
        }
    }
}

#[test]
fn posts_go_one_at_a_time_fewest_codes_first_then_the_oldest() {
    let mut world = World::new();
    let slow = Fate { there: s(3), back: s(1), fault: None };
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(30)));
    let names = ["d", "c", "b"];
    for name in names {
        world.link_with(name, options().timeout(s(900)));
    }
    world.fates = vec![Fate::default(); 2];
    world.fates.extend([slow; 2]);
    world.run(s(60));
    let sent = world.all_sent();
    let posts: Vec<_> = sent.iter().filter(|(_, text)| text.starts_with("POST")).collect();
    let order: Vec<_> = posts.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(order[..4], ["POST d", "POST c", "POST b", "POST d"], "{posts:?}");
    for pair in posts[1..].windows(2) {
        assert!(pair[1].0 - pair[0].0 >= 3.99, "one at a time: {posts:?}");
    }
}

#[test]
fn posts_that_were_under_way_together_are_one_refusal() {
    let mut world = World::new();
    world.link("a");
    world.link("b");
    world.link("c");
    for _ in 0..3 {
        world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(60)));
    }
    world.run(s(90));
    // No silence: polls go on.
    let looks = sent_between(&world, 3.0, 50.0);
    assert!(looks.len() >= 5, "{looks:?}");
    for name in ["POST a", "POST b", "POST c"] {
        assert!(world.wire(name).len() >= 2, "{:?}", world.all_sent());
    }
}

#[test]
fn one_poll_a_minute_stays_even_if_a_post_is_always_about_to_go_first() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(20)));
    for n in 0..9 {
        world.link_with(&format!("i{n}"), options().timeout(s(900)).max_qr_codes(9));
    }
    world.run(s(400));
    let looks: Vec<_> =
        world.all_sent().into_iter().filter(|(_, text)| text.starts_with("look")).collect();
    let longest = looks.windows(2).map(|pair| pair[1].0 - pair[0].0).fold(0.0, f64::max);
    assert!(longest < 76.0, "{looks:?}");
}

#[test]
fn what_was_learned_is_forgotten_after_an_hour() {
    let mut world = World::new();
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(20)));
    let session = world.link("a");
    world.run(s(30));
    world.cancel(session);
    world.run(s(3500));
    let session = world.link("a");
    world.run(s(70));
    // Still in the order that worked.
    let posts = world.wire("POST a");
    close_to(posts[3], world.when(session, "qr_expired 1") + 3.0);
    world.cancel(session);
    world.run(s(100));
    let session = world.link("a");
    world.run(s(70));
    let posts = world.wire("POST a");
    close_to(*posts.last().unwrap(), world.when(session, "qr_expired 1") + 3.1);
}

#[test]
fn who_has_had_fewer_codes_goes_before_who_is_older() {
    let mut world = World::new();
    world.link_with("old", options().qr_lifetime(s(20)));
    world.run(s(5));
    // This one makes them go one at a time, and stays refused.
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(280)));
    world.link("refused");
    world.run(s(25));
    // Both may be asked for from 61.2 on.
    world.cool_down("new", Duration::from_millis(31_200));
    world.link("new");
    world.run(s(50));
    let (old, new) = (world.wire("POST old")[1], world.wire("POST new")[0]);
    close_to(old, new + 0.1);
}

#[test]
fn there_is_no_silence_while_another_may_be_scanning() {
    let mut world = World::new();
    world.link_with("b", options().timeout(s(900)));
    world.after(s(10), |world| world.set("b", "STARTING"));
    world.run(s(70));
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(60)));
    world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(60)));
    world.link_with("a", options().timeout(s(900)));
    world.run(s(140));
    let posts = world.wire("POST a");
    assert_eq!(posts.len(), 3, "{posts:?}");
    let looks = sent_between(&world, posts[1], posts[2]);
    assert!(looks.len() >= 5, "{looks:?}");
}

/// In how many of some worlds a poll starts in the last 2 s of the first code's life.
fn polls_near_the_end_of_a_code(counter: impl Fn(&mut World) -> ListenerId) -> usize {
    let starts = |seed| {
        let mut world = World::with_seed(seed);
        let session = counter(&mut world);
        world.run(s(200));
        let end = world.when(session, "qr_expired 1");
        let meanwhile = sent_between(&world, end - 2.0, end);
        meanwhile.iter().any(|text| text.starts_with("look"))
    };
    (0..60).filter(|seed| starts(*seed)).count()
}

#[test]
fn polls_make_way_for_a_post_that_waits_for_the_end_of_a_code() {
    let waits = |world: &mut World| {
        world.service.shared_counter = true;
        world.link("a")
    };
    assert_eq!(polls_near_the_end_of_a_code(waits), 0);
}

#[test]
fn polls_make_way_for_nothing_if_it_was_the_last_code() {
    let last = |world: &mut World| {
        world.service.shared_counter = true;
        world.link_with("a", options().max_qr_codes(1))
    };
    assert!(polls_near_the_end_of_a_code(last) > 3);
}

#[test]
fn polls_make_way_for_nothing_if_a_look_precedes_the_post() {
    let looked = |world: &mut World| {
        world.service.unlist("a");
        let session = world.link_with("a", options().qr_lifetime(s(100)));
        world.run(s(30));
        world.fail(Operation::RequestNewQrCode, Fault::Limited(Some(280)));
        world.link("refused");
        session
    };
    assert!(polls_near_the_end_of_a_code(looked) > 3);
}
