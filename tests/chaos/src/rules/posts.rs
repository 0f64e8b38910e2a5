//! The minute between two requests for a code, from the sandbox's side.
//!
//! A client's minute begins when it has the answer. Here it is counted from the earliest moment at
//! which the answer can have been sent, so that a slow machine can't make a right client look wrong.

use std::collections::HashMap;
use std::time::Duration;

use hypersender::Operation;
use hypersender::clock::Moment;
use hypersender_sandbox::Entry;

/// The service's minute, and the client's second more.
const MINUTE: Duration = Duration::from_secs(61);
/// What a 429 without a word means, and the most that one may mean.
const UNSAID: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(1);
const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Posts {
    /// For a token and an instance: until when, and why.
    closed: HashMap<(Option<String>, String), (Moment, String)>,
    pub count: u64,
    /// How many were answered so that a wait had to follow.
    pub waits: u64,
    /// The least that one came after its wait was over.
    pub closest: Option<Duration>,
}

impl Posts {
    /// What is wrong with this request, if anything.
    pub fn received(&mut self, entry: &Entry) -> Option<String> {
        if entry.operation != Some(Operation::RequestNewQrCode) {
            return None;
        }
        self.count += 1;
        let instance = entry.instance.clone().unwrap_or_default().to_ascii_lowercase();
        let key = (entry.token.clone(), instance);
        let wrong = self.closed.get(&key).and_then(|(until, why)| {
            if entry.at < *until {
                let early = until.since(entry.at).as_secs_f64();
                return Some(format!(
                    "a QR POST for {} {early:.3} s too early: request {}, after {why}",
                    key.1, entry.number
                ));
            }
            let margin = entry.at.since(*until);
            self.closest = Some(self.closest.map_or(margin, |least| least.min(margin)));
            None
        });
        if let Some(wait) = wait_after(entry) {
            self.waits += 1;
            let (status, fault) = (entry.status, entry.fault.as_deref().unwrap_or("no fault"));
            let why = format!("request {} ({status:?}, {fault})", entry.number);
            self.closed.insert(key, (entry.at + entry.held_back + wait, why));
        }
        wrong
    }
}

/// How long nothing may follow on what this request was answered.
fn wait_after(entry: &Entry) -> Option<Duration> {
    match entry.status {
        // Broken off, never answered, no HTTP: nobody knows what it has done.
        None | Some(200..300 | 408 | 500..) => Some(MINUTE),
        Some(429) => {
            let said = entry.retry_after.as_deref().map(str::parse);
            let wait = match said {
                Some(Ok(seconds)) => Duration::from_secs(seconds).min(LONGEST),
                _ => UNSAID,
            };
            Some(wait + SECOND)
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests;
