//! The process-wide drivers, one for each token, and what explicit calls have to tell them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use super::driver::{Driver, client_id};
use super::machine::{Input, InstanceId, Seen};
use super::requests::{code_of, seen_healthy, seen_listed};
use crate::clock::{Clock, Moment};
use crate::limits::Scope;
use crate::operations::Operation;
use crate::{Client, Health, Instance, InstanceWithQr, Result};

/// From this many on, those that know nothing worth keeping are swept out as the number doubles.
const SWEEP_AT: usize = 256;

#[derive(Default)]
struct Hubs {
    drivers: HashMap<Scope, Arc<Driver>>,
    sweep_at: usize,
}

fn hubs() -> MutexGuard<'static, Hubs> {
    static HUBS: LazyLock<Mutex<Hubs>> = LazyLock::new(Mutex::default);
    HUBS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The driver of a token.
pub(super) fn of(scope: &Scope, clock: &Clock) -> Arc<Driver> {
    let mut hubs = hubs();
    if let Some(driver) = hubs.drivers.get(scope) {
        return Arc::clone(driver);
    }
    if hubs.drivers.len() >= hubs.sweep_at.max(SWEEP_AT) {
        hubs.drivers.retain(|_, driver| Arc::strong_count(driver) > 1 || !driver.is_idle());
        hubs.sweep_at = 2 * hubs.drivers.len();
    }
    let driver = Arc::new(Driver::new(clock));
    hubs.drivers.insert(scope.clone(), Arc::clone(&driver));
    driver
}

fn known(client: &Client) -> Option<Arc<Driver>> {
    let credential = client.0.tokens.known()?;
    hubs().drivers.get(&credential.scope).cloned()
}

/// A token that replaces another has the same sessions.
pub(crate) fn inherit(heir: &Scope, of: &Scope) {
    let mut hubs = hubs();
    if let Some(driver) = hubs.drivers.get(of).cloned() {
        hubs.drivers.entry(heir.clone()).or_insert(driver);
    }
}

/// A sandbox that starts or ends at this base URL has no past.
pub(crate) fn forget(base_url: &str) {
    hubs().drivers.retain(|scope, _| !scope.is_at(base_url));
}

/// A client was closed: its sessions end.
pub(crate) fn close(client: &Client) {
    let drivers: Vec<_> = hubs().drivers.values().cloned().collect();
    for driver in drivers {
        driver.happened(Input::Close(client_id(client)));
    }
}

/// An explicit `health()` ended.
pub(crate) fn saw_health(client: &Client, asked: &str, sent: Moment, result: &Result<Health>) {
    saw(client, Operation::Health, sent, || {
        let health = result.as_ref().map_err(Clone::clone)?;
        Ok(vec![seen_healthy(asked, health)])
    });
}

/// An explicit `list_instances()` ended.
pub(crate) fn saw_list(client: &Client, sent: Moment, result: &Result<Vec<Instance>>) {
    saw(client, Operation::ListInstances, sent, || {
        let all = result.as_ref().map_err(Clone::clone)?.iter();
        Ok(all.map(|instance| seen_listed(&instance.id, instance.status.clone())).collect())
    });
}

fn saw(
    client: &Client,
    operation: Operation,
    sent: Moment,
    result: impl FnOnce() -> Result<Vec<Seen>>,
) {
    if let Some(driver) = known(client) {
        driver.happened(Input::SawElsewhere { sent, operation, result: result() });
    }
}

/// An explicit `restart()` was taken on.
pub(crate) fn restarted(client: &Client, instance: &str) {
    if let Some(driver) = known(client) {
        driver.happened(Input::RestartElsewhere(InstanceId::new(instance)));
    }
}

/// An explicit `request_new_qr_code()` or `create_instance()` ended.
pub(crate) fn asked(client: &Client, instance: Option<&str>, result: &Result<InstanceWithQr>) {
    if let (Some(instance), Some(driver)) = (instance, known(client)) {
        let allowed_at = client.qr_allowed_at(instance);
        let instance = InstanceId::new(instance);
        driver.happened(Input::Cooldown { instance, allowed_at });
    }
    let (Ok(answer), Some(credential)) = (result, client.0.tokens.known()) else {
        return;
    };
    tell_code(&credential.scope, client, answer);
    share_code(client, answer);
}

/// A code is also the code of the token that came with it.
pub(super) fn share_code(client: &Client, answer: &InstanceWithQr) {
    if let (Some(token), Some(credential)) = (&answer.access_token, client.0.tokens.known()) {
        tell_code(&credential.scope.for_token(token.reveal()), client, answer);
    }
}

fn tell_code(scope: &Scope, client: &Client, answer: &InstanceWithQr) {
    of(scope, &client.0.clock).happened(Input::CodeElsewhere {
        instance: InstanceId::new(&answer.id),
        status: answer.status.clone(),
        code: code_of(answer),
    });
}
