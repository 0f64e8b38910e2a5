//! One call: the token, attempts until one decides, and the deadline over all of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;

use crate::client::Shared;
use crate::clock::Moment;
use crate::limits::{QrPost, Verdict};
use crate::link::sight::Question;
use crate::operations::Operation;
use crate::progress::Progress;
use crate::retry::{Fault, Policy};
use crate::token::Credential;
use crate::transport::{Answer, Failure, Outgoing};
use crate::{Error, ErrorKind, Outcome, Result, verdict};

/// The most that an answer about one object may take on the wire.
const OBJECT: usize = 1024 * 1024;

/// The most that a list may take on the wire.
const LIST: usize = 16 * OBJECT;

/// What is to be sent, but for the token.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    operation: Operation,
    /// The path's template, for the log.
    route: &'static str,
    path: String,
    query: Vec<(String, String)>,
    json: Option<Bytes>,
    /// The instance that it is about, if it is about one.
    instance: Option<String>,
    /// Whether a link session ordered it.
    by_session: bool,
}

impl Request {
    /// A request whose `route` begins with `/{instance}`.
    pub(crate) fn about(operation: Operation, route: &'static str, instance: &str) -> Self {
        let rest = route.strip_prefix("/{instance}").expect("a route is written so");
        let path = ["/", instance, rest].concat();
        Self { path, instance: Some(instance.to_owned()), ..Self::to(operation, route) }
    }

    pub(crate) fn to(operation: Operation, route: &'static str) -> Self {
        Self {
            operation,
            route,
            path: route.to_owned(),
            query: Vec::new(),
            json: None,
            instance: None,
            by_session: false,
        }
    }

    /// What a link session orders is sent once, but for a new token after a 401: the session itself
    /// decides what follows on a failure.
    pub(crate) fn by_session(self, by_session: bool) -> Self {
        Self { by_session, ..self }
    }

    pub(crate) fn with_filters(self, filters: &[(&str, String)]) -> Self {
        let query = filters
            .iter()
            .map(|(name, value)| (format!("filter[{name}]"), value.clone()))
            .collect();
        Self { query, ..self }
    }

    pub(crate) fn with_json(self, json: &serde_json::Value) -> Self {
        Self { json: Some(json.to_string().into()), ..self }
    }

    pub(crate) fn outgoing(&self, client: &Shared) -> Outgoing {
        let url = client.transport.base_url().join(&self.path, &self.query);
        let method = if self.operation.is_post() { Method::POST } else { Method::GET };
        let cap = if self.operation == Operation::ListInstances { LIST } else { OBJECT };
        Outgoing { method, url, json: self.json.clone(), cap }
    }
}

/// Runs `work` within its deadline and until the client is closed.
pub(crate) async fn within<T>(
    client: &Shared,
    timeout: Duration,
    work: impl AsyncFnOnce(Arc<Progress>) -> Result<T>,
) -> Result<T> {
    let progress = Arc::new(Progress::new(client.clock.now() + timeout));
    let early = |kind, message: String| {
        let outcome = if progress.was_sent() { Outcome::Unknown } else { Outcome::NotSent };
        Err(Error::new(kind, message).with_outcome(outcome))
    };
    let work = client.clock.bounded(progress.deadline(), work(Arc::clone(&progress)));
    let result = tokio::select! {
        biased;
        () = client.closed() => early(ErrorKind::Closed, "The client was closed.".into()),
        result = work => result.unwrap_or_else(|| {
            let missing = if progress.waits_for_token() { "token" } else { "answer" };
            let seconds = rounded(timeout);
            early(ErrorKind::Timeout, format!("There was no {missing} within {seconds} s."))
        }),
    };
    result.map_err(|error| error.with_attempts(progress.attempts()))
}

/// Seconds as a person says them.
fn rounded(duration: Duration) -> f64 {
    let seconds = duration.as_secs_f64();
    let parts = match seconds {
        ..0.001 => 1e9,
        ..1.0 => 1e3,
        _ => 1e1,
    };
    (seconds * parts).round() / parts
}

/// Waits for `until`, or fails because the client is closed before.
pub(crate) async fn wait_until(client: &Shared, until: Moment) -> Result<()> {
    tokio::select! {
        biased;
        () = client.closed() => Err(Error::new(ErrorKind::Closed, "The client was closed.")),
        () = client.clock.sleep_until(until) => Ok(()),
    }
}

/// Sends `request` until an attempt decides, and reads the success.
pub(crate) async fn send<T>(
    client: &Shared,
    request: &Request,
    progress: &Arc<Progress>,
    read: impl Fn(&Answer, &Credential) -> Result<T>,
) -> Result<T> {
    let outgoing = request.outgoing(client);
    let mut credential = progress.with_token(client.tokens.current()).await?;
    let (mut refreshed, mut retries) = (false, 0);
    loop {
        let (error, fault) = match attempt(client, request, &outgoing, &credential, progress).await
        {
            Ok(answer) if answer.is_success() => {
                return read(&answer, &credential).map_err(|error| {
                    error
                        .with_status(answer.status)
                        .with_request_id(verdict::request_id(&answer, &credential.secret))
                        .with_outcome(Outcome::Accepted)
                });
            }
            Ok(answer) => {
                let error = verdict::error(&answer, &credential.secret);
                if answer.status == 401 && !refreshed {
                    refreshed = true;
                    progress.nothing_happened();
                    let newer = progress.with_token(client.tokens.replace(&credential)).await?;
                    if let Some(newer) = newer {
                        credential = newer;
                        continue;
                    }
                }
                let wait = error.retry_after();
                (error, Fault::Status(answer.status, wait))
            }
            Err(Failure { error, sent, may_pass }) => {
                let outcome = if sent { Outcome::Unknown } else { Outcome::NotSent };
                let fault = if may_pass { Fault::Connection(outcome) } else { Fault::Final };
                (error.with_outcome(outcome), fault)
            }
        };
        let policy = Policy {
            is_post: request.operation.is_post(),
            max_retries: if request.by_session { 0 } else { client.max_retries },
            deadline: progress.deadline(),
        };
        let now = client.clock.now();
        let Some(wait) = policy.next(fault, retries, now, fastrand::f64()) else {
            return Err(error);
        };
        retries += 1;
        client.clock.sleep_until(now + wait).await;
    }
}

/// One attempt, and what it means for the minute between two QR codes, or for the sessions' polls.
async fn attempt(
    client: &Shared,
    request: &Request,
    outgoing: &Outgoing,
    credential: &Credential,
    progress: &Arc<Progress>,
) -> std::result::Result<Answer, Failure> {
    let began = client.clock.reading();
    progress.begin_attempt(began);
    let qr_post = match &request.instance {
        Some(instance) if request.operation == Operation::RequestNewQrCode => {
            Some(QrPost::begin(&credential.scope, instance, &client.clock, progress))
        }
        _ => None,
    };
    let question = (!request.operation.is_post() && !request.by_session)
        .then(|| Question::begin(&credential.scope, &client.clock, progress));
    let result = client.transport.attempt(outgoing, Some(&credential.header), progress).await;
    if let Some(qr_post) = qr_post {
        qr_post.end(qr_verdict(&result));
    }
    if let Some(question) = question {
        question.end(limited(&result));
    }
    log(client, request, &result, client.clock.now().since(began.now), progress);
    result
}

fn qr_verdict(result: &std::result::Result<Answer, Failure>) -> Verdict {
    match result {
        Ok(answer) if answer.is_success() => Verdict::Counted,
        Ok(answer) => match (answer.status, answer.retry_after()) {
            (429, Some(asked_for)) => Verdict::Limited(asked_for.wait),
            (status, _) if verdict::outcome(status) == Outcome::Unknown => Verdict::Unknown,
            _ => Verdict::Free,
        },
        Err(failure) if failure.sent => Verdict::Unknown,
        Err(_) => Verdict::Free,
    }
}

/// How long a 429 asks to wait.
fn limited(result: &std::result::Result<Answer, Failure>) -> Option<Duration> {
    let answer = result.as_ref().ok().filter(|answer| answer.status == 429)?;
    answer.retry_after().map(|asked_for| asked_for.wait)
}

/// Method, route, status and time: no header, no body, no secret.
pub(crate) fn log(
    client: &Shared,
    request: &Request,
    result: &std::result::Result<Answer, Failure>,
    elapsed: Duration,
    progress: &Progress,
) {
    let (attempt, elapsed) = (progress.attempts(), elapsed.as_secs_f64());
    let (method, route) = (if request.operation.is_post() { "POST" } else { "GET" }, request.route);
    match result {
        Ok(answer) => {
            tracing::debug!(target: "hypersender", method, route, status = answer.status, attempt, elapsed, "answered");
        }
        Err(failure) => {
            let code = failure.error.code();
            let reason = failure.error.reason().map(crate::Reason::name);
            let host = client.transport.base_url().authority();
            tracing::debug!(target: "hypersender", method, route, host, code, reason, attempt, elapsed, "failed");
        }
    }
}
