//! The machine's clocks.

use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

use super::{Moment, Reading};

/// Moments count from here. A second before the first look, so that "a moment ago" exists.
static START: LazyLock<Instant> = LazyLock::new(|| {
    let now = Instant::now();
    now.checked_sub(Duration::from_secs(1)).unwrap_or(now)
});

pub(super) fn now() -> Moment {
    Moment::from_start(START.elapsed())
}

pub(super) fn reading() -> Reading {
    Reading { now: now(), awake_or_asleep: awake_or_asleep(), wall: SystemTime::now() }
}

/// `Instant` stands still while a machine sleeps on Linux, Android, macOS and iOS; these don't.
#[cfg(unix)]
fn awake_or_asleep() -> Moment {
    use rustix::time::{ClockId, clock_gettime};

    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: ClockId = ClockId::Monotonic;

    Duration::try_from(clock_gettime(CLOCK)).map(Moment::from_start).unwrap_or_default()
}

/// On Windows `Instant` counts the time asleep.
#[cfg(not(unix))]
fn awake_or_asleep() -> Moment {
    now()
}
