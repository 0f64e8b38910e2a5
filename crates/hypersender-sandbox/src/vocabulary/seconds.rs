//! A duration as a number of seconds.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de};

/// More can't be meant, and calendars don't go on for ever.
pub(crate) const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);

pub(crate) fn serialize<S: Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    if seconds < 0.0 {
        return Err(de::Error::custom("a time is a number, not below zero"));
    }
    let duration = Duration::try_from_secs_f64(seconds).ok().filter(|it| *it <= LONGEST);
    duration.ok_or_else(|| de::Error::custom("no time is longer than a hundred years"))
}
