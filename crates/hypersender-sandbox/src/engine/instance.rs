//! One instance: its life as a function of time.
//!
//! Nothing runs. What will happen without anybody's doing is planned, and caught up with when
//! somebody looks.

use std::collections::VecDeque;
use std::time::Duration;

use hypersender::clock::Moment;

use super::code;
use super::cycle::{Cycle, Place};
use super::stage::{Stage, Step};
use crate::deed::{Manner, ScanResult};
use crate::settings::{Codes, Times};

#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) id: String,
    pub(super) account: usize,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) webhook_url: Option<String>,
    pub(super) access_token: String,
    pub(super) created: Moment,
    pub(super) connected: Option<Moment>,
    /// Whether a phone is linked: it survives a restart.
    pub(super) linked: bool,
    /// The texts of the codes that were handed out.
    pub(super) shown: Vec<String>,
    pub(super) stage: Stage,
    /// The plan, in order of time.
    coming: VecDeque<(Moment, Step)>,
    cycles: u64,
    /// Of the cycle of the moment: the code that a phone has used up.
    used: Option<u32>,
    seed: u64,
}

impl Instance {
    pub(super) fn new(id: String, account: usize, token: String, seed: u64, now: Moment) -> Self {
        Self {
            id,
            account,
            name: String::new(),
            phone: String::new(),
            webhook_url: None,
            access_token: token,
            created: now,
            connected: None,
            linked: false,
            shown: Vec::new(),
            stage: Stage::Stopped,
            coming: VecDeque::new(),
            cycles: 0,
            used: None,
            seed,
        }
    }

    /// Catches up with the plan.
    pub(super) fn evolve(&mut self, now: Moment, codes: &Codes) {
        while self.coming.front().is_some_and(|(at, _)| *at <= now) {
            if let Some((at, step)) = self.coming.pop_front() {
                self.take(step, at, codes);
            }
        }
    }

    fn take(&mut self, step: Step, at: Moment, codes: &Codes) {
        self.stage = match step {
            Step::Be(stage) => stage,
            Step::Codes { cycle, index } => {
                let cycle = Cycle { number: cycle, first: index, began: at };
                self.used = None;
                self.coming.push_back((cycle.end(codes), Step::Be(Stage::Failed)));
                Stage::Scanning(cycle)
            }
            Step::Link { phone } => {
                self.phone = phone.unwrap_or_else(|| std::mem::take(&mut self.phone));
                if !self.linked {
                    self.connected = Some(at);
                }
                self.linked = true;
                Stage::Working
            }
        };
    }

    /// Replaces the plan. Steps of this moment happen at once.
    fn plan<const COUNT: usize>(
        &mut self,
        steps: [(Moment, Step); COUNT],
        now: Moment,
        codes: &Codes,
    ) {
        self.coming = steps.into();
        self.evolve(now, codes);
    }

    /// The session is started, after `before`: a linked phone works again, otherwise codes begin.
    pub(super) fn start(&mut self, before: Duration, now: Moment, times: &Times, codes: &Codes) {
        let ready = now + before + times.starting;
        let then = if self.linked { Step::Link { phone: None } } else { self.new_cycle() };
        let steps = [(now + before, Step::Be(Stage::Starting)), (ready, then)];
        self.plan(steps, now, codes);
    }

    /// Numbered when it is planned: of two plans only one comes true, but the codes of both may
    /// have been handed out.
    fn new_cycle(&mut self) -> Step {
        self.cycles += 1;
        Step::Codes { cycle: self.cycles, index: 0 }
    }

    /// It was just created.
    pub(super) fn create(&mut self, now: Moment, times: &Times, codes: &Codes) {
        self.stage = Stage::Pending;
        self.start(times.pending, now, times, codes);
    }

    /// The session is stopped and started.
    pub(super) fn restart(&mut self, now: Moment, times: &Times, codes: &Codes) {
        self.stage = Stage::Stopped;
        self.start(times.stopping, now, times, codes);
    }

    /// Puts it into a status by force.
    pub(super) fn set_status(&mut self, status: &str, now: Moment, codes: &Codes) {
        let step = match status {
            "PENDING" => Step::Be(Stage::Pending),
            "STOPPED" => Step::Be(Stage::Stopped),
            "STARTING" => Step::Be(Stage::Starting),
            "SCAN_QR_CODE" => {
                self.linked = false;
                self.new_cycle()
            }
            "PASSKEY_REQUIRED" => Step::Be(Stage::PasskeyRequired),
            "WORKING" => Step::Link { phone: None },
            "FAILED" => Step::Be(Stage::Failed),
            other => Step::Be(Stage::Forced(other.to_owned())),
        };
        self.plan([(now, step)], now, codes);
    }

    /// The phone's owner removes it from the linked devices. The gateway then takes the session
    /// for failed.
    pub(super) fn unlink(&mut self, now: Moment, codes: &Codes) -> bool {
        let was = std::mem::take(&mut self.linked);
        if was {
            self.plan([(now, Step::Be(Stage::Failed))], now, codes);
        }
        was
    }

    pub(super) fn confirm_passkey(&mut self, now: Moment, times: &Times, codes: &Codes) -> bool {
        let waits = self.stage == Stage::PasskeyRequired;
        if waits {
            let steps = [
                (now, Step::Be(Stage::Starting)),
                (now + times.linking, Step::Link { phone: None }),
            ];
            self.plan(steps, now, codes);
        }
        waits
    }

    /// A phone scans the code of that cycle and index.
    pub(super) fn scan(
        &mut self,
        code @ (cycle, index): (u64, u32),
        manner: &Manner,
        now: Moment,
        times: &Times,
        codes: &Codes,
    ) -> ScanResult {
        if *manner == Manner::Late || !self.offers(code, now, codes) {
            return ScanResult::Stale;
        }
        self.used = Some(index);
        let seen = now + times.accept_delay;
        let done = seen + times.linking;
        let index = index + 1;
        let starting = (seen, Step::Be(Stage::Starting));
        match manner {
            Manner::Accept => {
                self.plan([starting, (done, Step::Link { phone: None })], now, codes);
                ScanResult::Linked
            }
            Manner::OtherPhone(number) => {
                let phone = Some(number.clone());
                self.plan([starting, (done, Step::Link { phone })], now, codes);
                ScanResult::Linked
            }
            Manner::Refuse => {
                self.plan([starting, (done, Step::Codes { cycle, index })], now, codes);
                ScanResult::Refused
            }
            Manner::Late => ScanResult::Stale,
            Manner::Passkey => {
                self.plan([(seen, Step::Be(Stage::PasskeyRequired))], now, codes);
                ScanResult::PasskeyRequired
            }
        }
    }

    /// The code that lives at this moment: its cycle and its place in that.
    pub(super) fn code(&self, now: Moment, codes: &Codes) -> Option<(u64, Place)> {
        match &self.stage {
            Stage::Scanning(cycle) => Some((cycle.number, cycle.at(now, codes)?)),
            _ => None,
        }
    }

    /// Whether a phone that scans that code of that cycle would be linked.
    pub(super) fn offers(&self, (cycle, index): (u64, u32), now: Moment, codes: &Codes) -> bool {
        let alive = self.code(now, codes);
        self.used != Some(index)
            && alive.is_some_and(|(of, place)| (of, place.index) == (cycle, index))
    }

    /// When it will be another without anybody's doing, its code included.
    pub(super) fn next_change(&self, now: Moment, codes: &Codes) -> Option<Moment> {
        let step = self.coming.front().map(|(at, _)| *at);
        let code = self.code(now, codes).map(|(_, place)| place.until);
        step.into_iter().chain(code).min()
    }

    /// When the codes begin, if that is where the plan leads.
    pub(super) fn codes_begin(&self) -> Option<Moment> {
        let (at, step) = self.coming.back()?;
        matches!(step, Step::Codes { index: 0, .. }).then_some(*at)
    }

    /// Whether it stays as it is unless somebody does something.
    pub(super) fn rests(&self) -> bool {
        self.coming.is_empty()
    }

    /// Whether that is its id or its name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name) || self.name == name
    }

    pub(super) fn payload(&self, cycle: u64, index: u32) -> String {
        code::payload(self.seed, cycle, index)
    }
}
