//! The one error of this crate: what a caller can do about it, and what happened at the service.

mod kind;
mod naming;
mod normal_form;
mod sample;

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use kind::{ErrorKind, LimitedBy, Outcome, Reason};
pub use naming::Naming;

use crate::model::{Instance, Status};
use crate::operations::Operation;

/// What a call of this crate ends in, if it does not end well.
///
/// [`kind`](Self::kind) says what to do about it, [`outcome`](Self::outcome) what a failed POST
/// has done at the service. The text is one sentence for a person; no secret and no body is in it.
#[derive(Clone)]
pub struct Error(Box<Details>);

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Texts of the service about one field, by the field's name.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

#[derive(Clone)]
struct Details {
    kind: ErrorKind,
    message: String,
    status: Option<u16>,
    server_message: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    outcome: Option<Outcome>,
    operation: Option<Operation>,
    attempts: u32,
    elapsed: Duration,
    argument: Option<&'static str>,
    /// An option that the message names.
    option: Option<&'static str>,
    reason: Option<Reason>,
    errors: FieldErrors,
    limited_by: Option<LimitedBy>,
    location: Option<String>,
    json_path: Option<String>,
    instance: Option<Instance>,
    last_status: Option<Status>,
    qr_codes_shown: Option<u32>,
    hopeless: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What went wrong, named by what to do about it.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The kind's permanent name, the same in every language.
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// The sentence that [`Display`](fmt::Display) prints.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status of the answer; none if there was no answer, as with the local cooldown.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the service said, shortened and without control characters.
    pub fn server_message(&self) -> Option<&str> {
        self.0.server_message.as_deref()
    }

    /// The service's number of the request (`s-request-id`, else `x-request-id`): for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long to wait before the next try. For a 429 that says nothing, 60 s are assumed.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What a failed POST has done at the service; none for the others.
    pub fn outcome(&self) -> Option<Outcome> {
        self.0.outcome
    }

    /// What was asked for.
    pub fn operation(&self) -> Option<Operation> {
        self.0.operation
    }

    /// How many requests were begun.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The time from the call to its end.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The argument or option that is not acceptable ([`ErrorKind::InvalidArgument`]).
    pub fn argument(&self) -> Option<&'static str> {
        self.0.argument
    }

    /// Where the connection broke ([`ErrorKind::Connection`]), or what is wrong with the answer
    /// ([`ErrorKind::InvalidResponse`]).
    pub fn reason(&self) -> Option<Reason> {
        self.0.reason
    }

    /// The service's texts about each refused field ([`ErrorKind::Validation`]).
    pub fn errors(&self) -> &FieldErrors {
        &self.0.errors
    }

    /// Who held the request back ([`ErrorKind::RateLimited`]).
    pub fn limited_by(&self) -> Option<LimitedBy> {
        self.0.limited_by
    }

    /// Where a redirect pointed: scheme, host and port only ([`ErrorKind::UnexpectedStatus`]).
    pub fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// The place in the answer, such as `$.qr_code` ([`ErrorKind::InvalidResponse`]).
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// What the answer does tell of the instance, though its QR code is unusable
    /// ([`ErrorKind::InvalidResponse`]). After `create_instance` it exists now.
    pub fn instance(&self) -> Option<&Instance> {
        self.0.instance.as_ref()
    }

    /// The status that a link session saw last ([`ErrorKind::LinkFailed`], [`ErrorKind::LinkTimeout`]).
    pub fn last_status(&self) -> Option<&Status> {
        self.0.last_status.as_ref()
    }

    /// How many codes a link session has shown ([`ErrorKind::LinkTimeout`]).
    pub fn qr_codes_shown(&self) -> Option<u32> {
        self.0.qr_codes_shown
    }
}

impl Error {
    /// A defect of this library, such as a panic that was caught at the boundary to another
    /// language.
    #[doc(hidden)]
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// An error that ended a call before the core heard of it, such as a number that is no
    /// duration: it knows what was asked for, and that nothing was sent.
    #[doc(hidden)]
    #[must_use]
    pub fn before(self, operation: Operation) -> Self {
        match self.0.operation {
            None => self.of_call(operation, Duration::ZERO),
            Some(_) => self,
        }
    }
}

/// Making and completing errors: each layer adds what it knows.
impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            status: None,
            server_message: None,
            request_id: None,
            retry_after: None,
            outcome: None,
            operation: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            argument: None,
            option: None,
            reason: None,
            errors: FieldErrors::new(),
            limited_by: None,
            location: None,
            json_path: None,
            instance: None,
            last_status: None,
            qr_codes_shown: None,
            hopeless: false,
            source: None,
        }))
    }

    pub(crate) fn invalid_argument(argument: &'static str, message: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::InvalidArgument, message);
        error.0.argument = Some(argument);
        error
    }

    pub(crate) fn connection(reason: Reason, message: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::Connection, message);
        error.0.reason = Some(reason);
        error
    }

    pub(crate) fn invalid_response(reason: Reason, message: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::InvalidResponse, message);
        error.0.reason = Some(reason);
        error
    }

    pub(crate) fn rate_limited(by: LimitedBy, retry_after: Duration, message: String) -> Self {
        let mut error = Self::new(ErrorKind::RateLimited, message);
        error.0.limited_by = Some(by);
        error.0.retry_after = Some(retry_after);
        error
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_server_message(mut self, message: Option<String>) -> Self {
        self.0.server_message = message;
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    pub(crate) fn with_field_errors(mut self, errors: FieldErrors) -> Self {
        self.0.errors = errors;
        self
    }

    pub(crate) fn with_location(mut self, origin: Option<String>) -> Self {
        self.0.location = origin;
        self
    }

    pub(crate) fn with_json_path(mut self, path: impl Into<String>) -> Self {
        self.0.json_path = Some(path.into());
        self
    }

    pub(crate) fn with_instance(mut self, instance: Instance) -> Self {
        self.0.instance = Some(instance);
        self
    }

    pub(crate) fn with_source(mut self, source: Arc<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(source);
        self
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = Some(outcome);
        self
    }

    /// No other try will do better, whatever the kind says.
    pub(crate) fn hopeless(mut self) -> Self {
        self.0.hopeless = true;
        self
    }

    pub(crate) fn is_hopeless(&self) -> bool {
        self.0.hopeless
    }

    /// What a link session knows at its end.
    pub(crate) fn of_link(mut self, last_status: Option<Status>, qr_codes_shown: u32) -> Self {
        self.0.last_status = last_status;
        self.0.qr_codes_shown = Some(qr_codes_shown);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// The same error, whose message names this option.
    pub(crate) fn naming(mut self, option: &'static str) -> Self {
        self.0.option = Some(option);
        self
    }

    /// The same error with another sentence after its own.
    pub(crate) fn adding(mut self, sentence: &str) -> Self {
        self.0.message.push_str(sentence);
        self
    }

    /// What only the call as a whole knows. The outcome is a POST's alone.
    pub(crate) fn of_call(mut self, operation: Operation, elapsed: Duration) -> Self {
        self.0.operation = Some(operation);
        self.0.elapsed = elapsed;
        if operation.is_post() {
            self.0.outcome.get_or_insert(Outcome::NotSent);
        } else {
            self.0.outcome = None;
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Error");
        text.field("code", &self.code()).field("message", &self.0.message);
        if let Some(status) = self.0.status {
            text.field("status", &status);
        }
        if let Some(outcome) = self.0.outcome {
            text.field("outcome", &outcome);
        }
        if let Some(id) = &self.0.request_id {
            text.field("request_id", id);
        }
        text.field("attempts", &self.0.attempts).finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
