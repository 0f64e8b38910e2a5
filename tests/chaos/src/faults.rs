//! What goes wrong with answers, at random.

use std::time::Duration;

use fastrand::Rng;
use hypersender::Operation;
use hypersender_sandbox::faults::{Fault, Rule};

const STATUSES: [u16; 14] = [400, 401, 403, 404, 408, 409, 422, 423, 425, 500, 502, 503, 504, 520];

/// One of them.
pub fn rule(rng: &mut Rng) -> Rule {
    // Most of them are survived; those that end a session come now and then.
    let operation = match rng.u8(..10) {
        0..4 => Operation::Health,
        4..7 => Operation::RequestNewQrCode,
        7..9 => Operation::ListInstances,
        _ => Operation::Restart,
    };
    let fault = match fault(rng) {
        // A list may have 16 MiB. What the allocator keeps of that would hide everything else.
        Fault::EndlessBody if operation != Operation::Restart => Fault::Truncated,
        other => other,
    };
    let rule = Rule::next(operation, fault).times(rng.u32(1..=2)).skip(rng.u32(0..3));
    if rng.bool() { rule.done() } else { rule }
}

fn fault(rng: &mut Rng) -> Fault {
    let tenths = |rng: &mut Rng, most| Duration::from_millis(100 * rng.u64(1..=most));
    match rng.u8(..24) {
        0..5 => Fault::status(STATUSES[rng.usize(..STATUSES.len())]),
        5..9 => limited(rng),
        9 => Fault::Html { status: [200, 429, 502][rng.usize(..3)] },
        10 => Fault::Delay(tenths(rng, 400)),
        11 => Fault::DripBody { every: Duration::from_millis(rng.u64(1..500)) },
        12 => Fault::Drip { every: Duration::from_millis(rng.u64(1..500)) },
        13 => Fault::Truncated,
        14 => Fault::ResetInBody,
        15 => Fault::CloseInHeaders,
        16 => Fault::NoLastChunk,
        17 => Fault::Reset,
        18 => Fault::Close,
        19 => Fault::NeverAnswer,
        20 => Fault::Garbage,
        21 => Fault::EndlessBody,
        22 => Fault::EndlessHeaders,
        _ => Fault::Redirect { status: 302, location: "http://127.0.0.1:9/login".to_owned() },
    }
}

fn limited(rng: &mut Rng) -> Fault {
    let fault = Fault::status(429);
    match rng.u8(..6) {
        0 => fault,
        1 => fault.header("Retry-After", "0"),
        2 => fault.header("Retry-After", "1"),
        _ => fault.header("Retry-After", rng.u32(2..90).to_string()),
    }
}
