//! The one error, as data: hosts make their own exceptions of it.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use hypersender::{Error, ErrorKind, LimitedBy, Outcome, Reason};

use crate::model::InstanceRecord;
use crate::naming;
use crate::runtime::Interrupted;
use crate::token::{ProviderThrew, Thrown};
use crate::values::Status;

/// Why a call did not end well.
#[derive(uniffi::Error)]
pub enum NativeError {
    /// The library says so.
    Failed {
        /// All that is known.
        details: Box<ErrorDetails>,
    },
    /// The host's own callback threw this: it goes back as it came.
    Threw {
        /// What it threw.
        thrown: Arc<dyn Thrown>,
    },
    /// The host cancelled it.
    Cancelled,
}

/// All that is known of an error. Names and texts are those of the core; durations are seconds.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct ErrorDetails {
    /// The permanent code.
    pub code: String,
    /// One sentence for a person. Not called `message`, which is an exception's own.
    pub text: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// What the service said.
    pub server_message: Option<String>,
    /// The service's number of the request.
    pub request_id: Option<String>,
    /// How long to wait.
    pub retry_after: Option<f64>,
    /// What a failed POST has done.
    pub outcome: Option<String>,
    /// What was asked for.
    pub operation: Option<String>,
    /// How many requests were begun.
    pub attempts: u32,
    /// The time from the call to its end.
    pub elapsed: f64,
    /// The argument that is not acceptable.
    pub argument: Option<String>,
    /// Where the connection broke, or what is wrong with the answer.
    pub reason: Option<String>,
    /// The service's texts, by field.
    pub errors: HashMap<String, Vec<String>>,
    /// Who held the request back.
    pub limited_by: Option<String>,
    /// Where a redirect pointed.
    pub location: Option<String>,
    /// The place in the answer.
    pub json_path: Option<String>,
    /// What the answer tells of the instance.
    pub instance: Option<InstanceRecord>,
    /// The status that a session saw last.
    pub last_status: Option<Status>,
    /// How many codes a session has shown.
    pub qr_codes_shown: Option<u32>,
    /// The error that led to this one, if one did. In a list, since a type that holds itself otherwise
    /// is none in Swift.
    pub cause: Vec<ErrorDetails>,
}

impl From<&Error> for ErrorDetails {
    fn from(error: &Error) -> Self {
        let error = naming::in_its_words(error);
        Self {
            code: error.code().to_owned(),
            text: error.message().to_owned(),
            status: error.status(),
            server_message: error.server_message().map(str::to_owned),
            request_id: error.request_id().map(str::to_owned),
            retry_after: error.retry_after().map(|wait| wait.as_secs_f64()),
            outcome: error.outcome().map(|outcome| Outcome::name(outcome).to_owned()),
            operation: error.operation().map(|operation| operation.name().to_owned()),
            attempts: error.attempts(),
            elapsed: error.elapsed().as_secs_f64(),
            argument: error.argument().map(str::to_owned),
            reason: error.reason().map(|reason| Reason::name(reason).to_owned()),
            errors: error.errors().clone().into_iter().collect(),
            limited_by: error.limited_by().map(|by| LimitedBy::name(by).to_owned()),
            location: error.location().map(str::to_owned),
            json_path: error.json_path().map(str::to_owned),
            instance: error.instance().map(InstanceRecord::from),
            last_status: error.last_status().map(Status::from),
            qr_codes_shown: error.qr_codes_shown(),
            cause: error
                .source()
                .and_then(|cause| cause.downcast_ref())
                .map(Self::from)
                .into_iter()
                .collect(),
        }
    }
}

impl From<Error> for NativeError {
    fn from(error: Error) -> Self {
        let threw = error.source().and_then(|source| source.downcast_ref::<ProviderThrew>());
        match threw {
            Some(ProviderThrew(thrown)) => Self::Threw { thrown: Arc::clone(thrown) },
            None => Self::Failed { details: Box::new((&error).into()) },
        }
    }
}

impl From<Interrupted> for NativeError {
    fn from(interrupted: Interrupted) -> Self {
        match interrupted {
            Interrupted::Cancelled => Self::Cancelled,
            Interrupted::Panicked => Self::defect(),
        }
    }
}

impl NativeError {
    /// A defect of this library.
    pub(crate) fn defect() -> Self {
        hypersender::defect::error().into()
    }

    /// An error of this module's own, which the core can't know.
    pub(crate) fn of_kind(kind: ErrorKind, text: &str) -> Self {
        let code = kind.code().to_owned();
        let details = ErrorDetails { code, text: text.to_owned(), ..ErrorDetails::default() };
        Self::Failed { details: Box::new(details) }
    }
}

impl fmt::Debug for NativeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { details } => f.debug_tuple("Failed").field(details).finish(),
            Self::Threw { .. } => f.write_str("Threw"),
            Self::Cancelled => f.write_str("Cancelled"),
        }
    }
}

impl fmt::Display for NativeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed { details } => &details.text,
            Self::Threw { .. } => "A callback failed.",
            Self::Cancelled => "The call was cancelled.",
        })
    }
}

impl StdError for NativeError {}
