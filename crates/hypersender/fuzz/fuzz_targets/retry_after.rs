//! `Retry-After`, `X-RateLimit-Reset` and `Date`: never undercut, never more than an hour.

#![no_main]

use std::time::Duration;

use hypersender_fuzz::answer;
use libfuzzer_sys::fuzz_target;

const HOUR: Duration = Duration::from_secs(3_600);

fuzz_target!(|bytes: &[u8]| {
    let Some(wire) = answer(bytes) else {
        return;
    };
    let wait = wire.wait();
    if wire.status == 429 {
        assert!(wait.is_some());
    }
    let Some(wait) = wait else {
        return;
    };
    assert!(wait <= HOUR && wait.subsec_nanos() == 0, "{wait:?}");
    let asked = wire
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("retry-after"))
        .filter_map(|(_, value)| std::str::from_utf8(value).ok())
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .filter_map(|text| text.parse().ok())
        .map(Duration::from_secs)
        .max();
    if let Some(asked) = asked {
        assert!(wait >= asked.min(HOUR), "{wait:?} is less than {asked:?}");
    }
});
