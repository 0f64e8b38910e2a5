//! The client: what every operation needs, and nothing that knows of one.

mod builder;
mod sounding;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

pub use self::builder::{
    BASE_URL_VARIABLES, ClientBuilder, Cooldown, TOKEN_VARIABLES, first_variable,
};
pub use self::sounding::{Sounded, Sounding};
use crate::clock::Clock;
use crate::token::{Token, Tokens};
use crate::transport::Transport;
use crate::{Result, argument, link};

/// A client of the Hypersender Enterprise API. Clones share connections, token and limits.
///
/// ```no_run
/// # async fn example() -> hypersender::Result<()> {
/// use hypersender::Client;
///
/// let client = Client::new(std::env::var("MY_TOKEN").unwrap_or_default())?;
/// let answer = client.request_new_qr_code("c9a1dd76-5678-4f9d-9012-a5b78de100c3").await?;
/// print!("{}", answer.qr_code.terminal()?);
/// # Ok(())
/// # }
/// ```
///
/// It needs a tokio runtime with its I/O and time drivers on (`enable_all`). What is awaited outside
/// of any runtime fails with [`InvalidArgument`](crate::ErrorKind::InvalidArgument), and sends
/// nothing. Connections, and requests that
/// callers share, live on the runtime of whoever began them: use one runtime in a process, or
/// several that are driven all the time, not one that only runs while it is blocked on.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Shared>);

/// What the clones of a client share.
pub(crate) struct Shared {
    pub(crate) transport: Transport,
    pub(crate) tokens: Tokens,
    pub(crate) clock: Clock,
    pub(crate) timeout: Duration,
    pub(crate) max_retries: u32,
    pub(crate) cooldown: Cooldown,
    closed: watch::Sender<bool>,
}

impl Client {
    /// A client with the defaults.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if the token can't be one.
    pub fn new(token: impl Into<Token>) -> Result<Self> {
        Self::builder(token).build()
    }

    /// A client with settings of your own.
    pub fn builder(token: impl Into<Token>) -> ClientBuilder {
        ClientBuilder::new(token.into())
    }

    /// A client with the token in `HYPERSENDER_TOKEN` and, if it is set, the address in
    /// `HYPERSENDER_BASE_URL`. The names of the official Laravel package are understood, too:
    /// `HYPERSENDER_WHATSAPP_API_KEY` and `HYPERSENDER_WHATSAPP_BASE_URL`.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if there is no token, or if one of
    /// them is not usable.
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// How long no new QR code may be asked for, as far as this process knows: zero if one may be.
    /// It makes no request. Before a token provider was asked for the first time it is zero.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if the instance's id can't be one.
    pub fn qr_cooldown(&self, instance: impl AsRef<str>) -> Result<Duration> {
        let instance = instance.as_ref();
        argument::instance_id(instance)?;
        let known = self.0.tokens.known();
        Ok(known
            .map(|known| known.scope.qr_cooldown(instance, self.0.clock.now()))
            .unwrap_or_default())
    }

    /// Ends the calls that are under way with [`Closed`](crate::ErrorKind::Closed), and every later
    /// one at once; connections are closed. For all clones.
    pub fn close(&self) {
        self.0.closed.send_replace(true);
        self.0.transport.close();
        link::closed(self);
    }

    /// The clock that this client goes by.
    #[doc(hidden)]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

impl Shared {
    pub(crate) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    /// Returns once the client is closed.
    pub(crate) async fn closed(&self) {
        // The sender lives in `self`, so waiting for it can't fail.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.transport.base_url().as_str())
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}
