//! A session as the host holds it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use hypersender::clock::Clock;
use hypersender::{ErrorKind, LinkSession, Operation};

use crate::error::{ErrorDetails, NativeError};
use crate::event::NativeLinkEvent;
use crate::runtime::{self, CancelToken, drive};

/// A session that links a phone. Dropping it cancels it.
#[derive(uniffi::Object)]
pub struct NativeLinkSession {
    session: LinkSession,
    clock: Clock,
    iterated: AtomicBool,
}

/// What a session has to tell at a moment.
#[derive(Debug, uniffi::Enum)]
pub enum LinkNews {
    /// An event.
    Event {
        /// Which one.
        event: NativeLinkEvent,
    },
    /// Nothing yet: what there was has become nothing, or another reader has it.
    Nothing,
    /// All is told.
    Over,
}

#[uniffi::export]
impl NativeLinkSession {
    /// Begins the one iteration of the session, for a host that could begin several. A second one is
    /// refused: each event is told once, so the two would share them by chance.
    pub fn iterate(&self) -> Result<(), NativeError> {
        if !self.iterated.swap(true, Ordering::SeqCst) {
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

    /// Waits until there is something to take, and leaves it where it is: the host's thread may be busy
    /// when it is told, and a code that was on its way to it could be dead when it is read.
    pub async fn ready(&self, cancel: Option<Arc<CancelToken>>) -> Result<(), NativeError> {
        Ok(drive(&self.clock, cancel, self.session.ready()).await?)
    }

    /// Takes what there is to read at this moment. For the thread that reads it.
    pub fn take(&self) -> Result<LinkNews, NativeError> {
        Ok(match self.session.take_now() {
            Poll::Ready(Some(event)) => match NativeLinkEvent::of(event?) {
                Some(event) => LinkNews::Event { event },
                None => LinkNews::Nothing,
            },
            Poll::Ready(None) => LinkNews::Over,
            Poll::Pending => LinkNews::Nothing,
        })
    }

    /// Waits for the end: the `linked` event.
    pub async fn linked(
        &self,
        cancel: Option<Arc<CancelToken>>,
    ) -> Result<NativeLinkEvent, NativeError> {
        let event = drive(&self.clock, cancel, self.session.linked()).await??;
        NativeLinkEvent::of(event).ok_or_else(NativeError::defect)
    }

    /// Ends the session.
    pub fn cancel(&self) {
        runtime::within(|| self.session.cancel());
    }
}

impl NativeLinkSession {
    pub(crate) fn new(session: LinkSession, clock: Clock) -> Arc<Self> {
        Arc::new(Self { session, clock, iterated: AtomicBool::default() })
    }
}

impl Drop for NativeLinkSession {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl fmt::Debug for NativeLinkSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.session.fmt(f)
    }
}
