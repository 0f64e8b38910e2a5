//! A session as its caller holds it: a stream of events, an end to wait for, something to cancel.

mod hosted;

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::Stream;
use tokio::task::AbortHandle;
use tracing::instrument::WithSubscriber;

use super::hubs::hubs;
use super::machine::{ClientId, ListenerId};
use super::seat::Seat;
use super::station::Station;
use super::{LinkEvent, LinkOptions};
use crate::clock::Moment;
use crate::{Client, Error, ErrorKind, Operation, Result, argument, process, runtime};

impl Client {
    /// Watches an instance until a phone is linked to it: asks for QR codes when the service lets
    /// it, says when each has to come off the screen, and ends with `linked`. See the
    /// [module](crate::link) for the whole story.
    ///
    /// Nothing is sent before the session is polled or waited for.
    ///
    /// ```no_run
    /// # async fn example(client: hypersender::Client) -> hypersender::Result<()> {
    /// use hypersender::LinkEvent;
    ///
    /// let mut session = client.link("c9a1dd76-5678-4f9d-9012-a5b78de100c3");
    /// while let Some(event) = session.next().await {
    ///     match event? {
    ///         LinkEvent::QrCode { qr_code, .. } => print!("{}", qr_code.terminal()?),
    ///         LinkEvent::QrExpired { .. } => println!("Wait for the next one."),
    ///         LinkEvent::Linked { .. } => println!("Linked."),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It has to be polled on a tokio runtime, whose other tasks then drive it.
    ///
    /// # Errors
    /// As the last item: [`LinkTimeout`](ErrorKind::LinkTimeout) if nobody scanned in time,
    /// [`LinkFailed`](ErrorKind::LinkFailed), [`InvalidArgument`](ErrorKind::InvalidArgument), or
    /// what made going on pointless.
    pub fn link(&self, instance: impl Into<String>) -> LinkSession {
        LinkSession(Arc::new(Shared {
            client: self.clone(),
            instance: instance.into(),
            seat: Arc::default(),
            stage: Mutex::new(Stage::Cold(LinkOptions::default())),
            begun_in: AtomicU32::new(0),
        }))
    }

    pub(crate) fn link_id(&self) -> ClientId {
        ClientId(Arc::as_ptr(&self.0).addr() as u64)
    }
}

/// A session that links a phone: made by [`Client::link`].
///
/// It is a [`Stream`] of events, and awaiting it, or [`linked`](Self::linked), gives its end. Whoever
/// polled it is woken, so tasks may share it behind a lock: each event goes to one of them.
/// Dropping it cancels it.
#[must_use = "a session does nothing until it is polled or waited for"]
pub struct LinkSession(Arc<Shared>);

struct Shared {
    client: Client,
    instance: String,
    seat: Arc<Seat>,
    stage: Mutex<Stage>,
    /// The process that it was begun in.
    begun_in: AtomicU32,
}

enum Stage {
    Cold(LinkOptions),
    Beginning,
    /// The token is being asked for.
    Asking(AbortHandle),
    Running(Arc<Station>, ListenerId),
    Over,
}

impl LinkSession {
    /// All options at once. Like each of them it only counts before the session begins.
    pub fn options(self, options: LinkOptions) -> Self {
        self.with(|known| *known = options)
    }

    /// How long the session may take, from the first event that is waited for; 300 s. A code is asked
    /// for only while 20 s or more are left.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| *options = options.timeout(timeout))
    }

    /// How many codes are shown at most; 3.
    pub fn max_qr_codes(self, codes: u32) -> Self {
        self.with(|options| *options = options.max_qr_codes(codes))
    }

    /// How long a code is shown, from the moment its request was sent; 60 s.
    pub fn qr_lifetime(self, lifetime: Duration) -> Self {
        self.with(|options| *options = options.qr_lifetime(lifetime))
    }

    /// Whether an instance that failed for good is restarted, once; false.
    pub fn restart_on_failed(self, restart: bool) -> Self {
        self.with(|options| *options = options.restart_on_failed(restart))
    }

    /// The next event; `None` once all is told. Without it the same comes from the [`Stream`].
    ///
    /// It is cancel-safe: in a `select!` no event is lost if another branch is taken, and the session
    /// goes on. It ends with [`cancel`](Self::cancel), or when the session itself is dropped.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use hypersender_sandbox::{Sandbox, deed::{Deed, Scan}, timeline::{Event, When}};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::builder().virtual_time().start().await?;
    /// # let when = When::Shown { shown: 1, after: Duration::from_secs(9), instance: None };
    /// # sandbox.expect(Event { when, deed: Deed::Scan(Scan::default()) });
    /// # let clock = sandbox.clock();
    /// # let second = || clock.sleep_until(clock.now() + Duration::from_secs(1));
    /// let mut session = sandbox.client().link(sandbox.instance());
    /// let (mut kinds, mut seconds) = (Vec::new(), 0);
    /// loop {
    ///     tokio::select! {
    ///         event = session.next() => match event {
    ///             Some(event) => kinds.push(event?.kind().name()),
    ///             None => break,
    ///         },
    ///         () = second() => seconds += 1,
    ///     }
    /// }
    /// assert_eq!(kinds, ["status", "requesting", "qr_code", "status", "linked"]);
    /// assert!(seconds >= 9);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<LinkEvent>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Waits for the end: the [`Linked`](LinkEvent::Linked) event, or the error. It starts the
    /// session, may be called beside reading the events, and as often as one likes. It is cancel-safe,
    /// as [`next`](Self::next) is.
    pub fn linked(&self) -> impl Future<Output = Result<LinkEvent>> + Send + 'static + use<> {
        let shared = Arc::clone(&self.0);
        async move {
            let mut changes = shared.seat.changes();
            loop {
                shared.start();
                if let Some(end) = shared.seat.end() {
                    return end;
                }
                if changes.changed().await.is_err() {
                    return Err(closed());
                }
            }
        }
    }

    /// Ends the session: its stream ends without an error, and who waits for its end gets
    /// [`Closed`](ErrorKind::Closed). What was in flight is dropped, unless others share it. A POST
    /// that had gone out leaves its minute without a new code.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    fn with(self, change: impl FnOnce(&mut LinkOptions)) -> Self {
        if let Stage::Cold(options) = &mut *self.0.stage() {
            change(options);
        }
        self
    }
}

impl Stream for LinkSession {
    type Item = Result<LinkEvent>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.seat.register(context.waker());
        self.0.start();
        self.take_now()
    }
}

impl IntoFuture for LinkSession {
    type Output = Result<LinkEvent>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.linked().await })
    }
}

impl Drop for LinkSession {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Shared {
    /// Begins the session, if it has not begun, and sees to it that somebody drives it.
    fn start(self: &Arc<Self>) {
        let mut stage = self.stage();
        match &*stage {
            Stage::Cold(options) => {
                let options = *options;
                *stage = Stage::Beginning;
                self.begun_in.store(process::id(), Ordering::Relaxed);
                drop(stage);
                let began = self.client.0.clock.now();
                self.enter(self.begin(options, began));
            }
            Stage::Running(station, _) => {
                let station = Arc::clone(station);
                drop(stage);
                if let Err(error) = station.drive() {
                    self.stop(error);
                }
            }
            Stage::Beginning | Stage::Asking(_) | Stage::Over => {}
        }
    }

    fn begin(self: &Arc<Self>, options: LinkOptions, began: Moment) -> Stage {
        let client = &self.client.0;
        let checked = self.check(options).and_then(|()| runtime::check());
        if let Err(error) = checked {
            return self.fail(error, began);
        }
        if client.is_closed() {
            return self.fail(closed(), began);
        }
        if client.tokens.known().is_some() {
            return self.join(options, began);
        }
        let mut asking = Asking { session: Arc::clone(self), began, answered: false };
        let ask = async move { asking.ask(options).await }.with_current_subscriber();
        Stage::Asking(tokio::spawn(ask).abort_handle())
    }

    fn check(&self, options: LinkOptions) -> Result<()> {
        argument::instance_id(&self.instance)?;
        options.check()
    }

    fn join(self: &Arc<Self>, options: LinkOptions, began: Moment) -> Stage {
        let client = &self.client.0;
        let Some(credential) = client.tokens.known() else {
            return self.fail(Error::new(ErrorKind::Internal, "The token is gone."), began);
        };
        let station = hubs().station(&credential.scope, &client.clock);
        let instance: Arc<str> = self.instance.as_str().into();
        let listener = station.join(&self.client, &instance, options, began, &self.seat);
        if let Err(error) = station.drive() {
            station.leave(listener);
            return self.fail(error, began);
        }
        if client.is_closed() {
            station.close(self.client.link_id()); // it was closed while this session joined
        }
        Stage::Running(station, listener)
    }

    fn fail(&self, error: Error, began: Moment) -> Stage {
        let elapsed = self.client.0.clock.now().since(began);
        self.seat.finish(Err(error.of_call(Operation::Link, elapsed)));
        Stage::Over
    }

    /// The next stage, unless the session was cancelled meanwhile.
    fn enter(&self, next: Stage) {
        let mut stage = self.stage();
        if matches!(*stage, Stage::Beginning | Stage::Asking(_)) {
            *stage = next;
            drop(stage);
        } else {
            drop(stage);
            next.leave();
        }
        self.seat.rouse();
    }

    /// Nobody drives it any longer, and the caller can't.
    fn stop(&self, error: Error) {
        let stage = std::mem::replace(&mut *self.stage(), Stage::Over);
        self.seat.finish(Err(error.of_call(Operation::Link, Duration::ZERO)));
        stage.leave();
        self.seat.rouse();
    }

    fn cancel(&self) {
        let stage = std::mem::replace(&mut *self.stage(), Stage::Over);
        // First of all: what is dropped may say on another thread that it came to nothing.
        self.seat.cancel(Err(closed().of_call(Operation::Link, Duration::ZERO)));
        stage.leave();
        self.seat.rouse();
    }

    /// In a child of `fork` a session of its parent is over: what drives it is not there.
    fn stage(&self) -> MutexGuard<'_, Stage> {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let at_work = !matches!(*stage, Stage::Cold(_) | Stage::Over);
        if at_work && self.begun_in.load(Ordering::Relaxed) != process::id() {
            std::mem::forget(std::mem::replace(&mut *stage, Stage::Over));
            self.seat.finish(Err(of_another_process().of_call(Operation::Link, Duration::ZERO)));
        }
        stage
    }
}

impl Stage {
    fn leave(self) {
        match self {
            Self::Asking(asking) => asking.abort(),
            Self::Running(station, listener) => station.leave(listener),
            Self::Cold(_) | Self::Beginning | Self::Over => {}
        }
    }
}

/// The question after the token, before a session can begin. If it ends without an answer, because
/// the provider panicked or the runtime ended, the session has to end, too.
struct Asking {
    session: Arc<Shared>,
    began: Moment,
    answered: bool,
}

impl Asking {
    /// The provider's time counts in the session's.
    async fn ask(&mut self, options: LinkOptions) {
        let (session, client) = (&self.session, &self.session.client.0);
        let token = client.clock.bounded(self.began + options.timeout, client.tokens.current());
        let answer = tokio::select! {
            biased;
            () = client.closed() => Some(Err(closed())),
            token = token => token,
        };
        let next = match answer {
            Some(Ok(_)) => session.join(options, self.began),
            Some(Err(error)) => session.fail(error, self.began),
            None => {
                let text = "The token did not come in the time of the session.";
                let error = Error::new(ErrorKind::LinkTimeout, text).of_link(None, 0);
                session.fail(error, self.began)
            }
        };
        session.enter(next);
        self.answered = true;
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        if !self.answered {
            let text = "The token's provider panicked, or its runtime ended.";
            let next = self.session.fail(Error::new(ErrorKind::Internal, text), self.began);
            self.session.enter(next);
        }
    }
}

fn of_another_process() -> Error {
    let text = "The session belongs to the process that this one was forked from.";
    Error::new(ErrorKind::Closed, text)
}

pub(super) fn closed() -> Error {
    Error::new(ErrorKind::Closed, "The session was cancelled, or its client closed.")
}

impl fmt::Debug for LinkSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkSession").field("instance", &self.0.instance).finish_non_exhaustive()
    }
}
