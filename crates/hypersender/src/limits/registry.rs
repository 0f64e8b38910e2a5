//! The process-wide memory of cooldowns and of requests under way.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::flight::{Departed, Flight, Place};
use super::scope::Scope;
use crate::clock::Moment;
use crate::process::Own;
use crate::progress::Progress;

/// From this many cooldowns on, those that are over are swept out as the number doubles.
const SWEEP_AT: usize = 1024;

/// One instance as one token sees it. Ids are compared without case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    scope: Scope,
    instance: String,
}

impl Key {
    pub(super) fn new(scope: &Scope, instance: &str) -> Self {
        Self { scope: scope.clone(), instance: instance.to_ascii_lowercase() }
    }
}

pub(super) struct Registry(Mutex<State>);

#[derive(Default)]
struct State {
    cooldowns: HashMap<Key, Moment>,
    flights: Own<HashMap<Key, Departed>>,
    sweep_at: usize,
}

pub(super) fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry(Mutex::default()));
    &REGISTRY
}

impl Registry {
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.see_whose_it_is();
        state
    }

    /// No POST for `instance` before `until`. What the server said replaces what was known; what is
    /// only guessed does not shorten it.
    pub(super) fn cool(&self, scope: &Scope, instance: &str, until: Moment, known: bool) {
        let mut state = self.state();
        let slot = state.cooldowns.entry(Key::new(scope, instance)).or_insert(until);
        *slot = if known { until } else { until.max(*slot) };
        state.sweep(scope, until);
    }

    pub(super) fn cooldown(&self, scope: &Scope, instance: &str, now: Moment) -> Duration {
        self.state().cooldown(&Key::new(scope, instance), now)
    }

    pub(super) fn board(
        &self,
        key: Key,
        now: Moment,
        deadline: Moment,
        begin: impl FnOnce() -> Flight,
    ) -> Place {
        let mut state = self.state();
        let departed = state.flights().get(&key);
        if let Some(flight) = departed.and_then(|departed| departed.join(deadline)) {
            return Place::Aboard(flight);
        }
        let just_left = departed.and_then(Departed::just_left).unwrap_or_default();
        let left = state.cooldown(&key, now).max(just_left);
        if !left.is_zero() {
            return Place::Cooling(left);
        }
        let flight = begin();
        state.flights().insert(key, flight.departed());
        Place::Aboard(flight)
    }

    pub(super) fn flight(&self, key: &Key) -> Option<Departed> {
        self.state().flights().get(key).cloned()
    }

    /// A flight is over, under whatever tokens it was known.
    pub(super) fn land(&self, progress: &Weak<Progress>) {
        self.state().flights().retain(|_, departed| !departed.is(progress));
    }

    /// `heir` takes over what is known of `of`, which stays.
    pub(super) fn inherit(&self, heir: &Scope, of: &Scope) {
        let mut state = self.state();
        let inherited: Vec<_> = state
            .cooldowns
            .iter()
            .filter(|(key, _)| key.scope == *of)
            .map(|(key, until)| (Key { scope: heir.clone(), ..key.clone() }, *until))
            .collect();
        for (key, until) in inherited {
            let slot = state.cooldowns.entry(key).or_insert(until);
            *slot = until.max(*slot);
        }
        let under_way: Vec<_> = state
            .flights()
            .iter()
            .filter(|(key, _)| key.scope == *of)
            .map(|(key, departed)| (Key { scope: heir.clone(), ..key.clone() }, departed.clone()))
            .collect();
        for (key, departed) in under_way {
            state.flights().entry(key).or_insert(departed);
        }
    }

    pub(super) fn forget(&self, base_url: &str) {
        let mut state = self.state();
        state.cooldowns.retain(|key, _| !key.scope.is_at(base_url));
        state.flights().retain(|key, _| !key.scope.is_at(base_url));
    }
}

impl State {
    /// In a child of `fork` the minutes go on. What its parent was asking for when it forked will
    /// never be answered here, and has begun a minute.
    fn see_whose_it_is(&mut self) {
        let Some(lost) = self.flights.of_another_process() else { return };
        for (key, departed) in lost {
            let until = departed.lost_until();
            let slot = self.cooldowns.entry(key.clone()).or_insert(until);
            *slot = until.max(*slot);
        }
        self.flights();
    }

    fn flights(&mut self) -> &mut HashMap<Key, Departed> {
        self.flights.get_or_renew(HashMap::new)
    }

    fn cooldown(&self, key: &Key, now: Moment) -> Duration {
        self.cooldowns.get(key).map(|until| until.since(now)).unwrap_or_default()
    }

    /// Keeps the memory bounded by the instances of the last hour. A cooldown is at most an hour
    /// and a second long, so one that ends that long before `newest` is over.
    fn sweep(&mut self, scope: &Scope, newest: Moment) {
        if self.cooldowns.len() > self.sweep_at.max(SWEEP_AT) {
            let over = newest.earlier(Duration::from_secs(3601));
            self.cooldowns.retain(|key, until| !key.scope.same_clock(scope) || *until > over);
            self.sweep_at = 2 * self.cooldowns.len();
        }
    }
}

impl Scope {
    /// How long no code may be asked for.
    pub(crate) fn qr_cooldown(&self, instance: &str, now: Moment) -> Duration {
        registry().cooldown(self, instance, now)
    }

    /// Whether a code is being asked for.
    pub(crate) fn is_asking(&self, instance: &str) -> bool {
        // What is found is let go of when the registry is free again: it may be the last of it.
        let flight = registry().flight(&Key::new(self, instance));
        flight.is_some_and(|flight| flight.is_under_way())
    }

    /// Takes over what is known of the token that this one replaces.
    pub(crate) fn inherit(&self, replaced: &Self) {
        registry().inherit(self, replaced);
        crate::link::inherit(self, replaced);
    }

    /// The minute that holds for `instance` holds for another token of it as well.
    pub(crate) fn share_cooldown(&self, instance: &str, with: &Self, now: Moment) {
        let left = self.qr_cooldown(instance, now);
        if !left.is_zero() {
            registry().cool(with, instance, now + left, true);
        }
    }
}

#[cfg(test)]
mod tests;
