//! The minute between two requests for a code, from the sandbox's side.
//!
//! A client's minute begins when it has the answer, or waits no longer for it. Here it is counted from
//! the earliest moment at which that can have been, so that a slow machine can't make a right client
//! look wrong.

use std::collections::HashMap;
use std::time::Duration;

use hypersender::Operation;
use hypersender::clock::Moment;
use hypersender_sandbox::Entry;
use hypersender_sandbox::wire::End;

/// The service's minute, and the client's second more.
const MINUTE: Duration = Duration::from_secs(61);
/// What a 429 without a word means, and the most that one may mean.
const UNSAID: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(1);
const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Posts {
    /// For a token and an instance: the last one that a wait follows on.
    last: HashMap<(Option<String>, String), Last>,
    pub count: u64,
    /// How many were answered so that a wait had to follow.
    pub waits: u64,
    /// The least that one came after its wait was over.
    pub closest: Option<Duration>,
}

/// A request that a wait follows on.
#[derive(Debug)]
pub struct Last {
    pub number: u64,
    pub instance: String,
    pub at: Moment,
    pub held_back: Duration,
    wait: Duration,
    how: String,
}

impl Posts {
    /// What is wrong with this request, if anything. `end_of` says how an earlier one ended, if
    /// that is sure.
    pub fn received(
        &mut self,
        entry: &Entry,
        end_of: impl Fn(&Last) -> Option<End>,
    ) -> Option<String> {
        if entry.operation != Some(Operation::RequestNewQrCode) {
            return None;
        }
        self.count += 1;
        let instance = entry.instance.clone().unwrap_or_default().to_ascii_lowercase();
        let key = (entry.token.clone(), instance);
        let wrong = self.last.get(&key).and_then(|last| {
            // Who left can have done so at any moment.
            let answered = end_of(last) == Some(End::Answered);
            let held_back = if answered { last.held_back } else { Duration::ZERO };
            let until = last.at + held_back + last.wait;
            if entry.at < until {
                let early = until.since(entry.at).as_secs_f64();
                let (number, how) = (last.number, &last.how);
                return Some(format!(
                    "a QR POST for {} {early:.3} s too early: {}, after {number} ({how})",
                    key.1, entry.number
                ));
            }
            let margin = entry.at.since(until);
            self.closest = Some(self.closest.map_or(margin, |least| least.min(margin)));
            None
        });
        if let Some(wait) = wait_after(entry) {
            self.waits += 1;
            let (status, fault) = (entry.status, entry.fault.as_deref().unwrap_or("no fault"));
            let how = format!("{status:?}, {fault}");
            let (number, at, held_back) = (entry.number, entry.at, entry.held_back);
            let instance = key.1.clone();
            self.last.insert(key, Last { number, instance, at, held_back, wait, how });
        }
        wrong
    }
}

/// How long nothing may follow on what this request was answered, at the least.
fn wait_after(entry: &Entry) -> Option<Duration> {
    match (entry.status, entry.right_status) {
        (Some(status), _) => wait_for(status, entry),
        // Of an answer that is cut or drips the client may have read the status, or not.
        (None, Some(status)) => wait_for(status, entry).map(|wait| wait.min(MINUTE)),
        // Broken off, never answered, no HTTP: nobody knows what it has done.
        (None, None) => Some(MINUTE),
    }
}

fn wait_for(status: u16, entry: &Entry) -> Option<Duration> {
    match status {
        200..300 | 408 | 500.. => Some(MINUTE),
        429 => {
            let said = entry.retry_after.as_deref().map(str::parse);
            let wait = match said {
                Some(Ok(seconds)) => Duration::from_secs(seconds).min(LONGEST),
                _ => UNSAID,
            };
            Some(wait + SECOND)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
