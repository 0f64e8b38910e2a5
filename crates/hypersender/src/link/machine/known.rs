//! What a process knows of an instance, whether or not a session runs for it.

use std::time::Duration;

use super::input::{Code, RequestId};
use super::numbers::{BETWEEN_POSTS, CODE_IS_KEPT, LAST_SCAN_SHOWS};
use crate::clock::{Moment, Reading};
use crate::link::life::Life;

/// A code that may be alive.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) code: Code,
    /// Tells codes apart.
    pub(super) serial: u64,
    pub(super) arrived: Moment,
    /// Whether the last look since then said something else than `SCAN_QR_CODE`.
    pub(super) doubted: bool,
    /// Whether the instance had been seen `FAILED` or `STOPPED` when it was asked for.
    pub(super) asked_while_down: bool,
    /// How long it is on show: the shortest that anybody wanted who saw it.
    pub(super) lifetime: Duration,
}

impl Held {
    pub(super) fn new(code: Code, serial: u64, arrived: Moment) -> Self {
        Self {
            code,
            serial,
            arrived,
            doubted: false,
            asked_while_down: false,
            lifetime: CODE_IS_KEPT,
        }
    }

    pub(super) fn life(&self) -> Life {
        Life { requested: self.code.requested, lifetime: self.lifetime }
    }
}

/// It outlives the session, so that a page that is loaded again shows the code that lives, and
/// doesn't ask too soon.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) held: Option<Held>,
    /// What the registry of cooldowns says.
    pub(super) allowed_at: Moment,
    /// When the last QR POST was sent that holds up the next one.
    pub(super) post_sent: Option<Moment>,
    /// A POST that was dropped, as long as nobody has said whether it had left.
    pub(super) dropped: Option<RequestId>,
    /// When the last code ended that was on show.
    pub(super) code_ended: Option<Moment>,
}

impl Known {
    /// The moment before which no POST may go: the registry's cooldown, and a minute after one that
    /// was sent, whatever came of it (rule 6).
    pub(super) fn cooled(&self) -> Moment {
        match self.post_sent {
            Some(sent) => self.allowed_at.max(sent + BETWEEN_POSTS),
            None => self.allowed_at,
        }
    }

    /// What became of a POST that was dropped. One that never left holds up nothing.
    pub(super) fn hears_of_drop(&mut self, request: RequestId, left: bool) {
        if self.dropped.take_if(|dropped| *dropped == request).is_some() && !left {
            self.post_sent = None;
        }
    }

    /// The moment from which a look may be sent that a POST may follow (rule 1).
    pub(super) fn last_scan_shown(&self) -> Moment {
        self.code_ended.map_or_else(Moment::default, |ended| ended + LAST_SCAN_SHOWS)
    }

    /// Whether this code is the one that is known, as one that an explicit call shared, or an
    /// older one.
    pub(super) fn is_as_new(&self, code: &Code) -> bool {
        let held = self.held.as_ref();
        held.is_some_and(|held| held.code.requested.now >= code.requested.now)
    }

    /// The code that lives, if nothing speaks against it.
    pub(super) fn shown(&self, now: &Reading) -> Option<&Code> {
        let held = self.held.as_ref()?;
        (!held.doubted && !held.life().is_over(now)).then_some(&held.code)
    }

    /// Takes out a code that is dead by now.
    pub(super) fn bury(&mut self, now: &Reading) -> Option<Held> {
        let held = self.held.take_if(|held| held.life().is_over(now))?;
        // The monotonic clock may not be there yet: it stood still while the machine slept.
        self.code_ended = Some(now.now.min(held.code.requested.now + held.lifetime));
        Some(held)
    }

    /// Forgets the code, dead or alive.
    pub(super) fn forget_code(&mut self, now: Moment) {
        if self.held.take().is_some() {
            self.code_ended = Some(now);
        }
    }

    /// Whether nothing in it matters any more.
    pub(super) fn is_stale(&self, now: &Reading) -> bool {
        self.held.as_ref().is_none_or(|held| held.life().is_over(now))
            && self.post_sent.is_none_or(|sent| sent + BETWEEN_POSTS <= now.now)
            && self.last_scan_shown() <= now.now
    }
}
