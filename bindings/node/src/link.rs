//! A session as JavaScript holds it: asked for one event after the other.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::Stream;
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
    /// A session; or, as JSON, the error that says what is wrong with the options.
    #[napi(catch_unwind)]
    pub fn link(&self, instance: String, options: SessionOptions) -> Either<NativeSession, String> {
        match options.build() {
            Ok(options) => {
                let session = self.client.link(instance).options(options);
                let session = Arc::new(Mutex::new(session));
                let (shared, clock) = (Arc::clone(&self.shared), self.client.clock().clone());
                Either::A(NativeSession { session, shared, clock, log: self.log.clone() })
            }
            Err(error) => Either::B(failure::json(&error.before(Operation::Link))),
        }
    }
}

impl NativeSession {
    fn begin(&self, call: u32, work: impl Future<Output = Result<Value>> + Send + 'static) {
        call::begin(&self.shared, call, &self.clock, self.log.hear(work));
    }
}

#[napi]
impl NativeSession {
    /// The next event; nothing once all is told.
    #[napi(catch_unwind)]
    pub fn next(&self, call: u32) {
        let session = Arc::clone(&self.session);
        self.begin(call, async move {
            let next = poll_fn(|context| Pin::new(&mut *lock(&session)).poll_next(context));
            match next.await {
                Some(event) => written(event?),
                None => Ok(Value::nothing()),
            }
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
