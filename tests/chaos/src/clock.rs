//! The one clock that all processes of a machine share.

use rustix::time::{ClockId, clock_gettime};

/// Seconds of `CLOCK_MONOTONIC`: what Python calls `time.monotonic()`, and Node
/// `process.hrtime()`.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds of some weeks")]
pub fn now() -> f64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
