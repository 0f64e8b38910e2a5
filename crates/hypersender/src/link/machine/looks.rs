//! When an instance is looked at, and which comes first (rule 7).

use std::time::Duration;

use super::action::Turn;
use super::counter::Counter;
use super::input::Failure;
use super::linking::Linking;
use super::numbers::{
    AFTER_RESTART, AFTER_THE_LAST, ALMOST_TIME_TO_ASK, DENSE, FAILURE_CONFIRMED, FEW_SCAN_AFTER,
    JITTER, LAST_SCAN_SHOWS, LOOK_IS_FRESH, NOBODY_SCANS_BEFORE, NOT_FOUND_TWICE, POLL_AGAIN,
    RELAXED, RESERVED_AHEAD, SCANNING,
};
use super::stage::Stage;
use super::verdict::Verdict;
use crate::Operation;
use crate::clock::{Moment, Reading};
use crate::link::LinkEvent;

/// The order in which looks go that are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    BeforePost,
    CodeOrScan,
    First,
    InTurn,
}

/// A look that an instance wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) at: Moment,
    pub(super) rank: Rank,
}

/// A distance between polls, stretched by a part of the jitter from 0 to 1.
pub(super) fn jittered(distance: Duration, part: f64) -> Duration {
    distance + distance.mul_f64(JITTER * part)
}

/// What the token's other sessions mean for one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// The list serves it.
    pub(super) is_listed: bool,
    /// How many share the polls that this one gets.
    pub(super) sharers: u32,
    /// How much of the jitter the next poll gets, from 0 to 1.
    pub(super) jitter: f64,
    /// Its POST goes first: no look precedes it.
    pub(super) posts_first: bool,
    /// The token only waits for a look to fall quiet after.
    pub(super) wants_quiet: bool,
}

impl Linking {
    /// The next look that it wants.
    pub(super) fn next_look(&self, now: &Reading, shape: Shape) -> Option<Due> {
        if self.is_busy() {
            return None;
        }
        let ordinary = self.ordinary_look(now, shape);
        let due = match self.look_before_post(now.now, shape) {
            Some(before) if before.at <= now.now.max(ordinary.at + ALMOST_TIME_TO_ASK) => before,
            _ => ordinary,
        };
        // A poll that failed is not repeated at once.
        let again = match self.sight.last_poll {
            Some(last) if self.sight.failures > 0 => last + POLL_AGAIN,
            _ => due.at,
        };
        Some(Due { at: due.at.max(again), ..due })
    }

    fn look_before_post(&self, now: Moment, shape: Shape) -> Option<Due> {
        if shape.posts_first && !shape.wants_quiet {
            return None;
        }
        let mut at = self.known.last_scan_shown();
        at = at.max(if shape.wants_quiet {
            self.sight.last_poll.unwrap_or(now) + LOOK_IS_FRESH
        } else {
            self.post_at(now)?
        });
        self.post_at(now)?;
        // While the last one still grants the POST, there is no need of another.
        if let Some(until) = self.sight.granted_until() {
            at = at.max(until);
        }
        Some(Due { at, rank: Rank::BeforePost })
    }

    fn ordinary_look(&self, now: &Reading, shape: Shape) -> Due {
        let (Some(last), Some(_)) = (self.sight.last_poll, self.last_status()) else {
            return Due { at: self.started, rank: Rank::First };
        };
        if let Some(restarted) = self.restarted_at.filter(|at| last <= *at) {
            return Due { at: restarted + AFTER_RESTART, rank: Rank::CodeOrScan };
        }
        if let Some(since) = self.sight.failing {
            return Due { at: since + FAILURE_CONFIRMED, rank: Rank::CodeOrScan };
        }
        let is_near = self.shows_code() || self.scan_in_progress() || self.in_grace();
        let rank = if is_near { Rank::CodeOrScan } else { Rank::InTurn };
        if shape.is_listed {
            // The list is asked in a steady stream, whoever is in it.
            return Due { at: last, rank };
        }
        let (earliest, distance) = self.rhythm(now);
        let distance = jittered(distance * shape.sharers, shape.jitter);
        Due { at: earliest.max(last + distance), rank }
    }

    /// How often it is looked at: densely while people scan (rule 7).
    fn rhythm(&self, now: &Reading) -> (Moment, Duration) {
        let always = Moment::default();
        if self.scan_in_progress() {
            return (always, SCANNING);
        }
        if self.shows_code()
            && let Some(held) = &self.known.held
        {
            let scans = held.arrived + NOBODY_SCANS_BEFORE;
            let few = held.arrived + FEW_SCAN_AFTER;
            return match now.now {
                now if now < few => (scans, DENSE),
                _ => (always, RELAXED),
            };
        }
        if self.in_grace() {
            let ended = self.known.code_ended.unwrap_or_default();
            return (ended + AFTER_THE_LAST, DENSE);
        }
        (always, RELAXED)
    }

    /// Its last code has ended, and it waits whether somebody scanned it.
    fn in_grace(&self) -> bool {
        self.listeners.iter().any(|it| it.since_code.is_some() && !it.has_codes_left())
    }

    /// The moment of the POST that goes first (rule 9), also of one that waits for a code's end.
    pub(super) fn will_post_first_at(&self, counter: &Counter, now: &Reading) -> Option<Moment> {
        let Some(held) = &self.known.held else {
            return self.post_first_at(counter, now.now);
        };
        let ends = now.now + held.life().left(now) + LAST_SCAN_SHOWS;
        let at = ends.max(self.known.cooled());
        let will = self.sight.stage() == Some(Stage::AwaitsScan) && self.wants_code(at);
        (will && counter.post_first(self.posting.was_limited)).then_some(at)
    }

    /// Whether a look before a POST is coming up, for which polls leave a place.
    pub(super) fn will_ask_soon(&self, now: &Reading) -> bool {
        let soon = now.now + RESERVED_AHEAD;
        let may_ask = self.has_living_code() || self.post_at(now.now).is_some();
        let code_ends = self.known.held.as_ref().map(|held| now.now + held.life().left(now));
        let at = self.known.cooled().max(code_ends.unwrap_or_default());
        may_ask && at <= soon && self.wants_code(at)
    }

    /// A poll of it failed. The list's failures are every session's.
    pub(super) fn look_failed(
        &mut self,
        turn: &mut Turn,
        failure: &Failure,
        verdict: Verdict,
        operation: Operation,
        again: Moment,
    ) {
        self.sight.last_poll = Some(turn.now());
        if verdict == Verdict::NotSent {
            return;
        }
        let error = &failure.error;
        self.sight.failure = Some(error.clone());
        self.sight.failures += 1;
        let is_first = self.sight.status.is_none() && !self.has_living_code();
        if verdict == Verdict::NotFound {
            self.sight.not_found += 1;
        }
        match verdict {
            Verdict::Ends => self.end(turn, error),
            Verdict::NotFound if is_first || self.sight.not_found >= NOT_FOUND_TWICE => {
                self.end(turn, error);
            }
            Verdict::Limited => {
                let retry_at = turn.wall(again);
                self.tell(turn, &LinkEvent::Limited { retry_at, operation });
            }
            _ => {
                let at = turn.wall(again.max(turn.now() + POLL_AGAIN));
                let error = error.clone();
                self.tell(turn, &LinkEvent::Retrying { error, at });
            }
        }
    }

    /// Whether a health check would tell what a list can't: if the instance was ever linked.
    pub(super) fn wonders_if_linked(&self, now: Moment) -> bool {
        self.sight.hold.is_some_and(|hold| hold.is_guess && now < hold.until)
    }
}
