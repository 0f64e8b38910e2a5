//! By what a fault is known on the wire.

use super::Scene;
use super::exchange::{Exchange, Left, Pace};
use crate::format::{Listen, OnConnection, Tls};

/// One MiB, which no object may be larger than; and much more than is told of an error.
const LARGE: usize = 1 << 20;
const LARGE_ERROR: usize = 16 << 10;
/// What headers may have in all.
const LARGE_HEAD: usize = 64 << 10;

/// Whether a fault was there; none if the wire can't tell.
pub(super) fn shown(fault: &str, scene: &Scene, met: &[&Exchange]) -> Option<bool> {
    let any = |sign: &dyn Fn(&Exchange) -> bool| Some(met.iter().any(|it| sign(it)));
    let status =
        |all: std::ops::Range<u16>| any(&move |it| it.status.is_some_and(|s| all.contains(&s)));
    let door = |kinds: &[OnConnection]| scene.connections.iter().any(|it| kinds.contains(it));
    let retry_after = |sign: &dyn Fn(&str) -> bool| any(&|it| it.all("retry-after").any(sign));
    let (class, name) = fault.split_once('.')?;
    match (class, name) {
        ("connection", name) => connection(name, scene, met),
        ("tls", "refused_certificate") => {
            // A good one is refused, too, by who does not know its authority: no request comes.
            Some(scene.tls.is_some_and(|tls| tls != Tls::Valid || met.is_empty()))
        }
        ("tls", "added_authority") => Some(scene.tls.is_some()),
        ("tls", "cut_handshake") => {
            let hangs = scene.tls.is_some() && door(&[OnConnection::Hang]);
            Some(hangs || door(&[OnConnection::CutHandshake]))
        }
        ("status", "redirect") => status(300..400),
        ("status", "refusal") => status(400..500),
        ("status", "request_timeout") => status(408..409),
        ("status", "validation_errors") => any(&|it| matches!(it.status, Some(400 | 422))),
        ("status", "server_error") => status(500..600),
        ("status", "too_many_requests") => status(429..430),
        ("status", "success_codes") => any(&Exchange::is_success),
        ("status", "empty_success") => {
            any(&|it| it.is_success() && (it.body.is_empty() || it.fault.is_some()))
        }
        ("retry_after", "absent") => any(&|it| {
            it.status.is_some_and(|s| s == 408 || s == 429 || s >= 500) && !it.has("retry-after")
        }),
        ("retry_after", "seconds") => retry_after(&|it| it.parse::<u64>().is_ok_and(|it| it > 0)),
        ("retry_after", "zero") => retry_after(&|it| it == "0"),
        ("retry_after", "nonsense") => retry_after(&|it| it.parse::<u64>().is_err()),
        ("retry_after", "fraction") => retry_after(&|it| it.contains('.')),
        ("retry_after", "absurd") => {
            retry_after(&|it| it.parse::<f64>().map_or(true, |it| it > 3600.0))
        }
        ("retry_after", "date") => retry_after(&|it| it.ends_with("GMT")),
        ("retry_after", "two") => any(&|it| it.all("retry-after").count() > 1),
        ("retry_after", "reset_header") => any(&|it| it.has("x-ratelimit-reset")),
        ("body", name) => Some(body(name, met)),
        ("qr" | "success", _) => any(&|it| it.is_success()),
        _ => None,
    }
}

fn connection(name: &str, scene: &Scene, met: &[&Exchange]) -> Option<bool> {
    let any = |sign: &dyn Fn(&Exchange) -> bool| met.iter().any(|it| sign(it));
    let door = |kinds: &[OnConnection]| scene.connections.iter().any(|it| kinds.contains(it));
    let said_nothing =
        |it: &Exchange| it.head.is_empty() && it.fault.is_none() && it.status.is_none();
    let broken = |it: &Exchange| it.left == Left::Broken;
    Some(match name {
        "refused" => scene.listen == Listen::Refused,
        "black_hole" => scene.listen == Listen::BlackHole,
        "proxy" => scene.proxy,
        "broken_at_once" => door(&[OnConnection::Reset, OnConnection::Close]),
        "never_answers" => {
            let silent =
                |it: &Exchange| said_nothing(it) && it.left == Left::Silent || it.was(Pace::Late);
            door(&[OnConnection::Hang])
                || any(&|it| silent(it) || it.is(&["never_answer", "delay"]))
        }
        "broken_before_the_answer" => {
            any(&|it| said_nothing(it) && broken(it) || it.is(&["reset", "close"]))
        }
        "cut_in_the_head" => any(&|it| {
            !it.head.is_empty() && !it.whole_head && broken(it) || it.is(&["close_in_headers"])
        }),
        "cut_in_the_body" => any(&|it| {
            it.lacks_some_body() || it.is(&["truncated", "reset_in_body", "no_last_chunk"])
        }),
        "drip" => any(&|it| it.was(Pace::Dripping) || it.is(&["drip", "drip_body"])),
        "endless_headers" => any(&|it| {
            let long = it.was(Pace::Endless) && !it.whole_head || it.head.len() > LARGE_HEAD;
            long || it.is(&["endless_headers"])
        }),
        "endless_body" => {
            any(&|it| it.was(Pace::Endless) && it.whole_head || it.is(&["endless_body"]))
        }
        "conflicting_lengths" => {
            any(&|it| it.all("content-length").count() + it.all("transfer-encoding").count() > 1)
        }
        "garbage" => any(&|it| !it.head.is_empty() && it.status.is_none() || it.is(&["garbage"])),
        "interim_answers" => any(&|it| it.status.is_some_and(|status| status < 200)),
        _ => return None,
    })
}

fn body(name: &str, met: &[&Exchange]) -> bool {
    let any = |sign: &dyn Fn(&Exchange) -> bool| met.iter().any(|it| sign(it));
    let other = |it: &Exchange| it.is(&["body", "change", "html", "content_type", "status"]);
    let json = |it: &Exchange| serde_json::from_slice::<serde_json::Value>(&it.body).is_ok();
    let encoded = |it: &Exchange| it.has("content-encoding");
    match name {
        "not_json" => any(&|it| it.is_success() && !json(it)),
        "content_type" => {
            any(&|it| it.is_success() && !it.all("content-type").any(|it| it == "application/json"))
        }
        "byte_order_mark" => any(&|it| it.body.starts_with(b"\xef\xbb\xbf")),
        "compressed" | "inflated" | "broken_compression" => any(&encoded),
        "size" => any(&|it| it.body.len() > LARGE || it.was(Pace::Endless)),
        "large_error" => any(&|it| {
            let large = it.was(Pace::Endless) || it.body.len() > LARGE_ERROR;
            it.status.is_some_and(|status| status >= 300) && large
        }),
        "depth" => any(&|it| {
            it.body.windows(32).any(|some| some.iter().all(|byte| b"[{:\"a".contains(byte)))
        }),
        _ => any(&|it| it.is_success() && (json(it) || other(it))),
    }
}
