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
    stations: Own<HashMap<Scope, Namesakes>>,
    sweep_at: usize,
}

/// The stations of one token. It has several if both it and the one that it replaced had sessions:
/// these go on where they are, and who comes joins the first.
type Namesakes = Vec<Arc<Station>>;

pub(crate) fn hubs() -> &'static Hubs {
    static HUBS: LazyLock<Hubs> = LazyLock::new(Hubs::default);
    &HUBS
}

impl Hubs {
    pub(super) fn station(&self, scope: &Scope, clock: &Clock) -> Arc<Station> {
        Arc::clone(&self.namesakes(scope, clock)[0])
    }

    /// At least one.
    fn namesakes(&self, scope: &Scope, clock: &Clock) -> Namesakes {
        let mut state = self.state();
        if let Some(stations) = state.stations().get(scope) {
            return stations.clone();
        }
        state.sweep();
        let stations = vec![Arc::new(Station::new(scope.clone(), clock.clone()))];
        state.stations().insert(scope.clone(), stations.clone());
        stations
    }

    /// Tells the sessions of a token what happened outside of them.
    pub(crate) fn notice(&self, scope: &Scope, clock: &Clock, input: Input) {
        let stations = self.namesakes(scope, clock);
        for station in &stations[1..] {
            station.tell(input.clone());
        }
        stations[0].tell(input);
    }

    /// From now on `heir` is another name of `of`. If other clients had it before, each finds the
    /// codes that the other has.
    pub(crate) fn inherit(&self, heir: &Scope, of: &Scope) {
        let mut state = self.state();
        let Some(replaced) = state.stations().get(of).cloned() else { return };
        let namesakes = state.stations().entry(heir.clone()).or_default();
        namesakes.retain(|station| !station.is_empty());
        let before = namesakes.clone();
        let new = |station: &&Arc<Station>| !before.iter().any(|it| Arc::ptr_eq(it, station));
        let new: Vec<_> = replaced.iter().filter(new).cloned().collect();
        namesakes.extend(new.iter().cloned());
        drop(state);
        for station in &new {
            station.is_now(heir);
            for other in &before {
                station.show(&other.codes());
                other.show(&station.codes());
            }
        }
    }

    pub(crate) fn closed(&self, client: ClientId) {
        let stations: Vec<_> = self.state().stations().values().flatten().cloned().collect();
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
    fn stations(&mut self) -> &mut HashMap<Scope, Namesakes> {
        self.stations.get_or_renew(HashMap::new)
    }

    fn sweep(&mut self) {
        let sweep_at = self.sweep_at.max(SWEEP_AT);
        let stations = self.stations();
        if stations.len() >= sweep_at {
            // A token that replaced another has its station, which is here by both names.
            let mut names: HashMap<_, usize> = HashMap::new();
            for station in stations.values().flatten() {
                *names.entry(Arc::as_ptr(station)).or_default() += 1;
            }
            stations.retain(|_, namesakes| {
                // One that somebody holds, or has a word to say of, stays.
                namesakes.retain(|station| {
                    Arc::strong_count(station) > names[&Arc::as_ptr(station)] || !station.is_empty()
                });
                !namesakes.is_empty()
            });
            self.sweep_at = 2 * stations.len();
        }
    }
}

#[cfg(test)]
mod tests;
