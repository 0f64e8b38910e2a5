//! A session for another language, whose threads are woken later than they are told.

use std::future::Future;
use std::sync::Arc;
use std::task::Poll;

use super::{LinkSession, Stage};
use crate::link::LinkEvent;
use crate::link::mailbox::Mail;
use crate::{Operation, Result};

impl LinkSession {
    /// Waits until there is something to read, and leaves it where it is: for a host that hears of
    /// it later than it is told, such as a thread that is busy. What it [takes](Self::take_now) then is
    /// as fresh as can be, where a code that was handed over before could be dead by now.
    #[doc(hidden)]
    pub fn ready(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        let shared = Arc::clone(&self.0);
        async move {
            let mut changes = shared.seat.changes();
            loop {
                shared.start();
                let now = shared.client.0.clock.reading();
                if shared.seat.has_mail(&now) || changes.changed().await.is_err() {
                    return;
                }
            }
        }
    }

    /// What there is to read at this moment, of a session that has begun.
    #[doc(hidden)]
    pub fn take_now(&self) -> Poll<Option<Result<LinkEvent>>> {
        match self.0.seat.take(&self.0.client.0.clock.reading()) {
            Mail::Item(item) => Poll::Ready(Some(item)),
            Mail::Over => Poll::Ready(None),
            Mail::Nothing => Poll::Pending,
        }
    }

    /// What is wrong with it, before it begins: the error that would be its end.
    ///
    /// # Errors
    /// [`InvalidArgument`](ErrorKind::InvalidArgument) for an instance's id that can't be one, and
    /// for an option.
    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        let checked = match &*self.0.stage() {
            Stage::Cold(options) => self.0.check(*options),
            _ => Ok(()),
        };
        checked.map_err(|error| error.before(Operation::Link))
    }
}
