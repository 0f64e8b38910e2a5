//! For whom a limit holds.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use ring::digest::{SHA256, digest};

use crate::base_url::BaseUrl;
use crate::clock::Clock;

/// A base URL and a token, of which only the digest is kept; and the clock by which the times
/// count, so that a sandbox's minute is not mixed up with a real one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    base_url: Arc<str>,
    token: [u8; 32],
    clock: usize,
}

/// A digest is all the difference that a table needs; the rest is equal as a rule.
impl Hash for Scope {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.token.hash(state);
    }
}

impl Scope {
    pub(crate) fn new(base_url: &BaseUrl, clock: &Clock, token: &str) -> Self {
        Self { base_url: base_url.as_str().into(), token: hash(token), clock: clock.id() }
    }

    /// The same service and clock, for another token.
    pub(crate) fn for_token(&self, token: &str) -> Self {
        Self { token: hash(token), ..self.clone() }
    }

    pub(super) fn same_clock(&self, other: &Self) -> bool {
        self.clock == other.clock
    }

    pub(crate) fn is_at(&self, base_url: &str) -> bool {
        &*self.base_url == base_url
    }
}

fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({})", self.base_url)
    }
}
