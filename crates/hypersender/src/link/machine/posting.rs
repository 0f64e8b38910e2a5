//! When the POST goes that asks for a new code, and what comes of it (rules 1, 5, 6 and 10).

use std::time::Duration;

use super::action::{Action, Turn};
use super::counter::Counter;
use super::input::{ClientId, Code, Connected, Failure, RequestId, Seen};
use super::linking::{Linking, Restart};
use super::numbers::{POST_AGAIN, POST_AGAIN_AT_MOST, REFUSALS};
use super::stage::Stage;
use super::verdict::Verdict;
use crate::clock::Moment;
use crate::link::LinkEvent;
use crate::{Error, Operation, Outcome, Status};

#[derive(Debug, Default)]
pub(super) struct Posting {
    pub(super) asking: Option<Asking>,
    /// Nothing left the machine: the network may need a while.
    not_before: Moment,
    unsent: u32,
    /// How often it was refused though the status was right.
    refusals: u32,
    /// The last POST was answered 429.
    pub(super) was_limited: bool,
    /// The coming code had its one short 429.
    pub(super) granularity_spared: bool,
    /// Why the last one brought nothing.
    pub(super) failure: Option<Error>,
    pub(super) turn: HadTurn,
}

/// Whether the session ever got as far as to ask for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HadTurn {
    #[default]
    No,
    /// It would have, but for the cooldown or for want of a place.
    HeldBack,
    Yes,
}

impl Posting {
    pub(super) fn hold_back(&mut self) {
        if self.turn == HadTurn::No {
            self.turn = HadTurn::HeldBack;
        }
    }
}

/// A POST in flight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking {
    pub(super) request: RequestId,
    pub(super) client: ClientId,
    sent: Moment,
    while_down: bool,
    went_first: bool,
}

impl Linking {
    /// The moment from which a POST may go, the look and the place left aside. None: not in this
    /// state.
    pub(super) fn post_at(&self, now: Moment) -> Option<Moment> {
        let is_ready = !self.is_busy() && self.restart != Restart::Wanted;
        let is_useful = !self.has_living_code() && self.wants_code(now);
        if !is_ready || !is_useful || self.sight.contradicted {
            return None;
        }
        let at = self.known.cooled().max(self.posting.not_before);
        match self.sight.stage()? {
            Stage::AwaitsScan => Some(at),
            Stage::Down => {
                let hold = self.sight.hold.map(|hold| hold.until);
                let ignored = hold.max(self.ignore_down_until).unwrap_or_default();
                Some(at.max(ignored))
            }
            Stage::Working | Stage::Starting | Stage::Passkey | Stage::Unknown => None,
        }
    }

    /// The moment from which the POST may go that needs no look (rule 9).
    pub(super) fn post_first_at(&self, counter: &Counter, now: Moment) -> Option<Moment> {
        if !counter.post_first(self.posting.was_limited) {
            return None;
        }
        self.post_at(now).map(|at| at.max(self.known.last_scan_shown()))
    }

    pub(super) fn send_post(
        &mut self,
        turn: &mut Turn,
        request: RequestId,
        client: ClientId,
        went_first: bool,
    ) {
        let now = turn.now();
        self.tell_waiting(turn, &LinkEvent::Requesting);
        self.posting.asking =
            Some(Asking { request, client, sent: now, while_down: self.is_down(), went_first });
        self.posting.turn = HadTurn::Yes;
        self.known.post_sent = Some(now);
        self.known.dropped = None;
        self.sight.use_grant();
        self.requests += 1;
        turn.act(Action::Ask { request, client, instance: self.asked_for.clone() });
    }

    /// The POST ended.
    pub(super) fn posted(
        &mut self,
        turn: &mut Turn,
        asking: Asking,
        result: Result<(Status, Code), Failure>,
        counter: &mut Counter,
        serial: u64,
    ) {
        match result {
            Ok((status, code)) => {
                counter.succeeded(asking.went_first);
                self.posting = Posting { turn: HadTurn::Yes, ..Posting::default() };
                if !self.known.is_as_new(&code) {
                    self.take_new_code(turn, code, serial, asking.while_down);
                }
                self.see_answer(turn, status);
                self.trust_code();
            }
            Err(failure) => self.post_failed(turn, asking, &failure, counter),
        }
    }

    /// An answer tells of the state at its end: the POST itself may have changed it.
    fn see_answer(&mut self, turn: &mut Turn, status: Status) {
        let seen = Seen { instance: self.id.clone(), status, connected: Connected::Untold };
        let now = turn.now();
        self.see(turn, &seen, now);
    }

    fn post_failed(
        &mut self,
        turn: &mut Turn,
        asking: Asking,
        failure: &Failure,
        counter: &mut Counter,
    ) {
        let error = &failure.error;
        let verdict = Verdict::of_post(failure);
        self.posting.was_limited = verdict == Verdict::Limited;
        if verdict == Verdict::NotSent || error.outcome() == Some(Outcome::NotSent) {
            self.known.post_sent = None; // the one before it is more than a minute ago
            self.posting.not_before = turn.now() + self.unsent_again();
            self.posting.unsent += 1;
        } else {
            self.posting.unsent = 0;
        }
        if verdict != Verdict::NotSent {
            self.posting.failure = Some(error.clone());
        }
        match verdict {
            Verdict::Ends => return self.end(turn, error),
            Verdict::Refused if asking.while_down => {
                let text = "The instance has failed, and takes no new QR code in that state: \
                            restart_on_failed would restart it.";
                return self.failed(turn, text, Some(error));
            }
            Verdict::Refused => {
                self.posting.refusals += 1;
                if self.posting.refusals >= REFUSALS {
                    return self.end(turn, error);
                }
                self.tell_retrying_post(turn, error);
            }
            Verdict::Limited => self.post_limited(turn, asking, error, counter),
            Verdict::NotSent => {}
            _ => self.tell_retrying_post(turn, error),
        }
        // A success whose code was unusable still says how the instance is.
        if let Some(instance) = error.instance() {
            self.see_answer(turn, instance.status.clone());
        }
    }

    fn unsent_again(&self) -> Duration {
        let doubled = POST_AGAIN * 2_u32.saturating_pow(self.posting.unsent);
        doubled.min(POST_AGAIN_AT_MOST)
    }

    fn tell_retrying_post(&self, turn: &mut Turn, error: &Error) {
        let next = self.known.cooled().max(self.posting.not_before);
        let at = turn.wall(next);
        let error = error.clone();
        self.tell_waiting(turn, &LinkEvent::Retrying { error, at });
    }

    /// 429: the registry says when the next may go, so the minute since this one was sent does not
    /// count.
    fn post_limited(
        &mut self,
        turn: &mut Turn,
        asking: Asking,
        error: &Error,
        counter: &mut Counter,
    ) {
        self.known.post_sent = None;
        let retry_at = self.known.allowed_at.max(turn.now());
        let asked_to_wait = error.retry_after().unwrap_or_default();
        let spared = self.posting.granularity_spared;
        let is_granularity =
            counter.limited(asking.sent, asked_to_wait, retry_at, turn.now(), spared);
        self.posting.granularity_spared |= is_granularity;
        // The listeners know this wait by its own name.
        for listener in &mut self.listeners {
            listener.told_cooldown = Some(retry_at);
        }
        let event = LinkEvent::Limited {
            retry_at: turn.wall(retry_at),
            operation: Operation::RequestNewQrCode,
        };
        self.tell_waiting(turn, &event);
    }

    /// Tells those who wait that only our own minute is in the way, once for each. It is a promise:
    /// not for those who will have no time for that code, nor while a POST that was dropped may turn
    /// out never to have left. But who has not seen a code yet hears why.
    pub(super) fn tell_cooldown(&mut self, turn: &mut Turn) {
        let now = turn.now();
        let until = self.known.cooled();
        if until <= now || self.known.dropped.is_some() || self.post_at(now).is_none() {
            return;
        }
        self.posting.hold_back();
        let event = LinkEvent::CoolingDown { until: turn.wall(until) };
        for listener in &mut self.listeners {
            let asks_at = if listener.shown == 0 { now } else { until };
            if listener.wants_code(asks_at) && listener.told_cooldown != Some(until) {
                listener.told_cooldown = Some(until);
                turn.emit(listener.id, event.clone());
            }
        }
    }
}
