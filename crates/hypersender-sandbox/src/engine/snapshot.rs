//! An instance as tests and the page see it: with what the API does not tell.

use std::time::Duration;

use hypersender::clock::Moment;
use serde::Serialize;

use super::Engine;
use super::answer::time;
use crate::vocabulary::seconds;

/// An instance at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its phone number.
    pub phone: String,
    /// The account whose it is.
    pub account: String,
    /// Its status.
    pub status: String,
    /// Whether a phone is linked.
    pub linked: bool,
    /// When it was created, as the API prints it.
    pub created_at: String,
    /// When a phone was linked, as the API prints it.
    pub connected_at: Option<String>,
    /// Where it sends events to; the sandbox sends none.
    pub webhook_url: Option<String>,
    /// How many different codes were handed out.
    pub codes_shown: usize,
    /// The last of them.
    pub last_code: Option<LastCode>,
}

/// The code that was handed out last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LastCode {
    /// The text in it.
    pub payload: String,
    /// What is left of its life; nothing, if a phone that scans it hangs.
    #[serde(with = "seconds")]
    pub alive_for: Duration,
}

impl Engine {
    pub(super) fn snapshot(&self, at: usize, now: Moment) -> Snapshot {
        let instance = &self.instances[at];
        let last_code = instance.shown.last().map(|payload| LastCode {
            payload: payload.clone(),
            alive_for: self.alive_for(payload, now),
        });
        Snapshot {
            id: instance.id.clone(),
            name: instance.name.clone(),
            phone: instance.phone.clone(),
            account: self.accounts[instance.account].name.clone(),
            status: instance.stage.status().to_owned(),
            linked: instance.linked,
            created_at: time(self.wall(instance.created)),
            connected_at: instance.connected.map(|at| time(self.wall(at))),
            webhook_url: instance.webhook_url.clone(),
            codes_shown: instance.shown.len(),
            last_code,
        }
    }

    pub(crate) fn end_of_code(&self, payload: &str) -> Option<Moment> {
        self.shown.get(payload).map(|shown| shown.until)
    }

    pub(crate) fn instance_of_code(&self, payload: &str) -> Option<&str> {
        self.shown.get(payload).map(|shown| self.instances[shown.instance].id.as_str())
    }

    fn alive_for(&self, payload: &str, now: Moment) -> Duration {
        let alive = self.shown.get(payload).filter(|shown| {
            self.instances[shown.instance].offers(
                (shown.cycle, shown.index),
                now,
                &self.settings.codes,
            )
        });
        alive.map_or(Duration::ZERO, |shown| shown.until.since(now))
    }
}
