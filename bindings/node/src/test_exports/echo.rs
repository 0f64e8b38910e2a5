//! Gives back what was handed in, one export for each type that crosses.

use hypersender::Secret;
use hypersender::clock::Clock;
use napi::bindgen_prelude::Buffer;
use napi_derive::napi;

use crate::bridge::Bridge;
use crate::call;
use crate::message::Value;
use crate::options::milliseconds;

#[napi(catch_unwind)]
pub fn echo_text(text: String) -> String {
    text
}

#[napi(catch_unwind)]
pub fn echo_number(number: f64) -> f64 {
    number
}

#[napi(catch_unwind)]
pub fn echo_count(count: u32) -> u32 {
    count
}

#[napi(catch_unwind)]
pub fn echo_flag(flag: bool) -> bool {
    flag
}

#[napi(catch_unwind)]
pub fn echo_optional(text: Option<String>) -> Option<String> {
    text
}

#[napi(catch_unwind)]
pub fn echo_bytes(bytes: Buffer) -> Buffer {
    bytes.to_vec().into()
}

/// A duration, there as milliseconds and back; none if the core does not take it.
#[napi(catch_unwind)]
pub fn echo_duration(number: f64) -> Option<f64> {
    let duration = milliseconds("timeoutMs", Some(number)).ok().flatten();
    duration.map(|duration| duration.as_secs_f64() * 1000.0)
}

/// A text as the value of a call, in its JSON; and as a secret beside it.
#[napi(catch_unwind)]
pub fn echo_in_call(bridge: &Bridge, call: u32, text: String) {
    call::begin(&bridge.shared, call, &Clock::system(), async move {
        Ok(Value::of(&text)?.with_secrets([Some(Secret::from(text)), None]))
    });
}
