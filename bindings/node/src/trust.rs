//! Whom Node trusts beside the machine: `NODE_EXTRA_CA_CERTS`.

use std::path::Path;
use std::sync::OnceLock;

use hypersender::HostRoots;
use napi_derive::napi;

/// Read once a process, as Node reads it.
static FURTHER: OnceLock<HostRoots> = OnceLock::new();

/// Trusts the certificates in a file, for all clients that are made from now on, and the command. Why it does not, if
/// this was the first to ask.
#[napi(catch_unwind)]
pub fn trust_file(file: String) -> Option<String> {
    let mut why = None;
    FURTHER.get_or_init(|| {
        HostRoots::read(Path::new(&file)).unwrap_or_else(|error| {
            why = Some(error.to_string());
            HostRoots::default()
        })
    });
    why
}

pub(crate) fn further_roots() -> HostRoots {
    FURTHER.get().cloned().unwrap_or_default()
}
