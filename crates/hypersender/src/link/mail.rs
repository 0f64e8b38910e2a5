//! A listener's mailbox, and those who wait for what comes.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::LinkEvent;
use super::life::Life;
use super::mailbox::{self, Mailbox};
use crate::clock::Reading;
use crate::{Error, ErrorKind, Result};

/// Between the machine, which puts in, and the session, which takes out. Nobody is woken while it is
/// locked: who wakes may run code of another language.
#[derive(Debug, Default)]
pub(super) struct Mail(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    mailbox: Mailbox,
    end: Option<Result<LinkEvent>>,
    reader: Option<Waker>,
    waiting: Vec<Waker>,
}

impl Mail {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn put(&self, event: LinkEvent, life: Option<Life>) {
        let mut inside = self.inside();
        inside.mailbox.put(event, life);
        let reader = inside.reader.take();
        drop(inside);
        wake(reader);
    }

    /// What comes last, for those who iterate and for those who wait for nothing else.
    pub(super) fn finish(&self, end: Result<LinkEvent>) {
        let last = end.clone();
        self.end_with(|mailbox| mailbox.finish(last), end);
    }

    /// An iteration ends without an error; who waits for the end learns that there is none.
    pub(super) fn cancel(&self) {
        let error = Error::new(ErrorKind::Closed, "The session was cancelled.");
        self.end_with(Mailbox::cancel, Err(error));
    }

    fn end_with(&self, change: impl FnOnce(&mut Mailbox), end: Result<LinkEvent>) {
        let mut inside = self.inside();
        if inside.end.is_none() {
            change(&mut inside.mailbox);
            inside.end = Some(end);
        }
        let woken = inside.reader.take().into_iter().chain(std::mem::take(&mut inside.waiting));
        let woken: Vec<_> = woken.collect();
        drop(inside);
        wake(woken);
    }

    pub(super) fn is_over(&self) -> bool {
        self.inside().end.is_some()
    }

    pub(super) fn poll_next(
        &self,
        context: &Context<'_>,
        now: &Reading,
    ) -> Poll<Option<Result<LinkEvent>>> {
        let mut inside = self.inside();
        match inside.mailbox.take(now) {
            mailbox::Mail::Item(item) => Poll::Ready(Some(item)),
            mailbox::Mail::Over => Poll::Ready(None),
            mailbox::Mail::Nothing => {
                inside.reader = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    pub(super) fn poll_end(&self, context: &Context<'_>) -> Poll<Result<LinkEvent>> {
        let mut inside = self.inside();
        if let Some(end) = &inside.end {
            return Poll::Ready(end.clone());
        }
        let waker = context.waker();
        if !inside.waiting.iter().any(|waiting| waiting.will_wake(waker)) {
            inside.waiting.push(waker.clone());
        }
        Poll::Pending
    }
}

fn wake(wakers: impl IntoIterator<Item = Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}
