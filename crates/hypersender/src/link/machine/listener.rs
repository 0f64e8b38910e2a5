//! One who listens to a session, with options of its own.

use super::input::{ClientId, ListenerId};
use super::numbers::TIME_TO_SCAN;
use crate::clock::Moment;
use crate::link::LinkOptions;

#[derive(Debug)]
pub(super) struct Listener {
    pub(super) id: ListenerId,
    pub(super) client: ClientId,
    pub(super) options: LinkOptions,
    pub(super) joined: Moment,
    /// How many codes it was shown: the number of the last one.
    pub(super) shown: u32,
    /// The serial of the last code it was shown.
    pub(super) last_code: Option<u64>,
    /// Whether that one is still on show.
    pub(super) on_show: bool,
    /// Since the end of the last code it was shown.
    pub(super) since_code: Option<SinceCode>,
    /// Whether it was told the status.
    pub(super) told_status: bool,
    /// The end of the cooldown that it was told.
    pub(super) told_cooldown: Option<Moment>,
}

/// What happened after a code ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct SinceCode {
    pub(super) ended: Moment,
    /// Answered looks that were sent after the end.
    pub(super) looks: u32,
}

impl Listener {
    pub(super) fn new(
        id: ListenerId,
        client: ClientId,
        options: LinkOptions,
        joined: Moment,
    ) -> Self {
        Self {
            id,
            client,
            options,
            joined,
            shown: 0,
            last_code: None,
            on_show: false,
            since_code: None,
            told_status: false,
            told_cooldown: None,
        }
    }

    pub(super) fn deadline(&self) -> Moment {
        self.joined + self.options.timeout
    }

    /// Whether it may be shown one more code.
    pub(super) fn has_codes_left(&self) -> bool {
        self.shown < self.options.max_qr_codes
    }

    /// Whether a code asked for at `at` would be of use to it (rule 6).
    pub(super) fn wants_code(&self, at: Moment) -> bool {
        self.has_codes_left() && at + TIME_TO_SCAN <= self.deadline()
    }

    /// The code on show went off.
    pub(super) fn code_ended(&mut self, now: Moment) {
        self.on_show = false;
        self.since_code = Some(SinceCode { ended: now, looks: 0 });
    }
}
