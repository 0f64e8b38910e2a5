//! Sessions and calls: what they show, and that they end.

use hypersender::{ErrorKind, LinkEventKind};
use serde_json::{Map, Value};

use super::dues::What;
use super::{Client, Rules, Truth, shown};
use crate::protocol::{Code, Command, How};

/// The clocks of two processes are read one after the other.
pub(super) const READING: f64 = 0.005;
/// How long a code lives from its request on, unless a session is told otherwise.
const LIFE: f64 = 60.0;
/// How long a session waits after its last code, at the least.
const GRACE: f64 = 20.0;
/// Who reads so late may miss a code that died meanwhile.
const MISSED: f64 = 0.1;
/// The core's own deadline of a call.
const TIMEOUT: f64 = 30.0;

/// Of each kind of event one may wait to be read, and the reader may just have begun to pause.
const KINDS: f64 = 12.0;

/// A session or a call.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what was ordered, and what came of it")]
pub(super) struct Work {
    client: u64,
    pub(super) world: usize,
    asks: bool,
    instance: String,
    pub(super) speed: f64,
    /// In seconds of the clients' clock.
    timeout: f64,
    /// Whether its events are read at once.
    reads: bool,
    /// How long it may take in real seconds.
    longest: f64,
    /// A consumer that takes its time is late by itself: so long, if everything waits to be read.
    pub(super) behind: f64,
    pub(super) most_codes: u32,
    /// How long a code lives for it, in seconds of the clients' clock.
    pub(super) life: f64,
    is_session: bool,
    begun: Option<f64>,
    stopped: bool,
    pub(super) on_show: Option<u32>,
    pub(super) last_shown: u32,
    /// How many answers said that it is linked.
    pub(super) told_linked: u32,
    over: Option<f64>,
    /// A call that did not end in its value.
    gave_up: bool,
}

impl Work {
    pub(super) fn ordered(command: &Command, owner: Client, speed: f64) -> Option<Self> {
        let reads = matches!(command, Command::Link { how, pause: 0.0, .. } if *how != How::Wait);
        let (client, instance, is_session, pause, longest, most_codes, life) = match command {
            Command::Link { client, instance, options, pause, .. } => {
                let timeout = number(options, "timeout").unwrap_or(300.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "small"
                )]
                let most = number(options, "max_qr_codes").map_or(3, |most| most as u32);
                let life = number(options, "qr_lifetime").unwrap_or(LIFE);
                (*client, instance.clone(), true, *pause, timeout, most, life)
            }
            Command::Call { client, arguments, options, .. } => {
                let instance = arguments.get("instance").and_then(Value::as_str);
                let timeout = number(options, "timeout").unwrap_or(TIMEOUT);
                let wait = number(options, "max_wait").unwrap_or_default();
                let instance = instance.unwrap_or_default().to_owned();
                (*client, instance, false, 0.0, timeout + wait, 0, LIFE)
            }
            _ => return None,
        };
        Some(Self {
            client,
            world: owner.world,
            asks: owner.asks,
            instance,
            speed,
            timeout: longest,
            reads,
            longest: longest / speed + pause * KINDS,
            behind: pause * KINDS,
            most_codes,
            life,
            is_session,
            begun: None,
            stopped: false,
            on_show: None,
            last_shown: 0,
            told_linked: 0,
            over: None,
            gave_up: false,
        })
    }

    pub(super) fn is_about(&self, instance: &str) -> bool {
        self.instance.eq_ignore_ascii_case(instance)
    }

    pub(super) fn begun_before(&self, t: f64) -> bool {
        self.begun.is_some_and(|begun| begun < t)
    }

    pub(super) fn was_over_at(&self, t: f64) -> bool {
        self.over.is_some_and(|over| over < t)
    }

    /// Whether it is a session that has to hear what is told to who has this token.
    pub(super) fn waits_for_a_link(&self) -> bool {
        self.is_session && !self.asks && self.over.is_none()
    }

    /// Whether it is a call that ended between these times without its value.
    pub(super) fn gave_up(&self, world: usize, from: f64, to: f64) -> bool {
        let then = self.over.is_some_and(|over| (from - READING..=to).contains(&over));
        self.world == world && self.gave_up && then
    }

    /// Why it can't be that nobody has scanned in time, if it says so at `t`: its time is not over,
    /// and it has not shown all of its codes; after the last it waits a while.
    fn is_before_its_time(&self, t: f64) -> Option<String> {
        let passed = (t - self.begun? + READING) * self.speed;
        let shown = !self.reads || self.last_shown == self.most_codes;
        let least = if shown { GRACE.min(self.timeout) } else { self.timeout };
        (passed < least).then(|| {
            let (shown, most) = (self.last_shown, self.most_codes);
            format!("it ends before its time, after {passed:.1} s and code {shown} of {most}")
        })
    }

    pub(super) fn is_over(&self) -> bool {
        self.over.is_some()
    }

    pub(super) fn is_over_for(&self, seconds: f64, now: f64) -> bool {
        self.over.is_some_and(|over| now > over + seconds)
    }

    /// Whether it stopped waiting for something of that instance's between these times.
    pub(super) fn left(&self, world: usize, instance: &str, from: f64, to: f64) -> bool {
        let fits = self.world == world && self.is_about(instance);
        fits && self.over.is_some_and(|over| (from - READING..=to + READING).contains(&over))
    }
}

fn number(options: &Map<String, Value>, name: &str) -> Option<f64> {
    options.get(name).and_then(Value::as_f64)
}

impl Rules {
    pub(super) fn begun(&mut self, number: u64, t: f64) {
        let Some(work) = self.work.get_mut(&number) else { return };
        work.begun = Some(t);
        let what = if work.is_session { What::SessionEnds } else { What::CallEnds };
        self.dues.open(number, what, t + work.longest);
    }

    pub(super) fn closes(&mut self, now: f64, client: u64) {
        for (number, work) in &mut self.work {
            if work.client == client && work.over.is_none() {
                work.stopped = true;
                if work.begun.is_some() {
                    self.dues.open(*number, What::CloseEnds, now + work.behind);
                }
            }
        }
    }

    pub(super) fn cancelling(&mut self, number: u64, t: f64) {
        let Some(work) = self.work.get_mut(&number) else { return };
        if work.over.is_none() {
            work.stopped = true;
            self.dues.open(number, What::CancelEnds, t + work.behind);
        }
    }

    pub(super) fn event(
        &mut self,
        number: u64,
        t: f64,
        kind: &str,
        code: Option<&Code>,
        truth: &impl Truth,
    ) {
        if !LinkEventKind::ALL.iter().any(|known| known.name() == kind) {
            return self.break_with(format!("there is no event {kind}"));
        }
        let Some(work) = self.work.get_mut(&number) else {
            return self.break_with(format!("an event of {number}, which nobody began"));
        };
        let mut wrong = Vec::new();
        if work.over.is_some() {
            wrong.push("an event after the end".to_owned());
        }
        match (kind, code) {
            ("qr_code", Some(code)) => {
                wrong.extend(shown::wrong(work, t, code, truth, &self.lags));
                let expires = t + code.left / work.speed;
                work.on_show = Some(code.number);
                work.last_shown = code.number;
                self.dues.open(number, What::CodeTakenOff, expires + work.behind);
                let life = work.life / work.speed;
                self.fresh.shown(work.world, &work.instance, number, t, life);
            }
            ("qr_expired", Some(code)) => {
                if work.on_show.take() != Some(code.number) {
                    wrong.push(format!("code {} goes off and was not on show", code.number));
                }
                *self.died.entry(work.world).or_default() += 1;
                self.dues.met(number, What::CodeTakenOff, t);
            }
            _ => {}
        }
        for it in wrong {
            self.break_with(format!("session {number}: {it}"));
        }
    }

    pub(super) fn ended(&mut self, number: u64, t: f64, end: &str, text: &str, truth: &impl Truth) {
        let Some(work) = self.work.get_mut(&number) else {
            return self.break_with(format!("an end of {number}, which nobody began"));
        };
        let mut wrong = Vec::new();
        if work.over.replace(t).is_some() {
            wrong.push("a second end".to_owned());
        }
        let known = ErrorKind::ALL.iter().any(|kind| kind.code() == end);
        let allowed = match end {
            "linked" => work.is_session,
            "value" => !work.is_session,
            "cancelled" | "closed" => work.stopped,
            "internal" | "invalid_argument" => false,
            "thrown" => true,
            _ => known,
        };
        if !allowed {
            wrong.push(format!("it ends in {end}: {text}"));
        }
        work.gave_up = !work.is_session && end != "value";
        let since = work.begun.unwrap_or_default();
        if end == "link_timeout" && self.lags.timer_between(since, t) < MISSED {
            wrong.extend(work.is_before_its_time(t));
        }
        if end == "linked" && !truth.was_linked(work.world, &work.instance, since) {
            wrong.push("linked, and no phone was".to_owned());
        }
        let what = if work.is_session { "session" } else { "call" };
        *self.ends.entry(format!("{what} {end}")).or_default() += 1;
        for what in [
            What::CodeTakenOff,
            What::SessionEnds,
            What::CallEnds,
            What::CancelEnds,
            What::CloseEnds,
            What::LinkedEnds,
        ] {
            self.dues.met(number, what, t);
        }
        for it in wrong {
            self.break_with(format!("{what} {number}: {it}"));
        }
    }
}
