//! Whatever happens to sessions: the referee knows what was promised.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hypersender::fuzzing::play(bytes));
