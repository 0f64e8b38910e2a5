//! The sessions of one token: the machine that decides, those who listen, and the errands that the
//! machine sends the driver on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::driver;
use super::machine::{Action, ClientId, Hub, Input, ListenerId, RequestId, Target};
use super::options::LinkOptions;
use super::seat::Seat;
use crate::Client;
use crate::clock::{Clock, Moment};
use crate::limits::Scope;

/// One thing that the driver has to do.
#[derive(Debug)]
pub(super) enum Errand {
    Look { request: RequestId, client: Client, target: Target, deadline: Moment },
    Ask { request: RequestId, client: Client, instance: Arc<str> },
    Restart { request: RequestId, client: Client, instance: Arc<str> },
    Drop(RequestId),
}

pub(super) struct Station {
    scope: Scope,
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
        Self { scope, clock, state: Mutex::new(state), bell: Notify::new() }
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// When the next code may be asked for, as the registry of cooldowns has it.
    pub(super) fn allowed_at(&self, instance: &str) -> Moment {
        let now = self.clock.now();
        now + self.scope.qr_cooldown(instance, now)
    }

    /// Begins a session, or joins the one that runs for the instance.
    pub(super) fn join(
        self: &Arc<Self>,
        client: &Client,
        instance: &Arc<str>,
        options: LinkOptions,
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
        let allowed_at = self.allowed_at(instance);
        let instance = Arc::clone(instance);
        self.apply(&mut state, Input::Join { listener, client: id, instance, options, allowed_at });
        drop(state);
        self.drive();
        listener
    }

    pub(super) fn leave(&self, listener: ListenerId) {
        let mut state = self.state();
        if state.seats.contains_key(&listener) {
            self.apply(&mut state, Input::Leave(listener));
            state.forget(listener);
        }
    }

    pub(super) fn close(&self, client: ClientId) {
        let mut state = self.state();
        if state.clients.contains_key(&client) {
            self.apply(&mut state, Input::Close(client));
        }
    }

    pub(super) fn step(&self, input: Input) {
        self.apply(&mut self.state(), input);
    }

    /// Sees to it that somebody runs the errands, on the runtime of the caller.
    pub(super) fn drive(self: &Arc<Self>) {
        let mut state = self.state();
        if !state.driven && !state.is_idle() {
            state.driven = true;
            drop(state);
            tokio::spawn(driver::drive(driver::Duty::at(self)));
        }
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

    /// The driver is gone. If it was needed, its runtime ended under it: the machine is told of the
    /// requests that went down with it, and whoever still listens sees to it that another one comes.
    pub(super) fn off_duty(&self, lost: impl FnOnce(&Self) -> Vec<Input>) {
        let lost = lost(self);
        let mut state = self.state();
        for input in lost {
            self.apply(&mut state, input);
        }
        if state.driven {
            state.driven = false;
            for seat in state.seats.values() {
                seat.rouse();
            }
        }
    }

    /// Whether nobody listens, and nothing is known any more that matters.
    pub(super) fn is_empty(&self) -> bool {
        let mut state = self.state();
        self.apply(&mut state, Input::Wake);
        state.seats.is_empty() && state.hub.is_empty()
    }

    fn apply(&self, state: &mut State, input: Input) {
        let step = state.hub.step(input, self.clock.reading());
        for action in step.actions {
            state.act(action);
        }
        state.wake = step.wake;
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

    fn act(&mut self, action: Action) {
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
                if let Some(seat) = self.seats.get(&listener) {
                    seat.put(event, life);
                }
            }
            Action::Finish { listener, end } => {
                if let Some(seat) = self.seats.get(&listener) {
                    seat.finish(end);
                }
                self.forget(listener);
            }
        }
    }

    fn client(&self, id: ClientId) -> Option<Client> {
        self.clients.get(&id).map(|members| members.client.clone())
    }

    fn forget(&mut self, listener: ListenerId) {
        self.seats.remove(&listener);
        self.clients.retain(|_, members| {
            members.listeners.retain(|member| *member != listener);
            !members.listeners.is_empty()
        });
    }
}

impl std::fmt::Debug for Station {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Station").field(&self.scope).finish()
    }
}
