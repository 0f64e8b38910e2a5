//! Feeds the machine: one for each token, without a task of its own while nobody listens.
//!
//! Whatever happens is put into the inbox, and one of those who put something in takes it all out:
//! so the machine sees one thing after the other, and nobody waits for a lock. Requests and the one
//! timer are tasks on the runtime of a listener; if that runtime ends, so does that listener, and
//! the next one's takes over.

use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::LinkOptions;
use super::machine::{Action, ClientId, Hub, Input, ListenerId, RequestId, Step};
use super::mail::Mail;
use super::requests::{Order, Outcome, Sent};
use crate::clock::{Clock, Moment};
use crate::{Client, Error, ErrorKind};

/// The sessions of one token, run.
pub(crate) struct Driver {
    clock: Clock,
    inbox: Mutex<Inbox>,
    core: Mutex<Core>,
    /// The moment to wake up at may have changed.
    changed: Notify,
    listeners: AtomicU64,
}

#[derive(Default)]
struct Inbox {
    messages: VecDeque<Message>,
    /// Somebody is taking them out.
    busy: bool,
}

struct Core {
    hub: Hub,
    wake: Option<Moment>,
    listeners: BTreeMap<ListenerId, Listening>,
    requests: BTreeMap<RequestId, AbortHandle>,
    /// The timer runs.
    timer: bool,
}

/// What a session brings with it.
pub(super) struct Seat {
    pub(super) client: Client,
    pub(super) mail: Arc<Mail>,
    pub(super) runtime: Handle,
    pub(super) instance: Arc<str>,
    pub(super) options: LinkOptions,
    /// When it was first waited for.
    pub(super) began: Moment,
}

struct Listening {
    client: Client,
    mail: Arc<Mail>,
    runtime: Handle,
}

pub(super) enum Message {
    Join(ListenerId, Seat),
    Leave(ListenerId),
    /// A request ended; or, without an outcome, its task was ended.
    Done(Sent, Option<Outcome>),
    /// The timer's task was ended, on the runtime of this listener.
    TimerDied(ListenerId),
    Other(Input),
}

pub(super) fn client_id(client: &Client) -> ClientId {
    ClientId(Arc::as_ptr(&client.0).addr() as u64)
}

impl Driver {
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            clock: clock.clone(),
            inbox: Mutex::default(),
            core: Mutex::new(Core {
                hub: Hub::new(fastrand::u64(..)),
                wake: None,
                listeners: BTreeMap::new(),
                requests: BTreeMap::new(),
                timer: false,
            }),
            changed: Notify::new(),
            listeners: AtomicU64::new(0),
        }
    }

    pub(super) fn join(self: &Arc<Self>, seat: Seat) -> ListenerId {
        let listener = ListenerId(self.listeners.fetch_add(1, Ordering::Relaxed));
        let client = seat.client.clone();
        self.tell(Message::Join(listener, seat));
        if client.is_closed() {
            self.tell(Message::Other(Input::Close(client_id(&client))));
        }
        listener
    }

    pub(super) fn leave(self: &Arc<Self>, listener: ListenerId) {
        self.tell(Message::Leave(listener));
    }

    pub(super) fn happened(self: &Arc<Self>, input: Input) {
        self.tell(Message::Other(input));
    }

    /// Whether nothing would be lost with it.
    pub(super) fn is_idle(&self) -> bool {
        let core = self.core.try_lock();
        core.is_ok_and(|core| core.listeners.is_empty() && core.hub.is_empty())
    }

    fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tell(self: &Arc<Self>, message: Message) {
        let mut inbox = self.inbox();
        inbox.messages.push_back(message);
        if std::mem::replace(&mut inbox.busy, true) {
            return;
        }
        drop(inbox);
        let mut core = self.core();
        loop {
            let mut inbox = self.inbox();
            let Some(message) = inbox.messages.pop_front() else {
                inbox.busy = false;
                break;
            };
            drop(inbox);
            self.take(&mut core, message);
            self.keep_timer(&mut core);
        }
        drop(core);
        self.changed.notify_one();
    }

    fn take(self: &Arc<Self>, core: &mut Core, message: Message) {
        let input = match message {
            Message::Join(listener, seat) => {
                let input = Input::Join {
                    listener,
                    client: client_id(&seat.client),
                    instance: seat.instance.clone(),
                    options: seat.options,
                    began: seat.began,
                    allowed_at: seat.client.qr_allowed_at(&seat.instance),
                };
                let Seat { client, mail, runtime, .. } = seat;
                core.listeners.insert(listener, Listening { client, mail, runtime });
                input
            }
            Message::Leave(listener) => {
                core.listeners.remove(&listener);
                Input::Leave(listener)
            }
            Message::Done(sent, outcome) => {
                let was_awaited = core.requests.remove(&sent.request).is_some();
                match (was_awaited, outcome) {
                    (true, Some(outcome)) => {
                        if sent.client.is_closed() {
                            self.step(core, Input::Close(client_id(&sent.client)));
                        }
                        outcome.into_input(&sent)
                    }
                    (true, None) => {
                        // Its runtime is no more: nobody there can listen.
                        self.step(core, Outcome::died(&sent).into_input(&sent));
                        core.gone(sent.listener)
                    }
                    (false, _) => match sent.cooldown() {
                        Some(cooldown) => cooldown,
                        None => return,
                    },
                }
            }
            Message::TimerDied(listener) => {
                core.timer = false;
                core.gone(listener)
            }
            Message::Other(input) => input,
        };
        self.step(core, input);
    }

    fn step(self: &Arc<Self>, core: &mut Core, input: Input) {
        let now = self.clock.reading();
        match catch_unwind(AssertUnwindSafe(|| core.hub.step(input, now))) {
            Ok(Step { actions, wake }) => {
                core.wake = wake;
                for action in actions {
                    self.perform(core, action);
                }
            }
            Err(panic) => core.give_up(&*panic),
        }
    }

    fn perform(self: &Arc<Self>, core: &mut Core, action: Action) {
        match action {
            Action::Look { request, client, target, deadline } => {
                self.send(core, request, client, Order::Look(target, deadline));
            }
            Action::Ask { request, client, instance } => {
                self.send(core, request, client, Order::Ask(instance));
            }
            Action::Restart { request, client, instance } => {
                self.send(core, request, client, Order::Restart(instance));
            }
            Action::Drop { request } => {
                if let Some(task) = core.requests.remove(&request) {
                    task.abort();
                }
            }
            Action::Emit { listener, event, life } => {
                if let Some(listening) = core.listeners.get(&listener) {
                    listening.mail.put(event, life);
                }
            }
            Action::Finish { listener, end } => {
                if let Some(listening) = core.listeners.remove(&listener) {
                    listening.mail.finish(end);
                }
            }
        }
    }

    fn send(self: &Arc<Self>, core: &mut Core, request: RequestId, client: ClientId, order: Order) {
        let mut listeners = core.listeners.iter();
        let Some((listener, through)) = listeners.find(|(_, it)| client_id(&it.client) == client)
        else {
            return; // it has just been closed: the next step knows
        };
        let sent = Sent { request, listener: *listener, client: through.client.clone(), order };
        let runtime = through.runtime.clone();
        let under_way = UnderWay { driver: Arc::clone(self), sent: Some(sent) };
        let task = runtime.spawn(under_way.run());
        core.requests.insert(request, task.abort_handle());
    }

    /// While there is a moment to wake up at, one task waits for it.
    fn keep_timer(self: &Arc<Self>, core: &mut Core) {
        if core.timer || core.wake.is_none() {
            return;
        }
        if let Some((listener, listening)) = core.listeners.first_key_value() {
            core.timer = true;
            let alive = TimerAlive { driver: Arc::clone(self), listener: *listener, over: false };
            listening.runtime.spawn(alive.run());
        }
    }
}

impl Core {
    /// A listener whose runtime ended under it.
    fn gone(&mut self, listener: ListenerId) -> Input {
        if let Some(listening) = self.listeners.remove(&listener) {
            let text = "The runtime of the session was shut down.";
            listening.mail.finish(Err(Error::new(ErrorKind::Closed, text)));
        }
        Input::Leave(listener)
    }

    /// A defect in the machine. The process lives on, and who listens learns of it.
    fn give_up(&mut self, panic: &(dyn Any + Send)) {
        let said = panic.downcast_ref::<&str>().copied();
        let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        tracing::error!(target: "hypersender", panic = said, "a link session ended in a panic");
        self.hub = Hub::new(fastrand::u64(..));
        self.wake = None;
        for task in std::mem::take(&mut self.requests).into_values() {
            task.abort();
        }
        for listening in std::mem::take(&mut self.listeners).into_values() {
            let text = "The session ended in a defect of this library.";
            listening.mail.finish(Err(Error::new(ErrorKind::Internal, text)));
        }
    }
}

/// A request's task: it reports how it ends, even if it is dropped.
struct UnderWay {
    driver: Arc<Driver>,
    sent: Option<Sent>,
}

impl UnderWay {
    async fn run(mut self) {
        let Some(sent) = &self.sent else { return };
        let outcome = sent.perform().await;
        if let Some(sent) = self.sent.take() {
            self.driver.tell(Message::Done(sent, Some(outcome)));
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(sent) = self.sent.take() {
            self.driver.tell(Message::Done(sent, None));
        }
    }
}

/// The timer's task: it says so if its runtime ends under it.
struct TimerAlive {
    driver: Arc<Driver>,
    listener: ListenerId,
    over: bool,
}

impl TimerAlive {
    async fn run(mut self) {
        let driver = Arc::clone(&self.driver);
        while let Some(wake) = self.next_wake() {
            tokio::select! {
                biased;
                () = driver.changed.notified() => {}
                () = driver.clock.sleep_until(wake) => driver.tell(Message::Other(Input::Wake)),
            }
        }
    }

    /// None: nobody listens any more, and the timer ends.
    fn next_wake(&mut self) -> Option<Moment> {
        let mut core = self.driver.core();
        if core.wake.is_none() {
            core.timer = false;
            self.over = true;
        }
        core.wake
    }
}

impl Drop for TimerAlive {
    fn drop(&mut self) {
        if !self.over {
            self.driver.tell(Message::TimerDied(self.listener));
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").finish_non_exhaustive()
    }
}
