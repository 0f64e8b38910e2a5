//! What is allowed, once for all languages.

pub mod dues;
mod fresh;
pub mod lag;
pub mod posts;
pub mod process;
mod sessions;

use std::collections::{BTreeMap, HashMap};

use hypersender::Operation;
use hypersender::clock::Moment;
use hypersender_sandbox::Entry;
use hypersender_sandbox::wire::End;

use crate::protocol::{Command, Report};
use dues::Dues;
use fresh::Fresh;
use lag::Lags;
use posts::Posts;
use process::{Costs, Sample};
use sessions::Work;

/// What the sandboxes know, and the clients can't.
pub trait Truth {
    /// How many times as fast as the machine's clock a world's runs.
    fn speed(&self, world: usize) -> f64;
    /// The real time at which the life of a code ends, where a new code begins a new cycle.
    fn end_of_code(&self, world: usize, payload: &str) -> Option<f64>;
    /// The machine's time at a moment of a world's.
    fn real_time(&self, world: usize, moment: Moment) -> f64;
    /// How a request ended, if it has.
    fn end_of_request(&self, world: usize, number: u64) -> Option<End>;
    /// Whether a phone was linked at that real time or later.
    fn was_linked(&self, world: usize, instance: &str, since: f64) -> bool;
}

/// Hears and sees everything of one driver.
#[derive(Debug, Default)]
pub struct Rules {
    pub violations: Vec<String>,
    pub lags: Lags,
    pub dues: Dues,
    pub posts: BTreeMap<usize, Posts>,
    pub costs: Costs,
    pub requests: u64,
    /// How often each end came, and each kind of event.
    pub ends: BTreeMap<String, u64>,
    pub events: BTreeMap<String, u64>,
    work: HashMap<u64, Work>,
    clients: HashMap<u64, usize>,
    fresh: Fresh,
    settled: bool,
    most_under_way: usize,
    /// Whether what is under way has a thread each.
    pub a_thread_each: bool,
}

impl Rules {
    pub fn break_with(&mut self, violation: impl Into<String>) {
        let violation = violation.into();
        // One that repeats itself is told of some times.
        if self.violations.len() < 200 {
            self.violations.push(violation);
        }
    }

    /// A request came to the sandbox of a world.
    pub fn received(&mut self, world: usize, entry: &Entry, truth: &impl Truth) {
        self.requests += 1;
        if entry.operation == Some(Operation::RequestNewQrCode) {
            let instance = entry.instance.as_deref().unwrap_or_default();
            self.fresh.asked(world, instance, truth.real_time(world, entry.at));
        }
        // Who waits no longer for an answer may leave at the moment when it is sent.
        let waited = |instance: &str, from: Moment, to: Moment| {
            let (from, to) = (truth.real_time(world, from), truth.real_time(world, to));
            let to = to + self.lags.between(from, to);
            !self.work.values().any(|work| work.left(world, instance, from, to))
        };
        let end_of = |number| truth.end_of_request(world, number);
        let end_of = |last: &posts::Last| {
            end_of(last.number)
                .filter(|_| waited(&last.instance, last.at, last.at + last.held_back))
        };
        if let Some(wrong) = self.posts.entry(world).or_default().received(entry, end_of) {
            self.break_with(format!("world {world}: {wrong}"));
        }
    }

    /// The driver is about to be told something.
    pub fn ordered(&mut self, now: f64, command: &Command, truth: &impl Truth) {
        match command {
            Command::Client { client, world, .. } => {
                self.clients.insert(*client, *world);
            }
            Command::Link { number, client, .. } | Command::Call { number, client, .. } => {
                let world = self.clients.get(client).copied().unwrap_or_default();
                if let Some(work) = Work::ordered(command, world, truth.speed(world)) {
                    self.work.insert(*number, work);
                }
            }
            Command::Close { client } => self.closes(now, *client),
            _ => {}
        }
    }

    /// The driver told something.
    pub fn told(&mut self, report: &Report, truth: &impl Truth) {
        match report {
            Report::Begun { number, t } => self.begun(*number, *t),
            Report::Event { number, t, kind, code } => {
                *self.events.entry(kind.clone()).or_default() += 1;
                self.event(*number, *t, kind, code.as_ref(), truth);
            }
            Report::Cancelling { number, t } => self.cancelling(*number, *t),
            Report::End { number, t, end, text } => self.ended(*number, *t, end, text, truth),
            Report::Lag { t, lag } => self.lags.add(*t, *lag),
            Report::Unhandled { text } => self.break_with(format!("nobody looked at: {text}")),
            Report::Settled { .. } => self.settled = true,
        }
    }

    /// A look at the driver's process. With garbage collected, it counts for memory.
    pub fn sampled(&mut self, sample: Sample) {
        self.lags.queued(sample.t, sample.queued);
        if std::mem::take(&mut self.settled) {
            self.costs.settled(sample);
        }
        // What ended a moment ago still has its connection.
        let under_way = self.work.values().filter(|work| !work.is_over_for(2.0, sample.t)).count();
        // Threads are kept for the next ones.
        self.most_under_way = self.most_under_way.max(under_way);
        let threads = if self.a_thread_each { self.most_under_way } else { 0 };
        if let Some(wrong) = self.costs.sampled(sample, under_way, threads) {
            self.break_with(wrong);
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: f64) {
        for broken in self.dues.broken(now, &self.lags) {
            self.break_with(broken);
        }
        for broken in self.fresh.broken(now, &self.lags) {
            self.break_with(broken);
        }
        self.work.retain(|_, work| !work.is_over_for(10.0, now));
    }

    /// How much is still under way.
    pub fn under_way(&self) -> usize {
        self.work.values().filter(|work| !work.is_over()).count()
    }

    /// After everything.
    pub fn close(&mut self) {
        let open: Vec<String> = self
            .work
            .iter()
            .filter(|(_, work)| !work.is_over())
            .map(|(number, _)| format!("{number} has no end"))
            .collect();
        for it in open {
            self.break_with(it);
        }
        // What did not happen breaks no promise, and keeps none.
        if self.requests == 0 {
            self.break_with("no request came to the service");
        }
        if self.costs.settled.is_empty() {
            self.break_with("nobody looked at the memory");
        }
        if let Some(wrong) = self.costs.broken() {
            self.break_with(wrong);
        }
    }
}

#[cfg(test)]
mod tests;
