//! The sandbox's wire, the API behind it, and its control: what comes in on a connection.

#![no_main]

use hypersender_sandbox::fuzzing::answers;
use hypersender_sandbox::wire::Reply;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    for reply in answers(bytes) {
        let Reply::Response(response) = reply else {
            continue;
        };
        let is_json = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("content-type") && value == "application/json"
        };
        if response.headers.iter().any(is_json) && response.status < 500 {
            let read = serde_json::from_slice::<Value>(&response.body);
            assert!(read.is_ok(), "{response:?}");
        }
    }
});
