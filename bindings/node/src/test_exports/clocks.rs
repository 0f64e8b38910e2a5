//! A clock of a test's own, and what may happen to those of a machine.

use std::time::Duration;

use hypersender::clock::Clock;
use napi_derive::napi;

use crate::clock::NativeClock;

/// One that runs so many times as fast as the machine's.
#[napi(catch_unwind)]
pub fn accelerated_clock(speed: f64) -> NativeClock {
    NativeClock(Clock::accelerated(speed))
}

/// Somebody sets the wall clock, by so many seconds.
#[napi(catch_unwind)]
pub fn set_wall(clock: &NativeClock, seconds: f64) {
    clock.0.set_wall(Duration::from_secs_f64(seconds.abs()), seconds < 0.0);
}

/// The machine sleeps for so many seconds.
#[napi(catch_unwind)]
pub fn suspend(clock: &NativeClock, seconds: f64) {
    clock.0.suspend(Duration::from_secs_f64(seconds));
}
