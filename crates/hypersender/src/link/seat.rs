//! Where a listener's events wait for it, and what its session came to.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use futures_util::task::AtomicWaker;
use tokio::sync::watch;

use super::LinkEvent;
use super::life::Life;
use super::mailbox::{Mail, Mailbox};
use crate::Result;
use crate::clock::Reading;

/// Shared between a session and the station that fills it. Whoever puts something in wakes the
/// readers afterwards, when it holds no lock.
#[derive(Debug, Default)]
pub(super) struct Seat {
    contents: Mutex<Contents>,
    reader: AtomicWaker,
    /// Told each time that there is something new.
    changes: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Contents {
    mailbox: Mailbox,
    end: Option<Result<LinkEvent>>,
}

impl Seat {
    pub(super) fn put(&self, event: LinkEvent, life: Option<Life>) {
        self.contents().mailbox.put(event, life);
    }

    /// The end: the last thing that is read, and what everybody gets who waits for it.
    pub(super) fn finish(&self, end: Result<LinkEvent>) {
        let mut contents = self.contents();
        contents.mailbox.finish(end.clone());
        contents.end.get_or_insert(end);
    }

    /// The session is over without an end of its own: a reader finds nothing more, and those who
    /// wait for the end get `closed`.
    pub(super) fn cancel(&self, closed: Result<LinkEvent>) {
        let mut contents = self.contents();
        if contents.end.is_none() {
            contents.mailbox.cancel();
            contents.end = Some(closed);
        }
    }

    pub(super) fn take(&self, now: &Reading) -> Mail {
        self.contents().mailbox.take(now)
    }

    /// What the session came to, once it did.
    pub(super) fn end(&self) -> Option<Result<LinkEvent>> {
        self.contents().end.clone()
    }

    /// Who is to be woken when there is something to take.
    pub(super) fn register(&self, waker: &Waker) {
        self.reader.register(waker);
    }

    /// Changes from now on.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Wakes everybody who waits for something new, or for somebody to drive the session.
    pub(super) fn rouse(&self) {
        self.changes.send_replace(());
        self.reader.wake();
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
