//! The JSON of a success, read as each operation's answer.

#![no_main]

use hypersender::fuzzing::{INSTANCE, TOKEN};
use hypersender::{Error, ErrorKind, Result};
use hypersender_fuzz::{answer, is_fit_to_be_shown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(wire) = answer(bytes) else {
        return;
    };
    if let Some(health) = read(wire.health()) {
        assert!(health.instance_id.eq_ignore_ascii_case(INSTANCE));
    }
    read(wire.restarted());
    read(wire.instances());
    for (id, status) in read(wire.statuses()).into_iter().flatten() {
        assert!(!id.contains(TOKEN) && !status.as_str().contains(TOKEN), "{id:?} {status:?}");
    }
    if let Some(created) = read(wire.created()) {
        assert!(!created.qr_code.png().is_empty());
    }
    if let Some(answer) = read(wire.new_qr_code()) {
        assert!(answer.instance.id.eq_ignore_ascii_case(INSTANCE));
        assert!(!answer.qr_code.is_expired());
    }
});

fn read<T>(result: Result<T>) -> Option<T> {
    result.inspect_err(is_unusable).ok()
}

fn is_unusable(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert!(error.reason().is_some());
    assert!(error.json_path().is_some_and(|path| path.starts_with('$')), "{error}");
    is_fit_to_be_shown(error);
}
