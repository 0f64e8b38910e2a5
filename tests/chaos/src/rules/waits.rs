//! How long nothing may follow on an answer to a request for a code, at the least.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hypersender_sandbox::Entry;

/// The service's minute, and the client's second more.
pub(super) const MINUTE: Duration = Duration::from_secs(61);
pub(super) const SECOND: Duration = Duration::from_secs(1);
/// What a 429 without a word means, and the most that one may mean.
const UNSAID: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(1);
/// What is more is a time in milliseconds.
const MILLISECONDS: u64 = 100_000_000_000;

/// After what this request was answered, at that time of the service's.
pub(super) fn after(entry: &Entry, wall: SystemTime) -> Option<Duration> {
    match (entry.status, entry.right_status) {
        (Some(status), _) => of(status, entry, wall),
        // Of an answer that is cut or drips the client may have read the status, or not.
        (None, Some(status)) => of(status, entry, wall).map(|wait| wait.min(MINUTE)),
        // Broken off, never answered, no HTTP: nobody knows what it has done.
        (None, None) => Some(MINUTE),
    }
}

fn of(status: u16, entry: &Entry, wall: SystemTime) -> Option<Duration> {
    match status {
        200..300 | 408 | 500.. => Some(MINUTE),
        429 => {
            let said = entry.retry_after.as_deref().and_then(|text| asked(text, wall));
            let said = said.or_else(|| reset(entry.reset.as_deref()?, wall));
            Some(said.unwrap_or(UNSAID).min(LONGEST) + SECOND)
        }
        _ => None,
    }
}

/// `Retry-After`: seconds, rounded up, or a date.
fn asked(text: &str, wall: SystemTime) -> Option<Duration> {
    if let Ok(date) = httpdate::parse_http_date(text) {
        return Some(date.duration_since(wall).unwrap_or_default());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    Some(Duration::from_secs(whole.parse::<u64>().ok()? + more))
}

/// `X-RateLimit-Reset`: a Unix time, in seconds or milliseconds.
fn reset(text: &str, wall: SystemTime) -> Option<Duration> {
    let number = text.parse::<u64>().ok()?;
    let since_1970 = if number > MILLISECONDS {
        Duration::from_millis(number)
    } else {
        Duration::from_secs(number)
    };
    Some((UNIX_EPOCH + since_1970).duration_since(wall).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Duration, UNIX_EPOCH, asked, reset};

    #[test]
    fn a_wait_is_read_in_each_way_in_which_it_can_be_said() {
        let wall = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let in_seconds = |text| asked(text, wall).map(|wait| wait.as_secs());
        assert_eq!(in_seconds("7"), Some(7));
        assert_eq!(in_seconds("7.0"), Some(7));
        assert_eq!(in_seconds("7.5"), Some(8));
        assert_eq!(in_seconds("Tue, 14 Nov 2023 22:13:50 GMT"), Some(30));
        assert_eq!(in_seconds("Tue, 14 Nov 2023 22:13:10 GMT"), Some(0));
        assert_eq!(in_seconds("soon"), None);
        for text in ["1700000040", "1700000040000"] {
            assert_eq!(reset(text, wall), Some(Duration::from_secs(40)));
        }
    }
}
