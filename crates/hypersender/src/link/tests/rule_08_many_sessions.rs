//! Many sessions share the polls of a token.

use super::{close_to, options};
use crate::Operation;
use crate::link::simulator::{Fate, Fault, World, s};

#[test]
fn from_two_instances_on_the_list_serves_them_all() {
    let mut world = World::new();
    world.link("a");
    world.run(s(10));
    let b = world.link("b");
    let c = world.link("c");
    world.run(s(120));
    assert_eq!(world.wire("look b"), [0.0; 0]);
    assert_eq!(world.wire("look c"), [0.0; 0]);
    assert!(world.wire("look list").len() > 10);
    assert_eq!(world.heard(b)[0], "status SCAN_QR_CODE");
    close_to(world.when(b, "status SCAN_QR_CODE"), world.when(c, "status SCAN_QR_CODE"));
    // First looks come soon.
    assert!(world.when(b, "status SCAN_QR_CODE") < 12.2);
}

#[test]
fn two_listeners_of_one_instance_are_one_instance() {
    let mut world = World::new();
    world.link("a");
    world.link("A");
    world.run(s(60));
    assert_eq!(world.wire("look list"), [0.0; 0]);
    assert_eq!(world.wire("POST a").len(), 1);
}

#[test]
fn a_token_that_may_not_list_asks_each_for_its_health_and_tries_again_later() {
    for status in [302, 400, 401, 403, 404, 422] {
        let mut world = World::new();
        world.service.list = Some(status);
        let a = world.link_with("a", options().timeout(s(1500)));
        let b = world.link_with("b", options().timeout(s(1500)));
        world.set("a", "PENDING");
        world.set("b", "PENDING");
        world.run(s(1300));
        assert_eq!(world.end(a), None);
        assert!(!world.heard(b).iter().any(|text| text.starts_with("retrying")));
        let lists = world.wire("look list");
        assert_eq!(lists.len(), 3, "{status} {lists:?}");
        assert!(lists[1] - lists[0] > 600.0 && lists[1] - lists[0] < 620.0, "{lists:?}");
        let looks = |of: &str| world.wire(of).len();
        assert!(looks("look a").abs_diff(looks("look b")) < 4);
    }
}

#[test]
fn a_list_that_is_no_list_is_not_asked_for_again_soon() {
    let mut world = World::new();
    world.fail(Operation::ListInstances, Fault::Unusable);
    world.link("a");
    world.link("b");
    world.run(s(60));
    assert_eq!(world.wire("look list").len(), 1);
    assert!(world.wire("look b").len() > 2);
}

#[test]
fn a_list_that_fails_for_now_is_survived() {
    for fault in [Fault::Status(500), Fault::Status(408), Fault::Status(425), Fault::Refused] {
        let mut world = World::new();
        world.fail(Operation::ListInstances, fault);
        let a = world.link("a");
        let b = world.link("b");
        world.run(s(30));
        assert!(world.wire("look list").len() > 2);
        assert!(world.heard(b)[0].starts_with("retrying"), "{:?}", world.heard(b));
        assert!(world.heard(a).iter().any(|text| text.starts_with("retrying")));
    }
}

#[test]
fn a_429_on_the_list_is_everybodys() {
    let mut world = World::new();
    world.fail(Operation::ListInstances, Fault::Limited(Some(20)));
    let a = world.link("a");
    let b = world.link("b");
    world.run(s(60));
    for session in [a, b] {
        close_to(world.when(session, "limited list_instances"), 2.1);
    }
    close_to(world.wire("look list")[1], 23.1);
}

#[test]
fn an_instance_that_the_list_does_not_name_is_asked_for_its_health() {
    let mut world = World::new();
    world.link_with("a", options().timeout(s(1500)));
    world.link_with("b", options().timeout(s(1500)));
    let c = world.link_with("c", options().timeout(s(1500)));
    world.service.unlist("c");
    for instance in ["a", "b", "c"] {
        world.set(instance, "PENDING");
    }
    world.run(s(500));
    assert_eq!(world.heard(c)[0], "status PENDING");
    assert!(world.wire("look c").len() > 8);
    assert!(world.wire("look b").is_empty());
    assert!(world.wire("look list").len() > 20);
    // When the list has it again, nobody notices for ten minutes.
    world.service.list_again("c");
    world.run(s(200));
    let before = world.wire("look c").len();
    world.run(s(200));
    assert_eq!(world.wire("look c").len(), before);
}

#[test]
fn a_session_that_began_after_the_list_was_sent_is_not_missing_from_it() {
    let mut world = World::new();
    world.link("a");
    world.link("b");
    world.run(s(2));
    world.service.list = None;
    world.link("c");
    world.run(s(30));
    assert_eq!(world.wire("look c"), [0.0; 0]);
}

#[test]
fn one_listed_instance_alone_is_asked_for_its_health() {
    let mut world = World::new();
    world.service.unlist("b");
    world.link("a");
    world.link("b");
    world.run(s(60));
    assert_eq!(world.wire("look list").len(), 1);
    assert!(world.wire("look a").len() > 2);
}

#[test]
fn at_most_eight_posts_are_in_flight_and_the_others_queue_on_the_same_look() {
    let mut world = World::new();
    let names: Vec<String> = (0..12).map(|n| format!("i{n:02}")).collect();
    let slow = Fate { there: s(2), back: s(1), fault: None };
    // The first look, the list, and then the POSTs.
    world.fates = vec![Fate::default(), slow, Fate::default()];
    world.fates.extend([slow; 12]);
    for name in &names {
        world.link(name);
    }
    world.run(s(9));
    let posts = |world: &World| {
        let sent = world.all_sent();
        let posts: Vec<f64> =
            sent.iter().filter(|(_, text)| text.starts_with("POST")).map(|(at, _)| *at).collect();
        posts
    };
    let sent = posts(&world);
    assert_eq!(sent.len(), 12, "{sent:?}");
    // One went after the first look; seven beside it right after the list.
    assert_eq!(sent.iter().filter(|at| (**at - 2.1).abs() < 0.02).count(), 7, "{sent:?}");
    assert!(sent[8] > 3.0 && sent[11] < 5.2, "{sent:?}");
    assert_eq!(world.wire("look list").len(), 1);
}

#[test]
fn one_that_queues_longer_than_seven_seconds_looks_again() {
    let mut world = World::new();
    let slow = Fate { there: s(20), back: s(5), fault: None };
    world.fates = vec![Fate::default(), slow, Fate::default()];
    world.fates.extend([slow; 8]);
    for n in 0..9 {
        world.link(&format!("i{n}"));
    }
    world.run(s(40));
    let sent = world.all_sent();
    let posts: Vec<_> = sent.iter().filter(|(_, text)| text.starts_with("POST")).collect();
    let last = posts.last().unwrap().0;
    assert_eq!(posts.len(), 9);
    // A place was free at 25.1, and the last look before was too old.
    assert!(last > 25.15, "{last}");
    let looks = world.wire("look list");
    assert!(looks.iter().any(|look| last - look < 1.2), "{looks:?} {last}");
}

#[test]
fn a_thousand_sessions_poll_like_two() {
    let polls = |sessions: usize| {
        let mut world = World::new();
        for n in 0..sessions {
            world.link(&format!("i{n}"));
        }
        world.run(s(120));
        let lists = world.wire("look list").len();
        let sent = world.all_sent();
        let looks = sent.iter().filter(|(_, text)| text.starts_with("look")).count();
        assert!(looks - lists <= 1);
        lists
    };
    assert!(polls(1000).abs_diff(polls(2)) < 6, "{} {}", polls(1000), polls(2));
}

#[test]
fn a_look_is_good_for_one_post_however_long_it_was_in_the_queue() {
    let mut world = World::new();
    let slow = Fate { there: s(2), back: s(1), fault: None };
    // The first look, one POST, the list, and eight more.
    world.fates = vec![Fate::default(), slow, Fate::default()];
    world.fates.extend([slow; 7]);
    world.fates.push(Fate { fault: Some(Fault::Refused), ..Fate::default() });
    for n in 0..9 {
        world.link(&format!("i{n}"));
    }
    world.run(s(20));
    let posts = world.wire("POST i8");
    assert_eq!(posts.len(), 2, "{:?}", world.all_sent());
    assert!(posts[0] < 7.0, "on the look that it queued with");
    let looks = world.wire("look list");
    assert!(looks.iter().any(|at| *at > posts[0] && *at < posts[1]), "{looks:?} {posts:?}");
}

#[test]
fn a_first_look_hurries_only_while_few_polls_were_made() {
    let mut world = World::new();
    world.link("a");
    world.link("b");
    world.run(s(1));
    world.link("c");
    world.run(s(2));
    // The second poll came 2 s after the first.
    close_to(world.wire("look list")[0], 2.0);
    let mut polls = 0;
    while world.wire("look list").len() < 5 || world.wire("look list").len() == polls {
        polls = world.wire("look list").len();
        world.run(s(1));
    }
    let last = *world.wire("look list").last().unwrap();
    let late = world.link("d");
    world.run(s(10));
    let first = world.when(late, "status SCAN_QR_CODE");
    assert!(first >= last + 7.1, "{last} {first}");
}
