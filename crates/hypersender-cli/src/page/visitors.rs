//! Those who look at the page: whether any of them has still to learn how it ended.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// How soon a page asks again after an answer.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(500);

/// Requests for the state that are not answered yet, and what was answered.
#[derive(Debug, Default)]
pub(super) struct Visitors {
    counts: Mutex<Counts>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Counts {
    /// The request whose answer is being written, and whether that is the last.
    under_way: Vec<(u64, bool)>,
    came: bool,
    saw_the_end: bool,
}

impl Visitors {
    /// This request is about to be answered, with the last state or not.
    pub(super) fn answering(&self, request: u64, is_last: bool) {
        self.with(|counts| {
            counts.came = true;
            counts.under_way.push((request, is_last));
        });
    }

    /// The exchange of this request is over.
    pub(super) fn answered(&self, request: u64, completely: bool) {
        self.with(|counts| {
            let is_last = counts.under_way.contains(&(request, true));
            counts.under_way.retain(|(other, _)| *other != request);
            counts.saw_the_end |= is_last && completely;
        });
        self.changed.notify_waiters();
    }

    /// Returns at once if nobody ever looked, and else when somebody was told the end and nobody
    /// else is just being told.
    pub(super) async fn have_seen_the_end(&self) {
        if !self.with(|counts| counts.came) {
            return;
        }
        loop {
            let changed = self.changed.notified();
            if self.with(|counts| counts.saw_the_end && counts.under_way.is_empty()) {
                break;
            }
            changed.await;
        }
        // A second page may have been between two questions.
        tokio::time::sleep(BETWEEN_QUESTIONS).await;
    }

    fn with<T>(&self, look: impl FnOnce(&mut Counts) -> T) -> T {
        look(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
