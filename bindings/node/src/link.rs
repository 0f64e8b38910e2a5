//! A session as JavaScript holds it: asked for one event after the other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use hypersender::clock::Clock;
use hypersender::{LinkEvent, LinkSession, Operation, Result};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::bridge::Shared;
use crate::client::NativeClient;
use crate::log::Log;
use crate::message::Value;
use crate::options::SessionOptions;
use crate::{call, failure};

/// A session. It is cancelled when JavaScript has forgotten it.
#[napi]
pub struct NativeSession {
    session: Arc<Mutex<LinkSession>>,
    shared: Arc<Shared>,
    clock: Clock,
    log: Log,
}

#[napi]
impl NativeClient {
    /// A session; or, as JSON, the error that says what is wrong with it.
    #[napi(catch_unwind)]
    pub fn link(&self, instance: String, options: SessionOptions) -> Either<NativeSession, String> {
        match self.session(instance, options) {
            Ok(session) => Either::A(session),
            Err(error) => Either::B(failure::json(&error.before(Operation::Link))),
        }
    }
}

impl NativeClient {
    fn session(&self, instance: String, options: SessionOptions) -> Result<NativeSession> {
        let session = self.client.link(instance).options(options.build()?);
        session.check()?;
        Ok(NativeSession {
            session: Arc::new(Mutex::new(session)),
            shared: Arc::clone(&self.shared),
            clock: self.client.clock().clone(),
            log: self.log.clone(),
        })
    }
}

impl NativeSession {
    fn begin(&self, call: u32, work: impl Future<Output = Result<Value>> + Send + 'static) {
        call::begin(&self.shared, call, &self.clock, self.log.hear(work));
    }
}

#[napi]
impl NativeSession {
    /// The next event; nothing once all is told. It is only waited for here: JavaScript, which may
    /// be busy meanwhile, takes it out itself, so that no code dies on the way.
    #[napi(catch_unwind)]
    pub fn next(&self, call: u32) {
        let session = Arc::clone(&self.session);
        self.begin(call, async move {
            let ready = lock(&session).ready();
            ready.await;
            Ok(Value::taken_when_told(move || taken(&session)))
        });
    }

    /// The end.
    #[napi(catch_unwind)]
    pub fn linked(&self, call: u32) {
        let session = Arc::clone(&self.session);
        self.begin(call, async move {
            let linked = lock(&session).linked();
            written(linked.await?)
        });
    }

    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        lock(&self.session).cancel();
    }
}

fn lock(session: &Mutex<LinkSession>) -> MutexGuard<'_, LinkSession> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a session has to tell at this moment; none if that has become nothing.
fn taken(session: &Mutex<LinkSession>) -> Option<Result<Value>> {
    match lock(session).take_now() {
        Poll::Ready(Some(event)) => Some(event.and_then(written)),
        Poll::Ready(None) => Some(Ok(Value::nothing())),
        Poll::Pending => None,
    }
}

fn written(event: LinkEvent) -> Result<Value> {
    let value = Value::of(&event)?;
    Ok(match event {
        LinkEvent::QrCode { qr_code, .. } => value.with_qr_code(qr_code),
        LinkEvent::Retrying { error, .. } => {
            let instance = error.instance();
            value.with_secrets([instance.and_then(|instance| instance.access_token.clone())])
        }
        _ => value,
    })
}
