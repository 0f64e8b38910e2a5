//! The client: made, asked without a request, and shut.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

use hypersender::clock::Clock;
use hypersender::{Client, ClientBuilder, Token};

use crate::error::NativeError;
use crate::link::NativeLinkSession;
use crate::options::{ClientRecord, LinkRecord};
use crate::runtime;
use crate::sandbox::NativeSandbox;
use crate::token::{self, TokenSource};
use crate::values::Secret;

/// A client.
#[derive(uniffi::Object)]
pub struct NativeClient {
    client: Client,
    /// By which a host names it where to hand it over would cost too much.
    number: u64,
    /// What it talks to, if that has to live as long as somebody does.
    _sandbox: Option<Arc<NativeSandbox>>,
}

#[uniffi::export]
impl NativeClient {
    /// One with a token.
    #[uniffi::constructor]
    pub fn with_token(token: Secret, options: ClientRecord) -> Result<Arc<Self>, NativeError> {
        Self::build(Client::builder(token.0), options, None)
    }

    /// One that asks for its token when it is needed.
    #[uniffi::constructor]
    pub fn with_source(
        source: Arc<dyn TokenSource>,
        options: ClientRecord,
    ) -> Result<Arc<Self>, NativeError> {
        Self::build(Client::builder(token::provider(source)), options, None)
    }

    /// The seconds for which no code may be asked for, as far as is known here.
    pub fn qr_cooldown(&self, instance: &str) -> Result<f64, NativeError> {
        Ok(self.client.qr_cooldown(instance)?.as_secs_f64())
    }

    /// A session that links a phone. Nothing happens before it is asked for an event or its end.
    pub fn link(&self, instance: String, options: LinkRecord) -> Arc<NativeLinkSession> {
        let session = self.client.link(instance).options(options.into());
        NativeLinkSession::new(session, self.client.clock().clone())
    }

    /// By which calls of it are begun that are not its functions.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Ends calls and sessions. Not called `close`, which frees a handle in some hosts.
    pub fn shut(&self) {
        runtime::within(|| self.client.close());
    }
}

impl NativeClient {
    /// One that goes by a given clock, for tests.
    ///
    /// # Errors
    /// As its constructors.
    pub fn with_clock(
        token: impl Into<Token>,
        options: ClientRecord,
        clock: Clock,
    ) -> Result<Arc<Self>, NativeError> {
        Self::build(Client::builder(token).clock(clock), options, None)
    }

    pub(crate) fn build(
        builder: ClientBuilder,
        options: ClientRecord,
        sandbox: Option<Arc<NativeSandbox>>,
    ) -> Result<Arc<Self>, NativeError> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        hypersender::defect::tell_by_place();
        let client = options.apply(builder)?.build()?;
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let client = Arc::new(Self { client, number, _sandbox: sandbox });
        numbered().insert(number, Arc::downgrade(&client));
        Ok(client)
    }

    /// The one with that number, if there still is one.
    pub(crate) fn numbered(number: u64) -> Option<Arc<Self>> {
        numbered().get(&number)?.upgrade()
    }

    /// The client inside.
    pub fn inner(&self) -> &Client {
        &self.client
    }
}

impl fmt::Debug for NativeClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// All that there are.
fn numbered() -> MutexGuard<'static, HashMap<u64, Weak<NativeClient>>> {
    static NUMBERED: LazyLock<Mutex<HashMap<u64, Weak<NativeClient>>>> =
        LazyLock::new(Mutex::default);
    NUMBERED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for NativeClient {
    fn drop(&mut self) {
        numbered().remove(&self.number);
        self.shut();
    }
}
