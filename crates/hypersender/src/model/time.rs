//! Times as the service writes them.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Serialize, Serializer};

/// Reads a time with `T` or a space, with or without fractions and offset. The documented form
/// has no offset; it is read as UTC, since the service's other families print `+00:00`: an
/// assumption.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    let text = text.trim();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| {
            let naive: DateTime = text.parse().ok()?;
            naive.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
        })
        .map(SystemTime::from)
}

/// A time in the normal form: RFC 3339 in UTC.
pub(crate) struct Rfc3339(pub(crate) SystemTime);

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Timestamp::try_from(self.0) {
            Ok(timestamp) => serializer.collect_str(&timestamp),
            Err(_) => serializer.serialize_none(),
        }
    }
}

#[allow(clippy::ref_option)] // serde's `serialize_with` hands the field over like this
pub(crate) fn rfc3339<S: Serializer>(
    time: &Option<SystemTime>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.map(Rfc3339).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_time_without_an_offset_is_utc() {
        let expected = UNIX_EPOCH + Duration::from_secs(1_748_254_365);
        for text in [
            "2025-05-26T10:12:45",
            "2025-05-26 10:12:45",
            "2025-05-26T10:12:45Z",
            "2025-05-26T10:12:45+00:00",
            "2025-05-26T12:12:45+02:00",
            " 2025-05-26T10:12:45.000000Z ",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn nonsense_is_no_time() {
        for text in ["", "yesterday", "2025-13-01T00:00:00", "1748254365", "null"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
