//! Every QR POST follows on the answer of a look that allows it.

use crate::link::simulator::{World, s};

#[test]
fn a_code_is_asked_for_after_a_look_that_allows_it() {
    let mut world = World::new();
    let session = world.link("a");
    world.after(s(20), |world| world.set("a", "STARTING"));
    world.after(s(24), |world| world.set("a", "WORKING"));
    world.run(s(400));
    println!("{:#?} {:#?}", world.told(session), world.all_sent());
    assert_eq!(
        world.heard(session),
        [
            "status SCAN_QR_CODE",
            "requesting",
            "qr_code 1",
            "status STARTING",
            "status WORKING",
            "linked"
        ]
    );
    world.referee.closes();
}
