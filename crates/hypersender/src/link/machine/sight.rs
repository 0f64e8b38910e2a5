//! What the looks said (rules 1, 4 and 5).

use super::action::Turn;
use super::input::{Connected, Seen};
use super::linking::Linking;
use super::numbers::{
    FAILED_GETS_UP, FAILURE_CONFIRMED, LOOK_IS_FRESH, LOOK_IS_FRESH_IN_QUEUE, RESTART_TAKES,
    STARTING_TAKES,
};
use super::stage::Stage;
use crate::clock::Moment;
use crate::link::{Advice, LinkEvent};
use crate::{Error, Status};

#[derive(Debug, Default)]
pub(super) struct Sight {
    pub(super) status: Option<Status>,
    stage: Option<Stage>,
    /// When the last poll ended, well or not.
    pub(super) last_poll: Option<Moment>,
    /// When a look was last answered.
    pub(super) answered: Option<Moment>,
    /// The newest state of the instance that an answer can tell of: when it was asked for.
    as_of: Moment,
    /// An older look, answered later, says that no POST may go: the next look decides.
    pub(super) contradicted: bool,
    /// The look that a POST may follow.
    grant: Option<Grant>,
    /// A first look said `FAILED` or `STOPPED`, of an instance that may be linked: what it says
    /// until then may be a restart.
    pub(super) hold: Option<Hold>,
    /// Since when the instance is seen `FAILED` under a living code.
    pub(super) failing: Option<Moment>,
    /// Since when it is `STARTING` or `PENDING`; and whether the listeners know that it is stuck.
    starting: Option<(Moment, bool)>,
    /// 404s in a row.
    pub(super) not_found: u32,
    /// The last poll's failure.
    pub(super) failure: Option<Error>,
    pub(super) failures: u32,
}

#[derive(Debug, Clone, Copy)]
struct Grant {
    sent: Moment,
    answered: Moment,
    /// The POST had to queue for a place.
    queued: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    pub(super) until: Moment,
    /// Whether the instance was ever linked is not known yet: a health check would tell.
    pub(super) is_guess: bool,
}

impl Sight {
    /// What is asked for before the session begins may be older than what others know by then.
    pub(super) fn from(started: Moment) -> Self {
        Self { as_of: started, ..Self::default() }
    }

    pub(super) fn stage(&self) -> Option<Stage> {
        self.stage
    }

    /// Whether the last look is one that a POST may follow now. It was sent when a last scan of the
    /// code before would have shown.
    pub(super) fn grants(&self, now: Moment, not_sent_before: Moment) -> bool {
        let is_late_enough = self.grant.is_some_and(|grant| grant.sent >= not_sent_before);
        is_late_enough && self.granted_until().is_some_and(|until| now <= until)
    }

    /// The POST that the look grants has to wait for a place.
    pub(super) fn queue(&mut self) {
        if let Some(grant) = &mut self.grant {
            grant.queued = true;
        }
    }

    /// Until when the last look is good for a POST.
    pub(super) fn granted_until(&self) -> Option<Moment> {
        self.grant.map(|grant| {
            let fresh = if grant.queued { LOOK_IS_FRESH_IN_QUEUE } else { LOOK_IS_FRESH };
            grant.answered + fresh
        })
    }

    /// A look is good for one POST.
    pub(super) fn use_grant(&mut self) {
        self.grant = None;
    }
}

impl Linking {
    /// Takes in what an answer said that was asked for at `sent`.
    pub(super) fn see(&mut self, turn: &mut Turn, seen: &Seen, sent: Moment) {
        let now = turn.now();
        let stage = Stage::of(&seen.status);
        self.sight.answered = Some(now);
        self.sight.last_poll = Some(now);
        self.sight.not_found = 0;
        self.sight.failures = 0;
        self.sight.failure = None;
        if sent < self.sight.as_of {
            // An older state, overtaken by a newer answer, may make us more careful, never bolder.
            if !stage.allows_post() {
                self.sight.contradicted = true;
            }
            return;
        }
        self.sight.as_of = sent;
        self.sight.contradicted = false;
        self.sight.grant =
            stage.allows_post().then_some(Grant { sent, answered: now, queued: false });
        self.hold(now, stage, seen.connected);
        self.change_status(turn, &seen.status, stage);
        if stage == Stage::Working {
            return self.linked(turn, seen.connected);
        }
        if let Some(held) = &mut self.known.held {
            held.doubted = stage != Stage::AwaitsScan;
        }
        for listener in &mut self.listeners {
            if let Some(since) = &mut listener.since_code
                && sent >= since.ended
            {
                since.looks += 1;
            }
        }
        for listener in &mut self.listeners {
            listener.told_status = true;
        }
        self.watch_failure(turn, stage, sent);
    }

    /// Rule 1: a linked instance that restarts passes through `STOPPED` and `FAILED`. Asking for a
    /// code then might log it out.
    fn hold(&mut self, now: Moment, stage: Stage, connected: Connected) {
        let is_first = self.sight.status.is_none();
        let hold = &mut self.sight.hold;
        match (stage, connected) {
            (Stage::AwaitsScan, _) | (_, Connected::Never) => *hold = None,
            (Stage::Down, _) if is_first => {
                *hold = Some(Hold {
                    until: now + RESTART_TAKES,
                    is_guess: connected == Connected::Untold,
                });
            }
            (_, Connected::Since(_)) => {
                if let Some(hold) = hold {
                    hold.is_guess = false;
                }
            }
            (_, Connected::Untold) => {}
        }
    }

    fn change_status(&mut self, turn: &mut Turn, status: &Status, stage: Stage) {
        let previous = self.sight.status.clone();
        let is_same = previous
            .as_ref()
            .is_some_and(|previous| previous.as_str().eq_ignore_ascii_case(status.as_str()));
        if is_same {
            return;
        }
        if stage != Stage::Starting {
            self.sight.starting = None;
        } else if self.sight.starting.is_none() {
            self.sight.starting = Some((turn.now(), false));
        }
        self.expiries = 0;
        self.sight.status = Some(status.clone());
        self.sight.stage = Some(stage);
        for listener in &self.listeners {
            let previous = previous.clone();
            let current = status.clone();
            turn.emit(listener.id, LinkEvent::Status { previous, current });
        }
        if stage == Stage::Passkey {
            let status = status.clone();
            self.tell(turn, &LinkEvent::ActionRequired { status });
        }
    }

    /// The phone is linked. Only the first look makes it a link that was there before.
    fn linked(&mut self, turn: &mut Turn, connected: Connected) {
        self.known.held = None;
        let connected_at = match connected {
            Connected::Since(time) => Some(time),
            Connected::Never | Connected::Untold => None,
        };
        for listener in std::mem::take(&mut self.listeners) {
            let linked = LinkEvent::Linked {
                instance_id: self.asked_for.as_ref().to_owned(),
                connected_at,
                already_linked: !listener.told_status,
            };
            turn.finish(listener.id, Ok(linked));
        }
    }

    /// Rule 5: two looks in a row, 5 s apart, that find the instance `FAILED` under a living code.
    fn watch_failure(&mut self, turn: &mut Turn, stage: Stage, sent: Moment) {
        let ignored = self.ignore_down_until.is_some_and(|until| sent < until);
        let Some(held) = self.known.held.as_ref().filter(|_| stage == Stage::Down && !ignored)
        else {
            self.sight.failing = None;
            return;
        };
        let asked_while_down = held.asked_while_down;
        // It was down when it was asked, and gets its time to come up.
        if asked_while_down && sent < held.arrived + FAILED_GETS_UP {
            return;
        }
        let since = *self.sight.failing.get_or_insert(sent);
        if sent < since + FAILURE_CONFIRMED {
            return;
        }
        self.sight.failing = None;
        self.take_code_down(turn);
        if asked_while_down {
            self.failed(turn, "The instance failed again after a new QR code was asked for.", None);
        }
    }

    /// When `STARTING` or `PENDING`, without a code, becomes worth a word.
    pub(super) fn stalls_at(&self) -> Option<Moment> {
        match self.sight.starting {
            Some((since, false)) if !self.shows_code() => {
                let since = self.known.code_ended.map_or(since, |ended| since.max(ended));
                Some(since + STARTING_TAKES)
            }
            _ => None,
        }
    }

    /// Rule 1: whoever waits for that long wants to know what may help. A restart would destroy a
    /// scan in progress (rule 4), so then it is only the phone that may be at fault.
    pub(super) fn tell_if_stuck(&mut self, turn: &mut Turn) {
        if self.stalls_at().is_none_or(|at| at > turn.now()) {
            return;
        }
        if let Some((_, told)) = &mut self.sight.starting {
            *told = true;
        }
        let advice =
            if self.scan_in_progress() { Advice::on_linking() } else { Advice::on_starting() };
        self.tell(turn, &LinkEvent::Stalled { advice });
    }
}
