//! Everything at once, as soon as it is another: what the page lives on.

use std::future::pending;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::query;
use crate::engine::{PREFIX, Snapshot};
use crate::log::Entry;
use crate::service::{Service, State};
use crate::wire::Request;

/// The sandbox at a moment.
#[derive(Serialize)]
pub(super) struct Watched {
    /// How many changes there were; what the next question gives as `after`.
    change: u64,
    resets: u64,
    #[serde(flatten)]
    overview: Value,
    speed: f64,
    virtual_time: bool,
    accounts: Vec<String>,
    instances: Vec<Snapshot>,
    requests: Vec<Entry>,
}

/// Waits until something is another than at the change `after`, or becomes so by itself.
pub(super) async fn watch(service: &Service, request: &Request) -> Watched {
    let after = query(request, "after").and_then(|text| text.parse::<u64>().ok());
    let mut changes = service.changes();
    let known = *changes.borrow_and_update();
    if after == Some(known) {
        tokio::select! {
            _ = changes.changed() => {}
            () = time_changes_something(service) => {}
        }
    }
    // Before the state: what happens between the two is told once more, not lost.
    let change = *changes.borrow_and_update();
    let now = service.moment();
    let mut state = service.state();
    let instances = state.engine.instances(now);
    let settings = state.engine.settings();
    Watched {
        change,
        resets: state.resets,
        speed: settings.speed,
        virtual_time: settings.virtual_time,
        accounts: settings.accounts.clone(),
        instances,
        requests: requests(&state, query(request, "requests_after").as_deref()),
        overview: overview(service, &state),
    }
}

/// Under virtual time it would be this wait that lets the time pass; there it takes somebody's
/// deed.
async fn time_changes_something(service: &Service) {
    let next = {
        let state = service.state();
        let is_real = !state.engine.settings().virtual_time;
        state.engine.next_change(service.moment()).filter(|_| is_real)
    };
    match next {
        Some(at) => service.sleep_until(at).await,
        None => pending().await,
    }
}

/// Address, tokens and time.
pub(super) fn overview(service: &Service, state: &State) -> Value {
    let tokens: Map<_, _> = state
        .engine
        .settings()
        .accounts
        .iter()
        .map(|account| (account.clone(), json!(state.engine.token(account))))
        .collect();
    let url = format!("{}{PREFIX}", service.origin());
    let passed = state.engine.passed(service.moment()).as_secs_f64();
    json!({ "url": url, "tokens": tokens, "seconds_since_start": passed })
}

/// The log from the entry after that number on.
pub(super) fn requests(state: &State, after: Option<&str>) -> Vec<Entry> {
    let after = after.and_then(|text| text.parse().ok()).unwrap_or(0_u64);
    state.log.entries().filter(|entry| entry.number > after).cloned().collect()
}
