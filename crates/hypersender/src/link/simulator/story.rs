//! What a test reads: who heard what, and what went over the wire.

use super::referee::brief;
use super::{START, World, s};
use crate::Error;
use crate::clock::Moment;
use crate::link::LinkEvent;
use crate::link::machine::ListenerId;

fn seconds(at: Moment) -> f64 {
    (at.since_start() - START).as_secs_f64()
}

impl World {
    /// What a listener was told, in a few words each, the end last.
    pub(in super::super) fn heard(&self, listener: ListenerId) -> Vec<String> {
        let mut story: Vec<_> = self.told(listener).into_iter().map(|(_, text)| text).collect();
        story.extend(self.end(listener));
        story
    }

    /// The same without the end, with the seconds at which it was told.
    pub(in super::super) fn told(&self, listener: ListenerId) -> Vec<(f64, String)> {
        let events = self.referee.events(listener).iter();
        events.map(|(at, event)| (seconds(*at), brief(event))).collect()
    }

    pub(in super::super) fn events(&self, listener: ListenerId) -> Vec<LinkEvent> {
        let events = self.referee.events(listener).iter();
        events.map(|(_, event)| event.clone()).collect()
    }

    /// When a listener was first told this.
    #[track_caller]
    pub(in super::super) fn when(&self, listener: ListenerId, what: &str) -> f64 {
        let told = self.told(listener);
        let found = told.iter().find(|(_, text)| text == what);
        found.unwrap_or_else(|| panic!("{what} was never told: {told:?}")).0
    }

    pub(in super::super) fn end(&self, listener: ListenerId) -> Option<String> {
        let (_, end) = self.referee.end(listener)?;
        Some(match end {
            Ok(event) => brief(event),
            Err(error) => format!("error {}", error.code()),
        })
    }

    #[track_caller]
    pub(in super::super) fn ended_at(&self, listener: ListenerId) -> f64 {
        seconds(self.referee.end(listener).expect("it has not ended").0)
    }

    #[track_caller]
    pub(in super::super) fn error(&self, listener: ListenerId) -> Error {
        let (_, end) = self.referee.end(listener).expect("it has not ended");
        end.clone().expect_err("it ended well")
    }

    #[track_caller]
    pub(in super::super) fn linked(&self, listener: ListenerId) -> LinkEvent {
        let (_, end) = self.referee.end(listener).expect("it has not ended");
        end.clone().expect("it ended in an error")
    }

    /// The time that an event of this kind names, as seconds since the world began.
    #[track_caller]
    pub(in super::super) fn time_of(&self, listener: ListenerId, kind: &str) -> f64 {
        let events = self.events(listener);
        let event = events.iter().find(|event| event.kind().name() == kind);
        let time = match event.expect("it was never told") {
            LinkEvent::CoolingDown { until } => *until,
            LinkEvent::Limited { retry_at, .. } => *retry_at,
            LinkEvent::Retrying { at, .. } => *at,
            other => panic!("{other:?} names no time"),
        };
        let began = self.reading().wall - s(0).max(self.now - START);
        time.duration_since(began).unwrap().as_secs_f64()
    }

    /// The requests of this kind: `POST a`, `look a`, `look list`, `restart a`, `drop`, with their seconds.
    pub(in super::super) fn wire(&self, kind: &str) -> Vec<f64> {
        self.all_sent().into_iter().filter_map(|(at, text)| (text == kind).then_some(at)).collect()
    }

    pub(in super::super) fn all_sent(&self) -> Vec<(f64, String)> {
        self.referee
            .sent()
            .map(|line| {
                let at = line[..8].trim().parse().unwrap();
                let text = line[10..].replace("None", "list").replace("Some(", "");
                let is_drop = text.starts_with("drop");
                (at, if is_drop { "drop".into() } else { text.replace(')', "") })
            })
            .collect()
    }
}
