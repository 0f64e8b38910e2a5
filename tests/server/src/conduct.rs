//! What the stand-in received, and the promises that every session keeps whatever a scenario says.

use std::collections::HashMap;

use hypersender::Operation;
use hypersender_sandbox::Entry;
use serde_json::Value;

use crate::format::{Looks, Received, Silence};
use crate::matching;
use crate::play::StandIn;

/// The service documents ten health checks a minute; sessions leave one to the caller.
const LOOKS_A_MINUTE: usize = 9;
const MINUTE: f64 = 60.0;
/// One QR code a minute, and a second for the service's own clock.
const BETWEEN_POSTS: f64 = 61.0;
/// Seconds of a sum are not exact.
const CLOSE: f64 = 1e-6;

/// What the caller itself asks for beside the sessions.
#[derive(Debug, Default)]
pub(crate) struct Own {
    /// So many looks.
    pub(crate) looks: usize,
    /// A code with the cooldown off.
    pub(crate) freed: bool,
}

/// What is wrong with what the stand-in received.
pub(crate) fn mismatches(received: &Received, stand_in: &StandIn, own: &Own) -> Vec<String> {
    let entries = stand_in.requests();
    let times = |operation: Operation| -> Vec<f64> {
        entries.iter().filter(|entry| entry.operation == Some(operation)).map(at).collect()
    };
    let posts = times(Operation::RequestNewQrCode);
    let lists = times(Operation::ListInstances);
    let mut looks = [times(Operation::Health), lists.clone()].concat();
    looks.sort_by(f64::total_cmp);
    let mut found = Vec::new();
    let mut compare = |name: &str, pattern: &Option<Value>, value: Value| {
        if let Some(pattern) = pattern {
            let wrong = matching::mismatches(name, pattern, Some(&value));
            if !wrong.is_empty() {
                found.push(format!("{} (all: {value})", wrong.join("; ")));
            }
        }
    };
    compare("posts", &received.posts, posts.into());
    compare("restarts", &received.restarts, times(Operation::Restart).into());
    compare("connections", &received.connections, stand_in.connections().into());
    compare("left_early", &received.left_early, stand_in.left_early().into());
    compare("asked", &received.asked, stand_in.asked().into());
    found.extend(counted("looks", &received.looks, &looks));
    found.extend(counted("lists", &received.lists, &lists));
    found.extend(received.silence.iter().filter_map(|Silence(from, to)| {
        let noise = entries.iter().find(|entry| (*from..*to).contains(&at(entry)))?;
        Some(format!("not silent from {from} to {to}: {} at {}", noise.path, at(noise)))
    }));
    found.extend(too_many_looks(&looks, LOOKS_A_MINUTE + own.looks));
    if !own.freed {
        found.extend(hasty_posts(&entries));
    }
    let strangers = entries.iter().filter(|entry| entry.token.is_none());
    found.extend(strangers.map(|entry| format!("no token came with {}", entry.path)));
    found.into_iter().map(|mismatch| format!("received: {mismatch}")).collect()
}

fn at(entry: &Entry) -> f64 {
    entry.since_start.as_secs_f64()
}

fn counted(name: &str, wanted: &[Looks], times: &[f64]) -> Vec<String> {
    let wrong = wanted.iter().flat_map(|Looks(from, to, pattern)| {
        let within: Vec<f64> =
            times.iter().copied().filter(|time| (*from..*to).contains(time)).collect();
        let name = format!("{name} from {from} to {to}");
        let count = Value::from(within.len());
        let wrong = matching::mismatches(&name, pattern, Some(&count));
        wrong.into_iter().map(move |mismatch| format!("{mismatch} ({within:?})"))
    });
    wrong.collect()
}

/// In no minute are there more, wherever it begins.
fn too_many_looks(looks: &[f64], most: usize) -> Option<String> {
    let (first, last) = looks
        .windows(most + 1)
        .map(|window| (window[0], window[most]))
        .find(|(first, last)| last - first < MINUTE - CLOSE)?;
    Some(format!("{} looks from {first} to {last}: at most {most} in a minute", most + 1))
}

/// No POST within 61 s of one that was sent for the same instance, but after a 401, a 429 or a
/// restart.
fn hasty_posts(entries: &[Entry]) -> Vec<String> {
    let mut last: HashMap<String, f64> = HashMap::new();
    let mut found = Vec::new();
    for entry in entries {
        let instance = entry.instance.clone().unwrap_or_default().to_lowercase();
        match entry.operation {
            Some(Operation::Restart) => {
                last.remove(&instance);
            }
            Some(Operation::RequestNewQrCode) => {
                let now = at(entry);
                if let Some(before) = last.remove(&instance)
                    && now - before < BETWEEN_POSTS - CLOSE
                {
                    found.push(format!("two POSTs for {instance}, at {before} and {now}"));
                }
                if !matches!(entry.status, Some(401 | 429)) {
                    last.insert(instance, now);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_look_within_a_minute_is_found() {
        let every = |seconds: f64| (0..20).map(|n| f64::from(n) * seconds).collect::<Vec<_>>();
        assert_eq!(too_many_looks(&every(7.0), 9), None);
        assert!(too_many_looks(&every(6.5), 9).is_some());
        assert_eq!(too_many_looks(&every(60.0 / 9.0), 9), None);
        assert_eq!(too_many_looks(&every(6.5), 10), None);
    }

    #[test]
    fn looks_are_counted_from_a_time_until_before_another() {
        let wanted = |from, to, count: u64| vec![Looks(from, to, count.into())];
        let times = [0.0, 10.0, 20.0];
        assert_eq!(counted("looks", &wanted(0.0, 20.0, 2), &times), [""; 0]);
        assert!(!counted("looks", &wanted(0.0, 20.1, 2), &times).is_empty());
    }
}
