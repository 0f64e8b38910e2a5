//! A session as the host holds it.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt;
use hypersender::clock::Clock;
use hypersender::{LinkEvent, LinkSession, Result};
use tokio::sync::Mutex as Turn;

use crate::error::NativeError;
use crate::event::NativeLinkEvent;
use crate::runtime::{self, CancelToken, drive};

/// A session that links a phone. Dropping it cancels it.
#[derive(uniffi::Object)]
pub struct NativeLinkSession(Arc<Shared>);

struct Shared {
    session: Mutex<LinkSession>,
    clock: Clock,
    /// The session wakes one reader.
    turn: Turn<()>,
}

#[uniffi::export]
impl NativeLinkSession {
    /// The next event; none once all is told.
    pub async fn next(
        &self,
        cancel: Option<Arc<CancelToken>>,
    ) -> std::result::Result<Option<NativeLinkEvent>, NativeError> {
        let shared = Arc::clone(&self.0);
        let next = async move {
            let _turn = shared.turn.lock().await;
            loop {
                let Some(event) = shared.next().await else { return Ok(None) };
                if let Some(event) = NativeLinkEvent::of(event?) {
                    return Ok::<_, hypersender::Error>(Some(event));
                }
            }
        };
        Ok(drive(&self.0.clock, cancel, next).await??)
    }

    /// Waits for the end: the `linked` event.
    pub async fn linked(
        &self,
        cancel: Option<Arc<CancelToken>>,
    ) -> std::result::Result<NativeLinkEvent, NativeError> {
        let linked = self.0.session().linked();
        let event = drive(&self.0.clock, cancel, linked).await??;
        NativeLinkEvent::of(event).ok_or(NativeError::Cancelled)
    }

    /// Ends the session.
    pub fn cancel(&self) {
        let _runtime = runtime::handle().enter();
        self.0.session().cancel();
    }
}

impl NativeLinkSession {
    pub(crate) fn new(session: LinkSession, clock: Clock) -> Arc<Self> {
        let shared = Shared { session: Mutex::new(session), clock, turn: Turn::default() };
        Arc::new(Self(Arc::new(shared)))
    }
}

impl Shared {
    fn session(&self) -> MutexGuard<'_, LinkSession> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the session for each look alone, so that it can be cancelled meanwhile.
    async fn next(&self) -> Option<Result<LinkEvent>> {
        poll_fn(|context| self.session().poll_next_unpin(context)).await
    }
}

impl Drop for NativeLinkSession {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl fmt::Debug for NativeLinkSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.session().fmt(f)
    }
}
