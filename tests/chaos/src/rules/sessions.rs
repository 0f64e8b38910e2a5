//! Sessions and calls: what they show, and that they end.

use hypersender::{ErrorKind, LinkEventKind};
use serde_json::{Map, Value};

use super::dues::{PATIENCE, What};
use super::{Rules, Truth};
use crate::protocol::{Code, Command};

/// The clocks of two processes are read one after the other.
const READING: f64 = 0.005;
/// How long a code lives at the most, from its request on.
const LIFE: f64 = 60.0;
/// The core's own deadline of a call.
const TIMEOUT: f64 = 30.0;

/// Of each kind of event one may wait to be read, and the reader may just have begun to pause.
const KINDS: f64 = 12.0;

/// A session or a call.
#[derive(Debug)]
pub(super) struct Work {
    client: u64,
    world: usize,
    instance: String,
    speed: f64,
    /// How long it may take in real seconds.
    longest: f64,
    /// A consumer that takes its time is late by itself: so long, if everything waits to be read.
    behind: f64,
    most_codes: u32,
    is_session: bool,
    begun: Option<f64>,
    stopped: bool,
    on_show: Option<u32>,
    last_shown: u32,
    over: Option<f64>,
}

impl Work {
    pub(super) fn ordered(command: &Command, world: usize, speed: f64) -> Option<Self> {
        let (client, instance, is_session, pause, longest, most_codes) = match command {
            Command::Link { client, instance, options, pause, .. } => {
                let timeout = number(options, "timeout").unwrap_or(300.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "small"
                )]
                let most = number(options, "max_qr_codes").map_or(3, |most| most as u32);
                (*client, instance.clone(), true, *pause, timeout, most)
            }
            Command::Call { client, arguments, options, .. } => {
                let instance = arguments.get("instance").and_then(Value::as_str);
                let timeout = number(options, "timeout").unwrap_or(TIMEOUT);
                let wait = number(options, "max_wait").unwrap_or_default();
                (*client, instance.unwrap_or_default().to_owned(), false, 0.0, timeout + wait, 0)
            }
            _ => return None,
        };
        Some(Self {
            client,
            world,
            instance,
            speed,
            longest: longest / speed + pause * KINDS,
            behind: pause * KINDS,
            most_codes,
            is_session,
            begun: None,
            stopped: false,
            on_show: None,
            last_shown: 0,
            over: None,
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
        let fits = self.world == world && self.instance.eq_ignore_ascii_case(instance);
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
                if let Some(shown) = work.on_show {
                    wrong.push(format!("code {shown} is replaced without qr_expired"));
                }
                if code.number <= work.last_shown || code.number > work.most_codes {
                    wrong.push(format!("code {} after {}", code.number, work.last_shown));
                }
                let expires = t + code.left / work.speed;
                let end = truth.end_of_code(work.world, &code.payload);
                if let Some(end) = end {
                    // What is dead when it is looked at died at a time that is not known.
                    let late = PATIENCE + 2.0 * self.lags.between(end, t);
                    if code.left <= 0.0 && t > end + late {
                        wrong.push(format!("a code that died {:.3} s before is shown", t - end));
                    } else if code.left > 0.0 && expires > end + READING {
                        let by = (expires - end) * work.speed;
                        wrong.push(format!("a code is shown {by:.3} s longer than it lives"));
                    }
                }
                work.on_show = Some(code.number);
                work.last_shown = code.number;
                self.dues.open(number, What::CodeTakenOff, expires + work.behind);
                let life = LIFE / work.speed;
                self.fresh.shown(work.world, &work.instance, number, t, life);
            }
            ("qr_expired", Some(code)) => {
                if work.on_show.take() != Some(code.number) {
                    wrong.push(format!("code {} goes off and was not on show", code.number));
                }
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
        let since = work.begun.unwrap_or_default();
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
        ] {
            self.dues.met(number, what, t);
        }
        for it in wrong {
            self.break_with(format!("{what} {number}: {it}"));
        }
    }
}
