//! What the machine wants done.

use std::sync::Arc;
use std::time::SystemTime;

use super::input::{ClientId, ListenerId, RequestId};
use crate::Result;
use crate::clock::{Moment, Reading};
use crate::link::LinkEvent;
use crate::link::life::Life;

/// What a look asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The health of one instance.
    Health(Arc<str>),
    /// The list of all.
    List,
}

/// One thing to do.
#[derive(Debug)]
pub(crate) enum Action {
    /// Send this poll, once, and report `Looked` at the latest at `deadline`.
    Look { request: RequestId, client: ClientId, target: Target, deadline: Moment },
    /// Send the POST that asks for a new code, and report `Asked`.
    Ask { request: RequestId, client: ClientId, instance: Arc<str> },
    /// Send a restart, and report `Restarted`.
    Restart { request: RequestId, client: ClientId, instance: Arc<str> },
    /// End this request; what it still brings is ignored.
    Drop { request: RequestId },
    /// Put this into the listener's mailbox.
    Emit {
        listener: ListenerId,
        event: LinkEvent,
        /// With a code: until when it may be handed out.
        life: Option<Life>,
    },
    /// The listener's session is over, well with `linked` or with an error. Nothing follows.
    Finish { listener: ListenerId, end: Result<LinkEvent> },
}

/// What one step leads to.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) actions: Vec<Action>,
    /// The one moment to come back at if nothing happens before. None: nobody listens.
    pub(crate) wake: Option<Moment>,
}

/// The instant of one step, and what it leads to.
pub(super) struct Turn {
    pub(super) reading: Reading,
    pub(super) actions: Vec<Action>,
}

impl Turn {
    pub(super) fn new(reading: Reading) -> Self {
        Self { reading, actions: Vec::new() }
    }

    pub(super) fn now(&self) -> Moment {
        self.reading.now
    }

    /// A moment as people read it; what is over is now.
    pub(super) fn wall(&self, at: Moment) -> SystemTime {
        self.reading.wall + at.since(self.reading.now)
    }

    pub(super) fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    pub(super) fn emit(&mut self, listener: ListenerId, event: LinkEvent) {
        self.act(Action::Emit { listener, event, life: None });
    }

    pub(super) fn show(&mut self, listener: ListenerId, event: LinkEvent, life: Life) {
        self.act(Action::Emit { listener, event, life: Some(life) });
    }

    pub(super) fn finish(&mut self, listener: ListenerId, end: Result<LinkEvent>) {
        self.act(Action::Finish { listener, end });
    }
}
