//! What is done to reports on their way from the driver to the rules, to see that it is noticed.

use std::collections::HashSet;

use crate::clock;
use crate::options::Injected;
use crate::protocol::{Code, Report};
use crate::rules::Rules;

/// Seconds of the clients' clock, which no code may stay on show after its end.
const LATE: f64 = 5.0;

/// Seconds after which a timer that stands still is told of.
const STALL: f64 = 1.0;

#[derive(Debug, Default)]
pub struct Spoiler {
    doing: Vec<Injected>,
    /// Sessions of which nothing is heard any more, though they go on.
    unheard: HashSet<u64>,
    /// When the driver's timer was told of the last time.
    timer: Option<f64>,
}

impl Spoiler {
    pub fn begin(&mut self, injected: Injected) {
        self.doing.push(injected);
    }

    /// What comes of a report, again and again until it is noticed. One end that is lost is one too
    /// many.
    pub fn pass(&mut self, report: Report, rules: &Rules) -> Vec<Report> {
        let number = report.number();
        if number.is_some_and(|number| self.unheard.contains(&number)) {
            return Vec::new();
        }
        self.doing.retain(|it| !rules.has_noticed(*it));
        let doing = |it| self.doing.contains(&it);
        match report {
            // Of some sessions the end comes right after, so that nothing stays on show.
            Report::Event { ref kind, .. } if kind == "qr_expired" && doing(Injected::DeadCode) => {
                Vec::new()
            }
            Report::Event { number, t, kind, code }
                if kind == "qr_expired" && doing(Injected::LateCode) =>
            {
                let t = t + LATE / rules.speed_of(number);
                vec![Report::Event { number, t, kind, code }]
            }
            Report::Event { number, t, kind, code: Some(code) }
                if kind == "qr_code" && doing(Injected::ForeignCode) =>
            {
                let code = Some(Code { payload: "2@of,our,own,making".to_owned(), ..code });
                vec![Report::Event { number, t, kind, code }]
            }
            Report::Event { number, .. } if doing(Injected::GoesOn) => {
                self.unheard.insert(number);
                let (t, end) = (clock::now(), "cancelled".to_owned());
                let end = Report::End { number, t, end, text: String::new() };
                vec![report, Report::Cancelling { number, t }, end]
            }
            Report::End { ref end, .. } if end != "value" && doing(Injected::NoEnd) => {
                self.doing.retain(|it| *it != Injected::NoEnd);
                Vec::new()
            }
            Report::End { ref end, .. } if end == "linked" && doing(Injected::Deaf) => Vec::new(),
            Report::End { number, t, end, text }
                if end == "linked" && doing(Injected::NotLinked) =>
            {
                vec![Report::End { number, t, end: "link_timeout".to_owned(), text }]
            }
            Report::Lag { t, .. } if doing(Injected::LateTimer) => {
                let lag = t - *self.timer.get_or_insert(t);
                if lag < STALL {
                    return Vec::new();
                }
                self.timer = Some(t);
                vec![Report::Lag { t, lag }]
            }
            other => vec![other],
        }
    }
}
