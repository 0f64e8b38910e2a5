//! The promises on any schedule. The referee of the simulator checks them at every step.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;

use crate::Operation;
use crate::link::LinkOptions;
use crate::link::machine::{ClientId, Connected, ListenerId};
use crate::link::simulator::{Fate, Fault, World, s};

/// Something that somebody does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Link {
        client: u64,
        instance: &'static str,
        options: LinkOptions,
    },
    Cancel(u64),
    Close(u64),
    Status(&'static str, &'static str),
    /// A phone scans: STARTING, and WORKING some seconds later.
    Scan(&'static str, u64),
    Call(Operation, &'static str),
    /// Another program of the user.
    Hit,
    Unlist(&'static str),
    Sleep(u64),
    SetWall(i64),
}

const STATUSES: [&str; 9] = [
    "STOPPED",
    "STARTING",
    "WORKING",
    "SCAN_QR_CODE",
    "SCAN_QR_CODE",
    "FAILED",
    "PENDING",
    "PASSKEY_REQUIRED",
    "LOGGING_IN",
];

fn instance() -> impl Strategy<Value = &'static str> {
    select(&["a", "a", "b", "c"][..])
}

fn options() -> impl Strategy<Value = LinkOptions> {
    let timeout = select(&[10, 90, 300, 300, 1800][..]);
    let lifetime = select(&[5, 20, 60, 60, 60][..]);
    (timeout, 1..4_u32, lifetime, any::<bool>()).prop_map(|(timeout, codes, lifetime, restart)| {
        LinkOptions::default()
            .timeout(s(timeout))
            .max_qr_codes(codes)
            .qr_lifetime(s(lifetime))
            .restart_on_failed(restart)
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    let operation = select(&Operation::ALL[..5]);
    prop_oneof![
        6 => (1..3_u64, instance(), options())
            .prop_map(|(client, instance, options)| Deed::Link { client, instance, options }),
        1 => (1..6_u64).prop_map(Deed::Cancel),
        1 => (1..3_u64).prop_map(Deed::Close),
        8 => (instance(), select(&STATUSES[..])).prop_map(|(of, status)| Deed::Status(of, status)),
        2 => (instance(), 1..40_u64).prop_map(|(of, takes)| Deed::Scan(of, takes)),
        4 => (operation, instance()).prop_map(|(operation, of)| Deed::Call(operation, of)),
        1 => Just(Deed::Hit),
        1 => instance().prop_map(Deed::Unlist),
        1 => (1..600_u64).prop_map(Deed::Sleep),
        1 => (-3600..3600_i64).prop_map(Deed::SetWall),
    ]
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    let statuses = select(
        &[302, 400, 401, 403, 404, 404, 408, 409, 418, 422, 422, 423, 425, 500, 502, 503, 503][..],
    );
    let waits = proptest::option::of(select(&[0, 1, 3, 5, 30, 60, 120, 3600][..]));
    prop_oneof![
        10 => Just(None),
        3 => statuses.prop_map(|status| Some(Fault::Status(status))),
        3 => waits.prop_map(|wait| Some(Fault::Limited(wait))),
        1 => Just(Some(Fault::Refused)),
        1 => Just(Some(Fault::Connecting)),
        1 => Just(Some(Fault::Lost)),
        1 => Just(Some(Fault::Unusable)),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    let latency = prop_oneof![
        6 => 1..500_u64,
        2 => 500..8_000_u64,
        1 => 8_000..40_000_u64,
    ];
    (latency.clone(), latency, fault()).prop_map(|(there, back, fault)| Fate {
        there: Duration::from_millis(there),
        back: Duration::from_millis(back),
        fault,
    })
}

#[derive(Debug, Clone)]
pub(super) struct Schedule {
    seed: u64,
    deeds: Vec<(u64, Deed)>,
    fates: Vec<Fate>,
    shared_counter: bool,
    list: Option<u16>,
    down_post: Option<u16>,
    linked_before: bool,
}

pub(super) fn schedule() -> impl Strategy<Value = Schedule> {
    (
        any::<u64>(),
        prop::collection::vec((0..600_000_u64, deed()), 1..25),
        prop::collection::vec(fate(), 0..60),
        prop::bool::weighted(0.3),
        proptest::option::weighted(0.3, select(&[302, 401, 403, 404, 500][..])),
        proptest::option::weighted(0.2, select(&[409, 422][..])),
        any::<bool>(),
    )
        .prop_map(|(seed, deeds, fates, shared_counter, list, down_post, linked_before)| {
            Schedule { seed, deeds, fates, shared_counter, list, down_post, linked_before }
        })
}

pub(super) fn play(schedule: Schedule) -> World {
    let mut world = World::with_seed(schedule.seed);
    world.fates = schedule.fates;
    world.service.shared_counter = schedule.shared_counter;
    world.service.list = schedule.list;
    world.service.down_post = schedule.down_post;
    if schedule.linked_before {
        world.service.set_connected("a", Connected::Untold);
    }
    for (at, deed) in schedule.deeds {
        world.after(Duration::from_millis(at), move |world| perform(world, deed));
    }
    world.run(s(4 * 3600));
    world
}

fn perform(world: &mut World, deed: Deed) {
    match deed {
        Deed::Link { client, instance, options } => {
            world.link_through(ClientId(client), instance, options);
        }
        Deed::Cancel(listener) => world.cancel(ListenerId(listener)),
        Deed::Close(client) => world.close(ClientId(client)),
        Deed::Status(instance, status) => world.set(instance, status),
        Deed::Scan(instance, takes) => {
            world.set(instance, "STARTING");
            world.after(s(takes), move |world| world.set(instance, "WORKING"));
        }
        Deed::Call(operation, instance) => world.call(operation, instance),
        Deed::Hit => world.hit(),
        Deed::Unlist(instance) => world.service.unlist(instance),
        Deed::Sleep(seconds) => world.sleep(s(seconds)),
        Deed::SetWall(seconds) => world.set_wall(seconds),
    }
}

/// A thousand schedules, or `PROPTEST_CASES`; those that failed once are kept beside this file.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: cases.and_then(|cases| cases.parse().ok()).unwrap_or(1_000),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_promises_hold_on_any_schedule(schedule in schedule()) {
        let world = play(schedule);
        world.referee.closes();
    }
}
