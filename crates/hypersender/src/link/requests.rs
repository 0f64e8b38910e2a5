//! The requests of a session: what the machine orders, sent through a client.

use std::sync::Arc;
use std::time::Duration;

use super::hubs;
use super::machine::{
    Code, Connected, Failure, Input, InstanceId, ListenerId, RequestId, Seen, Target,
};
use crate::call::{self, Request};
use crate::clock::Moment;
use crate::model::read;
use crate::operations::Operation;
use crate::{Client, Cooldown, Error, ErrorKind, Health, InstanceWithQr, Result, Status};

/// What to send.
#[derive(Debug, Clone)]
pub(super) enum Order {
    Look(Target, Moment),
    Ask(Arc<str>),
    Restart(Arc<str>),
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) request: RequestId,
    /// The listener on whose runtime it runs.
    pub(super) listener: ListenerId,
    pub(super) client: Client,
    pub(super) order: Order,
}

/// What came of it.
pub(super) enum Outcome {
    Looked(Result<Vec<Seen>>),
    Asked(Result<(Status, Code)>),
    Restarted(Result<()>),
}

impl Sent {
    pub(super) async fn perform(&self) -> Outcome {
        match &self.order {
            Order::Look(Target::Health(instance), deadline) => {
                Outcome::Looked(health(&self.client, instance, *deadline).await)
            }
            Order::Look(Target::List, deadline) => {
                Outcome::Looked(list(&self.client, *deadline).await)
            }
            Order::Ask(instance) => Outcome::Asked(ask(&self.client, instance).await),
            Order::Restart(instance) => {
                let restart = self.client.restart(&**instance).by_session();
                Outcome::Restarted(restart.await.map(|_| ()))
            }
        }
    }

    /// After a POST for a code was dropped: what the registry says now.
    pub(super) fn cooldown(&self) -> Option<Input> {
        let Order::Ask(instance) = &self.order else {
            return None;
        };
        Some(Input::Cooldown {
            instance: InstanceId::new(instance),
            allowed_at: self.client.qr_allowed_at(instance),
        })
    }
}

impl Outcome {
    /// Its task was ended, and not by us.
    pub(super) fn died(sent: &Sent) -> Self {
        let error = Error::new(ErrorKind::Closed, "The runtime of the session was shut down.");
        match sent.order {
            Order::Look(..) => Self::Looked(Err(error)),
            Order::Ask(_) => Self::Asked(Err(error)),
            Order::Restart(_) => Self::Restarted(Err(error)),
        }
    }

    pub(super) fn into_input(self, sent: &Sent) -> Input {
        let request = sent.request;
        match self {
            Self::Looked(result) => Input::Looked { request, result: result.map_err(Failure::of) },
            Self::Restarted(result) => {
                Input::Restarted { request, result: result.map_err(Failure::of) }
            }
            Self::Asked(result) => Input::Asked {
                request,
                result: result.map_err(Failure::of),
                allowed_at: match &sent.order {
                    Order::Ask(instance) => sent.client.qr_allowed_at(instance),
                    _ => Moment::default(),
                },
            },
        }
    }
}

impl Failure {
    fn of(error: Error) -> Self {
        let hopeless = error.is_lasting();
        Self { error, hopeless }
    }
}

/// One attempt: the session decides when there is another.
async fn health(client: &Client, instance: &str, deadline: Moment) -> Result<Vec<Seen>> {
    let request = Request::about(Operation::Health, "/{instance}/health", instance).once();
    poll(client, &request, deadline, |answer, credential| {
        let health = read::health(answer, credential, instance)?;
        Ok(vec![seen_healthy(instance, &health)])
    })
    .await
}

async fn list(client: &Client, deadline: Moment) -> Result<Vec<Seen>> {
    let request = Request::to(Operation::ListInstances, "/instances").once();
    poll(client, &request, deadline, |answer, _| {
        let statuses = read::statuses(answer)?;
        let seen = statuses.into_iter().map(|(id, status)| seen_listed(&id, status));
        Ok(seen.collect())
    })
    .await
}

async fn poll<T>(
    client: &Client,
    request: &Request,
    deadline: Moment,
    read: impl Fn(&crate::transport::Answer, &crate::token::Credential) -> Result<T>,
) -> Result<T> {
    let shared = &*client.0;
    let began = shared.clock.now();
    let timeout = shared.timeout.min(deadline.since(began)).max(Duration::from_millis(1));
    let result = call::within(shared, timeout, async |progress| {
        call::send(shared, request, &progress, read).await
    })
    .await;
    result.map_err(|error| error.of_call(request.operation(), shared.clock.now().since(began)))
}

/// The machine keeps to the minute by itself; that nothing else was sent meanwhile the registry
/// knows, and says so with an error that changes nothing.
async fn ask(client: &Client, instance: &str) -> Result<(Status, Code)> {
    let request = client.request_new_qr_code(instance).cooldown(Cooldown::Raise).by_session();
    let answer = request.await?;
    hubs::share_code(client, &answer);
    Ok((answer.status.clone(), code_of(&answer)))
}

pub(super) fn code_of(answer: &InstanceWithQr) -> Code {
    Code { requested: answer.qr_code.requested(), qr_code: answer.qr_code.clone() }
}

pub(super) fn seen_healthy(asked: &str, health: &Health) -> Seen {
    let connected = match (health.connected_at, &health.connected_at_raw) {
        (Some(time), _) => Connected::Since(time),
        (None, Some(_)) => Connected::Untold, // it was, and nobody can read when
        (None, None) => Connected::Never,
    };
    Seen { instance: InstanceId::new(asked), status: health.status.clone(), connected }
}

pub(super) fn seen_listed(id: &str, status: Status) -> Seen {
    Seen { instance: InstanceId::new(id), status, connected: Connected::Untold }
}
