//! Bytes of a fuzzer, read as what happens to a world.

use std::time::Duration;

use super::{Fate, Fault, World, s};
use crate::Operation;
use crate::link::LinkOptions;
use crate::link::machine::{ClientId, Connected, ListenerId};

const INSTANCES: [&str; 3] = ["a", "b", "c"];

const STATUSES: [&str; 9] = [
    "STOPPED",
    "STARTING",
    "WORKING",
    "SCAN_QR_CODE",
    "FAILED",
    "PENDING",
    "PASSKEY_REQUIRED",
    "PASSKEY_CONFIRMATION_REQUIRED",
    "LOGGING_IN",
];

const REFUSALS: [u16; 14] = [302, 400, 401, 403, 404, 408, 409, 418, 422, 423, 425, 500, 502, 503];

const WAITS: [u64; 8] = [0, 1, 3, 5, 30, 60, 120, 3600];

/// Long enough for a fuzzer, short enough that it tries many.
const MOST_DEEDS: usize = 48;

/// The bytes that are left; zeros when they are used up.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    fn number(&mut self) -> u64 {
        u64::from(self.byte()) << 8 | u64::from(self.byte())
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.byte()) % all.len()]
    }

    fn fate(&mut self) -> Fate {
        let fault = match self.byte() % 16 {
            0..7 => None,
            7 => Some(Fault::Connecting),
            8 => Some(Fault::Refused),
            9 => Some(Fault::Certificate),
            10 => Some(Fault::Lost),
            11 => Some(Fault::Unusable),
            12 => Some(Fault::Limited(None)),
            13 | 14 => Some(Fault::Limited(Some(self.one_of(&WAITS)))),
            _ => Some(Fault::Status(self.one_of(&REFUSALS))),
        };
        let mut way = || Duration::from_millis(1 + self.number() % 40_000);
        Fate { there: way(), back: way(), fault }
    }
}

/// Plays them to the end, before the eyes of the referee, who panics if a promise is broken.
pub fn play(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut world = World::with_seed(bytes.number());
    let kind = bytes.byte();
    world.service.shared_counter = kind & 1 != 0;
    world.service.list = (kind & 2 != 0).then(|| bytes.one_of(&REFUSALS));
    world.service.down_post = (kind & 4 != 0).then(|| bytes.one_of(&[409, 422]));
    if kind & 8 != 0 {
        world.service.set_connected("a", Connected::Untold);
    }
    let mut deeds = 0;
    while !bytes.0.is_empty() && deeds < MOST_DEEDS {
        deeds += 1;
        world.run(Duration::from_millis(bytes.number() * 10));
        perform(&mut world, &mut bytes);
    }
    world.run(s(4 * 3600));
    world.referee.closes();
}

fn perform(world: &mut World, bytes: &mut Bytes<'_>) {
    let deed = bytes.byte() % 24;
    let instance = bytes.one_of(&INSTANCES);
    match deed {
        0..6 => {
            let client = ClientId(u64::from(bytes.byte() % 3));
            let options = LinkOptions::default()
                .timeout(s(bytes.one_of(&[10, 90, 300, 300, 1800])))
                .max_qr_codes(1 + u32::from(bytes.byte() % 4))
                .qr_lifetime(s(bytes.one_of(&[5, 20, 60, 60])))
                .restart_on_failed(bytes.byte() % 2 == 0);
            world.link_through(client, instance, options);
        }
        6..12 => world.set(instance, bytes.one_of(&STATUSES)),
        12 | 13 => {
            world.set(instance, "STARTING");
            let takes = s(u64::from(bytes.byte() % 40));
            world.after(takes, move |world| world.set(instance, "WORKING"));
        }
        14 | 15 => world.call(bytes.one_of(&Operation::ALL[..5]), instance),
        16 => world.fates.push(bytes.fate()),
        17 => {
            // The registry holds nothing else back.
            let wait = u64::from(bytes.byte());
            world.fail(Operation::RequestNewQrCode, Fault::HeldBack(wait));
        }
        18 => {
            // Only one who listens can leave.
            let listener = ListenerId(u64::from(bytes.byte()) % (world.listeners + 1));
            if listener.0 > 0 {
                world.cancel(listener);
            }
        }
        19 => world.close(ClientId(u64::from(bytes.byte() % 3))),
        20 => world.hit(),
        21 => world.service.unlist(instance),
        22 => world.sleep(s(bytes.number() % 600)),
        _ => world.set_wall(i64::from(bytes.byte()) * 30 - 3600),
    }
}
