//! What has to have happened by a time: a code taken off, a session or a call ended.
//!
//! A process that the machine did not let run is late without a fault. So lateness is judged a
//! while after, when the driver has told how late its own timer was.

use std::collections::BTreeMap;

use super::lag::Lags;

/// What a driver may be late without a stall of the machine: seconds of real time, its own way
/// from the event to the line that it prints included.
pub(super) const PATIENCE: f64 = 0.25;
/// After so long, what has not happened never will.
const NEVER: f64 = 3.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    CodeTakenOff,
    SessionEnds,
    CallEnds,
    CancelEnds,
    CloseEnds,
    LinkedEnds,
}

impl What {
    fn promise(self) -> &'static str {
        match self {
            Self::CodeTakenOff => "a dead code stays on show",
            Self::SessionEnds => "a session outlives its timeout",
            Self::CallEnds => "a call outlives its deadline",
            Self::CancelEnds => "what was cancelled goes on",
            Self::LinkedEnds => "what the service says to be linked goes on",
            Self::CloseEnds => "what a closed client began goes on",
        }
    }
}

#[derive(Debug, Default)]
pub struct Dues {
    open: BTreeMap<(u64, What), f64>,
    late: Vec<Late>,
    pub worst: BTreeMap<What, f64>,
    /// How much happened that was due.
    pub happened: u64,
    /// How much of it was late and excused by the machine's load.
    pub excused: u64,
}

#[derive(Debug)]
struct Late {
    number: u64,
    what: What,
    due: f64,
    t: f64,
}

impl Dues {
    pub fn open(&mut self, number: u64, what: What, due: f64) {
        self.open.entry((number, what)).or_insert(due);
    }

    /// It has happened.
    pub fn met(&mut self, number: u64, what: What, t: f64) {
        let Some(due) = self.open.remove(&(number, what)) else { return };
        self.happened += 1;
        let worst = self.worst.entry(what).or_insert(f64::NEG_INFINITY);
        *worst = worst.max(t - due);
        if t - due > PATIENCE {
            self.late.push(Late { number, what, due, t });
        }
    }

    /// Whether so much was excused that the run says little of what is late: more than one in 20.
    pub fn says_little(&self) -> bool {
        self.excused * 20 > self.happened
    }

    /// What was or is too late at `now`.
    pub fn broken(&mut self, now: f64, lags: &Lags) -> Vec<String> {
        let mut broken = Vec::new();
        self.late.retain(|late| {
            if now < late.t + 1.0 {
                return true;
            }
            let by = late.t - late.due;
            if by > PATIENCE + lags.between(late.due, late.t) {
                let promise = late.what.promise();
                broken.push(format!("{promise}: {} for {by:.3} s of real time", late.number));
            } else {
                self.excused += 1;
            }
            false
        });
        self.open.retain(|(number, what), due| {
            let by = now - *due;
            let never = by > NEVER && by > NEVER + lags.between(*due, now);
            if never {
                broken.push(format!("{}: {number}, {by:.1} s by now", what.promise()));
            }
            !never
        });
        broken
    }
}
