//! Where a listener's events wait for it, and what its session came to.

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::task::AtomicWaker;
use tokio::sync::watch;

use super::LinkEvent;
use super::life::Life;
use super::mailbox::{Mail, Mailbox};
use crate::Result;
use crate::clock::Reading;

/// Shared between a session and the station that fills it.
#[derive(Debug, Default)]
pub(super) struct Seat {
    mailbox: Mutex<Mailbox>,
    reader: AtomicWaker,
    end: watch::Sender<Option<Result<LinkEvent>>>,
}

impl Seat {
    pub(super) fn put(&self, event: LinkEvent, life: Option<Life>) {
        self.mailbox().put(event, life);
        self.reader.wake();
    }

    /// The end: the last thing that is read, and what everybody gets who waits for it.
    pub(super) fn finish(&self, end: Result<LinkEvent>) {
        self.mailbox().finish(end.clone());
        self.conclude(end);
    }

    /// The session is over without an end of its own: a reader finds nothing more, and those who
    /// wait for the end get `closed`.
    pub(super) fn cancel(&self, closed: Result<LinkEvent>) {
        self.mailbox().cancel();
        self.conclude(closed);
    }

    fn conclude(&self, end: Result<LinkEvent>) {
        self.end.send_if_modified(|known| {
            let first = known.is_none();
            if first {
                *known = Some(end);
            }
            first
        });
        self.reader.wake();
    }

    pub(super) fn take(&self, now: &Reading) -> Mail {
        self.mailbox().take(now)
    }

    /// Who is to be woken when there is something to take.
    pub(super) fn register(&self, waker: &std::task::Waker) {
        self.reader.register(waker);
    }

    /// Wakes the reader, though there is nothing new to take.
    pub(super) fn rouse(&self) {
        self.reader.wake();
    }

    pub(super) fn is_over(&self) -> bool {
        self.end.borrow().is_some()
    }

    /// What the session came to, once it did.
    pub(super) async fn end(&self) -> Result<LinkEvent> {
        let mut end = self.end.subscribe();
        match end.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(end)) => end.clone(),
            // The sender lives in `self`, and what was waited for is there.
            Ok(None) | Err(_) => Err(super::session::closed()),
        }
    }

    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.mailbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
