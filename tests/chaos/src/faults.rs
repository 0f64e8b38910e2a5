//! What goes wrong with answers, at random.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fastrand::Rng;
use hypersender::Operation;
use hypersender_sandbox::faults::{Action, Fault, Rule};
use serde_json::{Value, json};

const STATUSES: [u16; 14] = [400, 401, 403, 404, 408, 409, 422, 423, 425, 500, 502, 503, 504, 520];

/// What no answer of the service is, as JSON.
const BODIES: [&str; 9] = [
    "",
    "null",
    "[]",
    "\"SCAN_QR_CODE\"",
    "{\"id\": 5}",
    "{\"status\": \"SCAN_QR_CODE\"",
    "{\"status\": {\"status\": []}}",
    "{\"qr_code\": \"of no alphabet!\"}",
    "\u{feff}{}",
];
const TYPES: [&str; 4] = ["text/html; charset=UTF-8", "application/octet-stream", "nonsense", ""];
/// What no HTTP is, though it begins so.
const SCRIPTS: [&str; 4] = [
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/2 200\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
];

/// One of them. `wall` is the service's own clock.
pub fn rule(rng: &mut Rng, wall: SystemTime) -> Rule {
    // Most of them are survived; those that end a session come now and then.
    let operation = match rng.u8(..10) {
        0..4 => Operation::Health,
        4..7 => Operation::RequestNewQrCode,
        7 => Operation::ListInstances,
        8 => Operation::CreateInstance,
        _ => Operation::Restart,
    };
    let fault = match fault(rng, wall) {
        // A list may have 16 MiB. What the allocator keeps of that would hide everything else.
        Fault::EndlessBody if operation != Operation::Restart => Fault::Truncated,
        other => other,
    };
    let rule = Rule::next(operation, fault).times(rng.u32(1..=2)).skip(rng.u32(0..3));
    if rng.bool() { rule.done() } else { rule }
}

fn fault(rng: &mut Rng, wall: SystemTime) -> Fault {
    let tenths = |rng: &mut Rng, most| Duration::from_millis(100 * rng.u64(1..=most));
    match rng.u8(..30) {
        0..5 => Fault::status(STATUSES[rng.usize(..STATUSES.len())]),
        5..9 => limited(rng, wall),
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
        23 => Fault::Body {
            text: any(rng, &BODIES).to_owned(),
            content_type: "application/json".to_owned(),
            status: 200,
        },
        24..27 => changed(rng),
        27 => Fault::ContentType(any(rng, &TYPES).to_owned()),
        28 => Fault::Script(vec![Action::Bytes(any(rng, &SCRIPTS).into()), Action::Close]),
        _ => Fault::Redirect { status: 302, location: "http://127.0.0.1:9/login".to_owned() },
    }
}

fn any<'a>(rng: &mut Rng, of: &[&'a str]) -> &'a str {
    of[rng.usize(..of.len())]
}

/// The right answer with something in it that should not be. Never another code that could be shown,
/// or a status that says more than is true.
fn changed(rng: &mut Rng) -> Fault {
    let values: [(&str, Value); 9] = [
        ("status", json!(5)),
        ("status", json!("")),
        ("id", json!("another")),
        ("id", json!(null)),
        ("name", json!([])),
        ("created_at", json!("yesterday")),
        ("connected_at", json!(7)),
        ("qr_code", json!("")),
        ("qr_code", json!("data:image/png;base64,AAAA")),
    ];
    let (field, value) = values[rng.usize(..values.len())].clone();
    if rng.u8(..3) == 0 { Fault::without(field) } else { Fault::set(field, value) }
}

/// A wait, in each way in which one can be said.
fn limited(rng: &mut Rng, wall: SystemTime) -> Fault {
    let fault = Fault::status(429);
    let seconds = rng.u32(2..90);
    let then = wall + Duration::from_secs(seconds.into());
    match rng.u8(..9) {
        0 => fault,
        1 => fault.header("Retry-After", "0"),
        2 => fault.header("Retry-After", "1"),
        3 => fault.header("Retry-After", format!("{seconds}.5")),
        4 => fault.header("Retry-After", httpdate::fmt_http_date(then)),
        5 => fault.header("X-RateLimit-Reset", since_1970(then).as_secs().to_string()),
        6 => fault.header("X-RateLimit-Reset", since_1970(then).as_millis().to_string()),
        _ => fault.header("Retry-After", seconds.to_string()),
    }
}

fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}
