//! The life of a code (rules 2, 3 and 11): shown at once while it is alive, never a moment longer.

use super::action::Turn;
use super::input::Code;
use super::known::Held;
use super::linking::Linking;
use super::numbers::{CHECK_CODE, EXPIRIES_TO_STALL};
use super::stage::Stage;
use crate::clock::{Moment, Reading};
use crate::link::{Advice, LinkEvent};

impl Linking {
    /// A newer code makes the one before worthless.
    pub(super) fn take_new_code(
        &mut self,
        turn: &mut Turn,
        code: Code,
        serial: u64,
        asked_while_down: bool,
    ) {
        self.take_code_down(turn);
        self.sight.failing = None;
        self.known.held = Some(Held { asked_while_down, ..Held::new(code, serial, turn.now()) });
    }

    /// Who listens may want it shorter. It never gets longer again: its end was told.
    pub(super) fn shorten_code(&mut self) {
        let lifetime = self.lifetime();
        if let Some(held) = &mut self.known.held {
            held.lifetime = held.lifetime.min(lifetime);
        }
    }

    /// The status that came with a code casts no doubt on it: only a later look can.
    pub(super) fn trust_code(&mut self) {
        if let Some(held) = &mut self.known.held {
            held.doubted = false;
        }
    }

    /// Shows the code that lives to everybody who has not seen it, unless the last look makes it
    /// doubtful (rule 2).
    pub(super) fn show_code(&mut self, turn: &mut Turn) {
        self.shorten_code();
        let next_request_at = turn.wall(self.known.cooled());
        let Some(held) = self.known.held.as_ref().filter(|held| !held.doubted) else {
            return;
        };
        let life = held.life();
        if life.is_over(&turn.reading) {
            return;
        }
        let mut is_shown = false;
        for listener in &mut self.listeners {
            if listener.last_code == Some(held.serial) || !listener.has_codes_left() {
                continue;
            }
            is_shown = true;
            listener.shown += 1;
            listener.last_code = Some(held.serial);
            listener.on_show = true;
            listener.since_code = None;
            let event = LinkEvent::QrCode {
                qr_code: held.code.qr_code.with_lifetime(life.lifetime),
                number: listener.shown,
                expires_at: life.end(),
                next_request_at,
            };
            turn.show(listener.id, event, life);
        }
        self.codes += u32::from(is_shown);
        self.was_scannable |= is_shown;
    }

    /// Takes off what is dead.
    pub(super) fn expire(&mut self, turn: &mut Turn) {
        self.shorten_code();
        if self.known.bury(&turn.reading).is_none() {
            return;
        }
        self.sight.failing = None;
        if !self.shows_code() {
            return;
        }
        self.take_off(turn);
        self.expiries += 1;
        if self.expiries == EXPIRIES_TO_STALL {
            let advice = Advice::on_scanning();
            self.tell(turn, &LinkEvent::Stalled { advice });
        }
    }

    /// The code ends before its time: replaced, restarted, or failed.
    pub(super) fn take_code_down(&mut self, turn: &mut Turn) {
        self.known.forget_code(turn.now());
        self.take_off(turn);
    }

    fn take_off(&mut self, turn: &mut Turn) {
        let now = turn.now();
        for listener in self.listeners.iter_mut().filter(|it| it.on_show) {
            // It could be scanned until now, however dead it was.
            self.known.code_ended = Some(now);
            listener.code_ended(now);
            let number = listener.shown;
            turn.emit(listener.id, LinkEvent::QrExpired { number });
        }
    }

    /// When the end of the code on show has to be looked at again.
    pub(super) fn check_code_at(&self, now: &Reading) -> Option<Moment> {
        let held = self.known.held.as_ref()?;
        let left = held.life().left(now);
        Some(now.now + if self.shows_code() { left.min(CHECK_CODE) } else { left })
    }

    /// Whether a code that lives stands in the way of a new one.
    pub(super) fn has_living_code(&self) -> bool {
        self.known.held.is_some()
    }

    /// Whether the instance was down when last seen.
    pub(super) fn is_down(&self) -> bool {
        self.sight.stage() == Some(Stage::Down)
    }
}
