//! How the machine's orders become requests, and answers what the machine is told.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::machine::{Code, Failure, Input, InstanceId, RequestId, Target};
use super::session::closed;
use super::sight;
use super::station::{Errand, Station};
use crate::clock::Moment;
use crate::{Client, Cooldown, Error, ErrorKind};

/// A request to make, and what to tell if it comes to nothing.
pub(super) struct Work {
    pub(super) request: RequestId,
    pub(super) run: BoxFuture<'static, Input>,
    pub(super) lost: Lost,
}

impl Work {
    /// `None` for an errand that is not a request.
    pub(super) fn of(station: &Arc<Station>, errand: Errand) -> Option<Self> {
        let station = Arc::clone(station);
        Some(match errand {
            Errand::Look { request, client, target, deadline } => Self {
                request,
                run: Box::pin(look(station, request, client, target, deadline)),
                lost: Lost { request, what: What::Look },
            },
            Errand::Ask { request, client, instance } => Self {
                request,
                run: Box::pin(ask(station, request, client, Arc::clone(&instance))),
                lost: Lost { request, what: What::Ask(instance) },
            },
            Errand::Restart { request, client, instance } => Self {
                request,
                run: Box::pin(restart(request, client, instance)),
                lost: Lost { request, what: What::Restart },
            },
            Errand::Drop(_) => return None,
        })
    }
}

/// A request that brings nothing: because the machine dropped it, or because its runtime ended.
pub(super) struct Lost {
    request: RequestId,
    what: What,
}

enum What {
    Look,
    Ask(Arc<str>),
    Restart,
}

impl Lost {
    /// After the machine dropped it: only of a POST there may be news, if it had gone out.
    pub(super) fn dropped(&self, station: &Station) -> Input {
        match &self.what {
            What::Ask(instance) => Input::Dropped {
                request: self.request,
                instance: InstanceId::new(instance),
                left: station.may_have_asked(instance),
                allowed_at: station.allowed_at(instance),
            },
            What::Look | What::Restart => Input::Wake,
        }
    }

    /// If its runtime ended under it.
    pub(super) fn broken(&self, station: &Station) -> Input {
        self.ended(station, Failure { error: closed(), hopeless: false })
    }

    /// If it panicked, in the token's provider for one.
    pub(super) fn panicked(&self, station: &Station) -> Input {
        let text = "A request panicked: in the token's provider, or because its tokio runtime has no \
                    I/O or no time (`enable_all`).";
        let error = Error::new(ErrorKind::Internal, text);
        self.ended(station, Failure { error, hopeless: true })
    }

    fn ended(&self, station: &Station, failure: Failure) -> Input {
        let request = self.request;
        match &self.what {
            What::Look => Input::Looked { request, result: Err(failure) },
            What::Ask(instance) => {
                let allowed_at = station.allowed_at(instance);
                Input::Asked { request, result: Err(failure), allowed_at }
            }
            What::Restart => Input::Restarted { request, result: Err(failure) },
        }
    }
}

async fn look(
    station: Arc<Station>,
    request: RequestId,
    client: Client,
    target: Target,
    deadline: Moment,
) -> Input {
    let left = deadline.since(station.clock().now()).max(Duration::from_millis(1));
    let timeout = left.min(client.0.timeout);
    let result = match target {
        Target::Health(instance) => {
            let health = client.health(&*instance).timeout(timeout).by_session();
            health.await.map(|health| vec![sight::of_health(&health)])
        }
        Target::List => {
            let list = client.list_instances().timeout(timeout).by_session();
            list.await.map(|statuses| sight::of_statuses(&statuses))
        }
    };
    Input::Looked { request, result: result.map_err(failure) }
}

async fn ask(
    station: Arc<Station>,
    request: RequestId,
    client: Client,
    instance: Arc<str>,
) -> Input {
    let asked = client.request_new_qr_code(&*instance).cooldown(Cooldown::Raise).by_session();
    let result = match asked.await {
        Ok(answer) => {
            let code = Code { requested: answer.qr_code.requested(), qr_code: answer.qr_code };
            Ok((answer.instance.status, code))
        }
        Err(error) => Err(failure(error)),
    };
    Input::Asked { request, result, allowed_at: station.allowed_at(&instance) }
}

async fn restart(request: RequestId, client: Client, instance: Arc<str>) -> Input {
    let restarted = client.restart(&*instance).by_session().await;
    Input::Restarted { request, result: restarted.map(|_| ()).map_err(failure) }
}

fn failure(error: Error) -> Failure {
    let hopeless = error.is_hopeless();
    Failure { error, hopeless }
}
