//! The names that the core declares, to be held against those that a language handles.

use hypersender::{ErrorKind, LimitedBy, LinkEventKind, Operation, Outcome, Reason, Status};

/// The permanent names of each closed set of the core.
#[derive(Debug, uniffi::Record)]
pub struct Vocabulary {
    /// Of errors.
    pub codes: Vec<String>,
    /// Of events.
    pub events: Vec<String>,
    /// The documented ones.
    pub statuses: Vec<String>,
    /// Of operations.
    pub operations: Vec<String>,
    /// Of outcomes.
    pub outcomes: Vec<String>,
    /// Of reasons.
    pub reasons: Vec<String>,
    /// Who can limit.
    pub limited_by: Vec<String>,
}

/// All names.
#[uniffi::export]
pub fn vocabulary() -> Vocabulary {
    fn names<T: Clone>(all: &[T], name: impl Fn(T) -> String) -> Vec<String> {
        all.iter().cloned().map(name).collect()
    }
    Vocabulary {
        codes: names(ErrorKind::ALL, |kind| kind.code().to_owned()),
        events: names(LinkEventKind::ALL, |kind| kind.name().to_owned()),
        statuses: names(Status::DOCUMENTED, |status| status.as_str().to_owned()),
        operations: names(Operation::ALL, |operation| operation.name().to_owned()),
        outcomes: names(Outcome::ALL, |outcome| outcome.name().to_owned()),
        reasons: names(Reason::ALL, |reason| reason.name().to_owned()),
        limited_by: names(LimitedBy::ALL, |by| by.name().to_owned()),
    }
}
