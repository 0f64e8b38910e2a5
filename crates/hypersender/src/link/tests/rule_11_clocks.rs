//! Codes go by the clock that runs through sleep, or by the wall clock; the rest by the monotonic
//! one.

use super::close_to;
use crate::link::simulator::{World, s};

#[test]
fn a_code_that_died_while_the_machine_slept_is_off_within_five_seconds() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(20));
    world.sleep(s(3600));
    world.run(s(5));
    let expired = world.when(session, "qr_expired 1");
    assert!(expired <= 25.0, "{expired}");
}

#[test]
fn after_sleep_comes_one_look_and_one_request_and_no_burst() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(20));
    world.sleep(s(3600));
    world.run(s(41));
    // The cooldown and the timeout stood still with the monotonic clock.
    assert_eq!(world.wire("POST a").len(), 1);
    world.run(s(5));
    close_to(world.wire("POST a")[1], 61.3);
    assert_eq!(world.wire("POST a").len(), 2);
    world.run(s(400));
    assert!(world.ended_at(session) > 200.0);
}

#[test]
fn a_wall_clock_set_forward_kills_a_code_and_one_set_back_does_not_prolong_it() {
    let mut world = World::new();
    let session = world.link("a");
    world.run(s(20));
    world.set_wall(3600);
    world.run(s(5));
    assert!(world.when(session, "qr_expired 1") <= 25.0);

    let mut world = World::new();
    let session = world.link("a");
    world.run(s(20));
    world.set_wall(-3600);
    world.run(s(60));
    close_to(world.when(session, "qr_expired 1"), 60.1);
}

#[test]
fn a_jump_of_the_wall_clock_moves_no_cooldown_and_no_timeout() {
    for by in [-3600, 3600] {
        let mut world = World::new();
        let session = world.link("a");
        world.after(s(61), move |world| world.set_wall(by));
        world.run(s(62));
        world.run(s(400));
        close_to(world.wire("POST a")[1], 63.2);
        close_to(world.ended_at(session), 206.3);
    }
}
