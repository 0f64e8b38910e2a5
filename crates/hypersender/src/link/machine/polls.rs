//! The polls of a token: the list for many, health for one (rule 8).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::action::{Action, Target, Turn};
use super::budget::{Budget, Claim};
use super::hub::Hub;
use super::input::{ClientId, Failure, InstanceId, RequestId, Seen};
use super::linking::Linking;
use super::looks::{Due, Rank, Shape, jittered};
use super::numbers::{
    DROP_POLL_BEFORE, FIRST_LOOK_GAP, LIST_AGAIN, MINUTE, NO_POLL_BEFORE, ONE_SECOND,
    POLL_DEADLINE, STREAM_GAP,
};
use super::verdict::Verdict;
use crate::clock::{Moment, Reading};
use crate::{Error, Operation};

/// What is in flight: polls never overlap.
#[derive(Debug, Default)]
pub(super) struct Polls {
    in_flight: Option<InFlight>,
    /// The list may not be had by this token, as far as is known, until then.
    no_list_until: Option<Moment>,
    /// How much of the jitter the next poll gets, from 0 to 1.
    jitter: f64,
}

#[derive(Debug)]
struct InFlight {
    request: RequestId,
    client: ClientId,
    sent: Moment,
    subject: Subject,
}

/// Whom a poll asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    List,
    One(InstanceId),
}

/// A poll that could go.
#[derive(Debug)]
struct Candidate {
    subject: Subject,
    due: Due,
    /// When the budget has room for it, from when it is due.
    at: Option<Moment>,
    last: Option<Moment>,
    age: u64,
}

/// The moments at which a poll may go.
struct Room {
    before_post: Option<Moment>,
    first: Option<Moment>,
    others: Option<Moment>,
}

impl Polls {
    /// Whether the list may be had, as far as is known.
    pub(super) fn may_list(&self, now: Moment) -> bool {
        self.no_list_until.is_none_or(|until| until <= now)
    }

    pub(super) fn refuse_list(&mut self, now: Moment) {
        self.no_list_until = Some(now + LIST_AGAIN);
    }

    fn drop(&mut self, turn: &mut Turn, budget: &mut Budget) {
        if let Some(look) = self.in_flight.take() {
            budget.ended(turn.now());
            turn.act(Action::Drop { request: look.request });
        }
    }

    pub(super) fn drop_of(&mut self, turn: &mut Turn, client: ClientId, budget: &mut Budget) {
        if self.in_flight.as_ref().is_some_and(|it| it.client == client) {
            self.drop(turn, budget);
        }
    }
}

impl Hub {
    /// A poll ended.
    pub(super) fn looked(
        &mut self,
        turn: &mut Turn,
        request: RequestId,
        result: Result<Vec<Seen>, Failure>,
    ) {
        let Some(look) = self.polls.in_flight.take_if(|it| it.request == request) else {
            return;
        };
        self.budget.ended(turn.now());
        match (result, look.subject) {
            (Ok(all), subject) => {
                for seen in &all {
                    self.see(turn, seen, look.sent);
                }
                if subject == Subject::List {
                    self.note_unlisted(turn, &all, look.sent);
                }
            }
            (Err(failure), Subject::One(instance)) => {
                let verdict = Verdict::of_health(&failure);
                let again = self.again(turn, verdict, &failure.error);
                if let Some(linking) = self.linkings.get_mut(&instance) {
                    linking.look_failed(turn, &failure, verdict, Operation::Health, again);
                }
            }
            (Err(failure), Subject::List) => self.list_failed(turn, &failure),
        }
    }

    fn list_failed(&mut self, turn: &mut Turn, failure: &Failure) {
        let now = turn.now();
        let verdict = Verdict::of_list(failure);
        if verdict == Verdict::NoList {
            return self.polls.refuse_list(now);
        }
        let again = self.again(turn, verdict, &failure.error);
        for linking in self.linkings.values_mut().filter(|it| it.is_listed(now)) {
            linking.look_failed(turn, failure, verdict, Operation::ListInstances, again);
        }
    }

    /// An instance that the list doesn't name is asked for its health.
    fn note_unlisted(&mut self, turn: &mut Turn, all: &[Seen], sent: Moment) {
        let named: BTreeSet<_> = all.iter().map(|seen| &seen.instance).collect();
        for linking in self.linkings.values_mut() {
            if linking.started <= sent && !named.contains(&linking.id) {
                linking.unlisted_until = Some(turn.now() + LIST_AGAIN);
            }
        }
    }

    fn again(&mut self, turn: &Turn, verdict: Verdict, error: &Error) -> Moment {
        match verdict {
            Verdict::Limited => self.limit_polls(turn.now(), error.retry_after().unwrap_or(MINUTE)),
            _ => turn.now(),
        }
    }

    /// 429 on a look: no poll before the moment that it names.
    pub(super) fn limit_polls(&mut self, now: Moment, wait: Duration) -> Moment {
        let until = now + wait + ONE_SECOND;
        self.budget.limited(until);
        until
    }

    /// Ends a poll that nobody waits for any more, or that stands in the way of a POST (rule 9).
    pub(super) fn drop_poll(&mut self, turn: &mut Turn) {
        let Some(look) = &self.polls.in_flight else {
            return;
        };
        let now = turn.now();
        let is_wanted = match &look.subject {
            Subject::List => !self.linkings.is_empty(),
            Subject::One(instance) => self.linkings.contains_key(instance),
        };
        let is_in_the_way = self.counter.quiet_until(now).is_some()
            || self.next_post_first(&turn.reading).is_some_and(|at| at <= now + DROP_POLL_BEFORE);
        if !is_wanted || is_in_the_way {
            self.polls.drop(turn, &mut self.budget);
        }
    }

    /// Sends the poll that is due, if there is one and the budget has room. Returns when the next
    /// could go, if none is in flight then.
    pub(super) fn start_poll(&mut self, turn: &mut Turn) -> Option<Moment> {
        let now = turn.now();
        if self.polls.in_flight.is_some() {
            return None;
        }
        let mut candidates = self.candidates(&turn.reading);
        if candidates.is_empty() {
            return None;
        }
        let room = self.room(&turn.reading);
        for candidate in &mut candidates {
            candidate.at = room.at(candidate.due.rank).map(|room| room.max(candidate.due.at));
        }
        if !self.holds_polls(&turn.reading) {
            let ready = candidates.iter().filter(|it| it.at.is_some_and(|at| at <= now));
            if let Some(next) = ready.min_by_key(|it| (it.due.rank, it.last, it.age)) {
                let subject = next.subject.clone();
                self.send_poll(turn, subject);
                return None;
            }
        }
        candidates.iter().filter_map(|it| it.at).min()
    }

    fn send_poll(&mut self, turn: &mut Turn, subject: Subject) {
        let now = turn.now();
        let (client, target) = match &subject {
            Subject::List => (self.oldest_client(), Target::List),
            Subject::One(instance) => {
                let linking = &self.linkings[instance];
                (linking.client(), Target::Health(linking.asked_for.clone()))
            }
        };
        let Some(client) = client else { return };
        let request = RequestId(self.number());
        for linking in self.linkings.values_mut() {
            let is_asked = match &subject {
                Subject::List => linking.is_listed(now),
                Subject::One(instance) => linking.id == *instance,
            };
            linking.requests += u32::from(is_asked);
        }
        self.budget.sent(now);
        self.polls.jitter = self.random.f64();
        self.polls.in_flight = Some(InFlight { request, client, sent: now, subject });
        turn.act(Action::Look { request, client, target, deadline: now + POLL_DEADLINE });
    }

    /// When a poll in flight has to make way for a POST.
    pub(super) fn next_drop(&self, now: &Reading) -> Option<Moment> {
        self.polls.in_flight.as_ref()?;
        let post = self.next_post_first(now)?;
        Some(post.earlier(DROP_POLL_BEFORE))
    }

    /// No poll starts when a POST has to be first in the counter's minute (rule 9); but one a minute
    /// always stays.
    fn holds_polls(&self, now: &Reading) -> bool {
        let post = self.next_post_first(now);
        post.is_some_and(|at| at <= now.now + NO_POLL_BEFORE) && !self.budget.is_silent(now.now)
    }

    /// When the budget has room.
    fn room(&self, now: &Reading) -> Room {
        let keep_one = self.linkings.values().any(|it| it.will_ask_soon(now));
        let claim = |rank| Claim {
            rank,
            keep_one,
            gap: match rank {
                _ if self.linkings.len() < 2 => Duration::ZERO,
                Rank::First if self.budget.is_slack(now.now) => FIRST_LOOK_GAP,
                _ => jittered(STREAM_GAP, self.polls.jitter),
            },
        };
        Room {
            before_post: self.budget.ready(now.now, claim(Rank::BeforePost)),
            first: self.budget.ready(now.now, claim(Rank::First)),
            others: self.budget.ready(now.now, claim(Rank::InTurn)),
        }
    }

    /// One poll for all that the list serves, and one for each other instance.
    fn candidates(&self, now: &Reading) -> Vec<Candidate> {
        let uses_list = self.uses_list(now.now);
        let is_served = |it: &Linking| uses_list && it.is_listed(now.now);
        let others = self.linkings.values().filter(|it| !is_served(it)).count();
        let streams = others + usize::from(uses_list);
        let sharers = u32::try_from(streams).unwrap_or(u32::MAX);
        let wants_quiet = self.counter.wants_quiet() && self.may_fall_quiet();
        // The list is as urgent as any of those that it serves.
        let mut listed: BTreeMap<Rank, Candidate> = BTreeMap::new();
        let mut candidates = Vec::new();
        for linking in self.linkings.values() {
            let shape = Shape {
                is_listed: is_served(linking),
                sharers,
                jitter: self.polls.jitter,
                posts_first: self.counter.post_first(linking.posting.was_limited),
                wants_quiet,
            };
            let Some(due) = linking.next_look(now, shape) else {
                continue;
            };
            let candidate = |subject, due| Candidate {
                subject,
                due,
                at: None,
                last: linking.sight.last_poll,
                age: linking.age,
            };
            let one = || Subject::One(linking.id.clone());
            if !is_served(linking) {
                candidates.push(candidate(one(), due));
                continue;
            }
            if listed.get(&due.rank).is_none_or(|earliest| due.at < earliest.due.at) {
                listed.insert(due.rank, candidate(Subject::List, due));
            }
            if linking.wonders_if_linked(now.now) {
                let (at, rank) = (now.now, Rank::First);
                candidates.push(candidate(one(), Due { at, rank }));
            }
        }
        candidates.extend(listed.into_values());
        candidates
    }

    /// From two instances on the list serves all that it names.
    fn uses_list(&self, now: Moment) -> bool {
        self.polls.may_list(now)
            && self.linkings.values().filter(|it| it.is_listed(now)).count() > 1
    }

    fn oldest_client(&self) -> Option<ClientId> {
        let listeners = self.linkings.values().flat_map(|it| &it.listeners);
        listeners.min_by_key(|it| (it.joined, it.id)).map(|it| it.client)
    }
}

impl Room {
    fn at(&self, rank: Rank) -> Option<Moment> {
        match rank {
            Rank::BeforePost => self.before_post,
            Rank::First => self.first,
            Rank::CodeOrScan | Rank::InTurn => self.others,
        }
    }
}

impl Linking {
    fn is_listed(&self, now: Moment) -> bool {
        self.unlisted_until.is_none_or(|until| until <= now)
    }
}
