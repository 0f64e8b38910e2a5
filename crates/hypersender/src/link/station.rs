//! The sessions of one token: the machine that decides, those who listen, and the errands that the
//! machine sends the driver on.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tracing::instrument::WithSubscriber;

use super::driver;
use super::machine::{
    Action, ClientId, Code, Hub, Input, InstanceId, ListenerId, RequestId, Target,
};
use super::options::LinkOptions;
use super::seat::Seat;
use crate::clock::{Clock, Moment};
use crate::limits::Scope;
use crate::{Client, Error, ErrorKind, Operation, Result, Status, runtime};

/// One thing that the driver has to do.
#[derive(Debug)]
pub(super) enum Errand {
    Look { request: RequestId, client: Client, target: Target, deadline: Moment },
    Ask { request: RequestId, client: Client, instance: Arc<str> },
    Restart { request: RequestId, client: Client, instance: Arc<str> },
    Drop(RequestId),
}

pub(super) struct Station {
    /// By the token's newest name: under that the minutes of its POSTs are written down.
    scope: Mutex<Scope>,
    clock: Clock,
    state: Mutex<State>,
    /// Rung when the driver has something to do, or another moment to wake at.
    bell: Notify,
}

struct State {
    hub: Hub,
    seats: HashMap<ListenerId, Arc<Seat>>,
    clients: HashMap<ClientId, Members>,
    errands: Vec<Errand>,
    wake: Option<Moment>,
    driven: bool,
    last_listener: u64,
}

/// A client, and those of its sessions that run here.
struct Members {
    client: Client,
    listeners: Vec<ListenerId>,
}

impl Station {
    pub(super) fn new(scope: Scope, clock: Clock) -> Self {
        let state = State {
            hub: Hub::new(fastrand::u64(..)),
            seats: HashMap::new(),
            clients: HashMap::new(),
            errands: Vec::new(),
            wake: None,
            driven: false,
            last_listener: 0,
        };
        Self { scope: Mutex::new(scope), clock, state: Mutex::new(state), bell: Notify::new() }
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// When the next code may be asked for, as the registry of cooldowns has it.
    pub(super) fn allowed_at(&self, instance: &str) -> Moment {
        let now = self.clock.now();
        now + self.scope().qr_cooldown(instance, now)
    }

    /// Whether a POST that ends in this moment without an answer may have left: its minute has begun,
    /// or others share it, and it goes on.
    pub(super) fn may_have_asked(&self, instance: &str) -> bool {
        self.scope().is_asking(instance) || self.allowed_at(instance) > self.clock.now()
    }

    /// The token was replaced: from now on this is its name.
    pub(super) fn is_now(&self, heir: &Scope) {
        *self.scope.lock().unwrap_or_else(PoisonError::into_inner) = heir.clone();
    }

    fn scope(&self) -> Scope {
        self.scope.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins a session, or joins the one that runs for the instance. It has to be driven.
    pub(super) fn join(
        self: &Arc<Self>,
        client: &Client,
        instance: &Arc<str>,
        options: LinkOptions,
        began: Moment,
        seat: &Arc<Seat>,
    ) -> ListenerId {
        let mut state = self.state();
        state.last_listener += 1;
        let listener = ListenerId(state.last_listener);
        state.seats.insert(listener, Arc::clone(seat));
        let id = client.link_id();
        let members = state
            .clients
            .entry(id)
            .or_insert_with(|| Members { client: client.clone(), listeners: Vec::new() });
        members.listeners.push(listener);
        let (allowed_at, instance) = (self.allowed_at(instance), Arc::clone(instance));
        self.tell_in(
            state,
            Input::Join { listener, client: id, instance, options, began, allowed_at },
        );
        listener
    }

    pub(super) fn leave(&self, listener: ListenerId) {
        let mut state = self.state();
        if state.forget(listener).is_some() {
            self.tell_in(state, Input::Leave(listener));
        }
    }

    pub(super) fn close(&self, client: ClientId) {
        let state = self.state();
        if state.clients.contains_key(&client) {
            self.tell_in(state, Input::Close(client));
        }
    }

    /// Something happened of which the driver does not know.
    pub(super) fn tell(&self, input: Input) {
        self.tell_in(self.state(), input);
    }

    /// The codes that live here.
    pub(super) fn codes(&self) -> Vec<(InstanceId, Code)> {
        self.state().hub.codes(&self.clock.reading())
    }

    /// Codes that live elsewhere under the same token are as good as its own.
    pub(super) fn show(&self, codes: &[(InstanceId, Code)]) {
        for (instance, code) in codes.iter().cloned() {
            self.tell(Input::CodeElsewhere { instance, status: Status::ScanQrCode, code });
        }
    }

    /// The driver's own news.
    pub(super) fn step(&self, input: Input) {
        self.step_in(self.state(), input);
    }

    /// Sees to it that somebody runs the errands: if nobody does, on the runtime of the caller.
    pub(super) fn drive(self: &Arc<Self>) -> Result<()> {
        let mut state = self.state();
        if !state.driven && !state.is_idle() {
            let runtime = Handle::try_current().map_err(|_| runtime::missing())?;
            state.driven = true;
            drop(state);
            // What is logged on the way is heard by whoever hears this caller.
            runtime.spawn(driver::drive(driver::Duty::at(self)).with_current_subscriber());
        }
        Ok(())
    }

    /// What is to be done, and when to come back if nothing happens before. `None` if nobody
    /// listens and nothing is under way: then the driver is off duty.
    pub(super) fn errands(&self, under_way: usize) -> Option<(Vec<Errand>, Option<Moment>)> {
        let mut state = self.state();
        if under_way == 0 && state.is_idle() {
            state.driven = false;
            return None;
        }
        Some((std::mem::take(&mut state.errands), state.wake))
    }

    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// The driver panicked: in somebody's waker, or because this library has a bug. The machine can't
    /// be trusted any more, so all who listen hear of it, and the next session finds a new one.
    pub(super) fn broken(&self) {
        let mut state = self.state();
        state.hub = Hub::new(fastrand::u64(..));
        state.errands.clear();
        state.clients.clear();
        state.wake = None;
        state.driven = false;
        let seats: Vec<_> = state.seats.drain().map(|(_, seat)| seat).collect();
        drop(state);
        let error = Error::new(ErrorKind::Internal, "What drives the session panicked.");
        let error = error.of_call(Operation::Link, Duration::ZERO);
        for seat in &seats {
            seat.finish(Err(error.clone()));
        }
        for seat in &seats {
            let _ = catch_unwind(AssertUnwindSafe(|| seat.rouse()));
        }
    }

    /// The driver's runtime ended under it: the machine is told of the requests that went down with
    /// it, and whoever still listens sees to it that another one comes.
    pub(super) fn abandoned(&self, lost: impl FnOnce(&Self) -> Vec<Input>) {
        for input in lost(self) {
            self.tell(input);
        }
        let mut state = self.state();
        state.driven = false;
        let seats: Vec<_> = state.seats.values().cloned().collect();
        drop(state);
        for seat in seats {
            seat.rouse();
        }
    }

    /// Whether nobody listens, and nothing is known any more that matters.
    pub(super) fn is_empty(&self) -> bool {
        let state = self.state();
        state.seats.is_empty() && state.hub.is_empty(&self.clock.reading())
    }

    /// Lets the machine take a step, and wakes those whom it concerns: when the lock is free again,
    /// since a waker may run anything.
    fn step_in(&self, mut state: MutexGuard<'_, State>, input: Input) {
        let step = state.hub.step(input, self.clock.reading());
        let act = |action| state.act(action);
        let touched: Vec<_> = step.actions.into_iter().filter_map(act).collect();
        state.wake = step.wake;
        drop(state);
        for seat in touched {
            seat.rouse();
        }
    }

    fn tell_in(&self, state: MutexGuard<'_, State>, input: Input) {
        self.step_in(state, input);
        self.bell.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_idle(&self) -> bool {
        self.seats.is_empty() && self.errands.is_empty()
    }

    /// Does it, and gives the seat that has something new.
    fn act(&mut self, action: Action) -> Option<Arc<Seat>> {
        match action {
            Action::Look { request, client, target, deadline } => {
                if let Some(client) = self.client(client) {
                    self.errands.push(Errand::Look { request, client, target, deadline });
                }
            }
            Action::Ask { request, client, instance } => {
                if let Some(client) = self.client(client) {
                    self.errands.push(Errand::Ask { request, client, instance });
                }
            }
            Action::Restart { request, client, instance } => {
                if let Some(client) = self.client(client) {
                    self.errands.push(Errand::Restart { request, client, instance });
                }
            }
            Action::Drop { request } => self.errands.push(Errand::Drop(request)),
            Action::Emit { listener, event, life } => {
                let seat = self.seats.get(&listener)?;
                seat.put(event, life);
                return Some(Arc::clone(seat));
            }
            Action::Finish { listener, end } => {
                let seat = self.forget(listener)?;
                seat.finish(end);
                return Some(seat);
            }
        }
        None
    }

    fn client(&self, id: ClientId) -> Option<Client> {
        self.clients.get(&id).map(|members| members.client.clone())
    }

    fn forget(&mut self, listener: ListenerId) -> Option<Arc<Seat>> {
        self.clients.retain(|_, members| {
            members.listeners.retain(|member| *member != listener);
            !members.listeners.is_empty()
        });
        self.seats.remove(&listener)
    }
}

impl std::fmt::Debug for Station {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Station").field(&self.scope()).finish()
    }
}
