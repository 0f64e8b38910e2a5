//! The sessions of this process, by token: what one client began, another finds.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use super::machine::{ClientId, Input};
use super::station::Station;
use crate::clock::Clock;
use crate::limits::Scope;
use crate::process::Own;

/// From this many tokens on, those that nobody needs are swept out as the number doubles.
const SWEEP_AT: usize = 1024;

/// The stations of all tokens. A token that replaced another has the same one.
#[derive(Default)]
pub(crate) struct Hubs(Mutex<State>);

#[derive(Default)]
struct State {
    stations: Own<HashMap<Scope, Arc<Station>>>,
    sweep_at: usize,
}

pub(crate) fn hubs() -> &'static Hubs {
    static HUBS: LazyLock<Hubs> = LazyLock::new(Hubs::default);
    &HUBS
}

impl Hubs {
    pub(super) fn station(&self, scope: &Scope, clock: &Clock) -> Arc<Station> {
        let mut state = self.state();
        if let Some(station) = state.stations().get(scope) {
            return Arc::clone(station);
        }
        state.sweep();
        let station = Arc::new(Station::new(scope.clone(), clock.clone()));
        state.stations().insert(scope.clone(), Arc::clone(&station));
        station
    }

    /// Tells the sessions of a token what happened outside of them.
    pub(crate) fn notice(&self, scope: &Scope, clock: &Clock, input: Input) {
        self.station(scope, clock).tell(input);
    }

    /// From now on `heir` is another name of `of`.
    pub(crate) fn inherit(&self, heir: &Scope, of: &Scope) {
        let mut state = self.state();
        if let Some(station) = state.stations().get(of).cloned() {
            station.is_now(heir);
            state.stations().insert(heir.clone(), station);
        }
    }

    pub(crate) fn closed(&self, client: ClientId) {
        let stations: Vec<_> = self.state().stations().values().cloned().collect();
        for station in stations {
            station.close(client);
        }
    }

    pub(crate) fn forget(&self, base_url: &str) {
        self.state().stations().retain(|scope, _| !scope.is_at(base_url));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// In a child of `fork` the sessions of its parent are not there: nobody drives them.
    fn stations(&mut self) -> &mut HashMap<Scope, Arc<Station>> {
        self.stations.get_or_renew(HashMap::new)
    }

    fn sweep(&mut self) {
        let sweep_at = self.sweep_at.max(SWEEP_AT);
        let stations = self.stations();
        if stations.len() >= sweep_at {
            // A token that replaced another has its station, which is here by both names.
            let mut names: HashMap<_, usize> = HashMap::new();
            for station in stations.values() {
                *names.entry(Arc::as_ptr(station)).or_default() += 1;
            }
            stations.retain(|_, station| {
                // One that somebody holds, or has a word to say of, stays.
                Arc::strong_count(station) > names[&Arc::as_ptr(station)] || !station.is_empty()
            });
            self.sweep_at = 2 * stations.len();
        }
    }
}

#[cfg(test)]
mod tests;
