//! A sandbox with its own pace and manners, and what happened to its instances.

use std::collections::HashMap;
use std::io;
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use hypersender::clock::Moment;
use hypersender_sandbox::deed::{Deed, Manner, NewInstance, Scan, SetStatus};
use hypersender_sandbox::wire::End;
use hypersender_sandbox::{Entry, Limits, OnNewQr, Sandbox};

use crate::clock;
use crate::lateness::Lateness;
use crate::rules::{HandedOut, Truth};

/// An account whose token stays, and one whose token is replaced now and then.
pub const STEADY: &str = "steady";
pub const ROTATING: &str = "rotating";

/// The statuses in which instances are found, and put.
pub const STATUSES: [&str; 8] = [
    "SCAN_QR_CODE",
    "FAILED",
    "STOPPED",
    "STARTING",
    "PENDING",
    "PASSKEY_REQUIRED",
    "SOMETHING_NEW",
    "WORKING",
];

/// So many instances more are made in a world.
const MADE: usize = 4;

#[derive(Debug)]
pub struct World {
    pub sandbox: Sandbox,
    pub speed: f64,
    /// Whether a new code always begins a new cycle, whose first code lives a minute.
    begins_anew: bool,
    lateness: Lateness,
    begun_with: usize,
    /// Id and account.
    pub instances: Vec<(String, &'static str)>,
    /// When a phone was last seen to be linked, in real time.
    linked: HashMap<String, f64>,
    /// Since when an instance was seen to be `WORKING` all the time, and when last.
    working: HashMap<String, (f64, f64)>,
    /// The same moment by the machine's clock and the sandbox's.
    same: (f64, Moment),
    seen: u64,
}

/// So slow is the last world that what is late by a second of its time shows.
const SLOW: f64 = 4.0;

/// The worlds of a run: the first as documented, the second with codes that go on, the third with
/// one counter for everything, and a slow one as documented.
///
/// # Errors
/// If a sandbox can't be started.
pub fn worlds(rng: &mut Rng, speed: f64) -> io::Result<Vec<World>> {
    let other = |rng: &mut Rng| f64::from(rng.u32(20..=120));
    let (second, third) = (other(rng), other(rng));
    Ok(vec![
        World::start(rng, speed, OnNewQr::Restart, Limits::default(), 12)?,
        World::start(rng, second, OnNewQr::Current, Limits::default(), 8)?,
        World::start(rng, third, OnNewQr::Refuse, Limits::shared(), 4)?,
        World::start(rng, SLOW, OnNewQr::Restart, Limits::default(), 8)?,
    ])
}

impl World {
    fn start(
        rng: &mut Rng,
        speed: f64,
        on_new_qr: OnNewQr,
        limits: Limits,
        instances: usize,
    ) -> io::Result<Self> {
        let begins_anew = on_new_qr == OnNewQr::Restart;
        let new = (0..instances).map(|at| {
            let mut new = NewInstance::named(format!("Shop {at}"));
            new.account = Some(account(at).to_owned());
            let status = if at < 4 { at % 3 } else { rng.usize(..STATUSES.len()) };
            new.status(STATUSES[status])
        });
        let new: Vec<_> = new.collect();
        let sandbox = Sandbox::builder()
            .seed(rng.u64(..))
            .speed(speed)
            .accounts([STEADY, ROTATING])
            .instances(new)
            .on_new_qr(on_new_qr)
            .limits(limits)
            .latency(Duration::from_millis(rng.u64(200..1500)))
            .accept_delay(Duration::from_millis(rng.u64(0..2000)))
            .start_blocking()?;
        let (linked, working) = (HashMap::new(), HashMap::new());
        let ids = sandbox.instances().into_iter().enumerate();
        let all = ids.map(|(at, instance)| (instance.id, account(at))).collect();
        let same = same_moment(&sandbox);
        let (lateness, begun_with) = (Lateness::of(&sandbox), instances);
        Ok(Self {
            sandbox,
            speed,
            begins_anew,
            lateness,
            begun_with,
            instances: all,
            linked,
            working,
            same,
            seen: 0,
        })
    }

    pub fn is_slow(&self) -> bool {
        self.speed <= SLOW
    }

    /// The requests that came since the last time.
    pub fn news(&mut self) -> Vec<Entry> {
        let news = self.sandbox.requests_after(self.seen);
        self.seen = news.last().map_or(self.seen, |entry| entry.number);
        self.see();
        news
    }

    /// Writes down which phones are linked now.
    fn see(&mut self) {
        let now = clock::now();
        for it in self.sandbox.instances() {
            if !self.instances.iter().any(|(known, _)| *known == it.id) {
                let account = if it.account == STEADY { STEADY } else { ROTATING };
                self.instances.push((it.id.clone(), account));
            }
            if it.status == "WORKING" {
                self.working.entry(it.id.clone()).or_insert((now, now)).1 = now;
            } else {
                self.working.remove(&it.id);
            }
            if it.linked {
                self.linked.insert(it.id, now);
            }
        }
    }

    /// Somebody does something with a phone, or to the instance.
    pub fn perform(&mut self, deed: &Deed) {
        self.see(); // before it may be another
        self.sandbox.perform(deed);
        self.see(); // before it may be again as it was
    }

    /// Somebody scans a code.
    pub fn scan(&mut self, payload: String, manner: Manner) {
        self.perform(&Deed::Scan(Scan { payload: Some(payload), manner, ..Scan::default() }));
    }

    pub fn set_status(&mut self, instance: &str, status: &str) {
        let (instance, status) = (Some(instance.to_owned()), status.to_owned());
        self.perform(&Deed::SetStatus(SetStatus { instance, status }));
    }

    /// The service's own wall clock, which nobody sets.
    pub fn wall(&self) -> SystemTime {
        self.sandbox.clock().wall()
    }

    fn wall_at(&self, moment: Moment) -> SystemTime {
        let clock = self.sandbox.clock();
        let (now, wall) = (clock.now(), clock.wall());
        wall - now.since(moment)
    }

    /// Whether there is room for one more instance.
    pub fn may_grow(&self) -> bool {
        self.instances.len() < self.begun_with + MADE
    }

    fn real_time(&self, moment: Moment) -> f64 {
        let (real, same) = self.same;
        let signed = moment.since(same).as_secs_f64() - same.since(moment).as_secs_f64();
        real + signed / self.speed
    }
}

fn account(at: usize) -> &'static str {
    if at.is_multiple_of(2) { STEADY } else { ROTATING }
}

/// Read together as closely as can be.
fn same_moment(sandbox: &Sandbox) -> (f64, Moment) {
    let pairs = (0..100).map(|_| {
        let before = clock::now();
        let moment = sandbox.clock().now();
        let after = clock::now();
        (after - before, after, moment)
    });
    let closest = pairs.min_by(|a, b| a.0.total_cmp(&b.0));
    closest.map_or((clock::now(), sandbox.clock().now()), |(_, real, moment)| (real, moment))
}

impl Truth for Vec<World> {
    fn speed(&self, world: usize) -> f64 {
        self.get(world).map_or(1.0, |world| world.speed)
    }

    fn code(&self, world: usize, payload: &str) -> Option<HandedOut> {
        let world = self.get(world)?;
        let instance = world.sandbox.instance_of_code(payload)?;
        let end = world.sandbox.end_of_code(payload).filter(|_| world.begins_anew);
        Some(HandedOut { instance, end: end.map(|end| world.real_time(end)) })
    }

    fn real_time(&self, world: usize, moment: Moment) -> f64 {
        self.get(world).map_or(0.0, |world| world.real_time(moment))
    }

    fn wall(&self, world: usize, moment: Moment) -> SystemTime {
        self.get(world).map_or(SystemTime::UNIX_EPOCH, |world| world.wall_at(moment))
    }

    fn made(&self, world: usize, entry: &Entry) -> Option<String> {
        let asked: serde_json::Value = serde_json::from_str(&entry.body).ok()?;
        let name = asked.get("name")?.as_str()?;
        let all = self.get(world)?.sandbox.instances();
        all.into_iter().find(|it| it.name == name).map(|it| it.id)
    }

    fn late(&self, world: usize, t: f64) -> f64 {
        self.get(world).map_or(0.0, |world| world.lateness.before(t))
    }

    fn end_of_request(&self, world: usize, number: u64) -> Option<(End, f64)> {
        let world = self.get(world)?;
        let entry = world.sandbox.request(number)?;
        Some((entry.end?, world.real_time(entry.ended?)))
    }

    fn linked_at(&self, world: usize, account: &str, t: f64) -> Vec<String> {
        let Some(world) = self.get(world) else { return Vec::new() };
        let of = |id: &String| world.instances.iter().any(|(it, its)| it == id && *its == account);
        let then = world
            .working
            .iter()
            .filter(|(id, (since, last))| (since..=last).contains(&&t) && of(id));
        then.map(|(id, _)| id.clone()).collect()
    }

    fn was_linked(&self, world: usize, instance: &str, since: f64) -> bool {
        let Some(world) = self.get(world) else { return false };
        let now = world.sandbox.instances().into_iter().any(|it| it.id == instance && it.linked);
        now || world.linked.get(instance).is_some_and(|last| *last >= since)
    }
}
