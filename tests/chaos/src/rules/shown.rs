//! What may be wrong with a code that is shown, by the order, the service's truth and the clock.

use super::dues::PATIENCE;
use super::lag::Lags;
use super::sessions::{READING, Work};
use super::{HandedOut, Truth};
use crate::protocol::Code;

/// What is wrong with a code that a session was handed at `t`.
pub(super) fn wrong(
    work: &Work,
    t: f64,
    code: &Code,
    truth: &impl Truth,
    lags: &Lags,
) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(shown) = work.on_show {
        wrong.push(format!("code {shown} is replaced without qr_expired"));
    }
    if code.number <= work.last_shown || code.number > work.most_codes {
        wrong.push(format!("code {} after {}", code.number, work.last_shown));
    }
    if code.left > work.life {
        wrong.push(format!("a code has {:.3} s left of a life of {} s", code.left, work.life));
    }
    match truth.code(work.world, &code.payload) {
        None => wrong.push("a code is shown that the service never made".to_owned()),
        Some(HandedOut { instance, .. }) if !work.is_about(&instance) => {
            wrong.push(format!("a code of {instance} is shown"));
        }
        Some(HandedOut { end, .. }) => {
            wrong.extend(end.and_then(|end| dead(work, t, code, end, lags)));
        }
    }
    wrong
}

/// What is wrong with a code whose life ends then, at the service.
fn dead(work: &Work, t: f64, code: &Code, end: f64, lags: &Lags) -> Option<String> {
    let expires = t + code.left / work.speed;
    // What is dead when it is looked at died at a time that is not known.
    let late = PATIENCE + lags.between(end, t);
    if code.left <= 0.0 && t > end + late {
        return Some(format!("a code that died {:.3} s before is shown", t - end));
    }
    let by = (expires - end) * work.speed;
    (code.left > 0.0 && expires > end + READING)
        .then(|| format!("a code is shown {by:.3} s longer than it lives"))
}
