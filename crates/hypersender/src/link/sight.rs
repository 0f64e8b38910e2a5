//! What answers, explicit calls among them, tell the sessions of a token.

use super::hubs::hubs;
use super::machine::{Code, Connected, Input, InstanceId, Seen};
use crate::client::Shared;
use crate::clock::Moment;
use crate::{Error, Health, Instance, InstanceWithQr, Operation, Result, Status};

pub(super) fn of_health(health: &Health) -> Seen {
    let connected = match (&health.connected_at, &health.connected_at_raw) {
        (Some(at), _) => Connected::Since(*at),
        (None, Some(_)) => Connected::Untold,
        (None, None) => Connected::Never,
    };
    Seen {
        instance: InstanceId::new(&health.instance_id),
        status: health.status.clone(),
        connected,
    }
}

/// Of a list only the ids and the statuses are read (rule 8).
pub(super) fn of_statuses(statuses: &[(String, Status)]) -> Vec<Seen> {
    statuses.iter().map(|(id, status)| of_status(id, status)).collect()
}

fn of_status(id: &str, status: &Status) -> Seen {
    let status = status.clone();
    Seen { instance: InstanceId::new(id), status, connected: Connected::Untold }
}

fn of_instance(instance: &Instance) -> Seen {
    of_status(&instance.id, &instance.status)
}

/// An explicit question was answered, or was not.
pub(crate) fn looked(
    client: &Shared,
    operation: Operation,
    sent: Moment,
    result: Result<Vec<Seen>>,
) {
    notice(client, Input::SawElsewhere { sent, operation, result });
}

/// An explicit call for an instance's health ended.
pub(crate) fn asked_health(client: &Shared, sent: Moment, result: &Result<Health>) {
    let seen = result.as_ref().map(|health| vec![of_health(health)]).map_err(Error::clone);
    looked(client, Operation::Health, sent, seen);
}

/// An explicit call for the list ended.
pub(crate) fn asked_list(client: &Shared, sent: Moment, result: &Result<Vec<Instance>>) {
    let seen =
        result.as_ref().map(|all| all.iter().map(of_instance).collect()).map_err(Error::clone);
    looked(client, Operation::ListInstances, sent, seen);
}

/// A code came: a session of its instance shows it. It is known under the token that came with it,
/// too, which is all that is news if a session asked for it.
pub(crate) fn code_came(client: &Shared, answer: &InstanceWithQr, by_session: bool) {
    let Some(credential) = client.tokens.known() else { return };
    let own = answer.access_token.as_ref().map(|token| credential.scope.for_token(token.reveal()));
    let asked = (!by_session).then(|| credential.scope.clone());
    for scope in own.into_iter().chain(asked) {
        let instance = InstanceId::new(&answer.id);
        let code = Code { requested: answer.qr_code.requested(), qr_code: answer.qr_code.clone() };
        let input = Input::CodeElsewhere { instance, status: answer.status.clone(), code };
        hubs().notice(&scope, &client.clock, input);
    }
}

/// An explicit POST for a code ended without one: its minute counts for the sessions as well.
pub(crate) fn no_code_came(client: &Shared, instance: &str, sent: Moment, error: &Error) {
    let Some(credential) = client.tokens.known() else { return };
    if let Some(told) = error.instance() {
        looked(client, Operation::RequestNewQrCode, sent, Ok(vec![of_instance(told)]));
    }
    let now = client.clock.now();
    let allowed_at = now + credential.scope.qr_cooldown(instance, now);
    notice(client, Input::Cooldown { instance: InstanceId::new(instance), allowed_at });
}

/// An explicit restart was taken on.
pub(crate) fn restarted(client: &Shared, instance: &str) {
    notice(client, Input::RestartElsewhere(InstanceId::new(instance)));
}

fn notice(client: &Shared, input: Input) {
    if let Some(credential) = client.tokens.known() {
        hubs().notice(&credential.scope, &client.clock, input);
    }
}
