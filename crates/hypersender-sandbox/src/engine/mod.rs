//! The service as a pure, lazy machine: what it answers is a function of what was asked before
//! and of the moment. It has no clock, no timer, no task and no socket.
//!
//! What a request for a new QR code does in which status: see [`OnNewQr`].

pub(crate) mod answer;
mod code;
mod create;
mod cycle;
mod instance;
mod limiter;
mod list;
mod new_qr;
mod operations;
mod perform;
mod receive;
mod route;
mod snapshot;
mod stage;
#[cfg(test)]
mod tests;
mod tokens;
mod written;

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use hypersender::clock::Moment;

use crate::deed::{Deed, NewInstance, Outcome};
use crate::faults::Rules;
use crate::settings::{OnNewQr, Settings};
use crate::timeline::{Event, When};
use code::Shown;
use instance::Instance;
use limiter::Limiter;
pub use receive::Received;
pub(crate) use route::PREFIX;
pub use snapshot::{LastCode, Snapshot};
use tokens::Account;

/// The service.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use hypersender::clock::Moment;
/// use hypersender_sandbox::{Settings, engine::Engine};
///
/// let start = Moment::default();
/// let mut engine = Engine::new(Settings::default(), start, SystemTime::now());
/// let status = |engine: &mut Engine, after| {
///     engine.instances(start + Duration::from_secs(after))[0].status.clone()
/// };
/// assert_eq!(status(&mut engine, 159), "SCAN_QR_CODE");
/// assert_eq!(status(&mut engine, 160), "FAILED");
/// ```
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    start: Moment,
    start_wall: SystemTime,
    rng: Rng,
    accounts: Vec<Account>,
    instances: Vec<Instance>,
    limiter: Limiter,
    shown: HashMap<String, Shown>,
    rules: Rules,
    timeline: BTreeMap<(Moment, u64), Deed>,
    /// What waits for a code to be shown.
    watches: Vec<Event>,
    events: u64,
}

impl Engine {
    /// The service at its start.
    pub fn new(mut settings: Settings, start: Moment, wall: SystemTime) -> Self {
        let seed = *settings.seed.get_or_insert_with(|| fastrand::u64(..));
        let mut rng = Rng::with_seed(seed);
        let mut fixed = settings.token.clone();
        let mut account = |name: &String| Account {
            name: name.clone(),
            token: fixed.take().unwrap_or_else(|| tokens::token(&mut rng)),
        };
        let accounts = settings.accounts.iter().map(&mut account).collect();
        let mut engine = Self {
            start,
            start_wall: wall,
            rng,
            accounts,
            instances: Vec::new(),
            limiter: Limiter::default(),
            shown: HashMap::new(),
            rules: Rules::default(),
            timeline: BTreeMap::new(),
            watches: Vec::new(),
            events: 0,
            settings,
        };
        for instance in engine.settings.instances.clone() {
            engine.add_instance(&instance, start);
        }
        for rule in engine.settings.faults.clone() {
            engine.rules.add(rule);
        }
        for event in engine.settings.when.clone() {
            engine.expect(event, start);
        }
        engine
    }

    /// What it was started with; the seed is always there.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The token of an account.
    pub fn token(&self, account: &str) -> Option<&str> {
        let account = self.accounts.iter().find(|known| known.name == account);
        account.map(|account| account.token.as_str())
    }

    /// The instances as they are.
    pub fn instances(&mut self, now: Moment) -> Vec<Snapshot> {
        self.evolve(now);
        (0..self.instances.len()).map(|at| self.snapshot(at, now)).collect()
    }

    /// When something will change by itself next.
    pub(crate) fn next_change(&self, now: Moment) -> Option<Moment> {
        let planned = self.timeline.keys().next().map(|(at, _)| *at);
        let lives =
            self.instances.iter().filter_map(|it| it.next_change(now, &self.settings.codes));
        planned.into_iter().chain(lives).min()
    }

    /// The picture, a PNG, of a code that was handed out for the instance of that id or name: of
    /// the one of that number, from 1, or of the last.
    pub(crate) fn picture(&self, instance: &str, code: Option<usize>) -> Option<Vec<u8>> {
        let shown = &self.instances[self.place(Some(instance))?].shown;
        let payload = match code {
            None => shown.last()?,
            Some(number) => shown.get(number.checked_sub(1)?)?,
        };
        Some(code::picture(payload))
    }

    /// The time since its start.
    pub fn passed(&self, now: Moment) -> Duration {
        now.since(self.start)
    }

    /// The faults that are still to come.
    pub fn faults(&self) -> &[crate::faults::Rule] {
        self.rules.all()
    }

    /// The wall clock of the service: one of its own, which nobody sets.
    fn wall(&self, at: Moment) -> SystemTime {
        self.start_wall + at.since(self.start)
    }

    /// Catches up with what happens by itself.
    fn evolve(&mut self, now: Moment) {
        while let Some(next) = self.timeline.first_entry()
            && next.key().0 <= now
        {
            let ((at, _), deed) = next.remove_entry();
            self.perform_at(&deed, at);
        }
        for instance in &mut self.instances {
            instance.evolve(now, &self.settings.codes);
        }
    }

    /// Plans something.
    pub fn expect(&mut self, event: Event, now: Moment) {
        match event.when {
            When::At { at } => self.schedule(event.deed, now.max(self.start + at)),
            When::Shown { .. } => self.watches.push(event),
        }
    }

    fn schedule(&mut self, deed: Deed, at: Moment) {
        self.events += 1;
        self.timeline.insert((at, self.events), deed);
    }

    /// Does something.
    pub fn perform(&mut self, deed: &Deed, now: Moment) -> Outcome {
        self.evolve(now);
        self.perform_at(deed, now)
    }
}
