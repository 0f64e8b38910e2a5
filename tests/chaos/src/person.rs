//! The people in front of the screens: what they do with a code, and when.

use fastrand::Rng;
use hypersender_sandbox::deed::{Deed, Manner, Named};

use crate::world::World;

/// Something that somebody will do.
#[derive(Debug)]
pub struct Plan {
    /// In real time.
    pub at: f64,
    pub world: usize,
    pub instance: String,
    pub act: Act,
}

#[derive(Debug)]
pub enum Act {
    Scan(String, Manner),
    Confirm,
    Unlink,
}

/// What comes of a code that is shown now. Half of them are never scanned.
pub fn plan(
    rng: &mut Rng,
    now: f64,
    world: usize,
    speed: f64,
    instance: &str,
    payload: &str,
) -> Vec<Plan> {
    // Some come too late.
    let scan = now + f64::from(rng.u32(10..700)) / 10.0 / speed;
    let later = |rng: &mut Rng| scan + f64::from(rng.u32(5..120)) / speed;
    let of = |at, act| Plan { at, world, instance: instance.to_owned(), act };
    let scans = |manner| of(scan, Act::Scan(payload.to_owned(), manner));
    match rng.u8(..12) {
        0..4 => vec![scans(Manner::Accept), of(later(rng), Act::Unlink)],
        4 => vec![scans(Manner::Refuse)],
        5 => vec![
            scans(Manner::Passkey),
            of(later(rng), Act::Confirm),
            of(later(rng) + 120.0 / speed, Act::Unlink),
        ],
        6 => vec![scans(Manner::OtherPhone("+4915112345678".to_owned()))],
        7 => vec![scans(Manner::Late)],
        _ => Vec::new(),
    }
}

impl Plan {
    pub fn happen(self, worlds: &mut [World]) {
        let Some(world) = worlds.get_mut(self.world) else { return };
        let named = Named { instance: Some(self.instance) };
        match self.act {
            Act::Scan(payload, manner) => world.scan(payload, manner),
            Act::Confirm => world.perform(&Deed::ConfirmPasskey(named)),
            Act::Unlink => world.perform(&Deed::Unlink(named)),
        }
    }
}
