//! No code is shown that is dead by the client's own estimate: its life counts from its request, and
//! whoever shows one, however slowly events are read, shows one of a request within that life.
//!
//! The log of the service is read a little after the driver's lines, so each code is judged later.

use std::collections::HashMap;

use super::dues::PATIENCE;
use super::lag::Lags;

/// How long requests are remembered, and how long after it was shown a code is judged, in seconds.
const KEPT: f64 = 60.0;
const LATER: f64 = 1.0;

#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// When each instance of a world was asked for a code.
    asked: HashMap<(usize, String), Vec<f64>>,
    shown: Vec<Shown>,
}

#[derive(Debug)]
struct Shown {
    key: (usize, String),
    number: u64,
    t: f64,
    life: f64,
}

fn key(world: usize, instance: &str) -> (usize, String) {
    (world, instance.to_ascii_lowercase())
}

impl Fresh {
    pub(super) fn asked(&mut self, world: usize, instance: &str, t: f64) {
        let times = self.asked.entry(key(world, instance)).or_default();
        times.retain(|then| *then > t - KEPT);
        times.push(t);
    }

    /// A session was handed a code, whose life is that many seconds of real time at the most.
    pub(super) fn shown(&mut self, world: usize, instance: &str, number: u64, t: f64, life: f64) {
        self.shown.push(Shown { key: key(world, instance), number, t, life });
    }

    pub(super) fn broken(&mut self, now: f64, lags: &Lags) -> Vec<String> {
        let ripe = self.shown.extract_if(.., |shown| now > shown.t + LATER);
        let judged = ripe.filter_map(|shown| {
            let asked = self.asked.get(&shown.key);
            let last = asked.into_iter().flatten().copied().filter(|at| *at <= shown.t);
            let age = shown.t - last.fold(f64::NEG_INFINITY, f64::max);
            let died = shown.t - (age - shown.life);
            let most = shown.life + PATIENCE;
            let dead = age > most && age > most + lags.between(died.max(shown.t - KEPT), shown.t);
            dead.then(|| {
                let number = shown.number;
                format!("session {number}: a code is shown that nobody asked for in its last life")
            })
        });
        judged.collect()
    }
}
