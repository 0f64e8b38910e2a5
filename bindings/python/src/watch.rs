//! Somebody who waits for news of a session: woken once, wherever that happens.

use std::sync::Arc;
use std::sync::{Mutex, PoisonError};
use std::task::Wake;

use hypersender::clock::{CallerWaits, Clock};

/// Waits for news of a session, and tells of them once.
pub(crate) struct Watch<F> {
    state: Mutex<State>,
    tell: F,
}

/// A clock that a test drives has to know that somebody waits, from the look that found nothing to
/// the news.
#[derive(Default)]
struct State {
    over: bool,
    waits: Option<CallerWaits>,
}

impl<F: Fn() + Send + Sync + 'static> Watch<F> {
    pub(crate) fn new(tell: F) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), tell })
    }

    /// The look found nothing: now it is waited for news, unless they have come meanwhile.
    pub(crate) fn wait(&self, clock: &Clock) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.over {
            state.waits = Some(clock.caller_waits());
        }
    }

    /// Nobody waits any more. Whether somebody did.
    fn end(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = state.waits.take();
        let first = !std::mem::replace(&mut state.over, true);
        drop(state);
        drop(waits);
        first
    }
}

/// What can be given up.
pub(crate) trait GiveUp: Send + Sync {
    fn give_up(&self);
}

impl<F: Fn() + Send + Sync + 'static> GiveUp for Watch<F> {
    fn give_up(&self) {
        self.end();
    }
}

impl<F: Fn() + Send + Sync + 'static> Wake for Watch<F> {
    fn wake(self: Arc<Self>) {
        if self.end() {
            (self.tell)();
        }
    }
}
