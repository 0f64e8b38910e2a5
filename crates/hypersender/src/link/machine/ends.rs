//! How a session ends that doesn't end well (rules 5, 6 and 10).

use std::sync::Arc;

use super::action::Turn;
use super::linking::{Linking, Restart};
use super::listener::Listener;
use super::numbers::{GRACE, GRACE_AT_MOST, GRACE_LOOKS, IN_TOUCH, TIME_TO_SCAN};
use super::posting::HadTurn;
use super::stage::Stage;
use crate::clock::Moment;
use crate::{Error, ErrorKind, LimitedBy, Operation};

impl Linking {
    /// It failed for good: one restart if somebody wants it, else the end (rule 5).
    pub(super) fn failed(&mut self, turn: &mut Turn, text: &str, source: Option<&Error>) {
        let may_restart = self.listeners.iter().any(|it| it.options.restart_on_failed);
        if may_restart && self.restart == Restart::Unused {
            self.take_code_down(turn);
            self.restart = Restart::Wanted;
            return;
        }
        for listener in std::mem::take(&mut self.listeners) {
            let mut error = Error::new(ErrorKind::LinkFailed, text).naming("restart_on_failed");
            if let Some(source) = source {
                error = error.with_source(Arc::new(source.clone()));
            }
            turn.finish(listener.id, Err(self.complete(turn, &listener, error)));
        }
    }

    /// Ends the listeners whose time is over.
    pub(super) fn end_overdue(&mut self, turn: &mut Turn) {
        let now = turn.now();
        if self.listeners.iter().all(|listener| self.ends_at(listener) > now) {
            return;
        }
        let listeners = std::mem::take(&mut self.listeners);
        let (over, going): (Vec<_>, Vec<_>) =
            listeners.into_iter().partition(|listener| self.ends_at(listener) <= now);
        self.listeners = going;
        for listener in over {
            turn.finish(listener.id, Err(self.timed_out(turn, &listener)));
        }
    }

    /// When it ends if nothing happens: at its timeout, or when a scan of its last code would have
    /// shown by then (rule 6).
    pub(super) fn ends_at(&self, listener: &Listener) -> Moment {
        let deadline = listener.deadline();
        let Some(since) = listener.since_code else {
            return deadline;
        };
        let scanning = self.sight.stage().is_some_and(Stage::is_between);
        if listener.has_codes_left() || scanning {
            return deadline;
        }
        let grace = if since.looks >= GRACE_LOOKS { GRACE } else { GRACE_AT_MOST };
        deadline.min(since.ended + grace)
    }

    fn timed_out(&self, turn: &Turn, listener: &Listener) -> Error {
        let now = turn.now();
        let in_touch = self.sight.answered.is_some_and(|answered| now < answered + IN_TOUCH);
        // What kept a code from being shown says more than that nobody scanned one.
        let failure = self.sight.failure.as_ref().or(self.posting.failure.as_ref());
        if let Some(failure) = failure
            && (listener.shown == 0 || !in_touch)
        {
            return failure.clone();
        }
        if listener.shown == 0 && self.posting.turn == HadTurn::HeldBack {
            let wait = self.known.cooled().since(now);
            let text = "The session ended before its turn to ask for a QR code came.";
            let error = Error::rate_limited(LimitedBy::Client, wait, text.to_owned());
            return self.complete(turn, listener, error);
        }
        let is_ready = self.sight.stage().is_some_and(Stage::allows_post);
        let text = match listener.shown {
            0 if is_ready && self.posting.turn == HadTurn::No => format!(
                "Too little time was left to ask for a QR code: it takes up to {} s.",
                TIME_TO_SCAN.as_secs(),
            ),
            0 => "The instance did not get ready for a QR code in time.".to_owned(),
            _ => "Nobody scanned a QR code in time.".to_owned(),
        };
        self.complete(turn, listener, Error::new(ErrorKind::LinkTimeout, text))
    }

    fn complete(&self, turn: &Turn, listener: &Listener, error: Error) -> Error {
        error
            .of_link(self.last_status().cloned(), listener.shown)
            .with_attempts(self.requests)
            .of_call(Operation::Link, turn.now().since(listener.joined))
    }
}
