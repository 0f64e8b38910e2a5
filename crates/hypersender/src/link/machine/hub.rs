//! All sessions of one token: what happens to them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::action::{Step, Turn};
use super::budget::Budget;
use super::counter::Counter;
use super::input::{
    ClientId, Code, Connected, Failure, Input, InstanceId, ListenerId, RequestId, Seen,
};
use super::known::{Held, Known};
use super::linking::{Linking, Restart};
use super::listener::Listener;
use super::polls::Polls;
use super::stage::Stage;
use super::verdict::Verdict;
use crate::clock::{Moment, Reading};
use crate::link::LinkEvent;
use crate::{Error, ErrorKind, Operation, Outcome, Status};

/// The sessions of one token at one base URL, and what they share: the polls, the places for POSTs,
/// the codes that live, what was learned of the service's counters.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(super) linkings: BTreeMap<InstanceId, Linking>,
    /// Of instances for which no session runs.
    pub(super) memory: BTreeMap<InstanceId, Known>,
    pub(super) budget: Budget,
    pub(super) polls: Polls,
    pub(super) counter: Counter,
    pub(super) random: fastrand::Rng,
    numbers: u64,
}

impl Hub {
    /// `seed` decides the jitter, so that a test can be played again.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            linkings: BTreeMap::new(),
            memory: BTreeMap::new(),
            budget: Budget::default(),
            polls: Polls::default(),
            counter: Counter::default(),
            random: fastrand::Rng::with_seed(seed),
            numbers: 0,
        }
    }

    /// Takes in what happened, and says what is to be done, in this order.
    pub(crate) fn step(&mut self, input: Input, now: Reading) -> Step {
        let mut turn = Turn::new(now);
        self.take(&mut turn, input);
        let wake = self.settle(&mut turn);
        Step { actions: turn.actions, wake }
    }

    /// Whether nobody listens and nothing is remembered that can matter: such a hub may be dropped.
    pub(crate) fn is_empty(&self, now: &Reading) -> bool {
        self.linkings.is_empty()
            && self.memory.values().all(|known| known.is_stale(now))
            && self.budget.is_new(now.now)
            && self.polls.may_list(now.now)
            && self.counter.is_forgotten(now.now)
    }

    /// The codes that a session that begins now would show.
    pub(crate) fn codes(&self, now: &Reading) -> Vec<(InstanceId, Code)> {
        let running = self.linkings.iter().map(|(id, linking)| (id, &linking.known));
        running
            .chain(&self.memory)
            .filter_map(|(id, known)| Some((id.clone(), known.shown(now)?.clone())))
            .collect()
    }

    /// Where each session is.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn phases(&self) -> impl Iterator<Item = (&InstanceId, super::Phase)> {
        self.linkings.iter().map(|(id, linking)| (id, linking.phase()))
    }

    fn take(&mut self, turn: &mut Turn, input: Input) {
        match input {
            Input::Wake => {}
            Input::Join { listener, client, instance, options, began, allowed_at } => self.join(
                turn,
                Listener::new(listener, client, options, began),
                &instance,
                allowed_at,
            ),
            Input::Leave(listener) => self.leave(listener),
            Input::Close(client) => self.close(turn, client),
            Input::Looked { request, result } => self.looked(turn, request, result),
            Input::Asked { request, result, allowed_at } => {
                self.asked(turn, request, result, allowed_at);
            }
            Input::Restarted { request, result } => self.restarted(turn, request, result),
            Input::Dropped { request, instance, left, allowed_at } => {
                self.cooldown(&instance, allowed_at);
                self.hears_of_drop(request, left);
            }
            Input::Cooldown { instance, allowed_at } => self.cooldown(&instance, allowed_at),
            Input::AskedElsewhere { limited } => self.asked_elsewhere(turn.now(), limited),
            Input::SawElsewhere { sent, seen } => {
                for seen in &seen {
                    self.see(turn, seen, sent);
                }
            }
            Input::CodeElsewhere { instance, status, code } => {
                self.code_elsewhere(turn, instance, &status, code);
            }
            Input::RestartElsewhere(instance) => self.restart_elsewhere(turn, &instance),
        }
    }

    pub(super) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Several listeners of one instance are one session: a late one gets its state.
    fn join(
        &mut self,
        turn: &mut Turn,
        mut listener: Listener,
        instance: &Arc<str>,
        allowed_at: Moment,
    ) {
        let id = InstanceId::new(instance);
        let age = self.number();
        let known = self.memory.remove(&id).unwrap_or_default();
        let linking = self
            .linkings
            .entry(id.clone())
            .or_insert_with(|| Linking::new(id, instance.clone(), age, turn.now(), known));
        linking.known.allowed_at = allowed_at;
        if let Some(current) = linking.sight.status.clone() {
            listener.told_status = true;
            turn.emit(listener.id, LinkEvent::Status { previous: None, current });
        }
        linking.listeners.push(listener);
    }

    fn leave(&mut self, listener: ListenerId) {
        for linking in self.linkings.values_mut() {
            linking.listeners.retain(|it| it.id != listener);
        }
    }

    /// Ends the client's own listeners and requests; the next client takes over.
    fn close(&mut self, turn: &mut Turn, client: ClientId) {
        for linking in self.linkings.values_mut() {
            linking.drop_requests(turn, Some(client));
            for listener in linking.listeners.extract_if(.., |it| it.client == client) {
                let error = Error::new(ErrorKind::Closed, "The client was closed.");
                let passed = turn.now().since(listener.joined);
                let error = error.with_attempts(linking.requests).of_call(Operation::Link, passed);
                turn.finish(listener.id, Err(error));
            }
        }
        self.polls.drop_of(turn, client, &mut self.budget);
    }

    fn asked(
        &mut self,
        turn: &mut Turn,
        request: RequestId,
        result: Result<(Status, Code), Failure>,
        allowed_at: Moment,
    ) {
        let serial = self.number();
        let Some((linking, asking)) = self.linkings.values_mut().find_map(|linking| {
            let asking = linking.posting.asking.take_if(|it| it.request == request)?;
            Some((linking, asking))
        }) else {
            let outcome = result.err().and_then(|failure| failure.error.outcome());
            return self.hears_of_drop(request, outcome != Some(Outcome::NotSent));
        };
        linking.known.allowed_at = allowed_at;
        linking.posted(turn, asking, result, &mut self.counter, serial);
    }

    fn cooldown(&mut self, instance: &InstanceId, allowed_at: Moment) {
        if let Some(linking) = self.linkings.get_mut(instance) {
            linking.known.allowed_at = allowed_at;
        }
    }

    /// The session that sent it may be over, and another one run.
    fn hears_of_drop(&mut self, request: RequestId, left: bool) {
        let running = self.linkings.values_mut().map(|linking| &mut linking.known);
        for known in running.chain(self.memory.values_mut()) {
            known.hears_of_drop(request, left);
        }
    }

    fn restarted(&mut self, turn: &mut Turn, request: RequestId, result: Result<(), Failure>) {
        let Some(linking) = self
            .linkings
            .values_mut()
            .find(|linking| matches!(linking.restart, Restart::InFlight(of, _) if of == request))
        else {
            return;
        };
        linking.restart = Restart::Used;
        match result {
            Ok(()) => linking.restart_began(turn),
            Err(failure) if Verdict::is_of_ours(&failure) => linking.lose_restart(turn.now()),
            Err(failure) => {
                let text = "The instance failed, and could not be restarted.";
                linking.failed(turn, text, Some(&failure.error));
            }
        }
    }

    /// An explicit call is counted, each time that it is sent, and its 429 is meant for polls, too.
    fn asked_elsewhere(&mut self, now: Moment, limited: Option<Duration>) {
        self.budget.ended_elsewhere(now);
        if let Some(wait) = limited {
            self.limit_polls(now, wait);
        }
    }

    pub(super) fn see(&mut self, turn: &mut Turn, seen: &Seen, sent: Moment) {
        if let Some(linking) = self.linkings.get_mut(&seen.instance) {
            linking.see(turn, seen, sent);
        } else if let Some(known) = self.memory.get_mut(&seen.instance) {
            match Stage::of(&seen.status) {
                Stage::Working => known.held = None,
                stage => {
                    if let Some(held) = &mut known.held {
                        held.doubted = stage != Stage::AwaitsScan;
                    }
                }
            }
        }
    }

    fn code_elsewhere(
        &mut self,
        turn: &mut Turn,
        instance: InstanceId,
        status: &Status,
        code: Code,
    ) {
        let serial = self.number();
        if let Some(linking) = self.linkings.get_mut(&instance) {
            if linking.known.is_as_new(&code) {
                return;
            }
            let was_down = linking.is_down();
            linking.take_new_code(turn, code, serial, was_down);
            let seen = Seen { instance, status: status.clone(), connected: Connected::Untold };
            linking.see(turn, &seen, turn.now());
            linking.trust_code();
        } else if !status.is_working() {
            let known = self.memory.entry(instance).or_default();
            if !known.is_as_new(&code) {
                known.held = Some(Held::new(code, serial, turn.now()));
            }
        }
    }

    fn restart_elsewhere(&mut self, turn: &mut Turn, instance: &InstanceId) {
        if let Some(linking) = self.linkings.get_mut(instance) {
            linking.restarts(turn);
        } else if let Some(known) = self.memory.get_mut(instance) {
            known.forget_code(turn.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::numbers::{COUNTER_FORGOTTEN, LIST_AGAIN, MINUTE};
    use super::*;

    /// What is learned of the service at the clock's start is kept for so long, and no longer.
    #[track_caller]
    fn is_kept_for(time: Duration, learn: impl FnOnce(&mut Hub, Moment)) {
        let (mut hub, mut reading) = (Hub::new(1), Reading::default());
        let start = reading.now;
        assert!(hub.is_empty(&reading));
        learn(&mut hub, start);
        let almost = time.saturating_sub(Duration::from_millis(1));
        for (passed, is_over) in [(almost, false), (time, true)] {
            reading.now = start + passed;
            assert_eq!(hub.is_empty(&reading), is_over, "after {passed:?}");
            hub.step(Input::Wake, reading);
            assert_eq!(hub.is_empty(&reading), is_over, "after {passed:?}, and a step");
        }
    }

    #[test]
    fn an_answer_that_overtakes_its_drop_says_that_the_post_had_left_unless_it_says_otherwise() {
        for (outcome, counts) in [(Outcome::Rejected, true), (Outcome::NotSent, false)] {
            let (mut hub, now) = (Hub::new(1), Reading::default());
            let (id, request) = (InstanceId::new("a"), RequestId(9));
            let post_sent = Some(now.now);
            let known = Known { post_sent, dropped: Some(request), ..Known::default() };
            hub.memory.insert(id, known);
            let error = Error::new(ErrorKind::Internal, "It failed.").with_outcome(outcome);
            let result = Err(Failure { error, hopeless: false });
            hub.step(Input::Asked { request, result, allowed_at: Moment::default() }, now);
            assert_eq!(!hub.is_empty(&now), counts, "{outcome}");
        }
    }

    #[test]
    fn polls_are_kept_while_they_count() {
        is_kept_for(MINUTE, |hub, now| hub.budget.ended(now));
        is_kept_for(MINUTE, |hub, now| hub.budget.ended_elsewhere(now));
    }

    #[test]
    fn a_429_on_a_poll_is_kept_until_there_are_as_many_as_before() {
        // Four were left; then one more each minute.
        let wait = Duration::from_secs(40);
        is_kept_for(wait + 5 * MINUTE, |hub, now| hub.budget.limited(now + wait));
    }

    #[test]
    fn that_the_list_can_t_be_had_is_kept_until_it_is_tried_again() {
        is_kept_for(LIST_AGAIN, |hub, now| hub.polls.refuse_list(now));
    }

    #[test]
    fn the_suspicion_of_a_shared_counter_is_kept_until_it_is_forgotten() {
        is_kept_for(MINUTE + COUNTER_FORGOTTEN, |hub, now| {
            hub.counter.limited(now, MINUTE, now + MINUTE, now, false);
        });
    }
}
