//! When the service wants to be asked again: `Retry-After` and Laravel's `X-RateLimit-Reset`.

use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderMap, RETRY_AFTER};

/// No server is believed that asks for a longer wait.
const LONGEST: Duration = Duration::from_hours(1);

/// Assumed after a 429 that does not say: "Wait at least 60 seconds before requesting again", the
/// service's page "Request New QR Code".
const ASSUMED: Duration = Duration::from_mins(1);

/// How long an answer asks to wait, and how far that is to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RetryAfter {
    pub(crate) wait: Duration,
    pub(crate) origin: Origin,
}

impl RetryAfter {
    pub(crate) const ASSUMED: Self = Self { wait: ASSUMED, origin: Origin::Assumed };
}

/// Where a wait comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The server said so.
    Server,
    /// The server asked for more than an hour.
    Capped,
    /// The server did not say.
    Assumed,
}

/// Reads the wait of an answer. Only a 429 always has one.
pub(crate) fn read(status: u16, headers: &HeaderMap, wall: SystemTime) -> Option<RetryAfter> {
    let server_time = headers
        .get(DATE)
        .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
        .unwrap_or(wall);
    let retry_after = headers
        .get_all(RETRY_AFTER)
        .iter()
        .filter_map(|value| parse_retry_after(value.to_str().ok()?.trim(), server_time))
        .max();
    let said = retry_after.or_else(|| {
        let reset = headers.get("x-ratelimit-reset")?.to_str().ok()?.trim();
        (status == 429).then(|| parse_reset(reset, server_time))?
    });
    match said {
        Some(wait) if wait > LONGEST => Some(RetryAfter { wait: LONGEST, origin: Origin::Capped }),
        Some(wait) => Some(RetryAfter { wait, origin: Origin::Server }),
        None if status == 429 => Some(RetryAfter::ASSUMED),
        None => None,
    }
}

/// Seconds, rounded up, or an HTTP date. A date is read against the server's own clock: the local
/// one may be an hour off.
fn parse_retry_after(text: &str, server_time: SystemTime) -> Option<Duration> {
    if let Ok(date) = httpdate::parse_http_date(text) {
        return Some(whole_seconds(date.duration_since(server_time).unwrap_or_default()));
    }
    seconds(text)
}

/// Digits with or without a fraction. Not `f64::parse`: it takes `inf`, `nan` and `1e9` too.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let round_up = u64::from(fraction.bytes().any(|b| b != b'0'));
    let whole = whole.parse::<u64>().unwrap_or(u64::MAX); // only too large a number is left
    Some(Duration::from_secs(whole.saturating_add(round_up)))
}

/// A Unix time, in seconds as Laravel sends it or in milliseconds. A number too small for a time of
/// this century is nonsense.
fn parse_reset(text: &str, server_time: SystemTime) -> Option<Duration> {
    const YEAR_2001: u64 = 1_000_000_000;
    const YEAR_5138: u64 = 100_000_000_000;
    let number = text.parse::<u64>().ok()?;
    let since_epoch = match number {
        ..YEAR_2001 => return None,
        YEAR_2001..YEAR_5138 => Duration::from_secs(number),
        YEAR_5138.. => Duration::from_millis(number),
    };
    let now = server_time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(whole_seconds(since_epoch.saturating_sub(now)))
}

/// Rounded up: what the server asks for is never undercut.
fn whole_seconds(wait: Duration) -> Duration {
    Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "Mon, 23 Nov 2026 12:00:00 GMT";

    fn wall() -> SystemTime {
        httpdate::parse_http_date(NOON).unwrap()
    }

    /// The wait in seconds that an answer with these headers asks for.
    fn wait(status: u16, headers: &[(&'static str, &str)]) -> Option<(u64, Origin)> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        read(status, &map, wall()).map(|read| {
            assert_eq!(read.wait.subsec_nanos(), 0);
            (read.wait.as_secs(), read.origin)
        })
    }

    fn retry_after(value: &str) -> Option<(u64, Origin)> {
        wait(503, &[("retry-after", value)])
    }

    #[test]
    fn seconds_are_rounded_up() {
        for (text, seconds) in
            [("0", 0), ("60", 60), (" 7 ", 7), ("1.5", 2), ("1.0", 1), ("0.001", 1), ("3600", 3600)]
        {
            assert_eq!(retry_after(text), Some((seconds, Origin::Server)), "{text}");
        }
    }

    #[test]
    fn nonsense_is_ignored() {
        for text in [
            "", "-1", "soon", "inf", "NaN", "1e3", "1.", ".5", "1,5", "60s", "0x10", "+5",
            "99-99-99",
        ] {
            assert_eq!(retry_after(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_is_the_most() {
        for text in ["3601", "99999999999999999999999999", "18446744073709551615.5"] {
            assert_eq!(retry_after(text), Some((3600, Origin::Capped)), "{text}");
        }
    }

    #[test]
    fn a_date_is_read_by_the_clock_of_the_server() {
        let in_two_minutes = "Mon, 23 Nov 2026 12:02:00 GMT";
        assert_eq!(retry_after(in_two_minutes), Some((120, Origin::Server)));
        let hour_off = [("retry-after", in_two_minutes), ("date", "Mon, 23 Nov 2026 12:01:30 GMT")];
        assert_eq!(wait(503, &hour_off), Some((30, Origin::Server)));
        assert_eq!(retry_after("Mon, 23 Nov 2026 11:00:00 GMT"), Some((0, Origin::Server)));
    }

    #[test]
    fn of_two_the_larger_counts() {
        assert_eq!(
            wait(503, &[("retry-after", "5"), ("retry-after", "9")]),
            Some((9, Origin::Server))
        );
        assert_eq!(
            wait(503, &[("retry-after", "9"), ("retry-after", "soon")]),
            Some((9, Origin::Server))
        );
    }

    #[test]
    fn a_429_without_a_word_means_a_minute() {
        assert_eq!(wait(429, &[]), Some((60, Origin::Assumed)));
        assert_eq!(wait(429, &[("retry-after", "soon")]), Some((60, Origin::Assumed)));
        assert_eq!(wait(503, &[]), None);
    }

    #[test]
    fn the_reset_of_laravel_stands_in_for_a_missing_retry_after() {
        let at = wall().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() + 42;
        for reset in [at.to_string(), (at * 1000).to_string(), (at * 1000 - 999).to_string()] {
            assert_eq!(
                wait(429, &[("x-ratelimit-reset", &reset)]),
                Some((42, Origin::Server)),
                "{reset}"
            );
        }
        let both = [("x-ratelimit-reset", at.to_string()), ("retry-after", "7".to_owned())];
        assert_eq!(
            wait(429, &both.each_ref().map(|(n, v)| (*n, v.as_str()))),
            Some((7, Origin::Server))
        );
        assert_eq!(wait(503, &[("x-ratelimit-reset", &at.to_string())]), None);
        for nonsense in ["0", "59", "-1", "tomorrow"] {
            assert_eq!(
                wait(429, &[("x-ratelimit-reset", nonsense)]),
                Some((60, Origin::Assumed)),
                "{nonsense}"
            );
        }
    }
}
