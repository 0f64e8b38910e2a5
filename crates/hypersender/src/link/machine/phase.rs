//! Where a session is on its way: the states of the picture in the module's documentation.
//!
//! Nothing is decided by it. It names what the state amounts to, for people and for the test that
//! holds the picture against the machine.

use super::linking::{Linking, Restart};
use super::listener::Listener;
use super::stage::Stage;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Looking,
    GettingReady,
    Waiting,
    Asking,
    Showing,
    Scanning,
    LastLooks,
    Restarting,
}

#[cfg(test)]
impl Phase {
    pub(crate) const ALL: [Self; 8] = [
        Self::Looking,
        Self::GettingReady,
        Self::Waiting,
        Self::Asking,
        Self::Showing,
        Self::Scanning,
        Self::LastLooks,
        Self::Restarting,
    ];
}

impl Linking {
    pub(super) fn phase(&self) -> Phase {
        let stage = self.sight.stage();
        if matches!(self.restart, Restart::Wanted | Restart::InFlight(..)) {
            Phase::Restarting
        } else if self.posting.asking.is_some() {
            Phase::Asking
        } else if self.scan_in_progress() {
            Phase::Scanning
        } else if self.shows_code() {
            Phase::Showing
        } else if stage.is_none() {
            Phase::Looking
        } else if stage.is_some_and(Stage::is_between) {
            Phase::GettingReady
        } else if self.listeners.iter().any(Listener::has_codes_left) {
            Phase::Waiting
        } else {
            Phase::LastLooks
        }
    }
}
