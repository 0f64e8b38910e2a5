//! The way of a request to the service and back, and what may befall it.

use std::time::Duration;

use super::service::Reply;
use super::{Failure, Happening, Input, InstanceId, RequestId, Seen, World, code, s};
use crate::clock::{Moment, Reading};
use crate::link::machine::Target;
use crate::link::session::closed;
use crate::model::Instance;
use crate::{Error, ErrorKind, LimitedBy, Operation, Outcome, Reason, Status};

/// What befalls one request.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Fate {
    pub(in super::super) there: Duration,
    pub(in super::super) back: Duration,
    pub(in super::super) fault: Option<Fault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Fault {
    /// Nobody listens: nothing was sent.
    Refused,
    /// The certificate is not accepted.
    Certificate,
    /// Its connection takes all of the way there: until then nothing is sent.
    Connecting,
    /// It arrives, and the answer never does.
    Lost,
    /// It arrives, and the client or the runtime that waits for the answer ends.
    Abandoned,
    /// The service answers this without doing anything.
    Status(u16),
    /// 429, with or without `Retry-After`.
    Limited(Option<u64>),
    /// It is done, but the answer is unusable.
    Unusable,
    /// The registry knows of a POST that the machine doesn't, and holds this one back so long.
    HeldBack(u64),
}

impl Default for Fate {
    fn default() -> Self {
        Self { there: Duration::from_millis(50), back: Duration::from_millis(50), fault: None }
    }
}

/// A client's patience for one call.
const PATIENCE: Duration = s(30);

#[derive(Debug, Clone)]
pub(super) struct Travelling {
    operation: Operation,
    instance: String,
    /// Who waits for it: the machine, or, with none, an explicit call.
    waiting: Vec<Option<RequestId>>,
    sent: Reading,
    fate: Fate,
    brings: Result<Brings, Error>,
}

#[derive(Debug, Clone)]
struct Brings {
    seen: Vec<Seen>,
    status: Status,
}

impl World {
    pub(super) fn send_look(&mut self, request: RequestId, target: Target, deadline: Moment) {
        let patience = deadline.since(self.reading().now);
        match target {
            Target::List => {
                self.send(Operation::ListInstances, "", Some(request), patience);
            }
            Target::Health(instance) => {
                self.send(Operation::Health, &instance, Some(request), patience);
            }
        }
    }

    pub(super) fn send_post(&mut self, operation: Operation, request: RequestId, instance: &str) {
        self.send(operation, instance, Some(request), PATIENCE);
    }

    pub(super) fn send_call(&mut self, operation: Operation, instance: &str) {
        self.send(operation, instance, None, PATIENCE);
    }

    fn send(
        &mut self,
        operation: Operation,
        instance: &str,
        request: Option<RequestId>,
        patience: Duration,
    ) {
        if operation == Operation::RequestNewQrCode {
            let same = |it: &&mut Travelling| it.operation == operation && it.instance == instance;
            if let Some(shared) = self.travelling.values_mut().find(same) {
                // Two who ask for the same instance share one POST.
                shared.waiting.push(request);
                return;
            }
            let allowed_at = self.registry.get(&InstanceId::new(instance));
            if request.is_none() && allowed_at.is_some_and(|at| *at > self.reading().now) {
                return; // the local cooldown holds an explicit call back
            }
        }
        let mut fate = if self.fates.is_empty() { Fate::default() } else { self.fates.remove(0) };
        if let Some(at) = self.faults.iter().position(|(of, _)| *of == operation) {
            fate.fault = Some(self.faults.remove(at).1);
        }
        let late = fate.there + fate.back >= patience;
        let sent = self.reading();
        self.order += 1;
        let number = self.order;
        let lost = timeout(operation, patience);
        self.travelling.insert(
            number,
            Travelling {
                operation,
                instance: instance.to_owned(),
                waiting: vec![request],
                sent,
                fate,
                brings: Err(lost),
            },
        );
        match fate.fault {
            Some(Fault::HeldBack(wait)) => {
                let id = InstanceId::new(instance);
                self.registry.insert(id.clone(), sent.now + s(wait));
                self.referee.registers(&id, sent.now + s(wait));
                let error = Error::rate_limited(LimitedBy::Client, s(wait), "Later.".into());
                let error = call(error, operation, Outcome::NotSent);
                self.travelling.get_mut(&number).unwrap().brings = Err(error);
                self.plan(fate.there.min(patience), Happening::Answered(number));
            }
            Some(Fault::Refused | Fault::Certificate | Fault::Connecting)
                if fate.fault != Some(Fault::Connecting) || fate.there >= patience =>
            {
                let error = refused(operation, fate.fault == Some(Fault::Certificate));
                self.travelling.get_mut(&number).unwrap().brings = Err(error);
                self.plan(fate.there.min(patience), Happening::Answered(number));
            }
            fault => {
                if fault == Some(Fault::Abandoned) {
                    let error = call(closed(), operation, Outcome::Unknown);
                    self.travelling.get_mut(&number).unwrap().brings = Err(error);
                }
                self.plan(fate.there, Happening::Arrives(number));
                let back = match fault {
                    Some(Fault::Lost) => patience,
                    _ if late => patience,
                    _ => fate.there + fate.back,
                };
                self.plan(back, Happening::Answered(number));
            }
        }
    }

    pub(super) fn arrive(&mut self, number: u64) {
        let now = self.now;
        let Some(it) = self.travelling.get(&number) else {
            return;
        };
        let (operation, instance) = (it.operation, it.instance.clone());
        let fate = it.fate;
        if it.waiting.iter().any(Option::is_some) {
            self.referee.arrives(Moment::from_start(now), operation, &InstanceId::new(&instance));
        }
        let reply = match fate.fault {
            Some(Fault::Status(status)) => Reply::Status(status),
            Some(Fault::Limited(wait)) => {
                self.answer(number, Err(limited(operation, wait)));
                return;
            }
            _ => self.service.take(operation, &instance, now),
        };
        let brings = match reply {
            Reply::Fine if fate.fault == Some(Fault::Unusable) => {
                Err(unusable(operation, &instance, self.service.status(&instance)))
            }
            Reply::Fine => Ok(Brings {
                seen: match operation {
                    Operation::ListInstances => self.service.all(),
                    _ => vec![self.service.one(&instance)],
                },
                status: self.service.status(&instance),
            }),
            Reply::Status(status) => Err(answered(operation, status)),
            Reply::Limited(wait) => Err(limited(operation, Some(wait))),
        };
        self.answer(number, brings);
    }

    fn answer(&mut self, number: u64, brings: Result<Brings, Error>) {
        let Some(it) = self.travelling.get_mut(&number) else {
            return;
        };
        let comes = it.fate.there + it.fate.back;
        let patience =
            if it.operation.is_post() || it.waiting == [None] { PATIENCE } else { s(15) };
        let is_lost = matches!(it.fate.fault, Some(Fault::Lost | Fault::Abandoned));
        if !is_lost && comes < patience {
            it.brings = brings;
        }
    }

    pub(super) fn answered(&mut self, number: u64) {
        let Some(it) = self.travelling.remove(&number) else {
            return;
        };
        let id = InstanceId::new(&it.instance);
        if it.operation == Operation::RequestNewQrCode {
            self.register(&id, it.brings.as_ref().err());
        }
        let allowed_at = self.registry.get(&id).copied().unwrap_or_default();
        let seen = it.brings.as_ref().map(|brings| brings.seen.clone());
        let seen = seen.map_err(Clone::clone);
        let now = self.reading();
        self.referee.answers(&now, it.operation, &id, it.sent, &it.waiting, &seen);
        for waiting in it.waiting.clone() {
            match waiting {
                None => self.called(it.clone(), allowed_at),
                Some(request) => self.ordered(it.clone(), request, allowed_at),
            }
        }
    }

    /// What the driver tells of a request that the machine ordered.
    fn ordered(&mut self, it: Travelling, request: RequestId, allowed_at: Moment) {
        let hopeless = it.fate.fault == Some(Fault::Certificate);
        let failure = |error| Failure { error, hopeless };
        let code = code(it.sent);
        let input = match it.operation {
            Operation::RequestNewQrCode => Input::Asked {
                request,
                result: it.brings.map(|brings| (brings.status, code)).map_err(failure),
                allowed_at,
            },
            Operation::Restart => {
                Input::Restarted { request, result: it.brings.map(|_| ()).map_err(failure) }
            }
            _ => Input::Looked {
                request,
                result: it.brings.map(|brings| brings.seen).map_err(failure),
            },
        };
        self.step(input);
    }

    /// What the driver tells of an explicit call.
    fn called(&mut self, it: Travelling, allowed_at: Moment) {
        let instance = InstanceId::new(&it.instance);
        let code = code(it.sent);
        match (it.operation, it.brings) {
            (Operation::RequestNewQrCode | Operation::CreateInstance, Ok(brings)) => {
                self.step(Input::Cooldown { instance: instance.clone(), allowed_at });
                self.step(Input::CodeElsewhere { instance, status: brings.status, code });
            }
            (Operation::RequestNewQrCode, Err(_)) => {
                self.step(Input::Cooldown { instance, allowed_at });
            }
            (Operation::Restart, Ok(_)) => self.step(Input::RestartElsewhere(instance)),
            (Operation::Health | Operation::ListInstances, brings) => {
                let limited = brings.as_ref().err().filter(|error| error.status() == Some(429));
                let limited = limited.and_then(Error::retry_after);
                // What it says comes first here: the referee expects it to be known at once.
                if let Ok(brings) = brings {
                    self.step(Input::SawElsewhere { sent: it.sent.now, seen: brings.seen });
                }
                self.step(Input::AskedElsewhere { limited });
            }
            _ => {}
        }
    }

    pub(super) fn drop_request(&mut self, request: RequestId) {
        let found = self.travelling.iter_mut().find(|(_, it)| it.waiting.contains(&Some(request)));
        let (number, it) = found.expect("only what is under way can be dropped");
        it.waiting.retain(|waiting| *waiting != Some(request));
        let number = *number;
        if !it.waiting.is_empty() {
            let (operation, instance) = (it.operation, InstanceId::new(&it.instance));
            if operation == Operation::RequestNewQrCode {
                self.tell_of_drop(request, instance, true); // it goes on for the others
            }
            return;
        }
        let it = self.travelling.remove(&number).unwrap();
        let arrived = self.reading().now >= it.sent.now + it.fate.there;
        if it.operation == Operation::RequestNewQrCode {
            let instance = InstanceId::new(&it.instance);
            let left = arrived || it.fate.fault != Some(Fault::Connecting);
            if left {
                self.register(&instance, Some(&timeout(it.operation, PATIENCE)));
            } else {
                self.referee.never_left(&instance);
            }
            if left && !arrived {
                // Nothing can stop what is on its way.
                let account = it.instance.clone();
                let (now, there) = (self.reading().now, it.sent.now + it.fate.there);
                self.after(there.since(now), move |world| {
                    let now = world.now;
                    world.service.take(Operation::RequestNewQrCode, &account, now);
                });
            }
            self.tell_of_drop(request, instance, left);
        }
    }

    /// What the driver tells when a POST has ended that the machine dropped.
    fn tell_of_drop(&mut self, request: RequestId, instance: InstanceId, left: bool) {
        let allowed_at = self.registry.get(&instance).copied().unwrap_or_default();
        self.after(Duration::ZERO, move |world| {
            world.step(Input::Dropped { request, instance, left, allowed_at });
        });
    }

    /// The rule of the registry: a minute after an answer or an end that nobody knows, or what a 429
    /// says, and a second.
    fn register(&mut self, instance: &InstanceId, error: Option<&Error>) {
        let now = self.reading().now;
        let wait = match error {
            None => s(61),
            Some(error) if error.status() == Some(429) => {
                error.retry_after().unwrap_or_default() + s(1)
            }
            Some(error) => match error.outcome() {
                Some(Outcome::Accepted | Outcome::Unknown) => s(61),
                _ => return,
            },
        };
        self.registry.insert(instance.clone(), now + wait);
        self.referee.registers(instance, now + wait);
    }
}

fn call(error: Error, operation: Operation, outcome: Outcome) -> Error {
    error.with_outcome(outcome).with_attempts(1).of_call(operation, s(1))
}

fn timeout(operation: Operation, after: Duration) -> Error {
    let text = format!("No answer within {} s.", after.as_secs());
    call(Error::new(ErrorKind::Timeout, text), operation, Outcome::Unknown)
}

fn refused(operation: Operation, certificate: bool) -> Error {
    let reason = if certificate { Reason::Tls } else { Reason::Refused };
    let error = Error::connection(reason, "The connection was refused.");
    call(error, operation, Outcome::NotSent)
}

fn limited(operation: Operation, wait: Option<u64>) -> Error {
    let wait = s(wait.unwrap_or(60));
    let error = Error::rate_limited(LimitedBy::Server, wait, "Too many requests.".into());
    call(error.with_status(429), operation, Outcome::Rejected)
}

fn answered(operation: Operation, status: u16) -> Error {
    let kind = match status {
        401 => ErrorKind::Authentication,
        403 => ErrorKind::PermissionDenied,
        404 => ErrorKind::NotFound,
        400 | 422 => ErrorKind::Validation,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::UnexpectedStatus,
    };
    let unknown = status == 408 || status >= 500;
    let outcome = if unknown { Outcome::Unknown } else { Outcome::Rejected };
    call(Error::new(kind, "It failed.").with_status(status), operation, outcome)
}

fn unusable(operation: Operation, instance: &str, status: Status) -> Error {
    let error = Error::invalid_response(Reason::NotPng, "The QR code is no picture.")
        .with_status(200)
        .with_instance(Instance {
            id: instance.to_owned(),
            name: None,
            phone: None,
            service_type: None,
            status,
            access_token: None,
            created_at: None,
            created_at_raw: None,
            request_id: None,
        });
    call(error, operation, Outcome::Accepted)
}
