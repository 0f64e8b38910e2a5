//! The minute between two requests for a code, from the sandbox's side.
//!
//! A client's minute begins when it has the answer, or waits no longer for it. Here it is counted from
//! the earliest moment at which that can have been, so that a slow machine can't make a right client
//! look wrong: who read a request late, in the same machine, says nothing of when it was sent.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use hypersender::Operation;
use hypersender::clock::Moment;
use hypersender_sandbox::Entry;
use hypersender_sandbox::wire::End;

use super::waits::{self, SECOND};

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

/// What is known of how a request came, and went.
#[derive(Debug, Default)]
pub struct Sent {
    /// How long before it was read it may have been sent.
    pub late: Duration,
    /// How it ended, if that is sure.
    pub end: Option<End>,
}

impl Posts {
    /// What is wrong with this request, if anything. `sent` says what is known of an earlier one, `wall`
    /// is the service's time.
    pub fn received(
        &mut self,
        entry: &Entry,
        wall: SystemTime,
        sent: impl Fn(&Last) -> Sent,
    ) -> Option<String> {
        if entry.operation != Some(Operation::RequestNewQrCode) {
            return None;
        }
        self.count += 1;
        let instance = entry.instance.clone().unwrap_or_default().to_ascii_lowercase();
        let key = (entry.token.clone(), instance);
        let wrong = self.last.get(&key).and_then(|last| {
            let sent = sent(last);
            // Who left can have done so at any moment. To a service that is late everybody may
            // have: it has not seen it yet when it answers.
            let answered = sent.end == Some(End::Answered) && sent.late < SECOND;
            let held_back = if answered { last.held_back } else { Duration::ZERO };
            let until = last.at + held_back + last.wait;
            let at = entry.at + sent.late;
            if at < until {
                let early = until.since(at).as_secs_f64();
                let (number, how) = (last.number, &last.how);
                return Some(format!(
                    "a QR POST for {} {early:.3} s too early: {}, after {number} ({how})",
                    key.1, entry.number
                ));
            }
            let margin = at.since(until);
            self.closest = Some(self.closest.map_or(margin, |least| least.min(margin)));
            None
        });
        if let Some(wait) = waits::after(entry, wall) {
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

#[cfg(test)]
mod tests;
