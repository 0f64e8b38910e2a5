//! What is allowed, once for all languages.

pub mod dues;
mod fresh;
pub mod lag;
mod linked;
pub mod memory;
pub mod posts;
pub mod process;
mod sessions;
mod shown;
mod unasked;
mod waits;

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use hypersender::Operation;
use hypersender::clock::Moment;
use hypersender_sandbox::Entry;
use hypersender_sandbox::wire::End;

use crate::options::Injected;
use crate::protocol::{Command, Report};
use dues::Dues;
use fresh::Fresh;
use lag::Lags;
use linked::Look;
use posts::{Posts, Sent};
use process::{Costs, Sample};
use sessions::Work;

/// What the sandboxes know, and the clients can't.
pub trait Truth {
    /// How many times as fast as the machine's clock a world's runs.
    fn speed(&self, world: usize) -> f64;
    /// A code that the service has handed out.
    fn code(&self, world: usize, payload: &str) -> Option<HandedOut>;
    /// The machine's time at a moment of a world's.
    fn real_time(&self, world: usize, moment: Moment) -> f64;
    /// The service's wall clock at a moment of a world's.
    fn wall(&self, world: usize, moment: Moment) -> SystemTime;
    /// The instance that a request has made.
    fn made(&self, world: usize, entry: &Entry) -> Option<String>;
    /// How long before it was read, at that real time, a request may have been sent.
    fn late(&self, world: usize, t: f64) -> f64;
    /// How a request ended, and at which real time, if it has.
    fn end_of_request(&self, world: usize, number: u64) -> Option<(End, f64)>;
    /// The instances of an account that were `WORKING` at that real time, with nothing between.
    fn linked_at(&self, world: usize, account: &str, t: f64) -> Vec<String>;
    /// Whether a phone was linked at that real time or later.
    fn was_linked(&self, world: usize, instance: &str, since: f64) -> bool;
}

/// A code as the service knows it.
#[derive(Debug)]
pub struct HandedOut {
    pub instance: String,
    /// The real time at which its life ends, where a new code begins a new cycle.
    pub end: Option<f64>,
}

/// Whose sessions and calls are whose.
#[derive(Debug, Clone, Copy, Default)]
struct Client {
    world: usize,
    /// For its token, which may be another each time.
    asks: bool,
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
    /// How many codes died on show, in each world.
    pub died: BTreeMap<usize, u64>,
    work: HashMap<u64, Work>,
    clients: HashMap<u64, Client>,
    fresh: Fresh,
    /// Looks that are not answered yet, and say that something is linked.
    looks: Vec<Look>,
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

    /// Whether something that was done wrong is among what is wrong.
    pub fn has_noticed(&self, injected: Injected) -> bool {
        self.violations.iter().any(|it| injected.is_noticed_by(it))
    }

    /// How many times as fast as the machine's the clock of a session or a call runs.
    pub fn speed_of(&self, number: u64) -> f64 {
        self.work.get(&number).map_or(1.0, |work| work.speed)
    }

    /// A request came to the sandbox of a world.
    pub fn received(&mut self, world: usize, entry: &Entry, truth: &impl Truth) {
        self.requests += 1;
        let asked = match entry.operation {
            Some(Operation::RequestNewQrCode) => entry.instance.clone(),
            Some(Operation::CreateInstance) => truth.made(world, entry),
            _ => None,
        };
        if let Some(instance) = asked {
            self.fresh.asked(world, &instance, truth.real_time(world, entry.at));
        }
        let late = |last: &posts::Last| truth.late(world, truth.real_time(world, last.at));
        // Who waits no longer for an answer may leave at the moment when it is sent.
        let waited = |last: &posts::Last| {
            let (from, to) = (last.at, last.at + last.held_back);
            let (from, to) = (truth.real_time(world, from), truth.real_time(world, to));
            let (from, to) = (from - late(last), to + self.lags.between(from, to));
            !self.work.values().any(|work| work.left(world, &last.instance, from, to))
        };
        let speed = truth.speed(world);
        let sent = |last: &posts::Last| Sent {
            late: Duration::from_secs_f64(late(last) * speed),
            end: truth
                .end_of_request(world, last.number)
                .filter(|_| waited(last))
                .map(|(end, _)| end),
        };
        let unasked = self.unasked(world, entry, truth);
        self.looks.extend(Look::of(world, entry, truth));
        if let Some(wrong) =
            self.posts.entry(world).or_default().received(entry, truth.wall(world, entry.at), sent)
        {
            self.break_with(format!("world {world}: {wrong}"));
        }
        if let Some(wrong) = unasked {
            self.break_with(wrong);
        }
    }

    /// The driver is about to be told something.
    pub fn ordered(&mut self, now: f64, command: &Command, truth: &impl Truth) {
        match command {
            Command::Client { client, world, asks, .. } => {
                self.clients.insert(*client, Client { world: *world, asks: *asks });
            }
            Command::Link { number, client, .. } | Command::Call { number, client, .. } => {
                let client = self.clients.get(client).copied().unwrap_or_default();
                let speed = truth.speed(client.world);
                if let Some(work) = Work::ordered(command, client, speed) {
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
    pub fn sampled(&mut self, mut sample: Sample) {
        self.lags.queued(sample.t, std::mem::take(&mut sample.queued));
        if std::mem::take(&mut self.settled) {
            self.costs.memory.seen(sample.t, sample.rss_kib);
        }
        // What ended a moment ago still has its connection.
        let under_way = self.work.values().filter(|work| !work.is_over_for(2.0, sample.t)).count();
        // Threads are kept for the next ones.
        self.most_under_way = self.most_under_way.max(under_way);
        let threads = if self.a_thread_each { self.most_under_way } else { 0 };
        if let Some(wrong) = self.costs.sampled(&sample, under_way, threads) {
            self.break_with(wrong);
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: f64, truth: &impl Truth) {
        self.answered(truth);
        for broken in self.dues.broken(now, &self.lags) {
            self.break_with(broken);
        }
        for broken in self.fresh.broken(now, &self.lags) {
            self.break_with(broken);
        }
        if let Some(broken) = self.lags.always_late() {
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
        if let Some(wrong) = self.costs.memory.broken() {
            self.break_with(wrong);
        }
    }
}

#[cfg(test)]
mod tests;
