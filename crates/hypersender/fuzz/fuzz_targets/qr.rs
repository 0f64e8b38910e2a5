//! The text in `qr_code`: base64 in any form, and what is in it.

#![no_main]

use hypersender::{ErrorKind, QrCode, fuzzing};
use hypersender_fuzz::is_fit_to_be_shown;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let code = match fuzzing::qr_code(text) {
        Ok(code) => code,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidResponse);
            assert_eq!(error.json_path(), Some("$.qr_code"));
            return is_fit_to_be_shown(&error);
        }
    };
    // What was taken once is taken in every other form.
    assert_eq!(fuzzing::qr_code(&code.base64()).expect("base64").png(), code.png());
    assert_eq!(fuzzing::qr_code(&code.data_uri()).expect("a data URI").png(), code.png());
    assert_eq!(QrCode::from_png(code.png()).expect("a PNG").png(), code.png());
    let urls = code.base64().replace('+', "-").replace('/', "_").replace('=', "");
    assert_eq!(fuzzing::qr_code(&urls).expect("the alphabet of URLs").png(), code.png());
});
