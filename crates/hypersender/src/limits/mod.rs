//! What one process knows of the service's limits: the minute between two QR codes of an
//! instance, and the request for one that is under way.
//!
//! It belongs to the process, not to a client: a web server that makes a client for each request
//! must not forget it. It is advice all the same; the service's 429 is the truth.

mod cooldown;
mod flight;
mod registry;
mod scope;

pub(crate) use cooldown::{QrPost, Verdict};
pub(crate) use flight::{Flight, Place};
pub(crate) use scope::Scope;

/// Forgets everything about a base URL: a sandbox that starts or ends there has no past.
#[doc(hidden)]
pub fn forget(base_url: &str) {
    let base_url = base_url.trim_end_matches('/');
    registry::registry().forget(base_url);
    crate::link::forget(base_url);
}
