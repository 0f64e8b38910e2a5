//! One instance on its way to a linked phone, and those who listen.

use std::sync::Arc;
use std::time::Duration;

use super::action::{Action, Turn};
use super::input::{ClientId, InstanceId, RequestId};
use super::known::Known;
use super::listener::Listener;
use super::numbers::RESTART_TAKES;
use super::posting::Posting;
use super::sight::Sight;
use super::stage::Stage;
use crate::clock::Moment;
use crate::link::LinkEvent;
use crate::{Error, Status};

/// The session proper. Its rules are in the files of this folder, one `impl` each.
#[derive(Debug)]
pub(super) struct Linking {
    pub(super) id: InstanceId,
    /// As the first listener spelled it.
    pub(super) asked_for: Arc<str>,
    /// Which of the token's sessions is older.
    pub(super) age: u64,
    pub(super) started: Moment,
    /// In the order in which they came: requests go through the first one's client.
    pub(super) listeners: Vec<Listener>,
    pub(super) known: Known,
    pub(super) sight: Sight,
    pub(super) posting: Posting,
    pub(super) restart: Restart,
    /// `FAILED` and `STOPPED` say nothing before: a restart passes through them.
    pub(super) ignore_down_until: Option<Moment>,
    pub(super) restarted_at: Option<Moment>,
    /// How many codes it has shown.
    pub(super) codes: u32,
    /// Whether there was a code to scan since the last restart.
    pub(super) was_scannable: bool,
    /// Codes in a row that expired without any change.
    pub(super) expiries: u32,
    /// Requests begun.
    pub(super) requests: u32,
    /// The list does not name it: its health is asked until then.
    pub(super) unlisted_until: Option<Moment>,
}

/// The one restart of a session that may restart (rule 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Restart {
    #[default]
    Unused,
    Wanted,
    InFlight(RequestId, ClientId),
    Used,
}

impl Linking {
    pub(super) fn new(
        id: InstanceId,
        asked_for: Arc<str>,
        age: u64,
        started: Moment,
        known: Known,
    ) -> Self {
        Self {
            id,
            asked_for,
            age,
            started,
            listeners: Vec::new(),
            known,
            sight: Sight::from(started),
            posting: Posting::default(),
            restart: Restart::default(),
            ignore_down_until: None,
            restarted_at: None,
            codes: 0,
            was_scannable: false,
            expiries: 0,
            requests: 0,
            unlisted_until: None,
        }
    }

    /// How long a code is to be on show: the shortest that anybody wants.
    pub(super) fn lifetime(&self) -> Duration {
        let lifetimes = self.listeners.iter().map(|it| it.options.qr_lifetime);
        lifetimes.min().unwrap_or(Duration::MAX)
    }

    pub(super) fn wants_code(&self, at: Moment) -> bool {
        self.listeners.iter().any(|it| it.wants_code(at))
    }

    pub(super) fn shows_code(&self) -> bool {
        self.listeners.iter().any(|it| it.on_show)
    }

    /// Whether somebody may just be scanning (rule 4).
    pub(super) fn scan_in_progress(&self) -> bool {
        self.was_scannable && self.sight.stage().is_some_and(Stage::is_between)
    }

    /// The oldest listener's client.
    pub(super) fn client(&self) -> Option<ClientId> {
        self.listeners.first().map(|it| it.client)
    }

    /// A POST or a restart is under way: its answer tells more than a look meanwhile could.
    pub(super) fn is_busy(&self) -> bool {
        self.posting.asking.is_some() || matches!(self.restart, Restart::InFlight(..))
    }

    pub(super) fn tell(&self, turn: &mut Turn, event: &LinkEvent) {
        for listener in &self.listeners {
            turn.emit(listener.id, event.clone());
        }
    }

    /// Tells those who wait for a code.
    pub(super) fn tell_waiting(&self, turn: &mut Turn, event: &LinkEvent) {
        let now = turn.now();
        for listener in self.listeners.iter().filter(|it| it.wants_code(now)) {
            turn.emit(listener.id, event.clone());
        }
    }

    /// Ends it for everybody.
    pub(super) fn end(&mut self, turn: &mut Turn, error: &Error) {
        for listener in self.listeners.drain(..) {
            turn.finish(listener.id, Err(error.clone()));
        }
    }

    /// Drops the POST and the restart that are under way, through `client` if one is named. Whether
    /// a POST went out the driver says; until then the minute since its start counts.
    pub(super) fn drop_requests(&mut self, turn: &mut Turn, client: Option<ClientId>) {
        let is_meant = |of: ClientId| client.is_none_or(|client| client == of);
        if let Some(asking) = self.posting.asking.take_if(|it| is_meant(it.client)) {
            self.known.dropped = Some(asking.request);
            turn.act(Action::Drop { request: asking.request });
        }
        if let Restart::InFlight(request, of) = self.restart
            && is_meant(of)
        {
            self.lose_restart(turn.now());
            turn.act(Action::Drop { request });
        }
    }

    pub(super) fn send_restart(&mut self, turn: &mut Turn, request: RequestId, client: ClientId) {
        self.restart = Restart::InFlight(request, client);
        self.requests += 1;
        turn.act(Action::Restart { request, client, instance: self.asked_for.clone() });
    }

    /// Nobody knows whether the restart went out. So it was the one that there is, and what the
    /// instance passes through says nothing.
    pub(super) fn lose_restart(&mut self, now: Moment) {
        self.restart = Restart::Used;
        self.ignore_down_until = Some(now + RESTART_TAKES);
    }

    /// Our own restart: it begins anew, so the minute since the last POST was sent does not count,
    /// and what the instance passes through says nothing.
    pub(super) fn restart_began(&mut self, turn: &mut Turn) {
        self.restarted_at = Some(turn.now());
        self.known.post_sent = None;
        self.restarts(turn);
    }

    /// It restarts, whoever ordered it: its code is worth nothing.
    pub(super) fn restarts(&mut self, turn: &mut Turn) {
        self.take_code_down(turn);
        self.was_scannable = false;
        self.sight.failing = None;
        self.ignore_down_until = Some(turn.now() + RESTART_TAKES);
    }

    pub(super) fn last_status(&self) -> Option<&Status> {
        self.sight.status.as_ref()
    }
}
