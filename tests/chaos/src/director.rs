//! What happens next, at random: the same for each language, from the same seed, as far as what
//! happened before was the same.

use std::collections::BTreeMap;

use fastrand::Rng;
use hypersender_sandbox::deed::{Deed, Named};
use serde_json::{Map, Value, json};

use crate::faults;
use crate::person::{self, Plan};
use crate::protocol::{Command, How, Report};
use crate::world::{ROTATING, STATUSES, STEADY, World};

/// How much is under way at once.
const SESSIONS: usize = 24;
/// Of these in a slow world, where all takes long.
const SLOW_SESSIONS: usize = 8;
const CALLS: usize = 12;
const STEADY_CLIENTS: usize = 3;

#[derive(Debug)]
pub struct Director {
    rng: Rng,
    next: u64,
    clients: Vec<Client>,
    under_way: BTreeMap<u64, Kind>,
    plans: Vec<Plan>,
}

#[derive(Debug)]
struct Client {
    number: u64,
    world: usize,
    account: &'static str,
}

#[derive(Debug)]
enum Kind {
    Session { world: usize, instance: String, client: u64 },
    Call,
}

impl Director {
    pub fn new(rng: Rng) -> Self {
        let (clients, plans) = (Vec::new(), Vec::new());
        Self { rng, next: 1, clients, under_way: BTreeMap::new(), plans }
    }

    /// What a run begins with.
    pub fn begin(&mut self, worlds: &[World]) -> Vec<Command> {
        let clocks = worlds.iter().enumerate();
        let mut commands: Vec<Command> =
            clocks.map(|(world, it)| Command::Clock { world, speed: it.speed }).collect();
        for world in 0..worlds.len() {
            for account in [ROTATING, STEADY, STEADY] {
                commands.push(self.new_client(worlds, world, account));
            }
        }
        commands
    }

    /// What a run ends with: most end by their clients' being closed.
    pub fn end(&mut self) -> Vec<Command> {
        // What a client has begun that was forgotten is closed by nobody.
        let forgotten = |kind: &Kind| match kind {
            Kind::Session { client, .. } => self.clients.iter().all(|it| it.number != *client),
            Kind::Call => false,
        };
        let under_way = self.under_way.iter().enumerate();
        let cancelled = under_way.filter(|(at, (_, kind))| at % 3 == 0 || forgotten(kind));
        let mut commands: Vec<_> = cancelled
            .map(|(_, (number, _))| Command::Cancel { number: *number, itself: false })
            .collect();
        commands.extend(self.clients.drain(..).map(|it| Command::Close { client: it.number }));
        commands
    }

    /// What was seen changes what can be done.
    pub fn told(&mut self, now: f64, report: &Report, worlds: &[World]) {
        match report {
            Report::End { number, .. } => {
                self.under_way.remove(number);
            }
            Report::Event { number, kind, code: Some(code), .. } if kind == "qr_code" => {
                let Some(Kind::Session { world, instance, .. }) = self.under_way.get(number) else {
                    return;
                };
                let speed = worlds[*world].speed;
                self.plans.extend(person::plan(
                    &mut self.rng,
                    now,
                    *world,
                    speed,
                    instance,
                    &code.payload,
                ));
            }
            _ => {}
        }
    }

    /// What people planned, and now do.
    pub fn people(&mut self, now: f64, worlds: &mut [World]) {
        for plan in self.plans.extract_if(.., |plan| plan.at <= now) {
            plan.happen(worlds);
        }
    }

    /// The next thing.
    pub fn act(&mut self, worlds: &mut [World]) -> Option<Command> {
        let world = [0, 0, 0, 1, 1, 2, 3][self.rng.usize(..7)];
        match self.rng.u8(..100) {
            0..35 => self.link(worlds, world),
            35..62 => self.call(worlds, world),
            62..74 => self.cancel(worlds),
            74..86 => {
                let rule = faults::rule(&mut self.rng, worlds[world].wall());
                worlds[world].sandbox.perform(&Deed::Fault(rule));
                None
            }
            86..92 => {
                let (instance, _) = self.instance(&worlds[world]);
                let status = STATUSES[self.rng.usize(..STATUSES.len())];
                worlds[world].set_status(&instance, status);
                None
            }
            92..94 => {
                let (instance, _) = self.instance(&worlds[world]);
                let named = Named { instance: Some(instance) };
                worlds[world].perform(&Deed::Restart(named));
                None
            }
            94..96 => Some(self.replace_token(worlds, world)),
            98 => Some(Command::Sleep { world, seconds: f64::from(self.rng.u32(1..600)) }),
            97 => {
                // Up to two hours, either way.
                let seconds = f64::from(self.rng.i32(-7200..=7200));
                Some(Command::SetWall { world, seconds })
            }
            96 => {
                worlds[world].sandbox.perform(&Deed::ClearFaults);
                None
            }
            _ => self.close_or_open(worlds, world),
        }
    }

    /// Asks for a code within the minute, twice, which no client of its own accord does.
    pub fn early_post(&mut self, worlds: &[World]) -> Vec<Command> {
        let client = self.clients.iter().find(|it| it.account == STEADY && it.world == 0);
        let Some(client) = client.map(|it| it.number) else { return Vec::new() };
        let (instance, _) = worlds[0].instances[0].clone();
        let options = object(&json!({ "cooldown": "off" }));
        let mut call = || Command::Call {
            number: self.number(Kind::Call),
            client,
            operation: "request_new_qr_code".to_owned(),
            arguments: object(&json!({ "instance": instance })),
            options: options.clone(),
        };
        vec![call(), call()]
    }

    fn number(&mut self, kind: Kind) -> u64 {
        self.next += 1;
        self.under_way.insert(self.next, kind);
        self.next
    }

    fn instance(&mut self, world: &World) -> (String, &'static str) {
        world.instances[self.rng.usize(..world.instances.len())].clone()
    }

    fn client_of(&mut self, world: usize, account: &str) -> Option<u64> {
        // Now and then one who may not see the instance.
        let wrong = self.rng.u8(..40) == 0;
        let fits = |it: &&Client| it.world == world && (it.account == account) != wrong;
        let fitting: Vec<u64> = self.clients.iter().filter(fits).map(|it| it.number).collect();
        (!fitting.is_empty()).then(|| fitting[self.rng.usize(..fitting.len())])
    }

    fn link(&mut self, worlds: &[World], world: usize) -> Option<Command> {
        let sessions = |only: Option<usize>| {
            let worlds = self.under_way.values().filter_map(|it| match it {
                Kind::Session { world, .. } => Some(*world),
                Kind::Call => None,
            });
            worlds.filter(|it| only.is_none_or(|only| *it == only)).count()
        };
        let most_here = if worlds[world].is_slow() { SLOW_SESSIONS } else { SESSIONS };
        if sessions(None) >= SESSIONS || sessions(Some(world)) >= most_here {
            return None;
        }
        let (instance, account) = self.instance(&worlds[world]);
        let client = self.client_of(world, account)?;
        let rng = &mut self.rng;
        let mut options = object(&json!({
            "timeout": rng.u32(30..900),
            "max_qr_codes": rng.u32(1..=6),
            "qr_lifetime": rng.u32(20..=60),
            "restart_on_failed": rng.bool(),
        }));
        options.retain(|_, _| rng.u8(..3) > 0);
        let slow = worlds[world].is_slow();
        if slow {
            // That codes die, and are looked at when they do, is what it is for.
            options.insert("qr_lifetime".to_owned(), json!(rng.u32(20..=30)));
            options.insert("timeout".to_owned(), json!(rng.u32(120..900)));
        }
        let how = match rng.u8(..6) {
            0 if !slow => How::Wait,
            1 => How::Both,
            _ => How::Read,
        };
        let leave = (how != How::Wait && rng.u8(..8) == 0).then(|| rng.u32(1..8));
        let pause =
            if rng.u8(..6) == 0 && !slow { f64::from(rng.u8(10..100)) / 100.0 } else { 0.0 };
        let number = self.number(Kind::Session { world, instance: instance.clone(), client });
        Some(Command::Link { number, client, instance, options, how, pause, leave })
    }

    fn call(&mut self, worlds: &[World], world: usize) -> Option<Command> {
        let calls = self.under_way.values().filter(|it| matches!(it, Kind::Call));
        if calls.count() >= CALLS {
            return None;
        }
        let (instance, account) = self.instance(&worlds[world]);
        let client = self.client_of(world, account)?;
        let rng = &mut self.rng;
        let mut options = Map::new();
        if rng.bool() {
            options.insert("timeout".to_owned(), json!(f64::from(rng.u32(1..300)) / 10.0));
        }
        let one = json!({ "instance": instance });
        let (operation, arguments) = match rng.u8(..10) {
            0..3 => ("health", one),
            3..5 => ("list_instances", json!({})),
            5 => ("restart", one),
            6 if worlds[world].may_grow() => {
                let made = rng.u32(1_000_000..10_000_000);
                let (phone, name) = (format!("+4930{made}"), format!("Made {made}"));
                ("create_instance", json!({ "phone": phone, "name": name }))
            }
            _ => {
                if rng.u8(..3) > 0 {
                    options.insert("cooldown".to_owned(), json!("wait"));
                    options.insert("max_wait".to_owned(), json!(rng.u32(1..120)));
                }
                ("request_new_qr_code", one)
            }
        };
        let (operation, arguments) = (operation.to_owned(), object(&arguments));
        let number = self.number(Kind::Call);
        Some(Command::Call { number, client, operation, arguments, options })
    }

    fn cancel(&mut self, worlds: &[World]) -> Option<Command> {
        // In a slow world most of them would be cancelled before anything has happened.
        let slow = self.rng.u8(..8) == 0;
        let fits = |kind: &Kind| match kind {
            Kind::Session { world, .. } => slow || !worlds[*world].is_slow(),
            Kind::Call => true,
        };
        let fitting = self.under_way.iter().filter(|(_, kind)| fits(kind));
        let numbers: Vec<u64> = fitting.map(|(number, _)| *number).collect();
        let number = (!numbers.is_empty()).then(|| numbers[self.rng.usize(..numbers.len())])?;
        Some(Command::Cancel { number, itself: self.rng.bool() })
    }

    /// The service takes a token back. Its owner's vault has the new one, or none for a while.
    fn replace_token(&mut self, worlds: &[World], world: usize) -> Command {
        let sandbox = &worlds[world].sandbox;
        let account = Some(ROTATING.to_owned());
        let sealed = self.rng.u8(..4) == 0;
        if !sealed && self.rng.bool() {
            sandbox.perform(&Deed::ReplaceToken { account });
        }
        let token = (!sealed).then(|| sandbox.account_token(ROTATING)).flatten();
        let client = self.clients.iter().find(|it| it.world == world && it.account == ROTATING);
        Command::Token { client: client.map_or(0, |it| it.number), token }
    }

    fn close_or_open(&mut self, worlds: &[World], world: usize) -> Option<Command> {
        let steady = |it: &Client| it.world == world && it.account == STEADY;
        if self.clients.iter().filter(|it| steady(it)).count() < STEADY_CLIENTS {
            return Some(self.new_client(worlds, world, STEADY));
        }
        let at = self.clients.iter().position(steady)?;
        let client = self.clients.remove(at).number;
        // Where a call that nobody can cancel is over before the run is.
        let forget = self.rng.u8(..4) == 0 && !worlds[world].is_slow();
        Some(if forget { Command::Forget { client } } else { Command::Close { client } })
    }

    fn new_client(&mut self, worlds: &[World], world: usize, account: &'static str) -> Command {
        self.next += 1;
        let client = self.next;
        self.clients.push(Client { number: client, world, account });
        let sandbox = &worlds[world].sandbox;
        let token = sandbox.account_token(account).unwrap_or_default();
        let url = sandbox.url().to_owned();
        Command::Client { client, world, url, token, asks: account == ROTATING }
    }
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}
