//! A request for a new QR code, in each of its meanings: see the table in [`super`].

use std::time::Duration;

use hypersender::clock::Moment;
use serde_json::json;

use super::answer::php_json;
use super::code::Shown;
use super::cycle::Place;
use super::instance::Instance;
use super::receive::with_json;
use super::stage::Stage;
use super::{Engine, OnNewQr, When};
use crate::deed::Deed;
use crate::settings::Codes;
use crate::wire::Response;

/// What is done.
enum Course {
    /// The session is started anew.
    Start,
    /// The code of the moment is given, or that there is none.
    Give,
    /// The same, when the codes begin.
    GiveAt(Moment),
    Refuse,
}

impl Engine {
    pub(super) fn new_qr(&mut self, at: usize, head: Response, now: Moment) -> Response {
        match self.begin_new_qr(at, now) {
            Some(after) => self.with_code(at, head, 200, now, after),
            None => unexpected(head, &self.instances[at].stage),
        }
    }

    /// Does the same without an answer. Whether there is a code then.
    pub(super) fn new_code(&mut self, at: usize, now: Moment) -> bool {
        let after = self.begin_new_qr(at, now);
        after.is_some_and(|after| self.code_after(at, now, after).1.is_some())
    }

    /// Does what a request for a new code means here. After how long the answer comes; `None` if
    /// it is refused.
    fn begin_new_qr(&mut self, at: usize, now: Moment) -> Option<Duration> {
        let (times, codes) = (&self.settings.times, &self.settings.codes);
        let instance = &mut self.instances[at];
        match course(instance, self.settings.on_new_qr, now, codes) {
            Course::Start => {
                instance.start(Duration::ZERO, now, times, codes);
                Some(times.starting)
            }
            Course::Give => Some(Duration::ZERO),
            Course::GiveAt(begin) => Some(begin.since(now)),
            Course::Refuse => None,
        }
    }

    /// Hands a code out: from `when` on it can be scanned. Gives its text.
    pub(super) fn show(&mut self, at: usize, cycle: u64, place: Place, when: Moment) -> String {
        let instance = &mut self.instances[at];
        let payload = instance.payload(cycle, place.index);
        if !self.shown.contains_key(&payload) {
            instance.shown.push(payload.clone());
            let shown = Shown { instance: at, cycle, index: place.index, until: place.until };
            self.shown.insert(payload.clone(), shown);
            self.expect_after_shown(at, &payload, when);
        }
        payload
    }

    /// Plans what was to happen after this code.
    fn expect_after_shown(&mut self, at: usize, payload: &str, when: Moment) {
        let instance = &self.instances[at];
        let number = instance.shown.len();
        let of = |name: &str| instance.is(name);
        let mut due = Vec::new();
        for event in &self.watches {
            if let When::Shown { shown, after, instance } = &event.when
                && usize::try_from(*shown) == Ok(number)
                && instance.as_deref().is_none_or(of)
            {
                due.push((event.deed.clone(), when + *after));
            }
        }
        let id = instance.id.clone();
        for (mut deed, at) in due {
            deed.aim(&id, payload);
            self.schedule(deed, at);
        }
    }
}

fn course(instance: &Instance, meaning: OnNewQr, now: Moment, codes: &Codes) -> Course {
    let scanning = instance.code(now, codes).is_some();
    match (meaning, &instance.stage) {
        (OnNewQr::Restart, _) => Course::Start,
        (_, Stage::Scanning(_)) if scanning => Course::Give,
        (OnNewQr::Refuse, _) => Course::Refuse,
        (OnNewQr::Current, Stage::Working) => Course::Give,
        (OnNewQr::Current, stage) => match instance.codes_begin() {
            Some(begin) => Course::GiveAt(begin),
            None if instance.rests() && matches!(stage, Stage::Stopped | Stage::Failed) => {
                Course::Start
            }
            None => Course::Refuse,
        },
    }
}

/// The gateway's 422.
fn unexpected(head: Response, stage: &Stage) -> Response {
    let body = json!({
        "error": "Session status is not as expected. Try again later or restart the session",
        "session": "default",
        "status": stage.status(),
        "expected": ["SCAN_QR_CODE"],
    });
    with_json(head, 422, php_json(&body))
}

impl Deed {
    /// Names the instance and the code where the deed names none.
    fn aim(&mut self, id: &str, code: &str) {
        let instance = match self {
            Self::Scan(scan) if scan.payload.is_some() || scan.instance.is_some() => return,
            Self::Scan(scan) if scan.code.is_none() => {
                scan.payload = Some(code.to_owned());
                return;
            }
            Self::Scan(scan) => &mut scan.instance,
            Self::ConfirmPasskey(named)
            | Self::RequestCode(named)
            | Self::Restart(named)
            | Self::Unlink(named) => &mut named.instance,
            Self::SetStatus(set) => &mut set.instance,
            Self::Fault(rule) => &mut rule.instance,
            _ => return,
        };
        instance.get_or_insert_with(|| id.to_owned());
    }
}
