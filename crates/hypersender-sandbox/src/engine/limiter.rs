//! How often a route may be called: fixed windows, as Laravel's throttle keeps them.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use hypersender::Operation;
use hypersender::clock::Moment;

use super::tokens::Bearer;
use crate::settings::{Counter, Limits, Scope};
use crate::wire::Response;

#[derive(Debug, Default)]
pub(super) struct Limiter(HashMap<Key, Window>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Operation(Operation, Option<usize>, usize, Option<String>),
    Account(usize),
}

#[derive(Debug)]
struct Window {
    ends: Moment,
    /// In whole seconds since 1970, as Laravel keeps it.
    reset: u64,
    hits: u32,
}

/// What the throttle says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    limit: u32,
    remaining: u32,
    /// Seconds to wait, and when that is, if there were too many.
    retry: Option<(u64, u64)>,
}

impl Limiter {
    /// Counts a request, or finds that there were too many; those are not counted. `None` if the
    /// operation has no limit.
    pub(super) fn check(
        &mut self,
        limits: &Limits,
        operation: Operation,
        bearer: Bearer,
        instance: Option<&str>,
        now: (Moment, SystemTime),
    ) -> Option<Verdict> {
        let limit = limits.of(operation)?;
        let (now, wall) = (now.0, unix(now.1));
        self.0.retain(|_, window| now < window.ends);
        let key = key(limits, operation, bearer, instance);
        let window = self.0.entry(key).or_insert_with(|| Window {
            ends: now + limits.window,
            reset: wall + limits.window.as_secs(),
            hits: 0,
        });
        if window.hits >= limit {
            // The window was set up in whole seconds and ends with its fraction, so that this may
            // be 0 while it still holds.
            let seconds = window.reset.saturating_sub(wall);
            return Some(Verdict { limit, remaining: 0, retry: Some((seconds, wall + seconds)) });
        }
        window.hits += 1;
        Some(Verdict { limit, remaining: limit - window.hits, retry: None })
    }
}

impl Verdict {
    pub(super) fn refuses(&self) -> bool {
        self.retry.is_some()
    }

    /// Adds Laravel's headers.
    pub(super) fn mark(&self, response: Response) -> Response {
        let response = response
            .header("X-RateLimit-Limit", self.limit.to_string())
            .header("X-RateLimit-Remaining", self.remaining.to_string());
        match self.retry {
            None => response,
            Some((seconds, reset)) => response
                .header("Retry-After", seconds.to_string())
                .header("X-RateLimit-Reset", reset.to_string()),
        }
    }
}

fn key(limits: &Limits, operation: Operation, bearer: Bearer, instance: Option<&str>) -> Key {
    let own = match bearer {
        Bearer::Account(_) => None,
        Bearer::Instance { at, .. } => Some(at),
    };
    match (limits.counter, limits.scope) {
        (Counter::Shared, _) => Key::Account(bearer.account()),
        (_, Scope::Token) => Key::Operation(operation, own, bearer.account(), None),
        (_, Scope::TokenAndInstance) => {
            let instance = instance.map(str::to_ascii_lowercase);
            Key::Operation(operation, own, bearer.account(), instance)
        }
    }
}

fn unix(wall: SystemTime) -> u64 {
    wall.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
