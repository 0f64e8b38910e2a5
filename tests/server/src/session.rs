//! The events of a session: what must come, what came, and what no session may show.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::canaries::Canaries;
use crate::expectation::StepResult;
use crate::matching::Comparison;

/// An event, as a runner reports it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SessionEvent {
    /// The event in normal form.
    pub event: Map<String, Value>,
    /// Seconds since the first step, by the client's clock, a machine's sleep included.
    pub t: f64,
    /// The client's wall clock, as RFC 3339.
    pub now: String,
    /// Every way in which the language writes the event.
    #[serde(default)]
    pub renderings: Vec<String>,
    /// How coarse the language's times are, in seconds; 0 if they are exact.
    #[serde(default)]
    pub precision: f64,
}

impl SessionEvent {
    /// What can hold a secret: the event in normal form, and as the language writes it.
    pub(crate) fn shown(&self) -> StepResult {
        let value = Some(Value::Object(self.event.clone()));
        StepResult { value, renderings: self.renderings.clone(), ..StepResult::default() }
    }
}

/// No language has times that are coarser than a millisecond.
const COARSEST: f64 = 0.001;

/// What a session must show, and what it has shown.
#[derive(Debug)]
pub(crate) struct Following {
    pub(crate) events: Option<Vec<Value>>,
    pub(crate) ignore: Vec<String>,
    pub(crate) cancel_on: Option<Value>,
    /// Its consumer reads all that comes, as it comes.
    pub(crate) reads_all: bool,
    pub(crate) came: Vec<Map<String, Value>>,
    pub(crate) defects: Vec<String>,
    /// How far its times may be off.
    pub(crate) precision: f64,
}

/// The times of events, which are compared as seconds from the event.
const TIMES: [&str; 6] =
    ["expires_at", "next_request_at", "until", "retry_at", "at", "requested_at"];

impl Following {
    /// Takes an event; whether the session is to go on.
    pub(crate) fn take(&mut self, reported: &SessionEvent, canaries: &Canaries) -> bool {
        self.defects.extend(canaries.in_result(&reported.shown(), &[]));
        if reported.renderings.iter().all(|text| text.trim().is_empty()) {
            self.defects.push(format!("in no rendering: {}", brief(&reported.event)));
        }
        if !(0.0..=COARSEST).contains(&reported.precision) {
            self.defects.push(format!("no language is as coarse as {} s", reported.precision));
        }
        let Ok(now) = reported.now.parse::<Timestamp>() else {
            self.defects.push(format!("`now` is no time: {:?}", reported.now));
            return false;
        };
        self.precision = reported.precision;
        let mut event = relative(&reported.event, now);
        event.insert("t".into(), reported.t.into());
        self.defects.extend(self.defect(&event));
        let ends = self.cancel_on.as_ref().is_some_and(|pattern| self.fits(pattern, &event));
        self.came.push(event);
        !ends
    }

    /// What no event may be, whatever the scenario says (rules 2 and 3 of a session).
    fn defect(&self, event: &Map<String, Value>) -> Option<String> {
        let last = |kind: &str| self.came.iter().rev().find(|event| event["type"] == kind);
        let number = |event: &Map<String, Value>| event.get("number").and_then(Value::as_u64);
        match event["type"].as_str()? {
            "qr_code" => {
                let before = last("qr_code").and_then(number).unwrap_or(0);
                let over = last("qr_expired").and_then(number).unwrap_or(0);
                let is_next = !self.reads_all || (number(event)? == before + 1 && over == before);
                if event.get("expires_at").and_then(Value::as_f64)? <= 0.0 {
                    return Some(format!("a dead code was shown: {}", brief(event)));
                }
                (!is_next).then(|| format!("not the code after {before}: {}", brief(event)))
            }
            "qr_expired" => {
                let shown = last("qr_code").and_then(number);
                (shown != number(event)).then(|| format!("it was not shown: {}", brief(event)))
            }
            _ => None,
        }
    }

    /// What is wrong with all that came.
    pub(crate) fn mismatches(&self) -> Vec<String> {
        let mut found = self.defects.clone();
        let Some(events) = &self.events else { return found };
        let is_ignored =
            |event: &&Map<String, Value>| self.ignore.iter().any(|kind| event["type"] == **kind);
        let came: Vec<_> = self.came.iter().filter(|event| !is_ignored(event)).collect();
        let values: Vec<Value> = came.iter().map(|event| json!(event)).collect();
        let pattern = Value::Array(events.clone());
        let wrong = self.comparison().mismatches("events", &pattern, Some(&Value::Array(values)));
        if !wrong.is_empty() {
            found.extend(wrong);
            let all: Vec<String> = came.iter().map(|event| brief(event)).collect();
            found.push(format!("events: there were {}", all.join(", ")));
        }
        found
    }

    /// Whether an event is as a pattern says.
    fn fits(&self, pattern: &Value, event: &Map<String, Value>) -> bool {
        self.comparison().mismatches("", pattern, Some(&Value::Object(event.clone()))).is_empty()
    }

    fn comparison(&self) -> Comparison<'_> {
        Comparison { coarse: &TIMES, by: self.precision }
    }
}

/// The event with its times as seconds from now.
fn relative(event: &Map<String, Value>, now: Timestamp) -> Map<String, Value> {
    let seconds = |text: &str| -> Option<Value> {
        let time: Timestamp = text.parse().ok()?;
        Some(time.duration_since(now).as_secs_f64().into())
    };
    let of = |(key, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) if TIMES.contains(&key.as_str()) => seconds(text),
            Value::Object(inner) if key == "qr_code" => Some(relative(inner, now).into()),
            _ => None,
        };
        (key.clone(), value)
    };
    let converted = event.iter().map(of).zip(event.values());
    converted.map(|((key, value), was)| (key, value.unwrap_or_else(|| was.clone()))).collect()
}

/// An event for a person to read.
fn brief(event: &Map<String, Value>) -> String {
    let told = event.iter().filter(|(key, _)| !["type", "t", "qr_code"].contains(&key.as_str()));
    let told: Vec<String> = told
        .map(|(key, value)| match value {
            Value::Object(error) => format!("{key}={}", error.get("code").unwrap_or(value)),
            Value::Array(_) => key.clone(),
            Value::Number(number) => match number.as_f64() {
                Some(number) => format!("{key}={}", rounded(number)),
                None => format!("{key}={number}"),
            },
            value => format!("{key}={value}"),
        })
        .collect();
    let kind = event["type"].as_str().unwrap_or_default();
    let t = event.get("t").and_then(Value::as_f64).unwrap_or_default();
    format!("{}: {kind} {{{}}}", rounded(t), told.join(" "))
}

fn rounded(seconds: f64) -> f64 {
    let milliseconds = Duration::try_from_secs_f64(seconds.abs()).unwrap_or_default().as_millis();
    let milliseconds = u32::try_from(milliseconds).map_or(f64::INFINITY, f64::from);
    (milliseconds / 1000.0).copysign(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn following(events: Value) -> Following {
        Following {
            events: serde_json::from_value(events).unwrap(),
            ignore: vec!["status".into()],
            cancel_on: Some(json!({"type": "linked"})),
            reads_all: true,
            came: Vec::new(),
            defects: Vec::new(),
            precision: 0.0,
        }
    }

    fn reported(t: f64, event: Value) -> SessionEvent {
        let Value::Object(event) = event else { unreachable!() };
        let renderings = vec!["an event".to_owned()];
        let now = "2026-01-01T00:01:00Z".to_owned();
        SessionEvent { event, t, now, renderings, precision: 0.0 }
    }

    fn code(number: u64, expires_at: &str) -> Value {
        json!({"type": "qr_code", "number": number, "expires_at": expires_at, "qr_code": {"requested_at": "2026-01-01T00:00:50Z"}})
    }

    fn mismatches(events: Value, came: &[Value]) -> Vec<String> {
        let mut following = following(events);
        for event in came {
            following.take(&reported(2.0, event.clone()), &Canaries::default());
        }
        following.mismatches()
    }

    #[test]
    fn times_are_told_from_the_event() {
        let events = json!([{"type": "qr_code", "t": 2, "expires_at": 50, "qr_code": {"requested_at": -10}}]);
        let came = [json!({"type": "status"}), code(1, "2026-01-01T00:01:50Z")];
        assert_eq!(mismatches(events, &came), [""; 0]);
    }

    #[test]
    fn times_are_exact_unless_the_language_has_coarser_ones() {
        let events = json!([{"type": "qr_code", "t": 2, "expires_at": 50.0005}]);
        let found = |precision| {
            let mut following = following(events.clone());
            let event = reported(2.0, code(1, "2026-01-01T00:01:50Z"));
            following.take(&SessionEvent { precision, ..event }, &Canaries::default());
            following.mismatches()
        };
        assert!(!found(0.0).is_empty());
        assert_eq!(found(0.001), [""; 0]);
    }

    #[test]
    fn an_event_that_is_not_written_down_that_shows_a_secret_or_that_is_too_coarse_is_found() {
        let found = |change: fn(&mut SessionEvent)| {
            let mut following = following(Value::Null);
            let mut event = reported(2.0, json!({"type": "stalled"}));
            change(&mut event);
            following.take(&event, &Canaries::new(["canary-token".to_owned()]));
            following.mismatches().len()
        };
        assert_eq!(found(|_| {}), 0);
        assert_eq!(found(|it| it.renderings = vec![]), 1);
        assert_eq!(found(|it| it.renderings = vec!["\n".to_owned()]), 1);
        assert_eq!(found(|it| it.renderings.push("canary-token".to_owned())), 1);
        assert_eq!(found(|it| drop(it.event.insert("token".into(), "canary-token".into()))), 1);
        assert_eq!(found(|it| it.precision = 0.001), 0);
        assert_eq!(found(|it| it.precision = 0.002), 1);
        assert_eq!(found(|it| it.precision = -1.0), 1);
    }

    #[test]
    fn an_event_that_is_missing_or_another_one_is_found() {
        let linked = json!({"type": "linked"});
        assert!(!mismatches(json!([linked]), &[]).is_empty());
        assert!(!mismatches(json!([]), std::slice::from_ref(&linked)).is_empty());
        assert!(!mismatches(json!([{"type": "stalled"}]), &[linked]).is_empty());
        assert!(mismatches(Value::Null, &[json!({"type": "stalled"})]).is_empty());
    }

    #[test]
    fn what_no_session_may_show_is_found_whatever_is_expected() {
        let (alive, dead) = ("2026-01-01T00:01:50Z", "2026-01-01T00:01:00Z");
        for (came, defect) in [
            (vec![code(1, dead)], "a dead code was shown"),
            (vec![code(2, alive)], "not the code after 0"),
            (vec![code(1, alive), code(2, alive)], "not the code after 1"),
            (vec![json!({"type": "qr_expired", "number": 1})], "it was not shown"),
        ] {
            let found = mismatches(Value::Null, &came);
            assert!(found.len() == 1 && found[0].contains(defect), "{found:?}");
        }
    }

    #[test]
    fn the_session_is_cancelled_on_its_event() {
        let mut following = following(Value::Null);
        let mut goes_on = |kind: &str| {
            following.take(&reported(0.0, json!({"type": kind})), &Canaries::default())
        };
        assert!(goes_on("status"));
        assert!(!goes_on("linked"));
    }
}
