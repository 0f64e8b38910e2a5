//! A session as its caller sees it: a stream of events, and a result to await.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::driver::{Driver, Seat};
use super::machine::ListenerId;
use super::mail::Mail;
use super::{LinkEvent, LinkOptions, hubs};
use crate::{Client, Error, ErrorKind, Operation, Result, argument};

impl Client {
    /// Links a phone to an instance: asks for QR codes when they may be asked for, says when to show
    /// which and when to take it off, and ends when the phone is linked.
    ///
    /// Nothing is sent before the session is first waited for. Then it runs by itself, on the tokio
    /// runtime that it is waited for in, until it is linked, fails, is cancelled or dropped.
    ///
    /// Event by event:
    /// ```no_run
    /// # async fn example(client: hypersender::Client, instance: &str) -> hypersender::Result<()> {
    /// use futures_util::StreamExt;
    /// use hypersender::LinkEvent;
    ///
    /// let mut session = client.link(instance);
    /// while let Some(event) = session.next().await {
    ///     match event? {
    ///         LinkEvent::QrCode { qr_code, .. } => print!("{}", qr_code.terminal()?),
    ///         LinkEvent::QrExpired { .. } => println!("(expired)"),
    ///         LinkEvent::Linked { .. } => println!("linked"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// When all that matters is the end, with the code shown elsewhere:
    /// ```no_run
    /// # async fn example(client: hypersender::Client, instance: &str) -> hypersender::Result<()> {
    /// use std::time::Duration;
    ///
    /// let linked = client.link(instance).timeout(Duration::from_secs(600)).await?;
    /// # let _ = linked;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A person who closes the window cancels, and one who loads the page again gets the code that
    /// is still alive:
    /// ```no_run
    /// # async fn example(client: hypersender::Client, instance: &str) -> hypersender::Result<()> {
    /// use futures_util::StreamExt;
    ///
    /// let mut page = client.link(instance);
    /// let first = page.next().await;
    /// page.cancel(); // or drop it
    ///
    /// let mut again = client.link(instance);
    /// let same_code = again.next().await;
    /// # let _ = (first, same_code);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Several sessions for one instance, also of other clients with the same token, are one: each
    /// gets its events, and the service sees the requests of one.
    ///
    /// # Errors
    /// `link_timeout` when nobody scanned in time; `link_failed` when waiting changes nothing; the
    /// error of a request if that is what kept a code from being shown; `invalid_argument`; `closed`.
    pub fn link(&self, instance: impl Into<String>) -> LinkSession {
        LinkSession {
            session: Arc::new(Session {
                client: self.clone(),
                instance: instance.into(),
                mail: Arc::default(),
                state: Mutex::new(State::Cold(LinkOptions::default())),
            }),
        }
    }
}

/// A phone on its way to be linked; see [`Client::link`].
///
/// It is the stream of its events; awaited it gives the last one, [`LinkEvent::Linked`]. Dropping it
/// cancels it, unless [`linked`](Self::linked) is still waited for.
#[must_use = "a session does nothing until it is waited for"]
pub struct LinkSession {
    session: Arc<Session>,
}

/// Waits for the end of a session, and starts it; see [`LinkSession::linked`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct Linked {
    session: Arc<Session>,
}

struct Session {
    client: Client,
    instance: String,
    mail: Arc<Mail>,
    state: Mutex<State>,
}

enum State {
    Cold(LinkOptions),
    /// The token is being asked for.
    Starting(AbortHandle),
    Running(Arc<Driver>, ListenerId),
    Over,
}

impl LinkSession {
    /// How long the session may take, from when it is first waited for; 300 s if not set, at most
    /// 24 hours.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout(timeout))
    }

    /// How many codes may be shown; 3 if not set.
    pub fn max_qr_codes(self, codes: u32) -> Self {
        self.with(|options| options.max_qr_codes(codes))
    }

    /// How long a code is shown, from when its request was sent; 60 s if not set.
    pub fn qr_lifetime(self, lifetime: Duration) -> Self {
        self.with(|options| options.qr_lifetime(lifetime))
    }

    /// Whether an instance that stays `FAILED` is restarted, once, before the session gives up. A
    /// restart interrupts messaging, so it has to be asked for.
    pub fn restart_on_failed(self, restart: bool) -> Self {
        self.with(|options| options.restart_on_failed(restart))
    }

    /// All options at once.
    pub fn options(self, options: LinkOptions) -> Self {
        self.with(|_| options)
    }

    /// A session that is under way keeps the options that it began with.
    fn with(self, change: impl FnOnce(LinkOptions) -> LinkOptions) -> Self {
        if let State::Cold(options) = &mut *self.session.state() {
            *options = change(*options);
        }
        self
    }

    /// The event [`LinkEvent::Linked`], or the error that the session ends in. It starts the
    /// session, and may be awaited beside its events.
    pub fn linked(&self) -> Linked {
        Linked { session: Arc::clone(&self.session) }
    }

    /// Ends the session: its events end without an error, and who waits for
    /// [`linked`](Self::linked) gets `closed`. What is under way is dropped, unless other sessions
    /// share it. A request for a code that went out leaves its minute, in which there is no new one.
    pub fn cancel(&self) {
        self.session.cancel();
    }
}

impl Stream for LinkSession {
    type Item = Result<LinkEvent>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.session.start();
        let now = self.session.client.clock().reading();
        self.session.mail.poll_next(context, &now)
    }
}

impl IntoFuture for LinkSession {
    type Output = Result<LinkEvent>;
    type IntoFuture = Linked;

    fn into_future(self) -> Linked {
        Linked { session: self.session }
    }
}

impl Future for Linked {
    type Output = Result<LinkEvent>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.session.start();
        self.session.mail.poll_end(context)
    }
}

impl Session {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first wait starts it.
    fn start(&self) {
        let mut state = self.state();
        let State::Cold(options) = *state else {
            return;
        };
        *state = State::Over;
        match self.begin(options) {
            Ok(begun) => *state = begun,
            Err(error) => {
                drop(state);
                let error = error.of_call(Operation::Link, Duration::ZERO);
                self.mail.finish(Err(error));
            }
        }
    }

    fn begin(&self, options: LinkOptions) -> Result<State> {
        argument::instance_id(&self.instance)?;
        options.check()?;
        let runtime = Handle::try_current().map_err(|_| {
            Error::new(ErrorKind::Internal, "A session has to be waited for in a tokio runtime.")
        })?;
        let seat = Seat {
            client: self.client.clone(),
            mail: Arc::clone(&self.mail),
            runtime: runtime.clone(),
            instance: self.instance.as_str().into(),
            options,
            began: self.client.clock().now(),
        };
        if let Some(known) = self.client.0.tokens.known() {
            let driver = hubs::of(&known.scope, &self.client.0.clock);
            let listener = driver.join(seat);
            return Ok(State::Running(driver, listener));
        }
        // The token's provider has to be asked first, and its time counts.
        let task = runtime.spawn(ask_for_token(seat));
        Ok(State::Starting(task.abort_handle()))
    }

    fn cancel(&self) {
        match std::mem::replace(&mut *self.state(), State::Over) {
            State::Starting(task) => task.abort(),
            State::Running(driver, listener) => driver.leave(listener),
            State::Cold(_) | State::Over => {}
        }
        self.mail.cancel();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Joins when the token is there. The task is aborted with the session, and leaves with it.
async fn ask_for_token(seat: Seat) {
    let deadline = seat.began + seat.options.timeout;
    let client = Arc::clone(&seat.client.0);
    let clock = client.clock.clone();
    let asked = tokio::select! {
        biased;
        () = client.closed() => Err(Error::new(ErrorKind::Closed, "The client was closed.")),
        asked = clock.bounded(deadline, client.tokens.current()) => asked.unwrap_or_else(|| {
            Err(Error::new(ErrorKind::LinkTimeout, "The token did not come in time.").of_link(None, 0))
        }),
    };
    match asked {
        Ok(credential) => {
            let mail = Arc::clone(&seat.mail);
            let driver = hubs::of(&credential.scope, &clock);
            let leaving = Leaving { listener: driver.join(seat), driver };
            // This task stands for the session until it ends.
            std::future::poll_fn(|context| mail.poll_end(context).map(|_| ())).await;
            drop(leaving);
        }
        Err(error) => {
            let passed = clock.now().since(seat.began);
            seat.mail.finish(Err(error.of_call(Operation::Link, passed)));
        }
    }
}

struct Leaving {
    driver: Arc<Driver>,
    listener: ListenerId,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.driver.leave(self.listener);
    }
}

impl fmt::Debug for LinkSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.session.fmt(f)
    }
}

impl fmt::Debug for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.session.fmt(f)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match *self.state() {
            State::Cold(_) => "cold",
            State::Starting(_) | State::Running(..) if !self.mail.is_over() => "running",
            _ => "over",
        };
        f.debug_struct("LinkSession")
            .field("instance", &self.instance)
            .field("state", &state)
            .finish_non_exhaustive()
    }
}
