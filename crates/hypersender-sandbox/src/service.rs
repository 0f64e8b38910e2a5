//! The engine behind the server: requests in at the clock's moment, replies out, a log of both.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use hypersender::clock::{Clock, Moment};
use tokio::sync::watch;

use crate::control;
use crate::deed::{Deed, Outcome};
use crate::engine::Engine;
use crate::log::Log;
use crate::settings::Settings;
use crate::timeline::Event;
use crate::wire::{End, Handler, Reply, Request};

pub(crate) struct Service {
    clock: Clock,
    state: Mutex<State>,
    /// Counts the changes, but for those that time alone brings.
    changes: watch::Sender<u64>,
    /// Scheme, host and port, once they are known.
    origin: OnceLock<String>,
}

pub(crate) struct State {
    pub(crate) engine: Engine,
    pub(crate) log: Log,
    /// How often everything was made as it was at the start.
    pub(crate) resets: u64,
}

impl Service {
    pub(crate) fn new(settings: Settings, clock: Clock) -> Self {
        let reading = clock.reading();
        let engine = Engine::new(settings, reading.awake_or_asleep, reading.wall);
        Self {
            clock,
            state: Mutex::new(State { engine, log: Log::default(), resets: 0 }),
            changes: watch::Sender::new(0),
            origin: OnceLock::new(),
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Comes back when the service's moment is `until`.
    pub(crate) async fn sleep_until(&self, until: Moment) {
        let left = until.since(self.moment());
        self.clock.sleep_until(self.clock.now() + left).await;
    }

    pub(crate) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    pub(crate) fn set_origin(&self, origin: String) {
        let _ = self.origin.set(origin);
    }

    /// The service's moment. It is another machine: it doesn't sleep when the client's does.
    pub(crate) fn moment(&self) -> Moment {
        self.clock.reading().awake_or_asleep
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something.
    pub(crate) fn perform(&self, deed: &Deed) -> Outcome {
        let now = self.moment();
        let outcome = self.state().engine.perform(deed, now);
        self.changed();
        outcome
    }

    /// Plans something.
    pub(crate) fn expect(&self, event: Event) {
        let now = self.moment();
        self.state().engine.expect(event, now);
        self.changed();
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.changed();
    }

    /// Tells those who wait that something has changed.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Everything is as it was at the start, but for the time.
    pub(crate) fn reset(&self) {
        let reading = self.clock.reading();
        let mut state = self.state();
        let settings = state.engine.settings().clone();
        state.engine = Engine::new(settings, reading.awake_or_asleep, reading.wall);
        state.log.clear();
        state.resets += 1;
        drop(state);
        self.changed();
    }

    fn receive(&self, request: &Request) -> Reply {
        let now = self.moment();
        let mut state = self.state();
        let received = state.engine.receive(request, now);
        state.log.add(received.entry);
        drop(state);
        self.changed();
        received.reply
    }
}

impl Handler for Service {
    async fn handle(&self, request: Request) -> Reply {
        if control::is_for(&request) {
            return control::handle(self, &request).await.into();
        }
        let reply = self.receive(&request);
        // Callers that begin something together are all to have begun before the first is answered.
        self.clock.callers_at_most(0).await;
        reply
    }

    fn ended(&self, request: u64, end: End) {
        let now = self.moment();
        // Who only watches changes nothing.
        if self.state().log.ended(request, end, now) {
            self.changed();
        }
    }
}
