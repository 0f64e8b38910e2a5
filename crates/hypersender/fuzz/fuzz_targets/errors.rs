//! Answers that are no success: the body in any shape, the headers in any state.

#![no_main]

use hypersender::{ErrorKind, Outcome};
use hypersender_fuzz::{answer, is_fit_to_be_shown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(mut wire) = answer(bytes) else {
        return;
    };
    if (200..300).contains(&wire.status) {
        wire.status += 200;
    }
    let error = wire.error();
    is_fit_to_be_shown(&error);
    assert_eq!(error.status(), Some(wire.status));
    // Nothing but the status decides.
    let empty =
        hypersender::fuzzing::Wire { status: wire.status, headers: vec![], body: b"" }.error();
    assert_eq!((error.kind(), error.outcome()), (empty.kind(), empty.outcome()));
    assert_eq!(error.kind() == ErrorKind::RateLimited, wire.status == 429);
    if (500..600).contains(&wire.status) {
        assert_eq!(error.outcome(), Some(Outcome::Unknown));
    }
    if let Some(origin) = error.location() {
        assert!(!origin.contains(['@', '?', '#']) && origin.matches('/').count() == 2, "{origin}");
    }
    assert!(error.errors().len() <= 50);
});
