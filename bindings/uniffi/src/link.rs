//! A session as the host holds it.

use std::fmt;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt;
use hypersender::clock::Clock;
use hypersender::{ErrorKind, LinkEvent, LinkSession, Operation, Result};
use tokio::sync::Mutex as Turn;

use crate::error::{ErrorDetails, NativeError};
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
    iterated: AtomicBool,
}

#[uniffi::export]
impl NativeLinkSession {
    /// Begins the one iteration of the session, for a host that could begin several. A second one is
    /// refused: each event is told once, so the two would share them by chance.
    pub fn iterate(&self) -> std::result::Result<(), NativeError> {
        if !self.0.iterated.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        Err(NativeError::Failed {
            details: Box::new(ErrorDetails {
                code: ErrorKind::InvalidArgument.code().to_owned(),
                text: "A session tells its events once; call link() again for another session."
                    .to_owned(),
                operation: Some(Operation::Link.name().to_owned()),
                argument: Some("session".to_owned()),
                ..ErrorDetails::default()
            }),
        })
    }

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
        NativeLinkEvent::of(event).ok_or_else(NativeError::defect)
    }

    /// Ends the session.
    pub fn cancel(&self) {
        runtime::within(|| self.0.session().cancel());
    }
}

impl NativeLinkSession {
    pub(crate) fn new(session: LinkSession, clock: Clock) -> Arc<Self> {
        let (turn, iterated) = (Turn::default(), AtomicBool::default());
        let shared = Shared { session: Mutex::new(session), clock, turn, iterated };
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
