//! What a caller says, who may have it from anywhere: it is refused with a fit error, or is good for a
//! request to the very host that was named.

#![no_main]

use hypersender::ErrorKind;
use hypersender::fuzzing::Said;
use hypersender_fuzz::is_fit_to_be_shown;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let said = Said {
        base_url: next(),
        proxy: next(),
        token: next(),
        instance: next(),
        phone: next(),
        name: next(),
        webhook_url: next(),
        filter: next(),
    };
    for allow_insecure_http in [false, true] {
        let (errors, uri) = said.read(allow_insecure_http);
        for error in &errors {
            is_fit_to_be_shown(error);
            assert_eq!(error.kind(), ErrorKind::InvalidArgument);
            assert!(error.argument().is_some());
        }
        if let Some(uri) = uri {
            assert!(!uri.authority().is_some_and(|it| it.as_str().contains('@')), "{uri}");
        }
    }
});
