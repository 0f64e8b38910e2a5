//! What answers, explicit calls among them, tell the sessions of a token.

use std::time::Duration;

use super::hubs::hubs;
use super::machine::{Code, Connected, Input, InstanceId, Seen};
use crate::client::Shared;
use crate::clock::{Clock, Moment};
use crate::limits::Scope;
use crate::progress::Progress;
use crate::{Error, Health, Instance, InstanceWithQr, Status};

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

/// A request of an explicit question that is under way. However it ends, by an answer, an error or
/// because nobody waits for it any longer, it is one of the token's polls, unless it never went out.
pub(crate) struct Question<'a> {
    scope: &'a Scope,
    clock: &'a Clock,
    progress: &'a Progress,
    limited: Option<Duration>,
}

impl<'a> Question<'a> {
    pub(crate) fn begin(scope: &'a Scope, clock: &'a Clock, progress: &'a Progress) -> Self {
        Self { scope, clock, progress, limited: None }
    }

    /// `limited` is how long it is to wait if it was answered 429.
    pub(crate) fn end(mut self, limited: Option<Duration>) {
        self.limited = limited;
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        if self.progress.was_sent() {
            let input = Input::AskedElsewhere { limited: self.limited };
            hubs().notice(self.scope, self.clock, input);
        }
    }
}

/// An explicit call for an instance's health was answered.
pub(crate) fn asked_health(client: &Shared, sent: Moment, health: &Health) {
    saw(client, sent, vec![of_health(health)]);
}

/// An explicit call for the list was answered.
pub(crate) fn asked_list(client: &Shared, sent: Moment, all: &[Instance]) {
    saw(client, sent, all.iter().map(of_instance).collect());
}

fn saw(client: &Shared, sent: Moment, seen: Vec<Seen>) {
    notice(client, Input::SawElsewhere { sent, seen });
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
        saw(client, sent, vec![of_instance(told)]);
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
