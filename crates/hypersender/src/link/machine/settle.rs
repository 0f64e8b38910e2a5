//! What follows from the state, now: each step ends here.
//!
//! Inputs only change what is known. What is to be done about it is decided here, for all sessions,
//! in one order; and the moment at which time alone would change the answer is the next wake-up.

use super::action::Turn;
use super::hub::Hub;
use super::input::{InstanceId, RequestId};
use super::linking::Restart;
use super::numbers::CODE_IS_KEPT;
use crate::clock::{Moment, Reading};

impl Hub {
    /// Does what is to be done now. Returns the next moment at which time alone changes something.
    pub(super) fn settle(&mut self, turn: &mut Turn) -> Option<Moment> {
        self.budget.recover(turn.now());
        self.counter.forget(turn.now());
        for linking in self.linkings.values_mut() {
            linking.expire(turn);
            linking.end_overdue(turn);
            linking.show_code(turn);
            linking.tell_if_stuck(turn);
            linking.tell_cooldown(turn);
        }
        self.remove_deserted(turn);
        self.fall_quiet(turn);
        self.drop_poll(turn);
        let quiet = self.counter.quiet_until(turn.now());
        if quiet.is_some() {
            return self.next_wake(&turn.reading, quiet);
        }
        self.start_restarts(turn);
        self.start_posts(turn);
        let next_poll = self.start_poll(turn);
        self.next_wake(&turn.reading, next_poll)
    }

    /// The last listener's end stops the machine; what is known stays for a while.
    fn remove_deserted(&mut self, turn: &mut Turn) {
        for (id, mut linking) in
            self.linkings.extract_if(.., |_, linking| linking.listeners.is_empty())
        {
            linking.drop_requests(turn, None);
            if let Some(held) = &mut linking.known.held {
                held.lifetime = CODE_IS_KEPT; // the next session has its own
            }
            self.memory.insert(id, linking.known);
        }
        self.memory.retain(|_, known| !known.is_stale(&turn.reading));
    }

    /// Rule 9: silence begins right after a look that a POST may follow.
    fn fall_quiet(&mut self, turn: &mut Turn) {
        let now = turn.now();
        let was_looked_at = self
            .linkings
            .values()
            .any(|it| it.post_at(now).is_some() && it.sight.answered == Some(now));
        if self.counter.wants_quiet() && was_looked_at && self.may_fall_quiet() {
            self.counter.fall_quiet(now);
        }
    }

    /// Silence would hide the scan of a code, or what comes of a POST.
    pub(super) fn may_fall_quiet(&self) -> bool {
        let mut sessions = self.linkings.values();
        !sessions.any(|it| it.has_living_code() || it.scan_in_progress() || it.is_busy())
    }

    fn start_restarts(&mut self, turn: &mut Turn) {
        let wanted = self.linkings.values().filter(|it| it.restart == Restart::Wanted);
        let wanted: Vec<_> = wanted.map(|it| it.id.clone()).collect();
        for id in wanted {
            let request = RequestId(self.number());
            if let Some(linking) = self.linkings.get_mut(&id)
                && let Some(client) = linking.client()
            {
                linking.send_restart(turn, request, client);
            }
        }
    }

    /// Sends the POSTs that may go: fewest codes shown first, then the oldest. Those for which there
    /// is no place keep their look a little longer.
    fn start_posts(&mut self, turn: &mut Turn) {
        let now = turn.now();
        let in_flight = self.linkings.values().filter(|it| it.posting.asking.is_some());
        let mut places = self.counter.places().saturating_sub(in_flight.count());
        for (id, goes_first) in self.ready_to_post(now) {
            let request = RequestId(self.number());
            let Some(linking) = self.linkings.get_mut(&id) else {
                continue;
            };
            match linking.client() {
                Some(client) if places > 0 => {
                    places -= 1;
                    linking.send_post(turn, request, client, goes_first);
                }
                _ => {
                    linking.sight.queue();
                    linking.posting.hold_back();
                }
            }
        }
    }

    fn ready_to_post(&self, now: Moment) -> Vec<(InstanceId, bool)> {
        let is_now = |at: Option<Moment>| at.is_some_and(|at| at <= now);
        let mut ready: Vec<_> = self
            .linkings
            .values()
            .filter_map(|it| {
                let goes_first = is_now(it.post_first_at(&self.counter, now));
                let granted =
                    is_now(it.post_at(now)) && it.sight.grants(now, it.known.last_scan_shown());
                (goes_first || granted).then_some((it.codes, it.age, &it.id, goes_first))
            })
            .collect();
        ready.sort_unstable();
        ready.into_iter().map(|(_, _, id, goes_first)| (id.clone(), goes_first)).collect()
    }

    /// When the next POST goes that has to be first in the counter's minute.
    pub(super) fn next_post_first(&self, now: &Reading) -> Option<Moment> {
        if !self.counter.is_suspected() {
            return None;
        }
        let posts = self.linkings.values();
        posts.filter_map(|it| it.will_post_first_at(&self.counter, now)).min()
    }

    /// `next_request` is when silence ends, or else when the next poll may go.
    fn next_wake(&self, now: &Reading, next_request: Option<Moment>) -> Option<Moment> {
        let at = now.now;
        let of_sessions = self.linkings.values().flat_map(|it| {
            let ends = it.listeners.iter().map(|listener| it.ends_at(listener));
            let others = [
                it.check_code_at(now),
                it.stalls_at(),
                it.post_at(at),
                it.post_first_at(&self.counter, at),
            ];
            ends.chain(others.into_iter().flatten())
        });
        of_sessions
            .chain(next_request)
            .chain(self.next_drop(now))
            .filter(|moment| *moment > at)
            .min()
    }
}
